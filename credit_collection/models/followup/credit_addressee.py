from odoo import api, models
from odoo.fields import Domain

from ...tools.exposure.open_credits import sum_net
from ..common.kept_text import choose_language

KINDS = ("collection", "invoice", "company")


class CreditAddressee(models.AbstractModel):
    """Whom we write to. Run, previews, letters, text messages, notices, statements and the workbook ask here."""

    _name = "credit.addressee"
    _description = "Addressee of Messages to Customers"

    @api.model
    def _find(self, profiles, levels=None, items=None):
        """The person written to: a contact with a valid e-mail address, of the kind that the level prefers.

        A collection contact goes before an invoice address, that before the customer. An address that has sent e-mails
        back comes after the others; an address on the invoices, the most by amount, goes before one that is on none, and
        then the newest contact. A contact on the invoices that is no invoice address comes after these. Contacts of other
        companies are never written to.

        :param dict levels: ``{profile: level}``; without, a collection contact is preferred
        :param dict items: ``{profile: [OpenItem]}`` that the message is about
        :return: ``{profile: res.partner}``, the customer where no contact can be reached
        """
        profiles = self.env["credit.profile"].concat(*profiles)
        amounts = {profile: self._get_amounts(items.get(profile, ())) for profile in profiles} if items else {}
        contacts = self._get_candidates(profiles, {address for by_id in amounts.values() for address in by_id})
        return {
            profile: self._choose(
                profile.partner_id,
                [contact for contact in contacts.get(profile.partner_id, ()) if self._is_of_company(profile, contact)],
                self._get_kinds(profile, levels),
                amounts.get(profile, {}),
            )
            for profile in profiles
        }

    @api.model
    def _get_kinds(self, profile, levels):
        """:return: kinds of contacts in the order of preference; other kinds come last"""
        if profile.message_addressing == "company":
            return ("company",)
        return KINDS[KINDS.index(levels[profile].address_to if levels and levels[profile] else "collection"):]

    @api.model
    def _get_amounts(self, items):
        """:return: ``{address id: amount}`` of the debts among ``items``"""
        amounts = {}
        for item in items:
            if item.residual > 0 and item.address_id:
                amounts[item.address_id] = amounts.get(item.address_id, 0.0) + item.amount
        return amounts

    @api.model
    def _get_candidates(self, profiles, address_ids):
        """:return: ``{customer: contacts}`` that may be written to: collection contacts, invoice addresses, and those on
        invoices, the newest first
        """
        partners = profiles.partner_id
        wanted = Domain("type", "=", "invoice") | Domain("credit_collection_contact", "=", True)
        others = address_ids - set(partners.ids)
        if others:
            wanted |= Domain("id", "in", sorted(others))
        return self.env["res.partner"].search_fetch(
            Domain("commercial_partner_id", "in", partners.ids) & wanted & Domain("email_normalized", "!=", False),
            order="id desc",
        ).grouped("commercial_partner_id")

    @api.model
    def _is_of_company(self, profile, contact):
        """:return: whether ``contact`` belongs to the company of ``profile``, to a branch of it, or to all companies"""
        # sudo: an address of any branch may be written to, no matter who prepares the message.
        return not contact.company_id or contact.sudo().company_id.root_id == profile.company_id

    @api.model
    def _has_left(self, profile, contact):
        """:return: whether ``contact`` was one of the customer and is none any more; the customer itself never leaves"""
        customer = profile.partner_id
        return bool(contact) and contact != customer and not (contact.active and contact.commercial_partner_id == customer)

    @api.model
    def _choose(self, customer, contacts, kinds, amounts):
        if not contacts:
            return customer

        def get_rank(contact):
            if contact == customer:
                kind = "company"
            else:
                kind = "collection" if contact.credit_collection_contact else "invoice"
            # What the level does not ask for still comes before nobody at all.
            rank = kinds.index(kind) if kind in kinds else len(kinds)
            is_other = kind == "invoice" and contact.type != "invoice"
            return contact.message_bounce > 0, rank, is_other, -amounts.get(contact.id, 0.0)

        candidates = [contact for contact in contacts if contact != customer]
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
    def _get_language(self, profile, contact):
        """:return: language of what ``contact`` of the customer gets"""
        return choose_language(self.env, contact.lang, profile.partner_id.lang, profile.company_id.partner_id.lang)

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

    # Cases

    @api.model
    def _address(self, cases):
        """Set the contact of each case; a customer whose addresses get their own items each gets one case per address.

        :return: the cases, in their order
        """
        contacts = self._find(
            [case.profile for case in cases], {case.profile: case.level for case in cases},
            {case.profile: case.items for case in cases})
        per_address = {channel.code for channel in self.env["credit.followup"]._get_sorted_channels() if channel.per_address}
        addressed = []
        for case in cases:
            case = case._replace(contact=contacts[case.profile])
            addressed += self._split(case, per_address) if case.profile.message_addressing == "each" else [case]
        return addressed

    @api.model
    def _address_again(self, case, part):
        """:return: ``case`` with its contact; about the items of one address alone when ``part`` is its id"""
        contact = self._find(case.profile, {case.profile: case.level}, {case.profile: case.items})[case.profile]
        return self._select_part(case._replace(contact=contact), part)

    @api.model
    def _select_part(self, case, part):
        """:return: the part of ``case`` that is about the items of the address with the id ``part``; all of it for 0"""
        if not part:
            return case
        parts = self._get_parts(case)
        return next((each for each in parts if each.part == part), case._replace(items=[], amount_due=0.0, part=part))

    @api.model
    def _split(self, case, per_address):
        """:param set per_address: codes of the channels used once for each address"""
        split = tuple(channel for channel in case.channels if channel in per_address)
        parts = self._get_parts(case._replace(channels=split)) if split else []
        if len(parts) < 2:
            return [case]
        others = tuple(channel for channel in case.channels if channel not in per_address)
        return [*([case._replace(channels=others)] if others else []), *parts]

    @api.model
    def _get_parts(self, case):
        """Split ``case`` by the addresses of its items. Credits that name no address of a debt go to the oldest debts.

        :return: list of cases, the address with the oldest debt first; without those that owe nothing net of credits
        """
        customer = case.profile.partner_id
        debts, credits = {}, {}
        for item in case.items:
            if item.residual > 0:
                debts.setdefault(item.address_id or customer.id, []).append(item)
        rest = []
        for item in case.items:
            if item.residual < 0 and item.amount:
                key = item.address_id or customer.id
                credits.setdefault(key, []).append(item) if key in debts else rest.append(item)
        currency, parts = case.profile.currency_id, []
        for address_id, owed in debts.items():
            items = owed + credits.get(address_id, [])
            amount = sum_net(items)
            while rest and currency.compare_amounts(amount, 0.0) > 0:
                credit = rest.pop(0)
                used = max(credit.amount, -amount)
                items.append(_share(credit, used / credit.amount))
                amount += used
                if currency.compare_amounts(used, credit.amount):
                    rest.insert(0, _share(credit, 1 - used / credit.amount))
            if currency.compare_amounts(amount, 0.0) > 0:
                parts.append(case._replace(
                    items=items, amount_due=amount, part=address_id,
                    days_overdue=case.days_overdue - self._get_days_younger(case.items, owed),
                    contact=self._get_part_contact(case.profile, address_id, case.contact)))
        return parts

    @api.model
    def _get_days_younger(self, items, owed):
        """:return: days by which the oldest of ``owed`` is due later than the oldest debt of all ``items``"""
        first = min(item.due_date for item in items if item.residual > 0)
        return (min(item.due_date for item in owed) - first).days

    @api.model
    def _get_part_contact(self, profile, address_id, contact):
        """:return: the address itself if it still is one of the customer and e-mails reach it, else the addressee of the
            customer: an address on an old invoice may be archived by now, belong to somebody else or send e-mails back"""
        address = self.env["res.partner"].browse(address_id)
        is_theirs = address.commercial_partner_id == profile.partner_id and self._is_of_company(profile, address)
        if not (address.active and is_theirs):
            return contact
        is_reached = address.email_normalized and (not address.message_bounce or contact.message_bounce)
        return address if is_reached or not contact.email_normalized else contact


def _share(item, share):
    """:return: ``item`` with a share of its amounts"""
    return item._replace(
        amount=item.amount * share, residual=item.residual * share, residual_currency=item.residual_currency * share)
