from datetime import timedelta
from ipaddress import AddressValueError, IPv6Address

from odoo import api, fields, models
from odoo.tools import SQL, hmac

from odoo.addons.credit_collection.models.common.bulk import insert_select

from ..tools.letter_code import has_amount, read_code

# Of one address in an hour; a person with a letter needs one or two.
MOST_CHECKS = 20


def _get_network(address):
    """:return: of an IPv6 address the half that names its network: whoever has one has all the addresses in it"""
    try:
        known = IPv6Address(address)
        return str(known.ipv4_mapped or known.exploded[:19])
    except AddressValueError:
        return address


class CreditLetterCheck(models.Model):
    """How often an address has asked whether letters are ours; who it is cannot be read from it. Written by code only."""

    _name = "credit.letter.check"
    _description = "Checks of Letters by an Address"

    address = fields.Char(required=True, readonly=True)
    hour = fields.Datetime(required=True, readonly=True)
    count = fields.Integer(default=0, readonly=True, aggregator=None)

    _address_uniq = models.UniqueIndex("(address, hour)")

    @api.model
    def _may_check(self, address):
        """Count one more check of ``address``.

        :return: whether it had less than the most of this hour
        """
        hour = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        known = hmac(self.env(su=True), "credit_letter_check", f"{_get_network(address)}|{hour:%Y%m%d}")[:32]
        [(count,)] = insert_select(
            self, {"address": SQL("%s", known), "hour": SQL("%s::timestamp", hour), "count": SQL("1")}, SQL("(SELECT) one"),
            conflict=SQL("(address, hour) DO UPDATE SET count = credit_letter_check.count + 1"), stamp=False,
            returning=SQL("credit_letter_check.count"))
        return count <= MOST_CHECKS

    @api.model
    def _check(self, code, amount=None):
        """:param amount: that the letter asks for, as its reader says
        :return: ``{"company", "day", "amount"}`` of a letter of ours, the last one whether the amount is right, None without
            one; None for a code that is not ours
        """
        sign = self.env["credit.payee.account"]._sign_letter
        letter = read_code(code, sign)
        # sudo: who asks has the letter. Nothing but the company, the day and a yes or no is told.
        profile = letter and self.env["credit.profile"].sudo().browse(letter.profile_id).exists()
        if not profile or letter.day > profile.company_id._get_credit_today():
            return None
        return {
            "company": profile.company_id.name, "day": letter.day,
            "amount": None if amount is None else has_amount(letter, amount, sign)}

    @api.autovacuum
    def _gc_checks(self):
        self.sudo().search([("hour", "<", fields.Datetime.now() - timedelta(days=1))], limit=10000).unlink()
