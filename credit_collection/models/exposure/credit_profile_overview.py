from itertools import zip_longest

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.profile.bars import share_widths

# Bootstrap colours from calm to alarming; each part is named with its amount, so nobody needs to tell colours apart.
NOT_DUE_COLOR = "text-bg-success"
BUCKET_COLORS = ("text-bg-info", "text-bg-warning", "text-bg-danger", "text-bg-dark")
PART_COLORS = {"receivable": "text-bg-primary", "draft": "text-bg-info", "orders": "text-bg-secondary"}
# What a part of the exposure opens.
PART_DOCUMENTS = {
    "receivable": "action_view_open_items", "draft": "action_view_draft_invoices", "orders": "action_view_open_orders",
    "payments": "action_view_payments",
}


class CreditProfile(models.Model):
    """Credit utilization and aging of the customer as bars, and the documents behind the figures."""

    _inherit = "credit.profile"

    # Shown by the widget «credit_bar», see _prepare_bar.
    exposure_bar = fields.Json(compute="_compute_exposure_bar")
    aging_bar = fields.Json(compute="_compute_aging_bar")

    @api.depends("exposure_total", "effective_limit", "limit_mode")
    @api.depends_context("lang")
    def _compute_exposure_bar(self):
        for profile in self:
            documents = {part.label: PART_DOCUMENTS.get(part.code) for part in self.env["credit.exposure"]._get_sorted_parts()}
            parts = profile._get_exposure_parts()
            profile.exposure_bar = self._prepare_bar(
                profile.currency_id, parts, scale=profile.effective_limit or 0.0,
                opens=[documents.get(label) for label, _amount, _color in parts])

    def _get_exposure_parts(self):
        """:return: ``[(label, amount, colour class)]``: what the company counts, then what is left of the limit or over it"""
        self.ensure_one()
        # sudo: what is counted is a setting of the root company, also for users of a branch alone.
        company = self.company_id.sudo()
        parts = [
            (part.label, self[f"exposure_{part.code}"], PART_COLORS.get(part.code, "text-bg-dark"))
            for part in self.env["credit.exposure"]._get_sorted_parts() if company[part.switch]
        ]
        if self.limit_mode == "unlimited":
            return parts
        rest = self.available_credit
        if self.currency_id.compare_amounts(rest, 0.0) < 0:
            # It is a part of the exposure already: named, without room of its own.
            return [*parts, (self.env._("Over the limit"), -rest, None)]
        return [*parts, (self.env._("Available"), rest, "text-bg-light border")]

    def _compute_aging_bar(self):
        aging = {}
        for today, profiles in self.env["res.company"]._get_credit_days_of(self._origin).items():
            aging.update(profiles._get_aging(today))
        for profile in self:
            buckets = profile.company_id._get_credit_aging_buckets()
            amounts = aging.get(profile._origin.id) or {
                "not_due": 0.0, "buckets": [0.0] * (len(buckets) - 1), "credits": 0.0, "total": 0.0}
            profile.aging_bar = self._prepare_bar(
                profile.currency_id, self._get_aging_parts(buckets, amounts),
                opens=["action_view_bucket"] * len(buckets), arguments=[bucket.code for bucket in buckets],
                rows=[(self.env._("Open credits"), amounts["credits"]), (self.env._("Receivables"), amounts["total"])])

    @api.model
    def _get_aging_parts(self, buckets, amounts):
        """:return: ``[(label, amount, colour class)]`` of the buckets, the later the more alarming"""
        labels = self.env["credit.open.item"]._get_bucket_labels(buckets)
        late = len(buckets) - 1
        colors = [NOT_DUE_COLOR, *(BUCKET_COLORS[number * len(BUCKET_COLORS) // late] for number in range(late))]
        return [
            (labels[bucket.code], amount, color)
            for bucket, amount, color in zip(buckets, (amounts["not_due"], *amounts["buckets"]), colors, strict=True)]

    @api.model
    def _prepare_bar(self, currency, parts, scale=0.0, rows=(), opens=(), arguments=()):
        """
        :param parts: ``[(label, amount, colour class)]``; one without colour is listed below the bar only
        :param rows: ``[(label, amount)]`` listed after the parts
        :param opens: of each part the method that opens what is behind it, or None; ``arguments``: its argument
        :return: what the widget shows: each part with its label, amount, colour, width in percent and what it opens
        """
        widths = share_widths([amount if color else 0.0 for _label, amount, color in parts], scale)
        return {
            "currency_id": currency.id,
            "parts": [
                {"label": label, "amount": amount, "color": color, "width": width, "method": method, "argument": argument}
                for (label, amount, color), width, method, argument in zip_longest(parts, widths, opens, arguments)],
            "rows": [{"label": label, "amount": amount} for label, amount in rows],
        }

    # The documents behind the figures: what each of them opens adds up to it

    def action_view_open_items(self):
        """Open the posted items behind the receivables."""
        return self._action_view_documents("credit_collection.credit_open_item_report_action", [
            ("partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids),
            ("status", "!=", "difference"),
        ], {})

    def action_view_bucket(self, code):
        """:param str code: of an aging bucket of the company
        :return: the open debts of this customer that are overdue for as long
        """
        self.ensure_one()
        bucket = next((each for each in self.company_id._get_credit_aging_buckets() if each.code == code), None)
        action = self.action_view_open_items()
        if bucket is None:
            return action
        days = Domain("residual", ">", 0.0)
        if bucket.first_day is not None:
            days &= Domain("days_overdue", ">=", bucket.first_day)
        if bucket.last_day is not None:
            days &= Domain("days_overdue", "<=", bucket.last_day)
        return {**action, "domain": list(Domain(action["domain"]) & days)}

    def action_view_overdue_items(self):
        """Open the debts past their due date and the open credits that are set against them."""
        today = fields.Date.to_string(self.company_id._get_credit_today())
        action = self.action_view_open_items()
        is_overdue = Domain("due_date", "<", today) | Domain("residual", "<", 0.0)
        return {**action, "name": self.env._("Overdue Items"), "domain": list(Domain(action["domain"]) & is_overdue)}

    def action_view_draft_invoices(self):
        """Open the customer's draft invoices that count: draft credit notes take nothing from the exposure."""
        return self._action_view_documents("credit_collection.credit_draft_invoice_action", [
            ("commercial_partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids),
            ("state", "=", "draft"), ("move_type", "in", ("out_invoice", "out_refund", "out_receipt")),
            ("amount_total_signed", ">", 0.0),
        ], {"create": False})

    def action_view_open_orders(self):
        """Open the confirmed orders that are not fully invoiced, as far as they are due within the credit horizon."""
        return self._action_view_documents("credit_collection.credit_open_order_action", [
            ("partner_invoice_id.commercial_partner_id", "in", self.partner_id.ids),
            ("company_id", "child_of", self.company_id.ids), ("credit_open_amount", ">", 0.0),
        ], {"create": False})

    def action_view_payments(self):
        """Open the items of the payments that the bank has not confirmed yet."""
        return self._action_view_documents(
            "credit_collection.credit_payment_in_process_action",
            list(self.env["account.move.line"]._get_payment_in_process_domain() & Domain([
                ("payment_id.partner_id.commercial_partner_id", "in", self.partner_id.ids),
                ("company_id", "child_of", self.company_id.ids),
            ])), {"create": False})

    def _action_view_documents(self, xmlid, domain, context):
        """:return: the action ``xmlid`` on the documents of ``domain``, over all branches that the user may work for"""
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": domain, "context": {**context, **self._get_branches_context()}}

    def _get_branches_context(self):
        """A figure counts all branches, so its documents do, whichever of them are ticked in the company switcher."""
        branches = self.env.user.company_ids.filtered(lambda company: company.root_id in self.company_id)
        others = self.env.companies - branches
        return {"allowed_company_ids": ((self.env.company & branches) | branches | others).ids} if branches else {}
