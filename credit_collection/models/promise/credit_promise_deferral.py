from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import format_date, formatLang

from ..approval.credit_approval_tier import MANAGER


class CreditPromise(models.Model):
    """A deferral is a promise whose date replaces the due date of its items, and that a credit manager approves.

    The original due date stays on the items. Until the new date the items are not overdue for anybody: orders are not held
    for them, nobody is reminded, lists show them as not due. A deferral that is broken is as if there had been none:
    days overdue count from the original due date again (see ``get_due_date_sql``).
    """

    _inherit = "credit.promise"

    kind = fields.Selection(
        [("promise", "Promise to pay"), ("deferral", "Deferral of the due date")], default="promise", required=True,
        help="A promise states when the customer pays overdue items. A deferral moves the due date: until then "
             "nothing is overdue. A credit manager approves it within their approval tier.",
    )
    original_due_date = fields.Date(
        compute="_compute_original_due_date", help="Due date of the oldest item before the deferral.",
    )

    @api.depends("line_ids.date_maturity", "line_ids.date")
    def _compute_original_due_date(self):
        for promise in self:
            promise.original_due_date = min(
                (line.date_maturity or line.date for line in promise.line_ids), default=False)

    # Approval: like that of a large promise, but whatever the amount, and by a credit manager

    def _needs_approval(self, today):
        return self.kind == "deferral" or super()._needs_approval(today)

    def _may_approve(self):
        return super()._may_approve() and (self.kind != "deferral" or self.env.user.has_group(MANAGER))

    def _check_approver(self):
        """:raise AccessError: also when the user is no credit manager"""
        if self.kind == "deferral" and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Deferrals are approved by a credit manager. Request approval instead."))
        return super()._check_approver()

    def _get_approvers(self):
        approvers = super()._get_approvers()
        return approvers.filtered(lambda user: user.has_group(MANAGER)) if self.kind == "deferral" else approvers

    def _get_approval_summary(self):
        if self.kind != "deferral":
            return super()._get_approval_summary()
        return self.env._(
            "Approve the deferral of %(amount)s from %(original)s to %(date)s?",
            amount=self.currency_id.format(self.amount), original=format_date(self.env, self.original_due_date),
            date=format_date(self.env, self.instalment_ids.date))

    # In force

    def _on_opened(self, today):
        result = super()._on_opened(today)
        if self.kind == "deferral":
            # What is not overdue any more holds no order.
            self.env["credit.hold"]._reevaluate_partners(self.partner_id.ids)
            # sudo: a setting, also for users of a branch alone.
            if self.company_id.sudo().credit_promise_confirm_deferral:
                self._confirm_deferral()
        return result

    def _confirm_deferral(self):
        """Confirm to the customer the new due date, and when the original date applies again."""
        mails = self.env["credit.notice"]._queue([(self.profile_id, self._compose_deferral)])
        self._message_log(body=self.env._("The deferral was confirmed to the customer.") if mails else self.env._(
            "The deferral could not be confirmed: the customer has no valid e-mail address."))

    def _compose_deferral(self, env):
        """:return: subject and values of the message, in the language of ``env``"""
        promise = self.with_env(env)
        date = format_date(env, promise.instalment_ids.date)
        return env._("%(company)s: deferral until %(date)s", company=promise.company_id.name, date=date), {
            "lines": [
                env._("as agreed with you we defer the due date of the items below until %(date)s.", date=date),
                env._("If they are not paid by then, the original due dates apply again."),
            ],
            "columns": [env._("Item"), env._("Originally due"), env._("Due now"), env._("Open")],
            "rows": [
                [line.move_id.name, format_date(env, line.date_maturity or line.date), date,
                 formatLang(env, line.amount_residual, currency_obj=promise.currency_id)]
                for line in promise.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))
            ],
        }

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

    def _announce(self):
        if self.kind != "deferral":
            return super()._announce()
        self.profile_id.message_post(body=self.env._(
            "Due date deferred to %(date)s for %(amount)s (%(items)s), originally due on %(original)s. Approved by %(user)s.",
            date=format_date(self.env, self.instalment_ids.date), amount=self.currency_id.format(self.amount),
            items=self._name_items(self.line_ids), original=format_date(self.env, self.original_due_date),
            user=self.approved_by_id.name))
        return None
