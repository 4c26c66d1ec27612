from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.credit_collection.models.common.days import day_of_entry

ACTIVITY = "credit_collection_loss.mail_activity_write_off"
COLLECTOR = "credit_collection.credit_collection_group_collector"
MANAGER = "credit_collection.credit_collection_group_manager"
# What a user approved of a customer within these days counts with what is to be approved.
COUNTED_DAYS = 30


class CreditWriteOff(models.Model):
    """What of a customer is given up: requested with reason and evidence, approved by another one, then posted.

    What is paid after all is a recovery, see ``credit.write.off.recovery``.
    """

    _name = "credit.write.off"
    _description = "Write-off"
    _inherit = ["credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _decision_activity = ACTIVITY
    _open_states = {"draft", "refused"}
    _transitions = {
        "draft": {"submitted"}, "submitted": {"draft", "approved", "refused"}, "approved": {"draft", "posted", "refused"},
        "refused": {"draft"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", role="fixed")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    kind = fields.Selection([("single", "Request"), ("small", "Small balance")], default="single", required=True, readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "To Approve"), ("approved", "Approved"), ("posted", "Posted"),
         ("refused", "Rejected")], default="draft", required=True, readonly=True, index=True, copy=False, tracking=True)
    date = day_of_entry("date", "profile_id.company_id", string="Entry Date", required=True)
    reason_id = fields.Many2one(
        "credit.reason", domain=[("kind", "=", "write_off")], ondelete="restrict", tracking=True)
    evidence = fields.Text(help="What shows that the money will not come, such as the file number of the insolvency.")
    line_ids = fields.One2many("credit.write.off.line", "write_off_id", string="Items", copy=False)
    amount = fields.Monetary(
        compute="_compute_amount", store=True, tracking=True, help="What is given up, in company currency.")
    relief = fields.Monetary(
        string="Tax Relief", compute="_compute_amount", store=True,
        help="Tax of the invoices that is got back with the entry. The waiting period of the country is respected.")
    allowance_used = fields.Monetary(
        string="Covered by the Allowance", readonly=True, copy=False, default=0.0,
        help="What the last posted run set aside for this customer. The rest is a loss of the day.")
    loss = fields.Monetary(compute="_compute_loss", help="Not covered by the allowance.")
    has_tax_to_claim = fields.Boolean(compute="_compute_has_tax_to_claim")
    recovered = fields.Monetary(
        compute="_compute_recovered", store=True, help="What the customer paid after all and did not take back.")
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_for_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    relief_move_id = fields.Many2one(
        "account.move", string="Entry of the Tax", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        help="Tax that was got back after the waiting period.")
    reversal_id = fields.Many2one(
        "account.move", string="Reversed By", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    recovery_ids = fields.One2many("credit.write.off.recovery", "write_off_id", string="Recoveries", readonly=True, copy=False)

    @api.depends("profile_id.display_name", "amount")
    def _compute_display_name(self):
        for write_off in self:
            profile, currency = write_off.profile_id, write_off.currency_id
            write_off.display_name = f"{profile.display_name}: {currency.format(write_off.amount)}" if profile else False

    @api.depends("line_ids.company_amount", "line_ids.relief")
    def _compute_amount(self):
        for write_off in self:
            write_off.amount = sum(write_off.line_ids.mapped("company_amount"))
            write_off.relief = sum(write_off.line_ids.mapped("relief"))

    @api.depends("amount", "relief", "allowance_used")
    def _compute_loss(self):
        for write_off in self:
            write_off.loss = write_off.amount - write_off.relief - write_off.allowance_used

    @api.depends("recovery_ids.amount", "recovery_ids.returned")
    def _compute_recovered(self):
        for write_off in self:
            write_off.recovered = sum(recovery.amount - recovery.returned for recovery in write_off.recovery_ids)

    @api.depends("line_ids.relief", "state")
    def _compute_has_tax_to_claim(self):
        for write_off in self:
            today = write_off.company_id._get_credit_today() if write_off.state == "posted" else None
            write_off.has_tax_to_claim = bool(today) and any(
                write_off.currency_id.is_zero(line.relief) and line._get_relief(today) for line in write_off.line_ids)

    @api.model
    def _get_system_message(self):
        return self.env._("Write-offs move by their buttons: submit, approve, post.")

    @api.model_create_multi
    def create(self, vals_list):
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers request write-offs."))
        return super().create(vals_list)

    def write(self, vals):
        if {"line_ids", "date", "reason_id", "evidence"} & vals.keys():
            self._check_draft()
        return super().write(vals)

    def _check_draft(self):
        if not self.env.su and (decided := self.filtered(lambda write_off: write_off.state != "draft")[:1]):
            raise UserError(self.env._("“%(write_off)s” is not a draft any more.", write_off=decided.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if kept := self.filtered(lambda write_off: write_off.state not in ("draft", "refused"))[:1]:
            raise UserError(self.env._("“%(write_off)s” is evidence and cannot be deleted.", write_off=kept.display_name))

    # Requesting

    def action_fill(self):
        """Take all open debts of the customer."""
        self.ensure_one()
        self._check_collector()
        self._check_draft()
        # sudo: collectors need no right on entries; the right on the customer has been checked.
        items = self.sudo()._find_open_items() - self.line_ids.line_id.sudo()
        if not items and not self.line_ids:
            raise UserError(self.env._("%(customer)s owes nothing.", customer=self.profile_id.display_name))
        self.sudo().line_ids = [
            Command.create({"line_id": item.id, "amount": item.amount_residual_currency}) for item in items]

    def _find_open_items(self):
        """:return: the open debts of the customer"""
        Line = self.env["account.move.line"]
        return Line.search(
            Line._get_open_debt_domain()
            & Line._get_account_domain(self.partner_id, self.company_id), order="date_maturity, id")

    def action_submit(self):
        """Ask another one to approve.

        :raise UserError: there is no item, reason or evidence, or an item is not open any more
        """
        for write_off in self:
            write_off._check_collector()
            write_off._check_request()
            # sudo: the right has been checked; evidence is written by code only.
            write_off.sudo()._set_state("submitted", requested_by_id=self.env.uid)
            write_off.sudo()._ask()

    def _check_request(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("“%(write_off)s”: name the items that are written off.", write_off=self.display_name))
        if not self.reason_id:
            raise UserError(self.env._("“%(write_off)s”: give a reason.", write_off=self.display_name))
        if self.kind == "single" and not (self.evidence or "").strip() and not self._count_attachments():
            raise UserError(self.env._(
                "“%(write_off)s”: say what shows that the money will not come, or attach it.", write_off=self.display_name))
        self.sudo().line_ids._check_open()  # sudo: collectors need no right on entries.

    def _count_attachments(self):
        # sudo: whether there are any, not what is in them.
        return self.env["ir.attachment"].sudo().search_count(
            [("res_model", "=", self._name), ("res_id", "=", self.id)], limit=1)

    def _ask(self):
        self.activity_unlink([ACTIVITY])
        if decider := self._get_decider():
            self.activity_schedule(
                ACTIVITY, user_id=decider.id, date_deadline=self.company_id._get_credit_today(),
                summary=self.env._("Write off: %(write_off)s", write_off=self.display_name))

    def _get_involved(self):
        return self.requested_by_id

    def _get_decider(self):
        return self._find_decider(self.amount)

    def action_draft(self):
        """Take the request back, to change it."""
        for write_off in self:
            if write_off.state == "submitted":
                write_off._check_collector()
            else:
                write_off._check_manager()
            # sudo: the right has been checked.
            write_off.sudo()._set_state("draft", approved_by_id=False, approved_for_id=False, approved_on=False)
            write_off.sudo().activity_unlink([ACTIVITY])

    # Deciding

    def _check_collector(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers request write-offs."))

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers decide on write-offs."))

    def action_approve(self):
        """Approve requests of others.

        :raise AccessError: the amount is above what the user may decide, or the user requested it
        """
        for write_off in self:
            write_off._check_manager()
            user = self.env.user
            authority = write_off._check_deciding(write_off.amount + write_off._get_approved_lately(user))
            write_off.sudo().line_ids._check_open()
            # sudo: the right has been checked; evidence is written by code only.
            write_off.sudo()._set_state(
                "approved", approved_by_id=user.id, approved_for_id=(authority - user).id, approved_on=fields.Datetime.now())
            write_off.sudo().activity_unlink([ACTIVITY])

    def _get_approved_lately(self, user):
        """:return: what ``user`` approved of the customer in the last days: a large write-off is not made of small ones"""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=COUNTED_DAYS)
        # sudo: the evidence of the user.
        [(total,)] = self.sudo()._read_group(
            [("profile_id", "=", self.profile_id.id), ("approved_by_id", "=", user.id), ("id", "!=", self.id),
             ("state", "in", ("approved", "posted")), ("reversal_id", "=", False), ("approved_on", ">=", since)], [],
            ["amount:sum"])
        return total or 0.0

    def action_refuse(self):
        """Leave the debt as it is."""
        for write_off in self:
            write_off._check_manager()
            # sudo: the right has been checked.
            write_off.sudo()._set_state("refused")
            write_off.sudo().activity_unlink([ACTIVITY])
