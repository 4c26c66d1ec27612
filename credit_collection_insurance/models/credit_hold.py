from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.credit_collection.tools.hold.hold_rules import HoldRule
from odoo.addons.credit_collection.tools.hold.order_terms import exceeds

from ..tools.insured import Standing, get_uninsured, insure

UNINSURED, STOP = "uninsured", "insurance_stop"
# What is decided from the rows of a customer, see ``credit.check``.
FIGURES = (
    "uninsured_exposure", "cover_free", "cover_percent", "insurance_stop_on", "insurance_standing", "is_insurance_stopped")


def is_over_own_risk(policy, position, request, rounding):
    """Whether exposure and order leave more uninsured than is tolerated; an order is insured without its tax."""
    standing = position.facts["insurance_standing"] or Standing(position.exposure, 0.0)
    growth = position.exposure + request.counted - standing.exposure
    share = 1.0 if standing.covers_tax else request.facts.get("order_net_share") or 1.0
    return exceeds(
        get_uninsured(standing, growth, share), policy.columns["max_uninsured_exposure"] or 0.0, rounding)


class CreditHold(models.Model):
    """Orders beyond the own risk, and deliveries that would not be insured any more."""

    _inherit = "credit.hold"

    uninsured_exposure = fields.Monetary(string="Own Risk", readonly=True, default=0.0, help="Before this order.")
    cover_free = fields.Monetary(string="Free Cover", readonly=True, default=0.0)
    cover_percent = fields.Float(string="Coverage (%)", readonly=True, digits=(5, 2), aggregator=None)
    max_uninsured_exposure = fields.Monetary(string="Tolerated Own Risk", readonly=True, default=0.0)
    insurance_stop_on = fields.Date(string="Deliveries Insured Until", readonly=True)

    @api.model
    def _get_hold_rules(self):
        return [
            *super()._get_hold_rules(),
            HoldRule(
                UNINSURED, 34, is_over_own_risk, switch="hold_uninsured", label=self.env._("Uninsured exposure"),
                sentence="_explain_uninsured", figures=(
                    "uninsured_exposure", "cover_free", "cover_percent", "max_uninsured_exposure")),
            HoldRule(
                STOP, 47, lambda policy, position, request, rounding: position.facts["is_insurance_stopped"],
                switch="hold_insurance_stop", label=self.env._("Deliveries not insured"),
                sentence="_explain_insurance_stop", figures=("insurance_stop_on",), holds_invoiced=True),
        ]

    @api.model
    def _get_hold_facts(self, today):
        """The rows of the customer as JSON, of those with a cover only; ``credit.check`` decides on them."""
        Insurance = self.env["credit.insurance"]
        partners = SQL("ARRAY[facts.partner_id]")
        in_force = SQL(
            """
            (SELECT JSON_BUILD_ARRAY(own.company_amount, own.coverage) FROM credit_insurance_cover own
              WHERE own.profile_id = facts.id AND own.active AND own.valid_from <= %(today)s::date
                AND (own.ends_on IS NULL OR own.ends_on >= %(today)s::date) LIMIT 1)
            """, today=today)
        return {
            **super()._get_hold_facts(today),
            "insurance": SQL(
                """
                CASE WHEN EXISTS (SELECT FROM credit_insurance_cover own WHERE own.profile_id = facts.id AND own.active)
                     THEN JSON_BUILD_OBJECT(
                          'cover', %(in_force)s, 'orders', facts.exposure_orders,
                          'order_share', COALESCE(%(order_share)s, 1), 'today', %(today)s::date,
                          'counts_orders', (SELECT credit_count_orders IS NOT FALSE FROM res_company owner
                                             WHERE owner.id = facts.company_id),
                          'covers_tax', %(covers_tax)s,
                          'items', (SELECT JSON_AGG(item) FROM (%(items)s) item WHERE item.profile_id = facts.id))
                 END
                """, in_force=in_force, order_share=Insurance._get_order_share_sql("facts"), today=today,
                covers_tax=Insurance._get_covers_tax_sql(SQL("facts.id"), SQL("%s::date", today)),
                items=Insurance._build_items(today, partners)),
            # Filled by ``credit.check`` from these rows: a rule and its hold read figures by name.
            **{name: SQL("NULL") for name in FIGURES},
        }

    @api.model
    def _flush_hold_facts(self):
        result = super()._flush_hold_facts()
        self.env["credit.insurance"]._flush()
        return result

    @api.model
    def _get_past_rules(self):
        return [*super()._get_past_rules(), UNINSURED, STOP]

    @api.model
    def _get_past_facts(self, partner_ids, period):
        insured = self.env["credit.insurance"]._read_past(partner_ids, period)
        return {
            **super()._get_past_facts(partner_ids, period),
            "is_insurance_stopped": {partner_id: past.is_stopped for partner_id, past in insured.items()},
            "insurance_standing": {partner_id: past.get_standing for partner_id, past in insured.items()}}

    @api.model
    def _get_past_order_facts(self, documents):
        facts = super()._get_past_order_facts(documents)
        orders = self.env["credit.insurance"]._read_net_shares(
            "sale_order", [document.order_id for document in documents if document.order_id])
        moves = self.env["credit.insurance"]._read_net_shares(
            "account_move", [document.move_id for document in documents if document.move_id])
        for document in documents:
            share = orders.get(document.order_id) if document.order_id else moves.get(document.move_id)
            facts.setdefault(document.number, {})["order_net_share"] = share
        return facts

    @api.model
    def _explain_uninsured(self, values, money):
        return self.env._(
            "Own risk of %(own_risk)s (tolerance %(tolerated)s), this order %(order)s, free cover %(free)s at %(percent)s %%.",
            own_risk=money("uninsured_exposure"), tolerated=money("max_uninsured_exposure"), order=money("order_amount"),
            free=money("cover_free"), percent=f"{values['cover_percent'] or 0:g}")

    @api.model
    def _explain_insurance_stop(self, values, money):
        return self.env._(
            "Deliveries are insured until %(date)s only: the oldest open item is overdue for too long.",
            date=format_date(self.env, values["insurance_stop_on"]))


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _get_credit_order_facts(self, today):
        return {**super()._get_credit_order_facts(today), "order_net_share": SQL(
            "%s", self.env["credit.insurance"]._get_net_share_sql("so"))}

    def _flush_credit_order_facts(self):
        result = super()._flush_credit_order_facts()
        self.env["sale.order"].flush_model(["amount_total", "amount_untaxed"])
        return result


class CreditCheck(models.AbstractModel):
    """Decides what the rows of a customer come to, before the rules read it."""

    _inherit = "credit.check"

    @api.model
    def _prepare_standing(self, row):
        return super()._prepare_standing({**row, **self._get_insurance_figures(row)})

    @api.model
    def _get_insurance_figures(self, row):
        """:return: the figures that the rules about insurance read, by name"""
        company = self.env["res.company"].browse(row["company_id"])
        exposure = float(row["exposure_total"])
        if not (known := row.get("insurance")):
            return {
                "uninsured_exposure": max(exposure, 0.0), "cover_free": 0.0, "cover_percent": 0.0, "insurance_stop_on": None,
                "insurance_standing": None, "is_insurance_stopped": False}
        Insurance, today = self.env["credit.insurance"], fields.Date.to_date(known["today"])
        position = insure(map(Insurance._make_item, known["items"] or ()), today, company.currency_id.decimal_places)
        amount, percent = known["cover"] or (0.0, 0.0)
        share = 1.0 if known["covers_tax"] else float(known["order_share"])
        standing = Standing(
            exposure, float(known["orders"]) * share if known["counts_orders"] else 0.0, position.insured,
            max(float(amount or 0.0) - position.used, 0.0), float(percent or 0.0), position.stop_on, known["covers_tax"])
        return {
            "uninsured_exposure": get_uninsured(standing), "cover_free": standing.free, "cover_percent": standing.percent,
            "insurance_stop_on": standing.stop_on, "insurance_standing": standing,
            "is_insurance_stopped": bool(standing.stop_on and today > standing.stop_on)}
