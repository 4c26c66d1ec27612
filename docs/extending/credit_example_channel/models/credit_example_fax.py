from odoo import fields, models
from odoo.tools import html2plaintext


class CreditExampleFax(models.Model):
    """A queue of outgoing faxes, as an add-on for a fax service would have."""

    _name = "credit.example.fax"
    _description = "Outgoing Fax"

    followup_id = fields.Many2one("credit.followup", required=True, index=True, ondelete="cascade")
    number = fields.Char(required=True)
    body = fields.Html(sanitize=False)
    state = fields.Selection(
        [("outgoing", "Outgoing"), ("sent", "Sent"), ("canceled", "Canceled")], required=True, default="outgoing")

    def _send(self):
        """Send what is still owed: the follow-up reads again what may be demanded before each fax."""
        for fax in self.filtered(lambda fax: fax.state == "outgoing"):
            followup = fax.followup_id
            is_owed = followup._refresh_queued(fax, followup.company_id._get_credit_today())
            fax.state = "sent" if is_owed else "canceled"

    def _get_text(self):
        return html2plaintext(self.body or "")
