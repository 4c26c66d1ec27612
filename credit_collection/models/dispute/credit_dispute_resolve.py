from odoo import api, fields, models
from odoo.fields import Domain

ESCALATION_BATCH = 500
DISPUTE = "credit_collection.mail_activity_dispute"
ESCALATION = "credit_collection.mail_activity_dispute_escalated"


class CreditDispute(models.Model):
    """Clearing disputes: who and until when by reason, escalation of what takes too long, and the credit note."""

    _inherit = "credit.dispute"

    user_id = fields.Many2one(default=None, compute="_compute_user_id", store=True, readonly=False, precompute=True)
    line_ids = fields.Many2many(
        "account.move.line", "credit_dispute_line_rel", "dispute_id", "line_id", string="Contested Lines", copy=False,
        domain="[('move_id', '=', move_id), ('display_type', '=', 'product')]",
        help="Disputed invoice lines, for the credit note and the statistics by product. Empty: the whole invoice.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", copy=False)
    credit_note_id = fields.Many2one("account.move", readonly=True, copy=False, index="btree_not_null")
    credit_note_state = fields.Selection(related="credit_note_id.state", string="Credit Note Status")
    escalated_on = fields.Date(readonly=True, copy=False, help="The dispute was not resolved in time; a manager was notified.")
    days_open = fields.Integer(compute="_compute_days_open", help="Until today, or until it was accepted or rejected.")

    # The nightly escalation looks for open disputes whose day has passed and of which nobody was told.
    _escalation_idx = models.Index("(date_due) WHERE state = 'open' AND escalated_on IS NULL")

    @api.depends("reason_id")
    def _compute_user_id(self):
        """The responsible of the reason; without one who records the dispute, or the chosen user."""
        for dispute in self:
            responsible = dispute.reason_id.user_id
            company = dispute.move_id.company_id
            # sudo: a collector need not see in which companies others work.
            if responsible.active and (not company or company.root_id in responsible.sudo().company_ids.root_id):
                dispute.user_id = responsible
            else:
                dispute.user_id = dispute.user_id or self.env.user.filtered(lambda user: not user.share)

    @api.depends("date_opened", "date_closed")
    def _compute_days_open(self):
        for dispute in self:
            today = dispute.company_id._get_credit_today()
            opened = dispute.date_opened
            dispute.days_open = ((dispute.date_closed or today) - opened).days if opened else 0

    @api.onchange("reason_id")
    def _onchange_reason_id(self):
        if not self.date_due:
            self.date_due = self._get_deadline(self.move_id.company_id._get_credit_today())

    def _get_deadline(self, today):
        """:return: the day by which a dispute of this reason is to be cleared, or False"""
        days = self.reason_id.deadline_days
        return fields.Date.add(today, days=days) if days else False

    def _open(self, today):
        for dispute in self.filtered(lambda dispute: not dispute.date_due):
            dispute.date_due = dispute._get_deadline(today)
        return super()._open(today)

    def _create_credit_note(self, today):
        """Draft the credit note of an accepted claim for what is not credited yet, and show it to the owner."""
        for dispute in self.filtered(lambda dispute: not dispute.credit_note_id):
            amount = dispute._get_amount_to_credit()
            if dispute.currency_id.compare_amounts(amount, 0) > 0:
                dispute.credit_note_id = dispute.move_id._create_credit_part(
                    amount, dispute.reason_id.name, today, lines=dispute.line_ids)

    def _get_amount_to_credit(self):
        """:return: the part of the claim that no credit note has taken the place of, in the invoice's currency"""
        self.ensure_one()
        return self.excluded_claim

    def action_view_credit_note(self):
        """:return: the credit note that was drafted for the claim"""
        self.ensure_one()
        return self.credit_note_id.get_formview_action()

    # Escalation

    @api.model
    def _get_to_escalate_domain(self, today):
        return Domain([("state", "=", "open"), ("escalated_on", "=", False), ("date_due", "<", today)])

    @api.model
    def _cron_escalate_disputes(self):
        """Tell managers of one batch of the disputes that were not cleared in time; called again while some remain."""
        # sudo: the escalation is stamped by the system, no matter who runs the scheduled action.
        self.sudo()._run_batch(
            "credit_collection.ir_cron_escalate_disputes", self._get_to_escalate_domain,
            lambda disputes, today: disputes._escalate(today), size=ESCALATION_BATCH)

    def _escalate(self, today):
        """One activity per dispute, once, for who is told of late decisions in its company; no e-mail for each."""
        activity_type = self.env.ref(ESCALATION, raise_if_not_found=False)
        rows = [(dispute, dispute._get_escalation_user()) for dispute in self]
        if activity_type:
            # Core's own switch: no e-mail to the manager for each of many.
            self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([
                {
                    "activity_type_id": activity_type.id,
                    "summary": dispute.with_context(lang=user.lang or self.env.lang)._get_escalation_text(),
                    "date_deadline": today,
                    "user_id": user.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": dispute.id,
                    "automated": True,
                }
                for dispute, user in rows
            ])
        self.escalated_on = today

    def _get_escalation_user(self):
        """:return: who is told: the company's person for late decisions, its credit manager, the collector, the owner"""
        company = self.company_id
        return (
            company.credit_escalation_user_id | company.credit_manager_id | self.collector_id | self.user_id)._credit_choose()

    def _get_escalation_text(self):
        return self.env._(
            "Dispute not resolved in time: %(dispute)s, %(amount)s, with %(owner)s",
            dispute=self.display_name, amount=self.currency_id.format(self.amount), owner=self.user_id.name or "–")
