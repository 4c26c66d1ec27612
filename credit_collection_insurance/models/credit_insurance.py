from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import flush, is_settled
from odoo.addons.credit_collection.models.common.sql import get_root_sql, to_array
from odoo.addons.credit_collection.models.exposure.ledger import build_ledger
from odoo.addons.credit_collection.models.exposure.values import ITEM_DEPENDS

from ..tools.insured import Item, Position, Standing, insure

DEPENDS = {
    **ITEM_DEPENDS,
    "account.move": [
        *ITEM_DEPENDS["account.move"], "amount_tax_signed", "amount_total_signed", "delivery_date", "move_type"],
    "account.move.line": [*ITEM_DEPENDS["account.move.line"], "credit_first_due_date"],
    "credit.insurance.cover": [
        "active", "company_amount", "coverage", "ends_on", "policy_id", "profile_id", "valid_from"],
    "credit.insurance.policy": ["claim_days", "covers_tax", "report_days", "stop_days"],
    "credit.insurance.extension": ["due_date", "line_id"],
    "credit.insurance.claim": ["reported_on", "state"],
    "credit.insurance.claim.line": ["claim_id", "line_id"],
}
# What the decision reads of an item, by the names of the statement.
VALUES = (
    "line_id", "delivered", "due", "residual", "tax_share", "limit_amount", "coverage", "stop_days", "report_days",
    "reported_on")

# Which part of a document is tax that the policy of its cover does not insure.
TAX_SHARE = SQL(
    """
    CASE WHEN policy.covers_tax IS TRUE THEN 0
         WHEN move.move_type IN ('out_invoice', 'out_receipt') AND move.amount_total_signed > 0
         THEN LEAST(GREATEST(move.amount_tax_signed / move.amount_total_signed, 0), 1)
         ELSE 0 END::float8
    """)
COLUMNS = SQL(
    """
    line.id AS line_id, line.move_id, profile.id AS profile_id, profile.partner_id, profile.company_id, profile.collector_id,
    delivery.day AS delivered, delivery.first_due_date, delivery.due,
    item.residual::float8 AS residual, cover.id AS cover_id, cover.policy_id, cover.company_amount::float8 AS limit_amount,
    COALESCE(cover.coverage, 0)::float8 AS coverage,
    %s AS tax_share,
    COALESCE(policy.stop_days, 0) AS stop_days, COALESCE(policy.report_days, 0) AS report_days,
    COALESCE(policy.claim_days, 0) AS claim_days, reported.reported_on, reported.claim_id
    """, TAX_SHARE)
# With the root company of ``company``.
JOINS = """
          JOIN account_move move ON move.id = line.move_id
          JOIN res_company company ON company.id = line.company_id
          JOIN res_partner contact ON contact.id = line.partner_id
          JOIN credit_profile profile ON profile.partner_id = contact.commercial_partner_id AND profile.company_id = %s
     LEFT JOIN credit_insurance_extension extension ON extension.line_id = line.id
    CROSS JOIN LATERAL (
                SELECT COALESCE(move.delivery_date, move.invoice_date, line.date) AS day, first_due_date,
                       COALESCE(extension.due_date, first_due_date) AS due
                  FROM LEAST(line.credit_first_due_date, COALESCE(line.date_maturity, line.date)) first_due_date
               ) delivery
     LEFT JOIN LATERAL (
                SELECT * FROM credit_insurance_cover own
                 WHERE own.profile_id = profile.id AND own.active AND own.valid_from <= delivery.day
                   AND (own.ends_on IS NULL OR own.ends_on >= delivery.day)
                 LIMIT 1
               ) cover ON TRUE
     LEFT JOIN credit_insurance_policy policy ON policy.id = cover.policy_id
     LEFT JOIN LATERAL (
                SELECT claim.reported_on, claim.id AS claim_id
                  FROM credit_insurance_claim_line part
                  JOIN credit_insurance_claim claim ON claim.id = part.claim_id
                 WHERE part.line_id = line.id AND claim.reported_on IS NOT NULL
              ORDER BY claim.reported_on LIMIT 1
               ) reported ON TRUE
"""


class CreditInsurance(models.AbstractModel):
    """What is insured of what customers owe: gathered here for any number of customers, decided in ``tools/insured.py``."""

    _name = "credit.insurance"
    _description = "Insured Part of the Exposure"

    @api.model
    def _flush(self):
        """Write pending changes of what the statements read."""
        if not is_settled(self.env):
            flush(self.env, DEPENDS)

    @api.model
    def _build_items(self, day, partners=None, condition=None):
        """Open items with the cover in force on the day of their delivery, and the deadlines of its policy.

        :param day: date, or SQL of one
        :param SQL partners: array of commercial partners; all without
        :param SQL condition: on ``line``, ``move``, ``profile``, ``item``
        :return: SQL of a SELECT; what it reads must be flushed
        """
        return build_ledger(
            day, COLUMNS, joins=SQL(JOINS, get_root_sql("company")), partners=partners, condition=SQL(
                """
                EXISTS (SELECT FROM credit_insurance_cover own WHERE own.profile_id = profile.id AND own.active) AND %s
                """, condition or SQL("TRUE")))

    @api.model
    def _make_item(self, row):
        """:param row: dict of ``VALUES``; dates may be text, as JSON has them"""
        date = fields.Date.to_date
        return Item(
            row["line_id"], date(row["delivered"]), date(row["due"]), row["residual"], row["tax_share"], row["limit_amount"],
            row["coverage"], row["stop_days"], row["report_days"], date(row["reported_on"]))

    @api.model
    def _read_items(self, profiles, day):
        """:return: ``{profile id: [rows of the statement]}`` of those that have a cover, in one query"""
        if not profiles.ids:
            return {}
        self._flush()
        rows = self.env.execute_query_dict(SQL(
            "SELECT * FROM (%s) item WHERE profile_id = ANY(%s)",
            self._build_items(day, to_array(profiles.partner_id.ids)), profiles.ids))
        result = {}
        for row in rows:
            result.setdefault(row["profile_id"], []).append(row)
        return result

    @api.model
    def _get_positions(self, profiles, day=None):
        """:param day: any day; that of each company without
        :return: ``{profile id: Position}`` of the customers with a cover, in a fixed number of queries
        """
        profiles = profiles._origin.sudo()  # sudo: figures of the ledger; whoever may read the customer may read them.
        result = {}
        days = {day: profiles} if day else self.env["res.company"]._get_credit_days_of(profiles)
        for today, members in days.items():
            decimals = {profile.id: profile.currency_id.decimal_places for profile in members}
            for profile_id, rows in self.sudo()._read_items(members, today).items():
                result[profile_id] = insure(map(self._make_item, rows), today, decimals[profile_id])
        return result

    @api.model
    def _get_totals(self, profiles, day):
        """:return: ``{profile id: (insured, open amount, the same without tax that is not covered)}`` at the end of ``day``"""
        totals = {}
        for profile_id, rows in self._read_items(profiles, day).items():
            tax_shares = {row["line_id"]: row["tax_share"] for row in rows}
            decimals = self.env["credit.profile"].browse(profile_id).currency_id.decimal_places
            position = insure(map(self._make_item, rows), day, decimals)
            totals[profile_id] = (
                position.insured, sum(share.amount for share in position.shares),
                sum(share.amount * (1 - tax_shares[share.key]) for share in position.shares))
        return totals

    @api.model
    def _get_standings(self, profiles):
        """:return: ``{profile id: Standing}`` of all these customers today, in a fixed number of queries"""
        profiles = profiles._origin
        positions, orders = self._get_positions(profiles), self._read_orders(profiles)
        result = {}
        for today, members in self.env["res.company"]._get_credit_days_of(profiles).items():
            covers = self.env["credit.insurance.cover"].sudo()._get_in_force(members, today)  # sudo: as in _get_positions.
            for profile in members:
                result[profile.id] = self._make_standing(
                    positions.get(profile.id, Position()), covers.get(profile), profile.exposure_total,
                    profile.exposure_orders * orders.get(profile.id, 1.0)
                    if profile.company_id.sudo().credit_count_orders else 0.0)
        return result

    @api.model
    def _make_standing(self, position, cover, exposure, orders):
        return Standing(
            exposure, orders, position.insured, max(cover.company_amount - position.used, 0.0) if cover else 0.0,
            cover.coverage if cover else 0.0, position.stop_on)

    @api.model
    def _get_order_share_sql(self, profile):
        """:param str profile: alias with ``partner_id`` and ``company_id``
        :return: SQL of the share of open orders that is insured: without tax, unless the policy covers it
        """
        return SQL(
            """
            (SELECT SUM(CASE WHEN line.price_total > 0 THEN line.credit_open_amount * line.price_subtotal / line.price_total
                             ELSE line.credit_open_amount END) / NULLIF(SUM(line.credit_open_amount), 0)
               FROM sale_order_line line
               JOIN res_company company ON company.id = line.company_id
              WHERE line.credit_partner_id = %(profile)s AND %(root)s = %(company)s AND line.state = 'sale'
                AND line.credit_open_amount > 0)::float8
            """, profile=SQL.identifier(profile, "partner_id"), company=SQL.identifier(profile, "company_id"),
            root=get_root_sql("company"))

    @api.model
    def _get_covers_tax_sql(self, profile, day):
        """:return: SQL: whether the policy of the cover in force covers tax"""
        return SQL(
            """
            EXISTS (SELECT FROM credit_insurance_cover own
                      JOIN credit_insurance_policy policy ON policy.id = own.policy_id
                     WHERE own.profile_id = %s AND own.active AND policy.covers_tax AND own.valid_from <= %s
                       AND (own.ends_on IS NULL OR own.ends_on >= %s))
            """, profile, day, day)

    @api.model
    def _read_orders(self, profiles):
        """:return: ``{profile id: share of its open orders that is insured}``"""
        if not profiles.ids:
            return {}
        self._flush()
        self.env["sale.order.line"].flush_model(["credit_open_amount", "credit_partner_id", "price_subtotal", "price_total"])
        today = self.env["res.company"]._get_credit_today_sql(SQL("profile.company_id"))
        rows = self.env.execute_query(SQL(
            """
            SELECT profile.id, CASE WHEN %s THEN 1 ELSE COALESCE(%s, 1) END
              FROM credit_profile profile
             WHERE profile.id = ANY(%s) AND EXISTS (
                   SELECT FROM credit_insurance_cover own WHERE own.profile_id = profile.id AND own.active)
            """, self._get_covers_tax_sql(SQL("profile.id"), today), self._get_order_share_sql("profile"), profiles.ids))
        return dict(rows)
