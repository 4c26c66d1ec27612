from contextlib import contextmanager

from odoo import api, fields, models

from ...tools.common.write_steps import write_step
from ..common.bulk import get_kept

KEPT_ON_CONTACT = ("credit_limit", "payment_term_id")
# What a profile says of which nothing was said.
NEW = {"limit_mode": "unlimited"}


class CreditProfile(models.Model):
    """Every change of policy is logged, made by any user anywhere."""

    _inherit = "credit.profile"

    policy_log_ids = fields.One2many("credit.policy.log", "profile_id", string="Customer Change Log")
    # Not kept here: what is written goes into the log of the changes that are written with it.
    change_reason = fields.Char(
        string="Reason of the Change", store=False, help="Recorded in the customer change log with the changes you "
                                                         "make now.",
    )

    @write_step(10)
    def _step_policy_log(self, vals):
        """Log what changes. What is given at creation is a decision like a later one; a profile that appears by itself
        decides nothing."""
        vals = dict(vals)
        evidence = self._pop_evidence(vals)
        if not self._has_role("logged", vals):
            yield vals
        elif self:
            with self._logging_policy(evidence):
                yield vals
        else:
            profile = yield vals
            snapshot = self.env["credit.policy.log"]._snapshot(profile)[profile.id]
            # Limit and term are kept on the contact, and logged when they are written there.
            start = {name: snapshot[name] if name in KEPT_ON_CONTACT else NEW.get(name, "") for name in snapshot}
            self.env["credit.policy.log"]._record(profile, {profile.id: start}, evidence)

    @api.model
    def _pop_evidence(self, vals):
        """Take out of ``vals`` what goes into the log instead of onto the profile; to be extended.

        :return: values of ``credit.policy.log``
        """
        return {"reason": vals.pop("change_reason", None) or vals.get("hold_reason")}

    @contextmanager
    def _logging_policy(self, evidence=None):
        """Log what changes in the policy of these profiles meanwhile. Inside an outer log nothing is logged twice."""
        running = get_kept(self.env, "credit_collection_policy_log", set())
        profiles = self.browse(profile_id for profile_id in self.ids if profile_id not in running)
        before = self.env["credit.policy.log"]._snapshot(profiles)
        running.update(profiles.ids)
        try:
            yield
        finally:
            running.difference_update(profiles.ids)
        self.env["credit.policy.log"]._record(profiles, before, evidence or {})
