from odoo import api, models
from odoo.tools import SQL

from ..common.sql import is_money
from ..exposure.settlements import build_short_payment, share_out
from .credit_assignment_share import build_owners
from .credit_key_figure import Source
from .credit_key_figure_sources import is_within


class CreditKeyFigure(models.AbstractModel):
    """What came in, and what payments took to expense."""

    _inherit = "credit.key.figure"

    @api.model
    def _get_sources(self, scope):
        return [*super()._get_sources(scope), self._get_collected_source(scope)]

    @api.model
    def _get_collected_source(self, scope):
        return Source(
            {"collected": SQL("SUM(money.amount)"), "written_off": SQL("SUM(money.short)")},
            SQL("FROM (%s) money JOIN period_day period ON period.day = money.day", self._build_money(scope)),
            SQL("money.profile_id"))

    @api.model
    def _build_money(self, scope):
        """Receipts, and those that were given back, whenever they had come: the month in which they came stays as it is.

        What a payment left to pay and took to expense did not come; the entry that gives the payment back takes it back too.

        :return: SQL of ``profile_id``, ``day``, the ``amount`` that came, and what was taken to expense, ``short``
        """
        return SQL(
            """
            SELECT profile_id, day, paid - short AS amount, short
              FROM (
                    SELECT item.profile_id, item.date AS day, -item.balance AS paid, %(short)s AS short
                      FROM trade_item item
                CROSS JOIN LATERAL (%(taken)s) taken
                     WHERE item.balance < 0 AND %(is_money)s AND %(within)s
                   ) came
         UNION ALL
            SELECT profile_id, date, short - amount, -short FROM (%(went)s) went
            """,
            is_money=is_money("item"), within=is_within("item.date"),
            short=share_out(SQL("taken.amount"), SQL("-item.balance"), SQL("item.move_id, item.profile_id"), SQL("item.id")),
            taken=build_short_payment(SQL("item.move_id"), SQL("item.profile_id")),
            went=self._build_given_back(scope, is_within("given_back.date")))

    @api.model
    def _build_given_back(self, scope, condition):
        """:return: SQL of ``profile_id``, ``receipt_id``, ``date`` and ``amount`` of what was given back, and what the entry of
            the receipt had taken to expense of it, ``short``"""
        return SQL(
            """
            SELECT payer.profile_id, given_back.receipt_id, given_back.date, given_back.amount, %(short_given)s AS short
              FROM given_back
              JOIN payer ON payer.id = given_back.partner_id
        CROSS JOIN LATERAL (%(given)s) taken
        CROSS JOIN LATERAL (%(restored)s) restored
        CROSS JOIN LATERAL (SELECT GREATEST(LEAST(taken.amount, given_back.amount), 0) AS room) part
             WHERE %(of_company)s AND %(condition)s
            """,
            of_company=scope.of_company("given_back"), condition=condition, short_given=share_out(
                SQL("-restored.amount"), SQL("part.room"), SQL("given_back.return_move_id, payer.profile_id"),
                SQL("given_back.return_id, given_back.receipt_id")),
            given=build_short_payment(SQL("given_back.receipt_move_id"), SQL("payer.profile_id")),
            restored=build_short_payment(SQL("given_back.return_move_id"), SQL("payer.profile_id")))

    @api.model
    def _get_collected_by_owner(self, scope, periods):
        """:return: ``{(number of the period, id of a collector): collected}``; receipts count for those of their day"""
        self._flush_owners()
        rows = self.env.execute_query(SQL(
            """
              WITH %(tables)s
            SELECT period.n, owner.user_id, SUM(money.amount * owner.share)::float8
              FROM (%(money)s) money
              JOIN period_day period ON period.day = money.day
        CROSS JOIN LATERAL (%(owners)s) owner
          GROUP BY period.n, owner.user_id
            """,
            tables=self._build_tables(scope, periods), money=self._build_money(scope),
            owners=build_owners(SQL("money.profile_id"), SQL("money.day"))))
        return {row[:2]: row[2] for row in rows}

    @api.model
    def _get_returned_later_by_owner(self, scope, periods, last):
        """:param date last: what was given back later is none
        :return: ``{(number of the period, id of a collector): amount}`` of the receipts of these periods that were given back
            after the end of their period, for those for whom they counted
        """
        self._flush_owners()
        rows = self.env.execute_query(SQL(
            """
              WITH %(tables)s
            SELECT period.n, owner.user_id, SUM((went.amount - went.short) * owner.share)::float8
              FROM (%(went)s) went
              JOIN trade_item received ON received.id = went.receipt_id
              JOIN period_day period ON period.day = received.date AND went.date > period.last_day
        CROSS JOIN LATERAL (%(owners)s) owner
          GROUP BY period.n, owner.user_id
            """,
            tables=self._build_tables(scope, periods), went=self._build_given_back(scope, SQL("given_back.date <= %s", last)),
            owners=build_owners(SQL("went.profile_id"), SQL("received.date"))))
        return {row[:2]: row[2] for row in rows}

    @api.model
    def _flush_owners(self):
        self._flush()
        for name in ("credit.assignment", "credit.assignment.share"):
            self.env[name].flush_model()
