from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date


class CreditPromise(models.Model):
    """A promise takes its place in the work of the collector: what was to be done about the promised items waits for it."""

    _inherit = "credit.promise"

    def _on_opened(self, today):
        result = super()._on_opened(today)
        for promise in self:
            promise._close_calls(today)
        return result

    def _close_calls(self, today):
        """Take the customer off the worklist when nothing is left to collect, and move deadlines behind the promise."""
        Item = self.env["account.move.line"]
        is_left = Item.search_count(
            Item._get_collectible_domain(today) & Item._get_account_domain(self.partner_id, self.company_id), limit=1)
        if is_left:
            return
        # sudo: state and date of follow-ups are evidence; the right to promise has been checked.
        followups_sudo = self.env["credit.followup"].sudo().search(
            Domain("profile_id", "=", self.profile_id.id) & Domain("is_relationship", "!=", True)
            & (Domain("state", "=", "todo") | Domain("deadline_activity_id", "!=", False)))
        after = self.covered_until + relativedelta(days=1)
        deadlines = followups_sudo.deadline_activity_id.filtered(lambda task: task.active and task.date_deadline < after)
        deadlines.date_deadline = after
        text = self.env._("Promise to pay until %(date)s", date=format_date(self.env, self.covered_until))
        for followup in followups_sudo.filtered(lambda followup: followup.state == "todo"):
            followup.activity_id.filtered("active").unlink()
            followup._set_state("skipped", done_date=today, error=False, note=followup.note or text)


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    def action_make_promise(self):
        """Record what the customer promised for the items of this follow-up that are still open."""
        self.ensure_one()
        today = self.company_id._get_credit_today()
        return self.profile_id._get_make_promise_action(self.line_ids & self.profile_id._get_promisable_items(today))
