from odoo import models

from ...tools.common.notices import show_notice


class CreditFollowupRun(models.Model):
    _inherit = "credit.followup.run"

    def action_undo(self):
        """Take the run back, as far as its messages have not left; it may be done again then.

        :return: a notice of what was taken back and what stays
        :raise AccessError: for those who are no credit managers
        :raise UserError: when there was a later run, or all of it has left
        """
        self.ensure_one()
        undone, kept = self.env["res.company"]._undo_credit_run(self.company_id, self.date)
        if not kept:
            return show_notice(self.env._("%(count)s follow-ups undone. None has left.", count=len(undone)))
        return show_notice(self.env._(
            "%(count)s follow-ups undone. %(kept)s stay: of these customers something has left already.",
            count=len(undone), kept=len(kept)), kind="warning")
