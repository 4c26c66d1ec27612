import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.common.clock import add_days
from .credit_agreement_template import hash_text

REPORT = "credit_collection.action_report_credit_agreement"


class CreditAgreement(models.Model):
    """Sending an agreement: from then on its text is kept, with a file and a link for the customer."""

    _inherit = "credit.agreement"

    contact_id = fields.Many2one("res.partner", string="Addressed To", readonly=True, ondelete="set null", copy=False)
    lang = fields.Char(string="Language", readonly=True, copy=False)
    sent_on = fields.Date(readonly=True, copy=False)
    pdf_id = fields.Many2one(
        "ir.attachment", string="PDF", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    pdf_checksum = fields.Char(
        string="SHA-256 of the PDF", readonly=True, copy=False, help="Proves that the file is the one that was sent.")
    # What the customer had when the agreement was sent: another decision since is not overwritten.
    former_term_id = fields.Many2one("account.payment.term", readonly=True, copy=False)

    def _get_signatory(self):
        """:return: the contact who is asked to accept: one who may bind the customer, else the addressee of messages"""
        self.ensure_one()
        if not self.profile_id:
            return self.env["res.partner"]
        signatories = self.env["res.partner"].sudo().search([
            ("commercial_partner_id", "=", self.profile_id.partner_id.id), ("credit_may_sign", "=", True),
            ("email_normalized", "!=", False), ("company_id", "in", [False, self.profile_id.company_id.id])], limit=1)
        return signatories.sudo(self.env.su) or self.env["credit.addressee"]._find(self.profile_id)[self.profile_id]

    def action_send(self):
        """Send drafts, and again what was sent and is not accepted.

        :raise UserError: for agreements that are accepted or ended, customers without an e-mail address, and in test mode
        :raise AccessError: when the payment term gives more than the user may give
        """
        self._check_keeper()
        self.company_id._check_credit_live()
        for today, agreements in self._group_by_day():
            for agreement in agreements:
                agreement._check_sendable()
                # sudo: the rights have been checked; evidence is written by code only.
                agreement.sudo()._send(today)

    def _check_sendable(self):
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("“%(agreement)s” is not waiting to be accepted.", agreement=self.display_name))
        if not self._get_signatory().email_normalized:
            raise UserError(self.env._(
                "%(customer)s has no contact with a valid e-mail address.", customer=self.profile_id.display_name))
        if self.state == "draft":
            vals = self._get_new_terms()
            if vals:
                self.env["credit.approval.tier"]._check_grant(self.profile_id, vals)

    def _get_new_terms(self):
        """:return: ``{field of the profile: value}`` of what the acceptance changes for the customer; to be extended"""
        term = self.payment_term_id
        return {"payment_term_id": term.id} if term and term != self.profile_id.payment_term_id else {}

    def _send(self, today):
        contact = self._get_signatory()
        if self.state == "draft":
            self._keep_text(contact)
            self._keep_pdf()
        until = add_days(today, self.company_id.credit_agreement_link_days)
        self.write({"contact_id": contact.id, "access_token": self._make_token(), "access_until": until})
        notice = self.env["credit.notice"]._render(self.profile_id, contact, self._compose)
        self.env["credit.followup.channel.mail"]._create_mails([(self.profile_id, contact, *notice, False)], [self.pdf_id])
        self._set_state("sent", sent_on=today)

    def _keep_text(self, contact):
        """Keep the text as the customer gets it."""
        profile = self.profile_id
        self.write({
            "contact_id": contact.id, "lang": self.env["credit.addressee"]._get_language(profile, contact),
            "limit_mode": profile.limit_mode, "credit_limit": profile.credit_limit,
            "former_term_id": profile.payment_term_id.id, "version": self.template_id.version})
        self.body = self._render_body()
        self.text_hash = hash_text(self.body)

    def _keep_pdf(self):
        """Print the text, and keep the file."""
        content = self.env["ir.actions.report"]._render_credit_pdfs(REPORT, self, {self.id: self._get_number()})[self.id]
        self.pdf_id = self.env["ir.attachment"].create({
            "name": self._get_file_name(), "raw": content, "mimetype": "application/pdf", "res_model": self._name,
            "res_id": self.id})
        self.pdf_checksum = hashlib.sha256(content).hexdigest()

    def _get_file_name(self):
        env = self.with_context(lang=self._get_lang()).env
        return f"{env._('Credit agreement')} {self._get_number()}.pdf"

    def _compose(self, env):
        """:return: subject and values of the e-mail, in the language of ``env``"""
        agreement = self.with_env(env)
        company, until = agreement.company_id.name, format_date(env, agreement.access_until)
        return env._("%(company)s: our credit terms", company=company), {
            "lines": [
                env._("enclosed are the terms on which we deliver to you on credit (%(number)s, version %(version)s).",
                      number=agreement._get_number(), version=agreement.version),
                env._("Please read and accept them on the page below. No password is needed; the link is valid until %(date)s.",
                      date=until)],
            "url": f"{agreement.company_id.get_base_url()}{agreement._get_page_path()}",
            "button": env._("Read and accept"),
        }

    def action_open_pdf(self):
        """:return: the download of the file that was sent, or of a preview of a draft"""
        self.ensure_one()
        self.check_access("read")
        if self.pdf_id:
            return {"type": "ir.actions.act_url", "url": f"/web/content/{self.sudo().pdf_id.id}?download=true"}
        return self.env.ref(REPORT).report_action(self, config=False)

    def action_print_evidence(self):
        """:return: the download of the text with who accepted it, when and from where"""
        self.check_access("read")
        return self.env.ref(REPORT).report_action(self, config=False)
