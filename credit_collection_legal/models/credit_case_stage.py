from odoo import fields, models
from odoo.exceptions import UserError

CODES = [
    ("prelegal", "Pre-legal"), ("letter", "Lawyer's letter"), ("suit", "Suit"), ("preservation", "Preservation"),
    ("judgment", "Judgment"), ("enforcement", "Enforcement"), ("insolvency", "Insolvency"), ("closed", "Closed"),
]


class CreditCaseStage(models.Model):
    """A stage of legal cases, with what is to be done in it."""

    _name = "credit.case.stage"
    _description = "Stage of Legal Cases"
    _inherit = "credit.shared.mixin"
    _order = "sequence, id"
    _shared_company_field = None

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(CODES, required=True, default="prelegal", help="What the stage is, whatever its name.")
    fold = fields.Boolean(string="Folded in Kanban")
    needs_assessment = fields.Boolean(
        help="The risk is assessed before a case comes here. Against its recommendation, only a "
        "credit manager goes on.")
    step_ids = fields.One2many("credit.case.stage.step", "stage_id", string="Checklist", copy=True)

    def write(self, vals):
        if "kind" in vals:
            # sudo: cases of all companies.
            used = self.env["credit.case"].sudo().search([
                ("stage_id", "in", self.filtered(lambda stage: stage.kind != vals["kind"]).ids)], limit=1)
            if used:
                raise UserError(self.env._(
                    "“%(stage)s” is in use: cases would be closed or opened by it. Add a stage of that kind instead.",
                    stage=used.stage_id.name))
        return super().write(vals)


class CreditCaseStageStep(models.Model):
    """What each case gets on its checklist when it comes to a stage."""

    _name = "credit.case.stage.step"
    _description = "Step of a Stage"
    _inherit = "credit.shared.mixin"
    _order = "stage_id, sequence, id"
    _shared_company_field = None

    stage_id = fields.Many2one("credit.case.stage", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    days = fields.Integer(
        string="Deadline After (days)", bounds=(0, 3650), help="From the day on which the case comes to the stage; 0 for none.",
        aggregator=None)
    is_required = fields.Boolean(string="Required", help="The case goes on only when this is done.")
