from odoo import models
from odoo.fields import Domain
from odoo.tools import LazyTranslate, html2plaintext

from odoo.addons.credit_collection.models.common.kept_text import keep

_lt = LazyTranslate(__name__)


class SnailmailLetter(models.Model):
    _inherit = "snailmail.letter"

    def write(self, vals):
        """What the postal service reports of a letter shows on its follow-up."""
        result = super().write(vals)
        if vals.get("state") in ("error", "canceled"):
            for followup in self._get_credit_followups():
                followup._set_state("failed")
                followup.error = keep(followup.snailmail_letter_id._explain_failure(followup))
        elif vals.get("state") == "sent":
            # Core's job tries failed letters again.
            for today, group in self._get_credit_followups()._group_by_day().items():
                group._post_letters(today)
        return result

    def _snailmail_print(self, immediate=True):
        """Letters to customers that waited when the test mode began are not posted."""
        withheld = self._get_credit_followups().filtered(
            lambda followup: followup.company_id._is_credit_test_mode()).snailmail_letter_id & self
        if withheld:
            withheld.cancel()
        return super(SnailmailLetter, self - withheld)._snailmail_print(immediate=immediate)

    def _get_credit_followups(self):
        """:return: follow-ups whose letter is with the postal service, or came back from it"""
        # sudo: the postal service reports for all companies; the state of a follow-up is evidence.
        return self.env["credit.followup"].sudo().search(
            Domain("snailmail_letter_id", "in", self.ids) & Domain("state", "in", ("sent", "failed")))

    def _explain_failure(self, followup):
        if self.state == "canceled":
            return _lt("The letter was cancelled before it was mailed. Press Retry to write it again.")
        if self.error_code == "MISSING_REQUIRED_FIELDS":
            return followup._explain_incomplete_address()
        reason = html2plaintext(self.info_msg or "", include_references=False).strip()
        return reason or _lt("The letter could not be mailed. Press Retry to write it again.")

    def _generate_report_pdf(self, report):
        """The document of the letter is the credit profile, what is printed is the follow-up."""
        # sudo: only to find the follow-up; the report checks who may read it.
        followup = self.env["credit.followup"].sudo().search([("snailmail_letter_id", "in", self.ids)]).sudo(self.env.su)
        if not followup:
            return super()._generate_report_pdf(report)
        # The keys are core's: room for the address window, names of countries in English.
        renderer = self.env["ir.actions.report"].with_context(snailmail_layout=not self.cover, lang="en_US")
        content, _kind = renderer._render_qweb_pdf(report, followup.ids)
        return f"{followup.display_name}.pdf", content
