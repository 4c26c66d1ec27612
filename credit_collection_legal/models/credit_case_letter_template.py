from odoo import fields, models


class CreditCaseLetterTemplate(models.Model):
    """The text of lawyer's letters, in each language."""

    _name = "credit.case.letter.template"
    _description = "Template of Lawyer's Letters"
    _inherit = ["credit.shared.mixin", "mail.render.mixin"]
    _order = "sequence, id"
    # Written by those who may edit dynamic templates, or with plain placeholders alone; see mail.template.
    _unrestricted_rendering = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)], help="Leave empty for all companies.")
    days = fields.Integer(
        string="Deadline (days)", default=10, required=True, bounds=(1, 365), aggregator=None,
        help="From the day on which the letter is sent.")
    subject = fields.Char(required=True, translate=True)
    body = fields.Html(
        string="Text", translate=True, required=True, render_engine="qweb", render_options={"post_process": True},
        sanitize="email_outgoing")

    def _compute_render_model(self):
        self.render_model = "credit.case.letter"
