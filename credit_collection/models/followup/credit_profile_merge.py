from odoo import api, models
from odoo.tools import SQL

from ..common.bulk import update_from


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (10, "credit.followup")]

    @api.model
    def _get_groups(self):
        return [*super()._get_groups(), ("snooze_until", "snooze_reason"), ("followup_plan_id",)]

    @api.model
    def _prepare_vals(self, kept, others):
        """A customer who stays without a level gets that of another one, if it is in the plan that counts."""
        vals = super()._prepare_vals(kept, others)
        profiles = kept | others
        plan = kept.effective_followup_plan_id
        followed = profiles.filtered(lambda profile: profile.followup_level_id.plan_id == plan and profile.followup_level_id)
        if not kept.followup_level_id:
            vals |= self._get_vals(followed[:1], ("followup_level_id", "followup_due_date"))
        vals["last_followup_date"] = max(filter(None, profiles.mapped("last_followup_date")), default=False)
        return vals

    @api.model
    def _absorb(self, kept, other):
        self._make_room_for_followups(kept, other)
        return super()._absorb(kept, other)

    @api.model
    def _make_room_for_followups(self, kept, other):
        """Put the overdue cycles of ``other`` before those of ``kept``: a level is done once in a cycle.

        Their new numbers are below all numbers in use, for rows are renumbered one after the other.
        """
        update_from(
            self.env["credit.followup"], {"cycle": SQL("credit_followup.cycle - moved.distance")},
            SQL(
                """(
                    SELECT 1 + MAX(cycle) FILTER (WHERE profile_id = %(other)s) - LEAST(0, MIN(cycle)) AS distance
                      FROM credit_followup
                     WHERE profile_id IN (%(other)s, %(kept)s)
                ) moved""", other=other.id, kept=kept.id),
            SQL("credit_followup.profile_id = %s", other.id), stamp=False)
