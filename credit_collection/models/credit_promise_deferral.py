from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

MANAGER = "credit_collection.credit_collection_group_manager"
ACTIVITY = "credit_collection.mail_activity_credit_decision"


class CreditPromise(models.Model):
    """A deferral is a promise whose date replaces the due date of its items, and that a credit manager approves.

    The original due date stays on the items. Until the new date the items are not overdue for anybody: orders are not held
    for them, nobody is reminded, lists show them as not due. A deferral that is broken is as if there had been none:
    days overdue count from the original due date again (see ``due_date.py``).
    """

    _inherit = "credit.promise"

    kind = fields.Selection(
        [("promise", "Promise to pay"), ("deferral", "Deferral of the due date")], default="promise", required=True,
        help="A promise says when the customer pays what is overdue. A deferral moves the due date: until then nothing is "
             "overdue. A credit manager approves it, within his approval tier.",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    original_due_date = fields.Date(
        compute="_compute_original_due_date", help="Due date of the oldest item before the deferral.",
    )

    @api.depends("line_ids.date_maturity", "line_ids.date")
    def _compute_original_due_date(self):
        for promise in self:
            promise.original_due_date = min(
                (line.date_maturity or line.date for line in promise.line_ids), default=False)

    def action_open(self):
        self.check_access("write")
        self.filtered(lambda promise: promise.kind == "deferral" and promise.state == "draft")._approve_deferral()
        return super().action_open()

    def action_request_approval(self):
        """Put the decision on a deferral on the list of somebody whose approval tier covers it."""
        self.check_access("write")
        for promise in self:
            if promise.kind != "deferral" or promise.state != "draft":
                raise UserError(self.env._("“%(promise)s” needs no approval.", promise=promise.display_name))
            decider = promise._get_deferral_decider()
            if not decider:
                raise UserError(self.env._(
                    "Nobody may approve a deferral of %(amount)s. Ask your administrator to set a credit manager in the "
                    "settings.", amount=promise.currency_id.format(promise.amount)))
            promise.activity_unlink([ACTIVITY])
            promise.activity_schedule(ACTIVITY, user_id=decider.id, summary=self.env._(
                "Approve the deferral of %(amount)s from %(original)s to %(date)s?",
                amount=promise.currency_id.format(promise.amount),
                original=format_date(self.env, promise.original_due_date),
                date=format_date(self.env, max(promise.instalment_ids.mapped("date"), default=False))))
        return True

    def _may_approve_deferral(self):
        """:return: whether the user is a credit manager whose approval tier covers the deferred amount"""
        self.ensure_one()
        return self.env.user.has_group(MANAGER) and self.env["credit.approval.tier"]._may_decide(
            self.env.user, self.company_id, self.amount)

    def _approve_deferral(self):
        """:raise AccessError: the user is no credit manager, or the amount is above his approval tier"""
        if self and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("A credit manager approves deferrals. Ask for his approval instead."))
        for promise in self:
            self.env["credit.approval.tier"]._check_amount(self.env.user, promise.company_id, promise.amount)
        # sudo: the right has been checked; nobody writes an approval by hand.
        self.sudo().approved_by_id = self.env.user
        self.activity_feedback([ACTIVITY])

    def _get_deferral_decider(self):
        """:return: the company's credit manager if his tier covers the amount, else the first user whose tier does"""
        self.ensure_one()
        # sudo: who asks need not have the right to read the settings and the users.
        company, manager_sudo = self.company_id.sudo(), self.company_id.sudo().credit_manager_id
        Tier = self.env["credit.approval.tier"].sudo()
        if manager_sudo and Tier._may_decide(manager_sudo, company, self.amount):
            return manager_sudo
        managers = self.env.ref(MANAGER).sudo().all_user_ids.filtered(
            lambda user: user.active and company in user.company_ids and user != self.env.ref("base.user_root"))
        return managers.filtered(lambda user: Tier._may_decide(user, company, self.amount))[:1]

    def _open(self, today):
        result = super()._open(today)
        deferrals = self.filtered(lambda promise: promise.kind == "deferral" and promise.state == "open")
        # What is not overdue any more holds no order.
        self.env["credit.hold"]._reevaluate_partners(deferrals.partner_id.ids)
        return result

    def _check_plan(self, today):
        super()._check_plan(today)
        if self.kind != "deferral":
            return
        customer = self.profile_id.display_name
        owed = sum(self.line_ids.mapped("amount_residual"))
        if len(self.instalment_ids) != 1 or self.currency_id.compare_amounts(self.amount, owed):
            raise ValidationError(self.env._(
                "Deferral of %(customer)s: enter one date and the whole amount of the items (%(owed)s). For a part of it, or "
                "for several dates, record a promise to pay.", customer=customer, owed=self.currency_id.format(owed)))
        latest = max((line.date_maturity or line.date for line in self.line_ids), default=today)
        if self.instalment_ids.date <= latest:
            raise ValidationError(self.env._(
                "Deferral of %(customer)s: the new date has to be after the due date of all items (%(latest)s).",
                customer=customer, latest=format_date(self.env, latest)))
        if not self.approved_by_id:
            raise AccessError(self.env._("A credit manager approves deferrals. Ask for his approval instead."))

    def _announce(self):
        if self.kind != "deferral":
            return super()._announce()
        self.profile_id.message_post(body=self.env._(
            "Due date deferred to %(date)s for %(amount)s (%(items)s), originally due on %(original)s. Approved by %(user)s.",
            date=format_date(self.env, self.instalment_ids.date), amount=self.currency_id.format(self.amount),
            items=self._name_items(self.line_ids), original=format_date(self.env, self.original_due_date),
            user=self.approved_by_id.name))
        return None
