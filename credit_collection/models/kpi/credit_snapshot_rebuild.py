from odoo import api, models
from odoo.tools import SQL

from ...tools.kpi.months import get_month_ends
from ..common.bulk import flush, insert_select
from ..common.sql import to_array
from .credit_key_figure import DEPENDS
from .credit_snapshot import get_formula_sql

JOB = "credit_collection.ir_cron_keep_snapshots"
BATCH = 2000
# What a new customer, and each customer after the installation, is given.
KEPT_MONTHS = 24
# Months that are read anew each month: documents of a month are entered until its books are closed.
RENEWED_MONTHS = 3
OWNERS = {
    "collector_id": "profile.collector_id", "salesperson_id": "partner.user_id", "team_id": "salesperson.sale_team_id",
    "rating_id": "profile.rating_id",
}


class CreditSnapshot(models.Model):
    """Month ends from the ledger: nightly for the month that has ended, and at any time for the past."""

    _inherit = "credit.snapshot"

    @api.model
    def _rebuild(self, months):
        """Read the last ``months`` month ends anew from the ledger, of all customers; owners and ratings stay.

        :return: number of rows
        """
        # sudo: the system keeps the months of all customers.
        Profile = self.env["credit.profile"].sudo()
        Profile._create_missing_profiles()
        return sum(
            self._keep(company, SQL("SELECT id FROM credit_profile WHERE company_id = %s", company.id), months, today)
            for today, companies in self.env["res.company"].sudo()._get_credit_days().items() for company in companies)

    @api.model
    def _rebuild_profiles(self, profiles, months, today):
        """The same of some customers, see :meth:`_rebuild`."""
        for company, members in profiles.grouped("company_id").items():
            self._keep(company, SQL("SELECT UNNEST(%s)", to_array(members.ids)), months, today, is_narrow=True)

    @api.model
    def _keep(self, company, profiles, months, today, *, is_narrow=False):
        """:param SQL profiles: SELECT of ids of profiles of the company
        :return: number of rows
        """
        periods = get_month_ends(today, months)
        if not periods:
            return 0
        flush(self.env, {**DEPENDS, "credit.profile": None, "res.partner": ["commercial_partner_id", "user_id"],
                          "res.users": ["sale_team_id"]})
        Snapshot, KeyFigure = self.sudo(), self.env["credit.key.figure"]  # sudo: as in _rebuild.
        scope = KeyFigure._get_scope(company, SQL("(%s)", profiles), is_narrow=is_narrow)
        columns = self._get_kept_columns(
            [last for _first, last in periods], KeyFigure._get_names(KeyFigure._get_sources(scope)))
        kept = insert_select(
            Snapshot, columns,
            SQL(
                """
                (%s) part
                JOIN credit_profile profile ON profile.id = part.profile_id
                JOIN res_partner partner ON partner.id = profile.partner_id
           LEFT JOIN res_users salesperson ON salesperson.id = partner.user_id
                """, KeyFigure._build_components(scope, periods, by_profile=True)),
            conflict=self._get_conflict_sql(columns))
        Snapshot.invalidate_model()
        # A month in which nothing is left: its documents were cancelled, or belong to another customer now.
        stale = set(Snapshot._search([
            ("date", "in", [last for _first, last in periods]), ("company_id", "=", company.id),
            ("profile_id", "in", SQL("(%s)", profiles)),
        ]).get_result_ids()) - {snapshot_id for snapshot_id, in kept}
        Snapshot.browse(stale).unlink()
        return len(kept)

    @api.model
    def _get_kept_columns(self, dates, components):
        """:return: ``{column: SQL of its value}`` on ``part``, ``profile``, ``partner``, ``salesperson``"""
        def get_part(name):
            return SQL("part.%s", SQL.identifier(name))

        return {
            "profile_id": SQL("profile.id"), "company_id": SQL("profile.company_id"),
            "date": SQL("(%s::date[])[part.n + 1]", dates),
            **{name: SQL(column) for name, column in OWNERS.items()},
            **{name: get_part(name) for name in components if name in self._fields},
            **{code: get_formula_sql(code, get_part) for code in self._get_kept_figures()},
        }

    @api.model
    def _get_conflict_sql(self, columns):
        """:return: SQL: what is kept again is replaced, but who was responsible"""
        stays = {"profile_id", "company_id", "date", *OWNERS}
        names = [name for name in (*columns, "write_uid", "write_date") if name not in stays]
        return SQL("(profile_id, date) DO UPDATE SET %s", SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name)) for name in names))

    @api.model
    def _cron_keep(self):
        """Keep the month that has ended of one batch of customers; of those seen for the first time, the past as well."""
        Profile, Stamp = self.env["credit.profile"].sudo(), self.env["credit.batch.stamp"]  # sudo: as in _rebuild.
        Profile._run_batch(
            JOB, lambda today: Stamp._get_undone_domain(JOB, today.replace(day=1)),
            self._keep_month, size=BATCH, stamped=True)

    @api.model
    def _keep_month(self, profiles, today):
        known = self.env["credit.batch.stamp"]._find(JOB, profiles)
        self._rebuild_profiles(known, RENEWED_MONTHS, today)
        self._rebuild_profiles(profiles - known, KEPT_MONTHS, today)
