from odoo import fields, models

from .received import Span, find_last_entry


class CreditCaseItem(models.Model):
    """A stay of an item in an open case. What comes in meanwhile is attributed to the case. Written by code only."""

    _name = "credit.case.item"
    _description = "Stay of an Item in a Legal Case"
    _inherit = "credit.roles.mixin"
    _order = "date_from desc, id desc"
    _rec_name = "line_id"

    case_id = fields.Many2one("credit.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    line_id = fields.Many2one("account.move.line", string="Item", required=True, readonly=True, index=True, ondelete="cascade")
    date_from = fields.Date(string="In the Case Since", required=True, readonly=True)
    entry_before = fields.Integer(
        readonly=True, aggregator=None,
        help="The last entry before the item came into the case: tells money of that day apart.")
    date_to = fields.Date(string="In the Case Until", readonly=True)
    last_entry = fields.Integer(
        readonly=True, aggregator=None, help="The last entry before the item left the case: tells money of that day apart.")

    _open_uniq = models.UniqueIndex("(case_id, line_id) WHERE date_to IS NULL")

    def _get_span(self):
        self.ensure_one()
        return Span(self.date_from, self.entry_before, self.date_to, self.last_entry)


class CreditCase(models.Model):
    _inherit = "credit.case"

    stay_ids = fields.One2many("credit.case.item", "case_id", string="Stays of Items", readonly=True, copy=False)

    def _follow_items(self):
        """Note what came into these cases and left them. What a case begins with is in it since the day it was opened."""
        last_entry = find_last_entry(self.env)
        vals_list = []
        for case in self:
            today = case.company_id._get_credit_today()
            inside = case.line_ids if case.stage_kind != "closed" else case.line_ids.browse()
            lasting = case.stay_ids.filtered(lambda stay: not stay.date_to)
            lasting.filtered(lambda stay, inside=inside: stay.line_id not in inside).write({
                "date_to": today, "last_entry": last_entry})
            vals_list += [
                {"case_id": case.id, "line_id": line.id, "entry_before": last_entry,
                 "date_from": today if case.stay_ids else case.date_opened}
                for line in inside - lasting.line_id]
        self.env["credit.case.item"].create(vals_list)
