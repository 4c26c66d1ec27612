from odoo import api, fields, models

KINDS = [
    ("matrix", "By the matrix"), ("specific", "Specific allowance"), ("credit", "Open credits"),
    ("difference", "Currency differences"),
]


class CreditLossRunLine(models.Model):
    """What a customer owed in a bucket on the day of a run, and what of it is expected to be lost. Written by code only."""

    _name = "credit.loss.run.line"
    _description = "Line of a Loss Allowance"
    _inherit = "credit.roles.mixin"
    _order = "run_id desc, partner_name, position, id"
    _log_access = False

    run_id = fields.Many2one("credit.loss.run", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="run_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index="btree_not_null", ondelete="set null")
    partner_name = fields.Char(readonly=True)
    profile_id = fields.Many2one("credit.profile", readonly=True, index="btree_not_null", ondelete="set null")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    bucket = fields.Selection(selection=lambda self: self.env["credit.loss.matrix.line"]._get_buckets(), readonly=True)
    position = fields.Integer(readonly=True)
    # As it was named then in each language: read, grouped and searched in that of the reader.
    group_name = fields.Char(
        string="Rating, Country or Tag", readonly=True, translate=True,
        help="By which the rate was chosen; none in the default group.")
    group_label = fields.Char(string="Customer Group", compute="_compute_group_label")
    gross = fields.Monetary(string="Open Amount", readonly=True)
    netted = fields.Monetary(string="Credits Netted", readonly=True)
    tax = fields.Monetary(readonly=True)
    insured = fields.Monetary(readonly=True)
    base = fields.Monetary(string="At Risk", readonly=True)
    rate = fields.Float(string="Rate (%)", digits=(16, 4), readonly=True, aggregator=None, help="With the forward factor.")
    allowance = fields.Monetary(readonly=True)

    @api.depends("group_name", "kind")
    @api.depends_context("lang")
    def _compute_group_label(self):
        for line in self:
            line.group_label = line.group_name or (self.env._("All others") if line.kind == "matrix" else False)

    @api.depends("partner_id", "bucket")
    def _compute_display_name(self):
        labels = dict(self._fields["bucket"]._description_selection(self.env))
        for line in self:
            line.display_name = f"{line.partner_id.display_name}: {labels.get(line.bucket, '')}"
