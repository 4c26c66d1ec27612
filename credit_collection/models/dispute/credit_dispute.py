from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.common.notices import show_notice
from ..common.days import days_until
from ..common.sql import build_items
from ..exposure.settlements import build_settlements, get_settlement_fields

# Evidence from the opening on.
CLAIM_FIELDS = {"move_id", "amount", "line_ids"}
DISPUTABLE_TYPES = ("out_invoice", "out_receipt")


class CreditDispute(models.Model):
    """A part of an invoice that the customer contests. While it is open, that part is not collected.

    Accepting it means that we owe a credit note: the part stays out of collection, and every credit note reconciled
    with the invoice since the dispute was opened takes its place. Rejecting makes the part collectible again at once.
    """

    _name = "credit.dispute"
    _description = "Dispute"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _rec_names_search = ["move_id"]
    _transitions = {
        "draft": {"open"},
        "open": {"accepted", "rejected"},
        # Only when the invoice that settled them is owed again, see ``_follow_invoice``.
        "accepted": {"open"},
        "rejected": {"open"},
    }

    move_id = fields.Many2one(
        "account.move", string="Invoice", required=True, index=True, ondelete="cascade",
        domain=[("move_type", "in", DISPUTABLE_TYPES), ("state", "=", "posted"), ("amount_residual", ">", 0.0)],
    )
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", compute="_compute_profile_id", store=True, index=True, ondelete="restrict",
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    collector_id = fields.Many2one(related="profile_id.collector_id")
    amount = fields.Monetary(string="Disputed", default=0.0, help="Part of the invoice, in the invoice's currency.")
    currency_id = fields.Many2one(related="move_id.currency_id")
    company_currency_id = fields.Many2one(related="move_id.company_currency_id")
    company_amount = fields.Monetary(
        string="Disputed (company currency)", currency_field="company_currency_id", compute="_compute_company_amount",
        store=True, help="At the rate of the invoice.",
    )
    credited_amount = fields.Monetary(
        string="Credited", currency_field="company_currency_id", default=0.0, readonly=True, copy=False,
        help="Credit notes reconciled with the invoice since the dispute was opened, in company currency.",
    )
    credited_claim = fields.Monetary(
        default=0.0, readonly=True, copy=False, help="What of the claim was credited, in the currency of the invoice.")
    excluded_claim = fields.Monetary(
        compute="_compute_excluded_amount", store=True,
        help="Part of the invoice that is excluded from follow-up, in its own currency.")
    excluded_amount = fields.Monetary(
        string="Not Collected", currency_field="company_currency_id", compute="_compute_excluded_amount", store=True,
        help="Part of the invoice that is excluded from follow-up, in company currency.",
    )
    reason_id = fields.Many2one(
        "credit.reason", required=True, index=True, domain=[("kind", "=", "dispute")], ondelete="restrict",
    )
    user_id = fields.Many2one(
        "res.users", string="Owner", default=lambda self: self.env.user, index="btree_not_null",
        domain=[("share", "=", False)], help="Person who resolves the dispute.",
    )
    date_due = fields.Date(string="Resolve By", help="Day by which the customer expects an answer.")
    date_due_days = days_until("date_due", string="To Be Resolved in (days)")
    note = fields.Text()
    resolution = fields.Text(help="Agreement, or reason for rejecting the claim.")
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Open"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        default="draft", required=True, index=True, copy=False, role="system",
    )
    date_opened = fields.Date(readonly=True, copy=False)
    date_closed = fields.Date(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    # Reconciliations up to this id were there when the dispute was opened.
    last_partial_id = fields.Integer(readonly=True, copy=False, aggregator=None)

    @api.depends("move_id.name", "reason_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for dispute in self:
            dispute.display_name = f"{dispute.move_id.name or ''} – {dispute.reason_id.name or ''}"

    @api.depends("move_id.commercial_partner_id", "move_id.company_id")
    def _compute_profile_id(self):
        self.profile_id = False
        by_company = self.filtered("move_id").grouped(lambda dispute: dispute.move_id.company_id.root_id)
        for company, disputes in by_company.items():
            profiles = disputes.move_id.commercial_partner_id._get_credit_profiles(company).grouped("partner_id")
            for dispute in disputes:
                dispute.profile_id = profiles.get(dispute.move_id.commercial_partner_id, False)

    @api.depends("amount", "move_id")
    def _compute_company_amount(self):
        self.company_amount = 0.0
        for dispute in self.filtered("move_id"):
            move = dispute.move_id
            rate = abs(move.amount_total_signed / move.amount_total) if move.amount_total else 1.0
            dispute.company_amount = move.company_currency_id.round(dispute.amount * rate)

    # Not on what is open of the invoice: each booking would look for disputes. ``_settle`` has it computed again.
    @api.depends("state", "amount", "company_amount", "credited_amount", "credited_claim")
    def _compute_excluded_amount(self):
        """Never more than what is open of the invoice, in either currency; of several disputes the oldest goes first."""
        asked = set(self._ids)
        for move, own in self.filtered("move_id").grouped("move_id").items():
            is_owed = move.state == "posted"
            rest = max(move.amount_residual_signed, 0.0) if is_owed else 0.0
            rest_claim = max(move.amount_residual, 0.0) if is_owed else 0.0
            disputes = (move.credit_dispute_ids | own).filtered(lambda dispute: dispute.state in ("open", "accepted"))
            today = move.company_id._get_credit_today()
            for dispute in disputes.sorted(
                lambda dispute, today=today: (dispute.date_opened or today, dispute._origin.id),
            ):
                excluded = max(min(dispute.company_amount - dispute.credited_amount, rest), 0.0)
                claimed = max(min(dispute.amount - dispute.credited_claim, rest_claim), 0.0)
                rest, rest_claim = rest - excluded, rest_claim - claimed
                if not asked.isdisjoint(dispute._ids):
                    dispute.excluded_amount, dispute.excluded_claim = excluded, claimed
        for dispute in self:
            if dispute.state not in ("open", "accepted") or not dispute.move_id:
                dispute.excluded_amount = dispute.excluded_claim = 0.0

    @api.onchange("move_id")
    def _onchange_move_id(self):
        self.amount = self.move_id.amount_residual - self.move_id._get_credit_open_claims()

    def write(self, vals):
        if not self.env.su:
            if not CLAIM_FIELDS.isdisjoint(vals) and any(dispute.state != "draft" for dispute in self):
                raise UserError(self.env._(
                    "An opened dispute keeps its invoice, lines and amount. Reject it and open another one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for dispute in self:
            if dispute.state != "draft":
                raise UserError(self.env._(
                    "The dispute “%(dispute)s” is evidence and cannot be deleted. Reject it if the claim is withdrawn.",
                    dispute=dispute.display_name))

    @api.model
    def _get_system_message(self):
        return self.env._("Use the buttons to open, accept or reject a dispute.")

    def action_open(self):
        """Take the disputed part out of collection and give the owner a task."""
        self.check_access("write")
        # sudo: the right has been checked; state and evidence are closed to users.
        for today, disputes in self.sudo()._group_by_day():
            disputes._open(today)
        return show_notice(self.env._("Dispute opened: the disputed amount is not collected."))

    def action_accept(self):
        """The claim is right: a credit note is drafted, and the part stays out of collection until it takes its place."""
        self.check_access("write")
        closed = self.browse()
        for today, disputes in self._group_by_day():
            closing = disputes._close("accepted", today)
            # sudo: collectors book nothing; the draft is for an accountant to check and post.
            closing.sudo()._create_credit_note(today)
            closed |= closing
        for dispute in closed:
            dispute._schedule(
                "credit_collection.mail_activity_dispute",
                self.env._("Post the credit note of %(amount)s", amount=dispute.currency_id.format(dispute.amount)),
                dispute.date_closed)
        return show_notice(self.env._("Claim accepted: the credit note is drafted for an accountant to check."))

    def action_reject(self):
        """The claim is wrong or withdrawn: the part is collectible again at once."""
        self.check_access("write")
        for today, disputes in self._group_by_day():
            disputes._close("rejected", today)
        return show_notice(self.env._("Claim rejected: the amount is collected again."))

    def action_create_credit_note(self):
        """:return: core's credit note dialog for the invoice"""
        self.ensure_one()
        self.move_id.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_view_account_move_reversal")
        action["context"] = {
            "active_model": "account.move", "active_ids": self.move_id.ids, "active_id": self.move_id.id,
            "default_reason": self.reason_id.name,
        }
        return action

    def _open(self, today):
        for dispute in self.filtered(lambda dispute: dispute.state != "open"):
            if dispute.state != "draft":
                raise UserError(self.env._(
                    "The dispute “%(dispute)s” is closed. Open another one if the claim is raised again.",
                    dispute=dispute.display_name))
            dispute._check_claim()
            partials = dispute.move_id.line_ids.matched_credit_ids
            dispute._set_state("open", date_opened=today, last_partial_id=max(partials.ids, default=0))
            dispute._schedule(
                "credit_collection.mail_activity_dispute",
                self.env._("Resolve the dispute over %(amount)s", amount=dispute.currency_id.format(dispute.amount)),
                dispute.date_due or today)
            dispute.profile_id.message_post(body=self.env._(
                "Dispute over %(amount)s of %(invoice)s: %(reason)s.",
                amount=dispute.currency_id.format(dispute.amount), invoice=dispute.move_id.name,
                reason=dispute.reason_id.name))

    def _check_claim(self):
        """:raise ValidationError: unless the claim is a part of what the invoice still owes"""
        move, currency = self.move_id, self.currency_id
        if move.state != "posted" or move.move_type not in DISPUTABLE_TYPES:
            raise ValidationError(self.env._(
                "%(invoice)s is not a posted customer invoice: only those can be disputed.", invoice=move.display_name))
        if currency.compare_amounts(self.amount, 0) <= 0:
            raise ValidationError(self.env._(
                "Dispute of %(invoice)s: enter the disputed amount, above zero.", invoice=move.display_name))
        free = move.amount_residual - (move._get_credit_open_claims() if self.state == "draft" else 0.0)
        if currency.compare_amounts(self.amount, free) > 0:
            raise ValidationError(self.env._(
                "Dispute of %(invoice)s: %(amount)s is more than what the invoice still owes and is not disputed yet "
                "(%(free)s). Lower the amount.", invoice=move.display_name, amount=currency.format(self.amount),
                free=currency.format(max(free, 0.0))))

    def _close(self, state, today):
        """:return: the disputes that were closed now"""
        # sudo: the caller has checked the right; state and evidence are closed to users.
        closed = self.sudo()._set_state(state, date_closed=today, closed_by_id=self.env.uid)
        closed.activity_unlink([
            "credit_collection.mail_activity_dispute", "credit_collection.mail_activity_dispute_escalated"])
        return closed

    def _schedule(self, activity_type, summary, deadline):
        self.activity_schedule(
            activity_type, date_deadline=deadline, summary=summary, user_id=self._get_responsible().id)

    def _get_responsible(self):
        """:return: who resolves the dispute; if that user has left, the collector or the credit manager"""
        return (self.user_id | self.collector_id | self.company_id.credit_manager_id)._credit_choose()

    def _settle(self):
        """Let credit notes reconciled since the opening take the place of disputed parts, the oldest dispute first."""
        # sudo: a user who reconciles settles, without a right to disputes.
        disputes = self.sudo().filtered(
            lambda dispute: dispute.state in ("open", "accepted") or dispute.is_settled).sorted(
            lambda dispute: (dispute.date_opened, dispute.id))
        used, total = {}, {}
        for dispute, credited in disputes._get_credited():
            # What was credited before this dispute was opened is used up first: it cannot be of this one.
            before = total.setdefault(dispute.move_id, credited) - credited
            rest = max(credited - max(used.get(dispute.move_id, 0.0) - before, 0.0), 0.0)
            claimed = min(rest, dispute.amount)
            used[dispute.move_id] = used.get(dispute.move_id, 0.0) + claimed
            # Claims are met in the invoice's currency; in company currency they stand at the rate of the invoice.
            amount = dispute.company_amount * claimed / dispute.amount if dispute.amount else 0.0
            amount = dispute.company_currency_id.round(amount)
            if dispute.company_currency_id.compare_amounts(dispute.credited_amount, amount):
                dispute.credited_amount = amount
            if dispute.currency_id.compare_amounts(dispute.credited_claim, claimed):
                dispute.credited_claim = claimed
        self.env.add_to_compute(disputes._fields["excluded_amount"], disputes.move_id.credit_dispute_ids)
        # What is disputed falls on the instalments that are open: a payment moves it to the next one.
        items = disputes.move_id.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.env.add_to_compute(items._fields["credit_disputed_amount"], items)
        self.sudo()._follow_invoice()  # sudo: as above.

    def _get_credited(self):
        """:return: ``[(dispute, amount of the credit notes reconciled with its invoice since its opening)]``, in the currency
            of the invoice, whatever the rate of the credit notes
        """
        rows = self.env.execute_query(SQL("%s GROUP BY dispute.id", build_items(
            SQL("dispute.id, SUM(settlement.amount_currency)"), alias="item", accounts=None, state=None,
            joins=SQL(
                """
              JOIN credit_dispute dispute ON dispute.move_id = item.move_id
        CROSS JOIN LATERAL (%s) settlement
                """, build_settlements(SQL("item.id"))),
            condition=SQL(
                """
                dispute.id IN %s AND settlement.id > COALESCE(dispute.last_partial_id, 0) AND settlement.is_credit_note
                """, tuple(self.ids) or (0,),
                to_flush=(self._fields["move_id"], self._fields["last_partial_id"], *get_settlement_fields(self.env))))))
        credited = {dispute_id: float(amount) for dispute_id, amount in rows}
        return [(dispute, credited.get(dispute.id, 0.0)) for dispute in self]
