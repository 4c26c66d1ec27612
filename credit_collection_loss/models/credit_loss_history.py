from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.sql import (
    build_items,
    get_root_sql,
    is_money,
)
from odoo.addons.credit_collection.models.exposure.settlements import (
    EXCHANGE_JOURNALS,
    build_settlements,
    is_recovery,
)
from odoo.addons.credit_collection.tools.common.notices import show_notice

MANAGER = "credit_collection.credit_collection_group_manager"


class CreditLossMatrix(models.Model):
    """Rates from the company's own history: how much of what entered a bucket was never paid."""

    _inherit = "credit.loss.matrix"

    history_months = fields.Integer(
        string="History (months)", default=36, bounds=(1, 240),
        help="Items due in these months before the day on which an item counts as lost.", aggregator=None)
    lost_after_days = fields.Integer(
        string="Lost After (days)", default=365, bounds=(30, 3650),
        help="What is open for so many days after its due date was never paid, as was what is written off. Younger items are "
             "not looked at: nobody knows yet.", aggregator=None)

    def action_read_history(self):
        """Replace the rates by those of history; groups of which nothing entered a bucket keep theirs."""
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers set loss rates."))
        self.ensure_one()
        self._check_shared()
        company = self.company_id or self.env.company.root_id
        found = self._read_history(company, company._get_credit_today())
        changed = 0
        for line in self.line_ids:
            entered, lost = found.get((line._get_group(), line.bucket), (0.0, 0.0))
            vals = {"history_entered": entered, "history_lost": lost, "history_rate": 0.0}
            if not company.currency_id.is_zero(entered):
                vals["history_rate"] = round(min(max(lost / entered, 0.0), 1.0) * 100, 4)
                vals["rate"] = vals["history_rate"]
                changed += 1
            line.sudo().write(vals)  # sudo: the right has been checked; what history shows is written by code only.
        if not changed:
            raise UserError(self.env._(
                "No item was due in these %(months)s months: enter the rates by hand.", months=self.history_months))
        self._check_complete()
        return show_notice(self.env._("%(count)s rates were taken from history.", count=changed))

    def _read_history(self, company, today):
        """Two statements, for any number of customers and items.

        :return: ``{(group id, bucket): (what entered the bucket, what of it was never paid)}``; what credit notes took back
            was never owed
        """
        last_day = fields.Date.subtract(today, days=self.lost_after_days)
        first_day = last_day - relativedelta(months=self.history_months)
        self.env.flush_all()
        buckets = self._get_buckets()
        rows = self.env.execute_query(SQL(
            """
              WITH debt AS (%(debts)s)
            SELECT debt.group_id, bucket.code, SUM(debt.owed - gone.paid - gone.lost)::float8,
                   SUM(debt.lost - gone.lost + debt.open)::float8
              FROM debt
        CROSS JOIN (VALUES %(buckets)s) AS bucket (code, first_day)
        CROSS JOIN LATERAL (
                    SELECT COALESCE(SUM((part->>'paid')::numeric), 0) AS paid,
                           COALESCE(SUM((part->>'lost')::numeric), 0) AS lost
                      FROM JSONB_ARRAY_ELEMENTS(debt.parts) part
                     WHERE (part->>'date')::date < debt.due_date + bucket.first_day
                   ) gone
          GROUP BY debt.group_id, bucket.code
            """,
            debts=self._build_debts(company, first_day, last_day),
            buckets=SQL(", ").join(SQL("(%s, %s)", bucket.code, _get_first_day(bucket)) for bucket in buckets)))
        known = {line._get_group() for line in self.line_ids}
        result = {}
        for group, code, entered, lost in rows:
            key = (group if group in known else None), code
            before = result.get(key, (0.0, 0.0))
            result[key] = before[0] + (entered or 0.0), before[1] + (lost or 0.0)
        return result

    def _build_debts(self, company, first_day, last_day):
        """:return: SQL of the debts due in these days: group, due date, what was owed, what was lost and is open of it, and in
            ``parts`` what settled it when"""
        settled = SQL(
            """
            SELECT COALESCE(SUM(amount) FILTER (WHERE is_credit_note), 0) AS credited,
                   COALESCE(SUM(amount) FILTER (WHERE is_loss), 0) AS lost,
                   COALESCE(JSONB_AGG(JSONB_BUILD_OBJECT(
                       'date', date, 'paid', CASE WHEN is_loss THEN 0 ELSE amount END,
                       'lost', CASE WHEN is_loss THEN amount ELSE 0 END))
                       FILTER (WHERE is_credit_note IS NOT TRUE), '[]') AS parts
              FROM (%s) settlement
            """, build_settlements(SQL("line.id")))
        return build_items(
            SQL(
                """
                %s AS group_id, COALESCE(line.date_maturity, line.date) AS due_date, line.balance - settled.credited AS owed,
                settled.lost - %s AS lost, line.amount_residual AS open, settled.parts
                """, self._get_group_sql(), self._get_recovered_sql()),
            joins=SQL(
                """
              JOIN res_company company ON company.id = line.company_id
              JOIN account_move move ON move.id = line.move_id
              JOIN res_partner contact ON contact.id = line.partner_id
              JOIN res_partner customer ON customer.id = contact.commercial_partner_id
         LEFT JOIN credit_profile profile ON profile.partner_id = customer.id AND profile.company_id = %(company)s
        CROSS JOIN LATERAL (%(settled)s) settled
                """, company=company.id, settled=settled),
            condition=SQL(
                """
                line.balance > 0 AND NOT %s AND NOT line.journal_id = ANY(%s) AND %s = %s
                AND COALESCE(line.date_maturity, line.date) BETWEEN %s AND %s
                -- What settles a payment after a write-off is no debt of its own.
                AND (move.move_type != 'entry' OR NOT %s)
                """, is_money("line"), EXCHANGE_JOURNALS, get_root_sql("company"), company.id, first_day, last_day,
                is_recovery("line")))

    @api.model
    def _get_recovered_sql(self):
        """:return: SQL of what was paid after all of what was written off of ``line``"""
        return SQL("0")

    def _get_group_sql(self):
        """:return: SQL of the rating, country or tag of ``customer`` that has rates in this matrix, NULL without"""
        if self.group_by == "rating":
            return SQL("profile.rating_id")
        if self.group_by == "country":
            return SQL("customer.country_id")
        tags = list(dict.fromkeys(self.line_ids.tag_id.ids))
        return SQL(
            """
            (SELECT rel.category_id FROM res_partner_res_partner_category_rel rel
              WHERE rel.partner_id = customer.id AND rel.category_id = ANY(%(tags)s)
           ORDER BY ARRAY_POSITION(%(tags)s, rel.category_id) LIMIT 1)
            """, tags=SQL("%s::int[]", tags))


def _get_first_day(bucket):
    """:return: after how many days from the due date an item is in the bucket; everything enters the first one"""
    return -36500 if bucket.first_day is None else bucket.first_day
