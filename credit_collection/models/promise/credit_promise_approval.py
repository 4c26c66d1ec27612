from odoo import fields, models
from odoo.exceptions import ValidationError

from ...tools.common.notices import MOST_LINES, show_notice
from ..approval.credit_approval_tier import MANAGER

ACTIVITY = "credit_collection.mail_activity_approve_promise"


class CreditPromise(models.Model):
    """Who may agree to a promise: large or long ones are for an approval tier, too many on one item for a manager."""

    _inherit = "credit.promise"
    _decision_activity = ACTIVITY

    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_on = fields.Date(readonly=True, copy=False)
    renewal_reason = fields.Char(
        string="Justification for Renewed Promise", copy=False,
        help="Reason for accepting another promise although earlier ones on these items were broken.",
    )

    def _submit(self, today):
        """Take promises their next step: to who approves, to the customer, or into force.

        The caller has checked the right to write promises. The user of the environment decides, also in sudo mode.

        :raise AccessError: when one waits for an approval that the user may not give
        :raise ValidationError: when one cannot be kept, or is one too many on its items
        """
        for promise in self.filtered(lambda promise: promise.state != "open"):
            promise._check_agreement(today)
            promise._check_renewals()
            if promise.state in ("draft", "to_approve") and not promise._approve(today):
                continue
            if promise.ask_acceptance and promise.state != "proposed":
                promise._propose(today)
            else:
                promise._open(today)

    def _approve(self, today):
        """:return: whether the promise may go on; if not, who may approve it has an activity now"""
        if not self._needs_approval(today):
            return True
        if self.state == "to_approve":
            self._check_approver()
        elif not self._may_approve():
            self._set_state("to_approve")
            self._ask_approval(today)
            return False
        self.activity_unlink([ACTIVITY])
        self.write({"approved_by_id": self.env.user.id, "approved_on": today})
        return True

    def _may_approve(self):
        """:return: whether the user may approve the promise in their own tier"""
        return self.env["credit.approval.tier"]._may_decide(self.env.user, self.company_id, self.amount)

    def _check_approver(self):
        """:raise AccessError: the amount is above the tier of the user and of the approvers they are a delegate of"""
        self.env["credit.approval.tier"]._check_amount(self.env.user, self.company_id, self.amount)

    def _needs_approval(self, today):
        """:return: whether amount or length exceed what any collector may agree to"""
        self.ensure_one()
        company = self.company_id
        large = company.credit_promise_approval_amount and self.currency_id.compare_amounts(
            self.amount, company.credit_promise_approval_amount) > 0
        last = max(self.instalment_ids.mapped("date"))
        long = company.credit_promise_approval_days and (last - today).days > company.credit_promise_approval_days
        return bool(large or long)

    def _ask_approval(self, today):
        """Give the lowest tier that covers the amount a task, or who stands in for it."""
        decider = self._get_decider() or self.env["credit.approval.delegation"]._get_stand_in(self.env.user, self.company_id)
        self.activity_schedule(
            ACTIVITY, date_deadline=today, user_id=decider.id, summary=self._get_approval_summary())

    def _get_decider(self):
        """:return: the first approver, or who stands in"""
        return self.env["credit.approval.delegation"]._get_stand_in(self._get_approvers()[:1], self.company_id)

    def _get_approvers(self):
        """:return: users whose tier covers the amount, the lowest first; without tiers the credit manager, else all of them"""
        company = self.company_id
        deciders = self.env["credit.approval.tier"]._get_deciders(company, self.amount)
        if deciders:
            return deciders
        return company.credit_manager_id | self.env["credit.approval.tier"]._get_managers(company)

    def _get_approval_summary(self):
        return self.env._("Approve the promise of %(customer)s", customer=self.profile_id.display_name)

    def action_refuse(self):
        """Return promises to the users who made them, as drafts. Only for users who may approve them."""
        self.check_access("write")
        for promise in self.filtered(lambda promise: promise.state == "to_approve"):
            promise._check_approver()
            # sudo: the right has been checked; the state is closed to users.
            promise_sudo = promise.sudo()
            promise_sudo._set_state("draft")
            promise_sudo.activity_unlink([ACTIVITY])
            promise_sudo._message_log(body=self.env._("Not approved: change the plan or cancel it."))
        return self._show_outcome()

    def _show_outcome(self):
        """:return: the notice that says what became of the promises by a button, and what they wait for"""
        return show_notice("\n".join(promise._describe_outcome() for promise in self[:MOST_LINES]))

    def _describe_outcome(self):
        amount = self.currency_id.format(self.amount)
        describe = {
            "draft": lambda: self.env._("Promise to pay %(amount)s given back as a draft.", amount=amount),
            "to_approve": lambda: self.env._(
                "Promise to pay %(amount)s recorded; it waits for approval by %(users)s.", amount=amount,
                # sudo: who approves need not be a user whom this one may read.
                users=", ".join(self.sudo().activity_ids.user_id.mapped("name")) or self.env._("a credit manager")),
            "proposed": lambda: self.env._("Plan over %(amount)s sent to the customer for acceptance.", amount=amount),
            "open": lambda: self.env._("Promise to pay %(amount)s recorded.", amount=amount) if not self.approved_by_id else (
                self.env._("Promise to pay %(amount)s approved: it is in force.", amount=amount)),
            "cancelled": lambda: self.env._("Promise to pay %(amount)s cancelled.", amount=amount),
            "kept": lambda: self.env._("Promise to pay %(amount)s: kept.", amount=amount),
            "partial": lambda: self.env._("Promise to pay %(amount)s: partly kept.", amount=amount),
            "broken": lambda: self.env._("Promise to pay %(amount)s: broken.", amount=amount),
        }
        return describe[self.state]()

    # Promises on the same items

    def _count_renewals(self):
        """:return: how often promises on any one of these items were not kept or were withdrawn, at the most"""
        self.ensure_one()
        return self._count_lost(self.line_ids)

    def _count_lost(self, lines):
        """:return: how often other promises on any one of ``lines`` were not kept or were withdrawn, at the most"""
        earlier = (lines.credit_promise_ids - self).filtered(
            lambda promise: promise.date_opened and promise.state in ("partial", "broken", "cancelled"))
        return max((len(line.credit_promise_ids & earlier) for line in lines), default=0)

    def _check_renewals(self):
        """:raise ValidationError: when the items have seen too many promises and no credit manager says why one more"""
        company = self.company_id
        if not company.credit_promise_limit_renewals:
            return
        count = self._count_renewals()
        if count <= company.credit_promise_max_renewals or (self.renewal_reason and self.env.user.has_group(MANAGER)):
            return
        raise ValidationError(self.env._(
            "Promise of %(customer)s: %(count)s promises on these items were not kept or were withdrawn, %(limit)s new ones "
            "are allowed. A credit manager may accept one more and give the reason.",
            customer=self.profile_id.display_name, count=count, limit=company.credit_promise_max_renewals))
