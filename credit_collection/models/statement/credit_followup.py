from odoo import models


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    def _make_statement(self):
        if not self.level_id.attach_statement and not self._needs_statement():
            return []
        env = self.with_context(lang=self._get_letter_lang()).env
        content, _kind = env["ir.actions.report"]._render_qweb_pdf(
            "credit_collection.action_report_statement_of_account", self.profile_id.ids
        )
        return [(f"{env._('Statement of account')} {self.date}.pdf", content, "application/pdf")]
