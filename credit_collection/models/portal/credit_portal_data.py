from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..common.beside import try_to
from .credit_contact_change import OPEN_STATES
from .customer_data import ADDRESSEE, BANK, BY_CODE, CUSTOMER, DATA

# Open requests of one customer: more are no requests.
MOST_OPEN = 10


class CreditPortalAccount(models.AbstractModel):
    """Billing data and who gets reminders: phone and street are taken from who is logged in, all else is asked for."""

    _inherit = "credit.portal.account"

    @api.model
    def _get_data(self, profile):
        """:return: ``{code: value of today}``, texts; a bank account is none of them: nobody reads it here"""
        partner, addressee = profile.partner_id, self._get_addressee(profile)
        values = {}
        for datum in DATA:
            owner = {CUSTOMER: partner, ADDRESSEE: addressee, BANK: partner.browse()}[datum.owner]
            value = owner[datum.field] if datum.owner != BANK else ""
            values[datum.code] = (value.code if datum.field == "country_id" else value) or ""
        return values

    @api.model
    def _get_addressee(self, profile):
        return self.env["credit.addressee"].sudo()._find(profile)[profile]

    @api.model
    def _describe_data(self, profile):
        """:return: values of the form"""
        # sudo: names of countries.
        countries = self.env["res.country"].sudo().search([("code", "!=", False)])
        changes = self.env["credit.contact.change"].sudo().search(
            [("profile_id", "=", profile.id), ("state", "in", OPEN_STATES)])
        return {
            "data": self._get_data(profile),
            "countries": [(country.code, country.name) for country in countries],
            "waiting": [(line.label, line.new_value) for line in changes.line_ids if not line.is_sensitive],
            "waits_sensitive": any(line.is_sensitive for line in changes.line_ids),
        }

    @api.model
    def _change_data(self, profile, contact, values, is_logged_in):
        """Take what may be taken at once, and ask for the rest.

        :param dict values: ``{code: text}``; what is no data of a customer, empty, or as it is today is left out
        :return: ``(codes that were taken, the request or None)``
        :raise UserError: for what can be no such data, or where too many requests are open
        """
        today = self._get_data(profile)
        changed = {
            code: (today[code], text) for code, text in values.items() if code in BY_CODE and text and text != today[code]}
        self._check_data(changed)
        taken = {code: pair for code, pair in changed.items() if is_logged_in and BY_CODE[code].is_taken}
        asked = {code: pair for code, pair in changed.items() if code not in taken}
        if taken:
            profile.partner_id.write({BY_CODE[code].field: new for code, (_old, new) in taken.items()})
            labels = dict(self.env["credit.contact.change.line"]._fields["code"]._description_selection(self.env))
            profile.message_post(author_id=contact.id, body=self.env._(
                "Changed in the portal by %(name)s: %(changes)s", name=contact.name, changes=", ".join(
                    f"{labels[code]}: {old or '–'} → {new}" for code, (old, new) in taken.items())))
        if not asked:
            return list(taken), None
        return list(taken), self._ask_for(profile, contact, asked)

    @api.model
    def _ask_for(self, profile, contact, asked):
        Change = self.env["credit.contact.change"].sudo()
        if Change.search_count(
                [("profile_id", "=", profile.id), ("state", "in", OPEN_STATES)], limit=MOST_OPEN) >= MOST_OPEN:
            raise UserError(self.env._("We look at your earlier requests first. Please contact us if it is urgent."))
        return Change._ask(profile, contact, self._get_addressee(profile), asked)

    @api.model
    def _check_data(self, changed):
        """:raise UserError: for what can be no such data"""
        if "demand_email" in changed and not email_normalize(changed["demand_email"][1]):
            raise UserError(self.env._("Please enter a valid e-mail address."))
        if "country" in changed and not self.env["res.country"].sudo().search_count(
                [("code", "=", changed["country"][1])], limit=1):
            raise UserError(self.env._("Please choose a country."))

    @api.model
    def _guard_data(self, partner, values):
        """What a customer changes on core's own forms: names and addresses that invoices and demands rest on are asked for.

        :param partner: contact that is about to be changed, for code
        :param dict values: ``{field: text}`` of the form
        :return: ``{field: text}`` that replaces what has to be asked for
        """
        self._create_profiles(partner)
        profiles = self._get_profiles(partner)
        if not profiles or not self._has_invoices(profiles.partner_id):
            return {}
        replaced = {}
        for profile in profiles:
            for code, field, old in self._get_guarded(profile, partner):
                new = values.get(field)
                if old and new and old != new:
                    replaced[field] = old
                    # Where too many wait already, this one is not taken either.
                    try_to(self.env, lambda profile=profile, code=code, old=old, new=new: self._ask_for(
                        profile, self.env.user.partner_id, {code: (old, new)}))
        return replaced

    @api.model
    def _get_guarded(self, profile, partner):
        """:return: list of ``(code, field of core's form for partner, value of today)`` of what is asked for"""
        customer, guarded = profile.partner_id, []
        if partner == customer:
            guarded += [("name", "name", customer.name), ("vat", "vat", customer.vat)]
        else:
            guarded.append(("name", "company_name", customer.name))
        addressee = self._get_addressee(profile)
        if partner == addressee:
            guarded.append(("demand_email", "email", addressee.email))
        return guarded

    @api.model
    def _has_invoices(self, customer):
        return bool(self.env["account.move"].sudo().search_count(self._get_invoices_domain(customer), limit=1))
