from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, html2plaintext

from ...tools.reply.automatic import is_automatic_reply
from ...tools.reply.references import find_references


class CreditSender(models.AbstractModel):
    """Which customer a message comes from. Only an address on file tells that; what the text names is a proposal."""

    _name = "credit.sender"
    _description = "Sender of a Message"

    @api.model
    def _find(self, company, message_dict):
        """Find the customer who writes. Where several have the address, subject and text decide, with all that is quoted.

        :param company: root company that is written to
        :param dict message_dict: the message as Odoo read it
        :return: the contact who writes, the ``credit.profile`` of the customer, both empty where that is not certain; and
            the profiles that it may be about
        """
        contacts = self._find_contacts(company, self._get_address(message_dict))
        profiles = self._find_profiles(company, contacts.commercial_partner_id)
        named = self.env["credit.profile"] if len(profiles) == 1 else self._find_named(company, message_dict)
        if len(profiles) > 1 and len(named & profiles) == 1:
            profiles &= named
        if len(profiles) != 1:
            return contacts.browse(), profiles.browse(), profiles or named
        theirs = contacts.filtered(lambda contact: contact.commercial_partner_id == profiles.partner_id)
        return theirs.sorted(lambda contact: not contact.credit_collection_contact)[:1], profiles, profiles

    @api.model
    def _get_address(self, message_dict):
        return email_normalize(message_dict.get("email_from") or "")

    @api.model
    def _find_contacts(self, company, email):
        """:return: the contacts with this address in the company, without those of its own users"""
        contacts = self.env["res.partner"].search([("email_normalized", "=", email)]) if email else self.env["res.partner"]
        return contacts.filtered(
            lambda contact: (not contact.company_id or contact.company_id.root_id == company)
            and not contact.user_ids.filtered(lambda user: not user.share))

    @api.model
    def _find_profiles(self, company, customers):
        """:return: the profiles of these customers in the company; one who owes something there gets the missing one"""
        Profile, Line = self.env["credit.profile"], self.env["account.move.line"]
        wanted = [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        profiles = Profile.search(wanted)
        missing = [
            customer.id for customer in customers - profiles.partner_id
            if Line.search(Line._get_open_debt_domain() & Line._get_account_domain(customer, company), limit=1)]
        if missing and Profile._create_missing_profiles(missing, company.ids):
            profiles = Profile.search(wanted)
        return profiles

    @api.model
    def _find_named(self, company, message_dict):
        """:return: the profiles of the customers whose invoices or reference the message names"""
        words = find_references("\n".join([message_dict.get("subject") or "", html2plaintext(message_dict.get("body") or "")]))
        if not words:
            return self.env["credit.profile"]
        moves = self.env["account.move"].search(
            (Domain("name", "in", words) | Domain("payment_reference", "in", words))
            & Domain("company_id", "child_of", company.id) & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt")))
        return self.env["credit.profile"].search(
            (Domain("partner_id", "in", moves.commercial_partner_id.ids) | Domain("customer_reference", "in", words))
            & Domain("company_id", "=", company.id))

    @api.model
    def _route(self, company, message, message_dict, target):
        """Say where a message to the address for receivables of ``company`` belongs.

        :param message: the ``EmailMessage``
        :param dict message_dict: what Odoo read from it; its author becomes the contact of the customer
        :param tuple target: values, user and alias of the route
        :return: the route, see ``mail.thread.message_route``, or nothing for what is nobody's message
        """
        values, user_id, alias = target
        for name in ("subject", "body", "email_from"):
            # The database takes no zero bytes: Odoo would answer that the address is wrong, and the message would be lost.
            message_dict[name] = (message_dict.get(name) or "").replace("\0", "")
        if self.env["mail.alias.domain"]._find_aliases([self._get_address(message_dict)]):
            return ()
        contact, profile, _candidates = self._find(company, message_dict)
        if profile:
            message_dict["author_id"] = contact.id
            return profile._name, profile.id, None, user_id, alias
        if is_automatic_reply(message.get):
            return ()
        return "credit.unassigned.message", 0, {**(values or {}), "company_id": company.id}, user_id, alias
