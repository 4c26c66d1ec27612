from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..common.days import day_of_entry, days_until
from .credit_approval_tier import MANAGER


class CreditApprovalDelegation(models.Model):
    """Delegation of an absent approver: the delegate, who decides on their behalf and in their tier, and the period."""

    _name = "credit.approval.delegation"
    _description = "Approval Delegate"
    _inherit = ["credit.batch.mixin", "mail.thread", "credit.roles.mixin"]
    _order = "date_from desc, id desc"
    _batch_company_field = "user_id.company_id"

    user_id = fields.Many2one(
        "res.users", string="Approver", required=True, index=True, default=lambda self: self.env.user, tracking=True,
        ondelete="cascade", domain=[("share", "=", False)],
    )
    delegate_id = fields.Many2one(
        "res.users", required=True, index=True, tracking=True, ondelete="cascade",
        domain=lambda self: [("all_group_ids", "in", self.env.ref(MANAGER).ids)],
        help="A credit manager, who decides within the approval tier of the approver, except on their own requests.",
    )
    date_from = day_of_entry(
        "date_from", "user_id.company_id", string="From", required=True, tracking=True, help="First day of the absence.")
    date_to = fields.Date(string="Until", required=True, tracking=True, help="Last day of the absence.")
    date_to_days = days_until("date_to", "user_id.company_id", string="Ends in (days)")
    reason = fields.Char(tracking=True)
    state = fields.Selection(
        [("coming", "Upcoming"), ("running", "Running"), ("ended", "Ended")], compute="_compute_state",
    )

    _check_dates = models.Constraint("CHECK (date_to >= date_from)", "The last day lies before the first one.")
    _check_persons = models.Constraint("CHECK (user_id <> delegate_id)", "A user cannot be their own delegate.")

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(delegate)s for %(user)s", delegate=delegation.delegate_id.name, user=delegation.user_id.name)

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        for delegation in self:
            today = delegation.user_id.company_id._get_credit_today()
            is_coming = delegation.date_from and delegation.date_from > today
            is_ended = delegation.date_to and delegation.date_to < today
            delegation.state = "coming" if is_coming else "ended" if is_ended else "running"

    @api.constrains("delegate_id")
    def _check_delegate(self):
        for delegation in self:
            if not delegation.delegate_id.sudo().has_group(MANAGER):
                raise ValidationError(self.env._(
                    "%(user)s cannot be a delegate: only credit managers decide.", user=delegation.delegate_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_own()
        return delegations

    def write(self, vals):
        self._check_own()
        result = super().write(vals)
        self._check_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_own()
        for delegation in self:
            if delegation.state != "coming":
                raise UserError(self.env._(
                    "“%(delegation)s” has begun and explains decisions: enter an earlier last day instead.",
                    delegation=delegation.display_name))

    def _check_own(self):
        """:raise AccessError: a manager would delegate the tier of another user"""
        if self.env.su or self.env.user.has_group("base.group_system"):
            return
        if self.user_id - self.env.user:
            raise AccessError(self.env._("Only the approver or an administrator can appoint a delegate."))

    @api.model
    def _get_running(self, today, **users):
        """:return: the delegations that run on ``today`` of the given ``user_id`` or ``delegate_id``"""
        domain = Domain("date_from", "<=", today) & Domain("date_to", ">=", today)
        for name, user in users.items():
            domain &= Domain(name, "=", user.id)
        # sudo: who decides need not see what others arranged.
        return self.sudo().search(domain, order="id")

    @api.model
    def _get_stand_in(self, user, company):
        """:return: the delegate of ``user`` today, ``user`` when not absent"""
        delegates = self._get_running(company._get_credit_today(), user_id=user).delegate_id if user else user
        present = delegates._credit_filter_of_company(company)
        return present[:1].with_env(user.env) or user


class CreditApprovalTier(models.Model):
    """The delegate of an absent approver decides in the tier of that approver."""

    _inherit = "credit.approval.tier"

    @api.model
    def _get_authority(self, user, company, amount, is_own=False):
        """:return: the user in whose tier ``user`` may decide on ``amount``: their own, else an absent approver, else none

        :param bool is_own: the user requested it, and so cannot grant it on behalf of an absent approver
        """
        if self._may_decide(user, company, amount):
            return user
        if is_own:
            return user.browse()
        running = self.env["credit.approval.delegation"]._get_running(company._get_credit_today(), delegate_id=user)
        absent = running.user_id._credit_filter_of_company(company.root_id)
        return absent.filtered(lambda approver: self._may_decide(approver, company, amount))[:1]
