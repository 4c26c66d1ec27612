from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from odoo.addons.credit_collection.models.approval.credit_approval_tier import MANAGER
from odoo.addons.credit_collection.models.common.days import day_of_entry
from odoo.addons.credit_collection.tools.common.notices import show_notice

ACTIVITY = "credit_collection_charges.mail_activity_waiver"
COLLECTOR = "credit_collection.credit_collection_group_collector"
# What a user waived of a customer within these days counts with what they are about to waive.
COUNTED_DAYS = 30


class CreditChargeWaiver(models.Model):
    """A waiver of charges of one customer: what, why, who asked, who decided. Made by code only, and evidence afterwards."""

    _name = "credit.charge.waiver"
    _description = "Waiver of Charges"
    _inherit = ["credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _decision_activity = ACTIVITY
    _open_states = {"requested"}
    _transitions = {"requested": {"approved", "rejected"}}

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    charge_ids = fields.Many2many(
        "credit.charge", "credit_charge_waiver_rel", "waiver_id", "charge_id", string="Charges", readonly=True)
    amount = fields.Monetary(string="To Waive", readonly=True, default=0.0)
    reason = fields.Char(required=True, readonly=True)
    reason_id = fields.Many2one("credit.reason", string="Reason Code", readonly=True, ondelete="restrict")
    stops = fields.Boolean(string="No Further Charges", readonly=True, help="Nothing more is charged for these invoices.")
    state = fields.Selection(
        [("requested", "To Approve"), ("approved", "Approved"), ("rejected", "Rejected")], required=True, readonly=True,
        default="requested", index=True)
    date = day_of_entry("date", "profile_id.company_id", role="system", readonly=True)
    requested_by_id = fields.Many2one("res.users", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_for_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True)
    decided_on = fields.Datetime(readonly=True)

    @api.depends("profile_id.display_name", "amount")
    def _compute_display_name(self):
        for waiver in self:
            waiver.display_name = f"{waiver.profile_id.display_name}: {waiver.currency_id.format(waiver.amount)}"

    @api.model
    def _get_system_message(self):
        return self.env._("Waivers are evidence: waive charges by the button, with a reason.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if self:
            raise UserError(self.env._("“%(waiver)s” is evidence and cannot be deleted.", waiver=self[0].display_name))

    # Who decides

    @api.model
    def _find_authority(self, profile, amount):
        """:return: the user in whose name the user of the environment may waive ``amount`` of the customer, none without

        What this user waived of the customer in the last days counts too: a large waiver is not made of small ones.
        """
        company, user = profile.company_id, self.env.user
        total = amount + self._get_waived_lately(profile, user)
        limit = company.sudo().credit_charge_waive_limit  # sudo: a setting, also for users of a branch alone.
        if profile.currency_id.compare_amounts(total, limit) <= 0 and user.has_group(COLLECTOR):
            return user
        authority = self.env["credit.approval.tier"]._get_authority(user, company, total)
        return authority if user.has_group(MANAGER) else user.browse()

    @api.model
    def _get_waived_lately(self, profile, user):
        since = fields.Date.subtract(profile.company_id._get_credit_today(), days=COUNTED_DAYS)
        # sudo: the evidence of the user.
        [(total,)] = self.sudo()._read_group(
            [("profile_id", "=", profile.id), ("decided_by_id", "=", user.id), ("state", "=", "approved"),
             ("date", ">=", since)], [], ["amount:sum"])
        return total or 0.0

    def _check_authority(self):
        """:return: in whose name the user decides
        :raise AccessError: the amount is above what the user may waive
        """
        self.ensure_one()
        authority = self._find_authority(self.profile_id, self.amount)
        if not authority:
            raise AccessError(self.env._(
                "Waiving %(amount)s of %(customer)s is above what you may decide. It is for: %(deciders)s.",
                amount=self.currency_id.format(self.amount), customer=self.profile_id.display_name,
                deciders=self._find_decider(self.amount).name or self.env._("credit managers")))
        return authority

    def _get_involved(self):
        return self.requested_by_id

    def _get_decider(self):
        return self._find_decider(self.amount)

    # Deciding

    def _ask(self):
        """Give who decides a task."""
        for waiver in self:
            decider = waiver._get_decider() or self.env.user
            waiver.activity_schedule(
                ACTIVITY, date_deadline=waiver.date, user_id=decider.id, summary=self.env._(
                    "Waive %(amount)s of charges of %(customer)s: %(reason)s",
                    amount=formatLang(self.env, waiver.amount, currency_obj=waiver.currency_id),
                    customer=waiver.profile_id.display_name, reason=waiver.reason))

    def action_approve(self):
        """Waive what was asked for.

        :raise AccessError: the amount is above what the user may waive, or the user asked for it
        """
        for waiver in self:
            waiver._check_decision_right()
            waiver._check_not_involved()
            authority = waiver._check_authority()
            waiver._approve(authority)
        return show_notice(self.env._("The charges were waived."))

    def action_reject(self):
        """Leave the charges as they are."""
        for waiver in self:
            waiver._check_decision_right()
            # sudo: the right has been checked; evidence is written by code only.
            waiver.sudo()._set_state(
                "rejected", decided_by_id=self.env.uid, decided_on=fields.Datetime.now())
            waiver.sudo().activity_unlink([ACTIVITY])
        return show_notice(self.env._("The charges stay as they are."))

    def _check_decision_right(self):
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only credit managers decide on requests to waive charges."))

    def _approve(self, authority):
        # sudo: the right has been checked; evidence is written by code only.
        waiver = self.sudo()._set_state(
            "approved", decided_by_id=self.env.uid, decided_for_id=(authority - self.env.user).id,
            decided_on=fields.Datetime.now())
        # Approved before, it was carried out: of a charge waived in part, the next part would follow.
        if waiver:
            waiver.activity_unlink([ACTIVITY])
            waiver.charge_ids._write_off_waived(waiver)
