from functools import partial

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import flush
from odoo.addons.credit_collection.models.common.sql import build_items, get_root_sql, to_array
from odoo.addons.credit_collection.tools.common.clock import get_local_day

from ..tools.insured import Item, PastCover, PastDebt, PastInsurance
from .credit_insurance import JOINS, TAX_SHARE


def _get_limit(amount, fixed, factors, ends_on, day):
    """:param factors: ``{day: factor to the currency of the company}`` of the days that are looked at
    :param fixed: limit in company currency of a cover that ended before them
    :return: the limit of a cover in company currency as it stood on ``day``: it is converted each day until the cover ends
    """
    factor = factors.get(min(day, ends_on) if ends_on else day)
    return fixed if factor is None else amount * factor


class CreditInsurance(models.AbstractModel):
    """What was insured on days of the past: by covers on the days on which they insured deliveries, agreed due dates from the
    day on which they were entered, reports from the day on which they were made."""

    _inherit = "credit.insurance"

    @api.model
    def _read_past(self, partner_ids, period):
        """:param partner_ids: ids of commercial partners
        :param period: see ``credit.past.account``
        :return: ``{commercial partner id: PastInsurance}`` of the customers with a cover, in a fixed number of queries
        """
        self._flush()
        flush(self.env, {
            "credit.insurance.cover": ["amount", "company_amount"], "credit.insurance.policy": ["currency_id"],
            "credit.insurance.extension": ["create_date"]})
        covers = self._read_past_covers(partner_ids, period)
        if not covers:
            return {}
        debts = self._read_past_debts(list(covers), period, {
            cover_id: place for own in covers.values() for place, (cover_id, _cover) in enumerate(own)})
        shares = self._read_net_shares_of(list(covers), period)
        decimals = period.company.currency_id.decimal_places
        return {
            partner_id: PastInsurance(
                debts.get(partner_id, ()), [cover for _cover_id, cover in own], shares.get(partner_id, {}), decimals)
            for partner_id, own in covers.items()}

    @api.model
    def _read_past_covers(self, partner_ids, period):
        """:return: ``{commercial partner id: [(cover id, PastCover)]}``"""
        company, found = period.company, {}
        rows = self.env.execute_query(SQL(
            """
            SELECT profile.partner_id, cover.id, cover.valid_from, cover.ends_on, COALESCE(cover.coverage, 0)::float8,
                   policy.covers_tax IS TRUE, cover.amount::float8, COALESCE(cover.company_amount, 0)::float8,
                   NULLIF(policy.currency_id, %s)
              FROM credit_insurance_cover cover
              JOIN credit_insurance_policy policy ON policy.id = cover.policy_id
              JOIN credit_profile profile ON profile.id = cover.profile_id
             WHERE cover.active AND profile.company_id = %s AND profile.partner_id = ANY(%s)
          ORDER BY cover.valid_from
            """, company.currency_id.id, company.id, to_array(partner_ids)))
        rates = {}
        for (currency_id, day), factor in self.env["credit.policy.replay"]._read_rates(
                company, {row[-1] for row in rows if row[-1]}, period.first, period.last).items():
            rates.setdefault(currency_id, {})[day] = factor
        for partner_id, cover_id, begin, end, percent, covers_tax, amount, fixed, currency_id in rows:
            found.setdefault(partner_id, []).append((cover_id, PastCover(
                begin, end, percent, covers_tax, partial(_get_limit, amount, fixed, rates.get(currency_id, {}), end))))
        return found

    @api.model
    def _read_past_debts(self, partner_ids, period, places):
        """:param places: ``{cover id: its place among the covers of its customer}``
        :return: ``{commercial partner id: [PastDebt]}``
        """
        zone, debts = period.company._get_credit_zone(), {}
        for (partner_id, key, delivered, first_due, due, agreed, tax_share, cover_id, coverage, stop_days, report_days,
             reported_on) in self.env.execute_query(build_items(
                SQL(
                    """
                    profile.partner_id, line.id, delivery.day, delivery.first_due_date, delivery.due, extension.create_date, %s,
                    cover.id, COALESCE(cover.coverage, 0)::float8, COALESCE(policy.stop_days, 0),
                    COALESCE(policy.report_days, 0), reported.reported_on
                    """, TAX_SHARE),
                joins=SQL(JOINS, get_root_sql("company")), condition=SQL(
                    "line.balance > 0 AND line.date <= %s AND profile.company_id = %s AND profile.partner_id = ANY(%s)",
                    period.last, period.company.id, to_array(partner_ids)))):
            item = Item(
                key, delivered, first_due, 0.0, tax_share, None, coverage, stop_days, report_days, reported_on)
            debts.setdefault(partner_id, []).append(
                PastDebt(item, due, agreed and get_local_day(agreed, zone), places.get(cover_id)))
        return debts

    @api.model
    def _read_net_shares_of(self, partner_ids, period):
        """:return: ``{commercial partner id: {order id: its share without tax}}`` of the confirmed orders they pay"""
        self.env["sale.order"].flush_model(["amount_total", "amount_untaxed", "company_id", "partner_invoice_id", "state"])
        shares = {}
        for partner_id, order_id, share in self.env.execute_query(SQL(
            """
            SELECT payer.commercial_partner_id, so.id, %s
              FROM sale_order so
              JOIN res_partner payer ON payer.id = so.partner_invoice_id
              JOIN res_company company ON company.id = so.company_id
             WHERE so.state = 'sale' AND %s = %s AND payer.commercial_partner_id = ANY(%s)
            """, self._get_net_share_sql("so"), get_root_sql("company"), period.company.id, to_array(partner_ids))):
            shares.setdefault(partner_id, {})[order_id] = share
        return shares

    @api.model
    def _get_net_share_sql(self, document):
        """:param str document: alias of an order or invoice
        :return: SQL of its share without tax
        """
        total, untaxed = (SQL.identifier(document, column) for column in ("amount_total", "amount_untaxed"))
        return SQL("CASE WHEN %(total)s > 0 THEN (%(untaxed)s / %(total)s)::float8 ELSE 1 END", total=total, untaxed=untaxed)

    @api.model
    def _read_net_shares(self, table, document_ids):
        """:param str table: ``sale_order`` or ``account_move``
        :return: ``{id: share of the document without tax}``
        """
        self.env[table.replace("_", ".", 1)].flush_model(["amount_total", "amount_untaxed"])
        return dict(self.env.execute_query(SQL(
            "SELECT document.id, %s FROM %s document WHERE document.id = ANY(%s)", self._get_net_share_sql("document"),
            SQL.identifier(table), to_array(document_ids)))) if document_ids else {}
