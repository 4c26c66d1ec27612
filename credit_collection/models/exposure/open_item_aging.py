from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..common.sql import BRANCHES, to_array
from .ledger import build_changed, build_entries

# More customers than these are read from the items of all.
MOST_BY_CUSTOMER = 2000


class CreditOpenItem(models.AbstractModel):
    """What customers owe by age: sums of the ledger itself, without the documents that lists of items show."""

    _inherit = "credit.open.item"

    @api.model
    def _get_aging(self, profiles, day):
        """:return: ``{profile id: {"not_due": x, "buckets": [x, …], "credits": -x, "total": x}}`` at the end of ``day``, in
            company currency, in the buckets of the company; the last one is open"""
        # sudo: the limits are settings of root companies, also for users of a branch alone.
        roots = self.env["res.company"].sudo().with_context(active_test=False).search([("parent_id", "=", False)])
        groups = {root: root._get_credit_aging_buckets() for root in roots}
        if len(set(groups.values())) == 1:
            # Nearly always: then nothing need be known of ten thousand customers.
            return self._get_aging_of(profiles, day, groups[roots[0]])
        aging = {}
        for company, group in profiles.grouped(lambda profile: profile.company_id.sudo()).items():
            aging.update(self._get_aging_of(group, day, groups[company]))
        return aging

    @api.model
    def _get_aging_of(self, profiles, day, buckets):
        self._flush()
        aging = {}
        for profile_id, not_due, *late, credit in self.env.execute_query(self._build_aging(profiles, day, buckets)):
            aging[profile_id] = {
                "not_due": not_due, "buckets": late, "credits": credit, "total": not_due + sum(late) + credit}
        for profile_id in profiles.ids:
            if profile_id not in aging:
                aging[profile_id] = {
                    "not_due": 0.0, "buckets": [0.0] * (len(buckets) - 1), "credits": 0.0, "total": 0.0}
        return aging

    @api.model
    def _build_aging(self, profiles, day, buckets):
        """:return: SQL of the id of a profile, what is open in each bucket, and credits, with a row per customer with items"""
        wanted, partners = to_array(profiles.ids), None
        if len(profiles) <= MOST_BY_CUSTOMER:
            partners = SQL("ARRAY(SELECT partner_id FROM credit_profile WHERE id = ANY(%s))", wanted)
        conditions = [*(self._get_age_condition(bucket, day) for bucket in buckets), SQL("item.residual < 0")]
        return SQL(
            """
            WITH changed AS MATERIALIZED (%(changed)s), holder AS MATERIALIZED (
          SELECT partner.id AS partner_id, company.id AS company_id, profile.id AS profile_id
            FROM credit_profile profile
            JOIN res_partner partner ON partner.commercial_partner_id = profile.partner_id
            JOIN %(branches)s company ON company.root_id = profile.company_id
           WHERE profile.id = ANY(%(wanted)s)
                 )
          SELECT holder.profile_id, %(sums)s
            FROM (%(items)s) item
            JOIN holder USING (partner_id, company_id)
        GROUP BY holder.profile_id
            """,
            changed=build_changed(day, partners), branches=BRANCHES, wanted=wanted,
            sums=SQL(", ").join(
                SQL("COALESCE(SUM(item.residual) FILTER (WHERE %s), 0)::float8", condition) for condition in conditions),
            items=build_entries(
                day, SQL("line.partner_id, line.company_id, item.residual, item.due_date"), partners=partners,
                condition=SQL("line.company_id = ANY(ARRAY(SELECT DISTINCT company_id FROM holder))")))

    @api.model
    def _get_age_condition(self, bucket, day):
        """:return: SQL: whether ``item`` is a debt in this bucket, the twin of :meth:`_get_bucket_sql` by dates"""
        bounds = [SQL("item.residual > 0")]
        if bucket.first_day is not None:
            bounds.append(SQL("item.due_date <= %s", day - timedelta(days=bucket.first_day)))
        if bucket.last_day is not None:
            bounds.append(SQL("item.due_date >= %s", day - timedelta(days=bucket.last_day)))
        return SQL(" AND ").join(bounds)
