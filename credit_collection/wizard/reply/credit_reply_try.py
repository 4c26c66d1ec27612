from odoo import api, fields, models
from odoo.tools import format_date

from ...models.common.days import day_of_entry
from ...models.reply.credit_reply_pattern import KINDS
from ...tools.reply.reading import read_reply


class CreditReplyTry(models.TransientModel):
    """Shows what the patterns make of a text, before customers write it."""

    _name = "credit.reply.try"
    _inherit = "credit.bounds.mixin"
    _description = "Try the Reply Patterns"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    date = day_of_entry("date", "company_id", string="Received On", required=True)
    text = fields.Text(string="Reply")
    kind = fields.Selection(KINDS, string="Read As", compute="_compute_reading")
    pattern_id = fields.Many2one("credit.reply.pattern", compute="_compute_reading")
    words = fields.Char(string="Found In", compute="_compute_reading")
    facts = fields.Char(string="Day and Amount", compute="_compute_reading")

    @api.depends("text", "date")
    def _compute_reading(self):
        phrases = self.env["credit.reply.pattern"]._get_all_phrases()
        for trial in self:
            reading = read_reply("", trial.text or "", phrases, trial.date or trial.company_id._get_credit_today())
            trial.kind = reading.kinds[0] if reading.kinds else False
            trial.pattern_id = reading.key
            trial.words = reading.words
            trial.facts = " · ".join(filter(None, [
                reading.date and format_date(self.env, reading.date),
                reading.amount and f"{reading.amount:,.2f} {reading.currency or ''}".strip()]))
