from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class CreditProfile(models.Model):
    """Disputes of the customer, settlement offers, and thanks when all overdue items are paid."""

    _inherit = "credit.profile"

    dispute_ids = fields.One2many("credit.dispute", "profile_id", string="Disputes")
    dispute_count = fields.Integer(string="Open Disputes", compute="_compute_disputed_amount")
    disputed_amount = fields.Monetary(
        string="Disputed", compute="_compute_disputed_amount",
        help="Parts of invoices excluded from collection: under open dispute, or accepted and not credited yet.",
    )
    dispute_ratio = fields.Float(
        string="Disputed of Invoiced (%)", compute="_compute_dispute_ratio",
        help="Of the last 12 months: what was disputed, however it ended, in percent of what was invoiced.",
    )
    settlement_ids = fields.One2many("credit.settlement", "profile_id", string="Settlement Offers")

    @api.depends("dispute_ids.state")
    def _compute_dispute_ratio(self):
        since = self.env.company._get_credit_today() - relativedelta(years=1)
        disputed = dict(self.env["credit.dispute"]._read_group(
            [("profile_id", "in", self.ids), ("state", "!=", "draft"), ("date_opened", ">", since)],
            ["profile_id"], ["company_amount:sum"]))
        # sudo: collectors need not read invoices; a ratio tells nothing about them.
        rows = self.env["account.move"].sudo()._read_group(
            [
                ("move_type", "in", ("out_invoice", "out_receipt")), ("state", "=", "posted"), ("invoice_date", ">", since),
                ("commercial_partner_id", "in", self.partner_id.ids), ("company_id", "child_of", self.company_id.ids),
            ],
            ["commercial_partner_id", "company_id"], ["amount_total_signed:sum"])
        invoiced = {}
        for partner, company, amount in rows:
            key = partner.id, company.root_id.id
            invoiced[key] = invoiced.get(key, 0.0) + amount
        for profile in self:
            total = invoiced.get((profile.partner_id.id, profile.company_id.id))
            profile.dispute_ratio = 100 * disputed.get(profile._origin, 0.0) / total if total else 0.0

    @api.depends("dispute_ids.state", "dispute_ids.excluded_amount")
    def _compute_disputed_amount(self):
        groups = self.env["credit.dispute"]._read_group(
            [("profile_id", "in", self.ids), ("excluded_amount", ">", 0.0)],
            ["profile_id"], ["__count", "excluded_amount:sum"])
        figures = {profile.id: (count, amount) for profile, count, amount in groups}
        for profile in self:
            profile.dispute_count, profile.disputed_amount = figures.get(profile._origin.id, (0, 0.0))

    def action_make_settlement(self):
        """:return: the form of a new settlement offer on the overdue items of the customer, in their first currency"""
        self.ensure_one()
        lines = self._get_promisable_items(self.company_id._get_credit_today()).filtered(
            lambda line: line.move_id.move_type in ("out_invoice", "out_receipt"))
        lines = lines.filtered(lambda line: line.currency_id == lines[0].currency_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settlement Offer"),
            "res_model": "credit.settlement",
            "view_mode": "form",
            "context": {"default_profile_id": self.id, "default_line_ids": lines.ids},
        }

    def _thank_payers(self, decisions, today):
        """Thank those of these customers, who have just left the follow-up, for paying what they were followed up for.

        No thanks while items are overdue, or when credit notes alone have cleared them. Called once at the end
        of an overdue cycle, before the cycle is counted up; the mails are queued in one go.

        :param decisions: ``(profile, Decision, [OpenItem])`` of a batch, with these customers among them
        """
        clear = self.browse().concat(*(
            profile for profile, _decision, items in decisions
            if profile in self and profile.effective_followup_plan_id.thank_for_payment
            and not any(item.residual > 0 and item.due_date and item.due_date < today for item in items)))
        if not clear:
            return
        followups = self.env["credit.followup"].search([("profile_id", "in", clear.ids)]).filtered(
            lambda followup: followup.cycle == followup.profile_id.followup_cycle)
        received = followups._get_amounts_received()
        payers = followups.filtered(lambda followup: received.get(followup.id, 0.0) > 0).profile_id
        self.env["credit.notice"]._queue([(profile, profile._compose_thanks) for profile in payers])

    def _compose_thanks(self, env):
        """:return: subject and values of the thanks, in the language of ``env``"""
        company = self.company_id.name
        return env._("%(company)s: thank you for your payment", company=company), {"lines": [
            env._("thank you for your payment. All invoices that were overdue are paid, and your account is in order."),
            env._("We are glad to be of service and look forward to working with you."),
        ]}
