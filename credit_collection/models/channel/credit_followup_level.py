from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.channel.letter_texts import NAMES, find_unknown


class CreditFollowupLevel(models.Model):
    """How a level speaks to the customer: tone, letter, visit, attachments, addressees, and what if one is not reached."""

    _inherit = "credit.followup.level"

    tone = fields.Selection(
        [("friendly", "Friendly"), ("firm", "Firm"), ("formal", "Formal"), ("final", "Final")],
        required=True,
        default="friendly",
        help="Decides how the deadline is emphasised in e-mails and letters.",
    )
    payment_days = fields.Integer(
        string="Days to Pay",
        default=0,
        help="E-mail and letter state the date this number of days later as the payment deadline; when it passes "
             "without payment, the responsible user gets an activity. 0: no deadline.", aggregator=None,
    )
    send_letter = fields.Boolean(string="Print Letter", help="A letter with the same text is put on the worklist.")
    schedule_visit = fields.Boolean(help="Schedules a visit for the responsible.")
    call_script = fields.Html(
        string="Script",
        translate=True,
        help="Script for the call or visit, shown in the activity.",
    )
    attach_statement = fields.Boolean(help="The e-mail brings the statement of account as PDF.")
    attach_invoices = fields.Boolean(help="The e-mail brings the listed invoices as PDF.")
    max_invoices = fields.Integer(
        string="Invoices at Most",
        default=10,
        help="The oldest so many invoices are attached.",
    )
    payment_link = fields.Boolean(
        help="The e-mail links to a page with exactly these items, where they can be paid online if the company has an "
        "online payment provider. The customer needs no login.",
    )
    payment_link_days = fields.Integer(
        string="Link Valid (days)", required=True, default=60,
        help="The link to the page expires after this number of days.", aggregator=None,
    )
    address_to = fields.Selection(
        [("collection", "Collection contact"), ("invoice", "Invoice address"), ("company", "Company itself")],
        string="Addressed To",
        required=True,
        default="collection",
        help="When there is none with an e-mail address, the next one of this list is taken, in the end the company.",
    )
    cc_company = fields.Boolean(string="Copy to the Company", help="Copy to the customer's main address.")
    cc_salesperson = fields.Boolean(string="Copy to the Salesperson")
    cc_collector = fields.Boolean(string="Copy to the Collector")
    cc_emails = fields.Char(string="Copy to", help="Further e-mail addresses, separated by commas.")
    fallback = fields.Selection(
        [("none", "Nothing else"), ("letter", "Letter, without address a call"), ("call", "Call")],
        string="If Not Reached",
        required=True,
        default="none",
        help="Fallback when the customer cannot be reached, or the message comes back.",
    )

    _check_channel_limits = models.Constraint(
        "CHECK (payment_days BETWEEN 0 AND 3650 AND max_invoices BETWEEN 0 AND 1000 AND payment_link_days BETWEEN 1 AND 3650)",
        "Days to pay are between 0 and 3650, attached invoices at most 1000, and a link is valid for 1 to 3650 days.",
    )

    @api.constrains("body", "subject")
    def _check_placeholders(self):
        for level in self:
            unknown = find_unknown(f"{level.subject or ''} {level.body or ''}")
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Level “%(level)s”: unknown placeholder %(unknown)s. Use one of %(names)s.",
                        level=level.name,
                        unknown=", ".join(f"{{{name}}}" for name in unknown),
                        names=", ".join(f"{{{name}}}" for name in NAMES),
                    )
                )

    def _get_deadline(self, today):
        """:return: the day until which a demand of ``today`` is to be paid, or False"""
        return self.payment_days > 0 and today + timedelta(self.payment_days)
