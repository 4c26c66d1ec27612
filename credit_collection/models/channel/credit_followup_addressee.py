from odoo import api, models


class CreditFollowup(models.Model):
    """Whom a follow-up is addressed to, and who gets a copy."""

    _inherit = "credit.followup"

    @api.model
    def _get_contacts(self, profiles, levels=None):
        """Who is written to: a contact with a valid e-mail address, of those that the level prefers.

        A collection contact goes before an invoice address, that before the customer itself; whoever has sent e-mails
        back comes after those who have not, and the newest contact first.

        :param dict levels: ``{profile: level}``; without, a collection contact is preferred
        :return: ``{profile: res.partner}``, the customer where no contact can be reached
        """
        partners = self.env["res.partner"].concat(*(profile.partner_id for profile in profiles))
        contacts = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", partners.ids),
                "|",
                ("type", "=", "invoice"),
                ("credit_collection_contact", "=", True),
                ("email_normalized", "!=", False),
            ],
            order="id desc",
        ).grouped("commercial_partner_id")
        return {
            profile: self._choose_contact(
                profile.partner_id,
                contacts.get(profile.partner_id, ()),
                levels[profile].address_to if levels else "collection",
            )
            for profile in profiles
        }

    @api.model
    def _choose_contact(self, customer, contacts, address_to):
        if not contacts:
            return customer
        ranks = ("collection", "invoice", "company")[("collection", "invoice", "company").index(address_to):]

        def get_rank(contact):
            if contact == customer:
                kind = "company"
            else:
                kind = "collection" if contact.credit_collection_contact else "invoice"
            # What the level does not ask for still comes before nobody at all.
            return contact.message_bounce > 0, ranks.index(kind) if kind in ranks else len(ranks)

        candidates = list(contacts)
        if customer.email_normalized:
            candidates.append(customer)
        return min(candidates, key=get_rank)

    @api.model
    def _get_letter_contact(self, profile, contact):
        """:return: who a letter is sent to: ``contact`` with a postal address, else the customer, else nobody"""
        return next((partner for partner in (contact, profile.partner_id) if self._has_postal_address(partner)), contact)

    @api.model
    def _has_postal_address(self, partner):
        return bool(partner.street and (partner.city or partner.zip))

    @api.model
    def _get_copies(self, cases):
        """:return: ``{profile: addresses that get a copy of the e-mail}``, of those with any"""
        copies = {}
        for case in cases:
            level, profile = case.level, case.profile
            addresses = [
                level.cc_company and profile.partner_id.email_formatted,
                level.cc_salesperson and profile.salesperson_id.email_formatted,
                level.cc_collector and profile._get_collector().email_formatted,
                level.cc_emails,
            ]
            if any(addresses):
                copies[profile] = ", ".join(filter(None, addresses))
        return copies
