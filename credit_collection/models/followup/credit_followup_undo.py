from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, LazyTranslate

from ..common.bulk import update_from
from ..common.kept_text import keep
from ..common.sql import to_array

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    """Taking follow-ups back whose messages have not left, and the end of the test mode of a company.

    What was taken back is kept, in a cycle of its own, so that the same levels may come again.
    """

    _inherit = "credit.followup"

    def _undo(self):
        """Take these follow-ups back. Customers of whom something has left already keep all of theirs.

        :return: the follow-ups taken back
        """
        left = self.browse()
        for channel, followups in self.grouped("channel").items():
            left |= self._get_channel_service(channel)._find_left(followups)
        undone = self.filtered(lambda followup: followup.profile_id not in left.profile_id)
        for channel, followups in undone.grouped("channel").items():
            self._get_channel_service(channel)._take_back(followups)
        undone._get_tasks().filtered("active").unlink()
        undone._note_undone()
        # Nothing is done twice in a cycle: each of these gets one of its own.
        update_from(
            self, {"cycle": SQL("-credit_followup.id")}, SQL("UNNEST(%s) AS undone (id)", to_array(undone.ids)),
            SQL("credit_followup.id = undone.id"))
        undone.profile_id._restore_followup_level()
        return undone

    def _note_undone(self):
        """Leave the evidence that nobody was followed up; tests say so already."""
        made = self.filtered(lambda followup: followup.state != "test")
        # By way of «failed»: what was sent is skipped by nobody.
        made.filtered(lambda followup: followup.state == "sent")._set_state("failed")
        for today, followups in made._group_by_day().items():
            followups._set_state("skipped", done_date=today, error=False, note=keep(_lt("The run was undone.")))


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def _restore_followup_level(self):
        """Put these customers where their remaining follow-ups of the current cycle left them."""
        done = self.env["credit.followup"].search([("profile_id", "in", self.ids), ("level_id", "!=", False)])
        by_profile = done.grouped("profile_id")
        for profile in self:
            current = by_profile.get(profile, done.browse()).filtered(
                lambda followup, profile=profile: followup.cycle == profile.followup_cycle)
            level = current.level_id.sorted("days_overdue")[-1:]
            profile.write({
                "followup_level_id": level.id, "last_followup_date": max(current.mapped("date"), default=False),
                **({} if level else {"followup_due_date": False}),
                # The run of today looks at them again.
                "followup_run_date": False,
            })


class ResCompany(models.Model):
    _inherit = "res.company"

    def _check_credit_manager(self):
        """:raise AccessError: for those who are no credit managers"""
        if not self.env.su and not self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            raise AccessError(self.env._("Only credit managers do this."))

    def write(self, vals):
        """The end of the test mode takes back what was written meanwhile: customers are where they were before it."""
        ending = self.filtered("credit_test_mode") if "credit_test_mode" in vals and not vals["credit_test_mode"] else self.browse()
        result = super().write(vals)
        if ending:
            # sudo: evidence is moved by the system.
            self.env["credit.followup"].sudo().search([("company_id", "in", ending.ids), ("state", "=", "test")])._undo()
        return result

    def action_credit_go_live(self):
        """End the test mode: the next run sends, and orders over the limit are held.

        :raise AccessError: for those who are no credit managers
        """
        self._check_credit_manager()
        # sudo: a credit manager need not be an administrator; the right has been checked.
        self.root_id.sudo().credit_test_mode = False

    @api.model
    def _undo_credit_run(self, company, day):
        """Take the follow-up run of a day back, as far as its messages have not left.

        :param company: root company
        :param date day: the last day on which anybody was followed up there
        :return: ``(follow-ups taken back, those that stay)``
        :raise AccessError: for those who are no credit managers
        :raise UserError: when there was a later run, or everything has left
        """
        self._check_credit_manager()
        # sudo: state and cycle are evidence that nobody writes by hand; the right has been checked.
        Followup = self.env["credit.followup"].sudo()
        made = [("company_id", "=", company.id), ("cycle", ">=", 0), ("level_id", "!=", False)]
        if Followup.search_count([*made, ("date", ">", day)], limit=1):
            raise UserError(self.env._("%(company)s: only the last run can be undone.", company=company.name))
        followups = Followup.search([*made, ("date", "=", day), ("manual_reason", "=", False)])
        undone = followups._undo()
        if not undone:
            raise UserError(self.env._(
                "%(company)s: all messages of this run have left already, or there were none.", company=company.name))
        return undone, followups - undone
