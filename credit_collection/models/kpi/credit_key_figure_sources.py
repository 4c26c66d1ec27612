from odoo import api, models
from odoo.tools import SQL

from ...tools.exposure.aging import MOST_LIMITS
from ..common.sql import is_money
from ..exposure.settlements import EXCHANGE_JOURNALS, build_settlements, is_loss, is_recovery
from .credit_key_figure import Source

# Contacts in which somebody is spoken to.
SPOKEN = ("call", "visit")
# Of as many aging buckets as a company may have; those that it does not have stay zero.
BUCKET_COLUMNS = ("not_due", *(f"bucket_{number}" for number in range(1, MOST_LIMITS + 2)))


class CreditKeyFigure(models.AbstractModel):
    """The components, each defined once."""

    _inherit = "credit.key.figure"

    @api.model
    def _get_sources(self, scope):
        return [
            *super()._get_sources(scope),
            self._get_closing_source(scope), self._get_opening_source(), self._get_booked_source(),
            self._get_settled_source(scope), self._get_disputed_source(), self._get_promised_source(),
            self._get_contact_source(), self._get_confirmation_source(),
        ]

    @api.model
    def _get_closing_source(self, scope):
        """What customers owe at the end of the period. Open credits cover the oldest debts of their customer first, as
        everywhere; aging buckets are before credits. Customers in credit owe nothing."""
        columns = dict(zip(BUCKET_COLUMNS, scope.buckets, strict=False))
        buckets = SQL(", ").join(
            SQL("COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND %s), 0) AS %s",
                _is_in_bucket(SQL("late"), bucket), SQL.identifier(name))
            for name, bucket in columns.items())
        body = SQL(
            """
              FROM (
                    SELECT owed.*, debts + credits AS receivable, GREATEST(debts + credits, 0) AS owing,
                           GREATEST(debts - not_due + credits, 0) AS overdue, GREATEST(oldest + credits, 0) AS overdue_90
                      FROM (
                            SELECT day, profile_id, %(buckets)s,
                                   COALESCE(SUM(residual) FILTER (WHERE residual > 0), 0) AS debts,
                                   COALESCE(SUM(residual) FILTER (WHERE residual > 0 AND late > 90), 0) AS oldest,
                                   COALESCE(SUM(residual) FILTER (WHERE residual < 0), 0) AS credits,
                                   SUM(residual * late) FILTER (WHERE residual > 0 AND late > 0) AS open_late_days
                              FROM entry
                          GROUP BY day, profile_id
                           ) owed
                   ) closing
              JOIN period ON period.last_day = closing.day
            """, buckets=buckets)
        columns = {name: SQL("SUM(closing.%s)", SQL.identifier(name)) for name in (
            "receivable", *columns, "credits", "debts", "owing", "overdue",
            "overdue_90", "open_late_days")}
        columns.update((name, SQL("0")) for name in BUCKET_COLUMNS if name not in columns)
        columns["current"] = SQL("SUM(closing.owing - closing.overdue)")
        columns["largest_10"] = SQL(
            "(SELECT SUM(owing) FROM UNNEST((ARRAY_AGG(closing.owing ORDER BY closing.owing DESC))[:10]) owing)")
        for name, amount in (("owing_days", "owing"), ("current_days", "owing - closing.overdue")):
            columns[name] = SQL("SUM((closing.%s) * (period.last_day - period.first_day + 1))", SQL(amount))
        return Source(columns, body, SQL("closing.profile_id"))

    @api.model
    def _get_opening_source(self):
        """What customers owed before the period, and what of it is due by its end, less their open credits."""
        return Source(
            {
                "opening": SQL("SUM(before.opening)"), "due": SQL("SUM(GREATEST(before.due, 0))"),
            },
            SQL(
                """
                  FROM (
                        SELECT period.n, entry.profile_id, SUM(entry.residual) AS opening,
                               SUM(entry.residual) FILTER (WHERE entry.residual < 0 OR entry.due_date <= period.last_day) AS due
                          FROM entry
                          JOIN period ON period.first_day - 1 = entry.day
                      GROUP BY period.n, entry.profile_id
                       ) before
                  JOIN period USING (n)
                """),
            SQL("before.profile_id"))

    @api.model
    def _get_booked_source(self):
        """What was booked in the period: sales, debts that fall due in it, with what the rates made of them until they were
        paid, and receivables that an entry took to expense, less those of them that were paid after all."""
        is_debt = SQL(
            "(item.balance > 0 AND NOT %s OR item.journal_id = ANY(%s))", is_money("item"),
            EXCHANGE_JOURNALS)
        is_written_off = SQL(
            "item.is_entry AND CASE WHEN item.balance < 0 THEN %s ELSE %s END", is_loss("item"), is_recovery("item"))
        return Source(
            {
                "sales": SQL("SUM(item.balance) FILTER (WHERE item.is_sale)"),
                "due": SQL("SUM(item.balance) FILTER (WHERE %s AND item.due_date <= period.last_day)", is_debt),
                "written_off": SQL("-SUM(item.balance) FILTER (WHERE %s)", is_written_off),
            },
            SQL("FROM trade_item item JOIN period_day period ON period.day = item.date"),
            SQL("item.profile_id"))

    @api.model
    def _get_settled_source(self, scope):
        """Debts settled in the period by money that stayed, on the later date of both sides; what credit notes settled of
        debts that are due is not to be collected any more. Days late are counted from the original due date."""
        days, late, amount = SQL("(max_date - invoice_date)"), SQL("(max_date - due_date)"), SQL("amount")

        def sum_paid(amount, condition="TRUE"):
            return SQL("SUM(%s) FILTER (WHERE is_paid AND %s)", amount, SQL(condition))

        return Source(
            {
                "settled": sum_paid(amount),
                "settled_days": sum_paid(SQL("amount * %s", days)),
                "settlements": SQL("COUNT(*) FILTER (WHERE is_paid)"),
                "settlement_days": sum_paid(days),
                "deviation_days": sum_paid(SQL("amount * %s", late)),
                "late_days": sum_paid(SQL("amount * GREATEST(%s, 0)", late)),
                "on_time": sum_paid(amount, "max_date <= due_date"),
                "on_time_settlements": SQL("COUNT(*) FILTER (WHERE is_paid AND max_date <= due_date)"),
                "due": SQL(
                    "-SUM(amount) FILTER (WHERE NOT is_paid AND agreed_date <= period.last_day "
                    "AND credit_date >= period.first_day AND EXISTS ("
                    "SELECT FROM account_move move WHERE move.id = settlement.move_id AND move.move_type = 'out_refund'))"),
            },
            SQL(
                """
                  FROM (
                        SELECT item.profile_id, settlement.amount::float8 AS amount, settlement.date AS max_date,
                               item.invoice_date, item.original_due_date AS due_date, item.due_date AS agreed_date,
                               settlement.is_payment AS is_paid, settlement.move_id,
                               settlement.counterpart_date AS credit_date
                          FROM trade_item item
                    CROSS JOIN LATERAL (%(settlements)s) settlement
                         WHERE NOT item.journal_id = ANY(%(exchange)s) AND %(of_customers)s AND %(within)s
                       ) settlement
                  JOIN period_day period ON period.day = settlement.max_date
                """,
                exchange=EXCHANGE_JOURNALS, settlements=build_settlements(
                    SQL("item.id"), bounced=SQL("(SELECT ids FROM bounced)::int[]"), debt="item"),
                of_customers=scope.of_customers(SQL("settlement.debtor_id")), within=is_within("settlement.date")),
            SQL("settlement.profile_id"))

    @api.model
    def _get_disputed_source(self):
        """What was in dispute at the end of the period of the debts that were open then."""
        return Source(
            {"disputed": SQL("SUM(LEAST(claim.amount, debt.residual))")},
            SQL(
                """
                  FROM (
                        SELECT dispute.move_id, period.last_day, SUM(dispute.company_amount) AS amount
                          FROM credit_dispute dispute
                          JOIN period ON dispute.date_opened <= period.last_day
                               AND (dispute.date_closed IS NULL OR dispute.date_closed > period.last_day)
                         WHERE dispute.state != 'draft'
                      GROUP BY dispute.move_id, period.last_day
                       ) claim
                  JOIN (
                        SELECT move_id, profile_id, day, SUM(residual) AS residual
                          FROM entry WHERE residual > 0 GROUP BY move_id, profile_id, day
                       ) debt ON debt.move_id = claim.move_id AND debt.day = claim.last_day
                  JOIN period ON period.last_day = claim.last_day
                """),
            SQL("debt.profile_id"))

    @api.model
    def _get_promised_source(self):
        """Promised installments that fell due in the period and have been judged."""
        return Source(
            {
                "promises_due": SQL("COUNT(*)"),
                "promises_kept": SQL("COUNT(*) FILTER (WHERE part.state = 'kept')"),
                "promised_due": SQL("SUM(part.amount)"),
                "promised_kept": SQL("SUM(part.amount) FILTER (WHERE part.state = 'kept')"),
            },
            SQL(
                """
                  FROM credit_promise_instalment part
                  JOIN credit_promise promise ON promise.id = part.promise_id
                  JOIN period_day period ON period.day = part.date
                 WHERE part.state IN ('kept', 'partial', 'broken')
                   AND promise.state IN ('open', 'kept', 'partial', 'broken')
                   AND promise.profile_id IN (SELECT profile_id FROM payer)
                """),
            SQL("promise.profile_id"))

    @api.model
    def _get_contact_source(self):
        """Calls and visits of the period: with whom, and whether they ended in a promise."""
        return Source(
            {
                "contacts": SQL("COUNT(*)"),
                "right_contacts": SQL("COUNT(*) FILTER (WHERE contact.is_right_party)"),
                "promising_contacts": SQL(
                    "COUNT(*) FILTER (WHERE contact.is_right_party AND EXISTS ("
                    "SELECT FROM credit_promise promise WHERE promise.followup_id = contact.id))"),
            },
            SQL(
                """
                  FROM credit_followup contact
                  JOIN period_day period ON period.day = contact.date
                 WHERE contact.state = 'done' AND contact.channel = ANY(%s)
                   AND contact.profile_id IN (SELECT profile_id FROM payer)
                """, list(SPOKEN)),
            SQL("contact.profile_id"))

    @api.model
    def _get_confirmation_source(self):
        """Statements as of a day of the period whose balance customers were asked to confirm, and those confirmed."""
        # sudo: whose figures are wanted is said by the scope.
        Statement = self.env["credit.statement"].sudo()
        asked = Statement._search(Statement._get_asked_domain())
        return Source(
            {
                "confirmations_asked": SQL("COUNT(*)"),
                "confirmations_given": SQL("COUNT(*) FILTER (WHERE statement.state = 'confirmed')"),
            },
            SQL(
                """
                  FROM credit_statement statement
                  JOIN period_day period ON period.day = statement.date_to
                 WHERE statement.id IN %s AND statement.profile_id IN (SELECT profile_id FROM payer)
                """, asked.subselect()),
            SQL("statement.profile_id"))


def _is_in_bucket(days, bucket):
    """:return: SQL: whether ``days`` overdue belong to ``bucket``"""
    ends = [SQL("%s >= %s", days, bucket.first_day)] if bucket.first_day is not None else []
    ends += [SQL("%s <= %s", days, bucket.last_day)] if bucket.last_day is not None else []
    return SQL(" AND ").join(ends)


def is_within(column):
    """:return: SQL: whether a date lies within the periods at all"""
    return SQL("%s BETWEEN (SELECT MIN(first_day) FROM period) AND (SELECT MAX(last_day) FROM period)", SQL(column))
