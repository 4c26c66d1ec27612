from odoo import api, models
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
        self.env["credit.followup.round"]._restore_levels(undone.profile_id)
        return undone

    def _note_undone(self):
        """Leave the evidence that nobody was followed up; tests say so already."""
        made = self.filtered(lambda followup: followup.state in ("todo", "failed", "sent"))
        # By way of «failed»: what was sent is skipped by nobody.
        made.filtered(lambda followup: followup.state == "sent")._set_state("failed")
        for today, followups in made._group_by_day().items():
            followups._set_state("skipped", done_date=today, error=False, note=keep(_lt("The run was undone.")))


class CreditFollowupRound(models.AbstractModel):
    _inherit = "credit.followup.round"

    @api.model
    def _restore_levels(self, profiles):
        """Put these customers where their remaining follow-ups of the current cycle left them."""
        done = self.env["credit.followup"].search([("profile_id", "in", profiles.ids), ("level_id", "!=", False)])
        by_profile = done.grouped("profile_id")
        states = {}
        for profile in profiles:
            current = by_profile.get(profile, done.browse()).filtered(
                lambda followup, profile=profile: followup.cycle == profile.followup_cycle)
            level = current.level_id.sorted("days_overdue")[-1:]
            states[profile] = {
                "followup_level_id": level.id, "followup_level_days": level.days_overdue,
                "last_followup_date": max(current.mapped("date"), default=False),
                "followup_due_date": profile.followup_due_date if level else False,
                # The run of today looks at them again.
                "followup_run_date": False,
            }
        self._write_states(states)
