from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .credit_application import APPLICANT_NOTES, APPLICANT_TEXTS

REFERENCES = 3


class CreditApplication(models.Model):
    """The form of the applicant, in the portal or by link: it fills in what it asks for, and nothing else."""

    _inherit = "credit.application"

    @api.model
    def _find_open(self, partner, company):
        """:return: the application of a customer that is not decided, for code"""
        # sudo: the customer knows of the own application.
        return self.sudo().search([
            ("partner_id", "=", partner.commercial_partner_id.id), ("company_id", "=", company.id),
            ("state", "in", ("draft", "submitted"))], limit=1)

    @api.model
    def _apply(self, contact, company, values, uploads, address):
        """A contact of a customer applies in the portal.

        :param dict values: of :meth:`_read_form`
        :raise UserError: when an application of the customer is open, or something is missing
        """
        customer = contact.commercial_partner_id
        if self._find_open(customer, company):
            raise UserError(self.env._("An application of your company is being looked at already."))
        profile = self.env["credit.profile"].sudo().search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)])
        # sudo: customers have no right to applications; what they may fill in has been chosen.
        application = self.sudo().create({
            **values, "applicant_name": customer.name, "company_id": company.id, "partner_id": customer.id,
            "profile_id": profile.id, "user_id": False, "source": "portal",
            "lang": contact.lang or self.env.lang})
        application._receive(contact, uploads, address)
        return application

    def _fill_in(self, values, uploads, address):
        """Who has the link fills in the application and submits it.

        :raise UserError: when something is missing, or it was submitted already
        """
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("This application was submitted already."))
        self.reference_ids.unlink()
        if self.partner_id:
            values = {name: value for name, value in values.items() if name != "applicant_name"}
        self.write(values)
        self._receive(None, uploads, address)

    def _receive(self, contact, uploads, address):
        """Keep the files, submit, and confirm the receipt."""
        Account = self.env["credit.portal.account"]
        Account._check_files(uploads)
        for upload in uploads:
            self.attachment_ids |= Account._keep_file(self, upload)
        self._submit(contact, address)
        self._mail(self._compose_receipt)

    @api.model
    def _read_form(self, read_text, read_number):
        """:param read_text: function of the name of an input and a length: the text
        :param read_number: function of the name of an input: the number, 0 for none
        :return: values of what the form asks for; all else that was sent is not looked at
        """
        values = {name: read_text(name, length) for name, length in {**APPLICANT_TEXTS, **APPLICANT_NOTES}.items()}
        code = read_text("country", 2).upper()
        country = self.env["res.country"].sudo().search([("code", "=", code)], limit=1) if code else None
        references = [
            (read_text(f"reference_name_{number}", 100), read_text(f"reference_contact_{number}", 100))
            for number in range(1, REFERENCES + 1)]
        return {
            **values, "country_id": country.id if country else False,
            "founded_year": int(min(max(read_number("founded_year"), 0), 9999)),
            "requested_limit": min(max(read_number("requested_limit"), 0.0), 1e12),
            "requested_days": int(min(max(read_number("requested_days"), 0), 365)),
            "yearly_purchases": min(max(read_number("yearly_purchases"), 0.0), 1e12),
            "reference_ids": [
                Command.create({"name": name, "contact": contact}) for name, contact in references if name],
        }

    @api.model
    def _describe_form(self, application, partner):
        """:return: values of the empty form, with what is known of the applicant"""
        # sudo: names of countries, and what the applicant is known by.
        countries = self.env["res.country"].sudo().search([("code", "!=", False)])
        partner = partner.sudo()
        names = (*APPLICANT_TEXTS, *APPLICANT_NOTES)
        known = {name: application[name] or "" for name in names} if application else {
            "applicant_name": partner.name, "vat": partner.vat, "registry_number": partner.company_registry,
            "street": partner.street, "zip": partner.zip, "city": partner.city, "email": partner.email,
            "phone": partner.phone}
        country = application.country_id if application else partner.country_id
        numbers = {
            name: f"{application[name]:.15g}" if application[name] else ""
            for name in ("requested_limit", "requested_days", "yearly_purchases", "founded_year")
        } if application else {}
        return {
            "form": {**dict.fromkeys(names, ""), **known, "country": country.code or "", **numbers},
            "countries": [(each.code, each.name) for each in countries], "references": range(1, REFERENCES + 1)}
