from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .credit_case import MANAGER


class CreditCase(models.Model):
    """Going from stage to stage: what must be done before, what is to be done then."""

    _inherit = "credit.case"

    def action_next_stage(self):
        """Go on to the next stage.

        :raise UserError: this is the last one, or something is to be done before
        """
        for case in self:
            stages = self.env["credit.case.stage"].search(Domain.TRUE)
            later = stages[stages.ids.index(case.stage_id.id) + 1:]
            if not later:
                raise UserError(self.env._("“%(case)s” is in the last stage.", case=case.display_name))
            case.stage_id = later[0]

    def _check_move(self, stage, vals):
        """:raise UserError: a step is missing, the risk is not assessed, or a case is closed without outcome"""
        self._check_collector()
        for case in self.filtered(lambda case: case.stage_id != stage):
            if stage.kind == "closed":
                case._check_closing(vals)
            elif case.stage_kind == "closed":
                case._check_reopening()
            elif stage.kind != "insolvency":
                case._check_steps(stage)
            if stage.needs_assessment:
                case._check_assessed(stage)

    def _check_beginning(self):
        """:raise UserError: nothing is open, or the stage in which a case begins lacks its assessment or outcome"""
        for case in self:
            stage = case.stage_id
            if case.currency_id.compare_amounts(case.claim, 0) <= 0:
                raise ValidationError(self.env._(
                    "Nothing is open of these items of %(customer)s any more.", customer=case.profile_id.display_name))
            if stage.kind == "closed":
                case._check_closing({})
            elif stage.needs_assessment and not self.env.su:
                case._check_assessed(stage)

    def _check_closing(self, vals):
        if not (vals.get("outcome") or self.outcome):
            raise UserError(self.env._("“%(case)s”: choose the outcome before you close it.", case=self.display_name))

    def _check_reopening(self):
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers reopen legal cases."))

    def _check_steps(self, stage):
        """:raise UserError: a required step of a stage before ``stage`` is not done, however the case comes there"""
        missing = self.step_ids.filtered(lambda step: (
            step.is_required and not step.is_done and step.stage_id and step.stage_id.sequence < stage.sequence))
        if missing:
            raise UserError(self.env._(
                "“%(case)s” goes on when this is done: %(steps)s.", case=self.display_name,
                steps=", ".join(missing.mapped("name"))))

    def _enter_stage(self):
        """Note the day and bring the checklist of the stage, once."""
        Step = self.env["credit.case.step"].sudo()  # sudo: what is required is written by code only.
        for case in self.sudo():
            stage, today = case.stage_id, case.company_id._get_credit_today()
            is_closed = stage.kind == "closed"
            case.write({"date_stage": today, "date_closed": today if is_closed else False,
                        **({} if is_closed else {"outcome": False})})
            if is_closed:
                case.step_ids._keep_activities()
            if stage in case.step_ids.stage_id:
                continue
            Step.with_context(lang=case.company_id.partner_id.lang or self.env.lang).create(
                [case._prepare_step(step, today) for step in stage.step_ids])

    def _prepare_step(self, step, today):
        return {
            "case_id": self.id, "stage_id": step.stage_id.id, "sequence": step.sequence, "name": step.name,
            "is_required": step.is_required,
            "date_deadline": fields.Date.add(today, days=step.days) if step.days else False}
