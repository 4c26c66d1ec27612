from odoo import api, fields, models
from odoo.exceptions import UserError

ACTIVITY = "credit_collection_legal.mail_activity_deadline"


class CreditCaseStep(models.Model):
    """Something to be done in a case, from the checklist of a stage or by hand. A deadline is a to-do of who is responsible."""

    _name = "credit.case.step"
    _description = "Step of a Legal Case"
    _inherit = "credit.roles.mixin"
    _order = "is_done, date_deadline, sequence, id"

    case_id = fields.Many2one("credit.case", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    stage_id = fields.Many2one("credit.case.stage", readonly=True, ondelete="set null")
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    is_required = fields.Boolean(string="Required", readonly=True)
    date_deadline = fields.Date(string="Deadline")
    is_done = fields.Boolean(string="Done")
    done_on = fields.Date(readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)
    activity_id = fields.Many2one("mail.activity", readonly=True, index="btree_not_null", ondelete="set null", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        steps.case_id._check_collector()
        steps._keep_activities()
        return steps

    def write(self, vals):
        result = super().write(vals)
        if "is_done" in vals:
            for today, steps in self.env["res.company"]._get_credit_days_of(self).items():
                # sudo: who did it, and when, is written by code only.
                steps.sudo().write({
                    "done_on": today if vals["is_done"] else False, "done_by_id": self.env.uid if vals["is_done"] else False})
        if {"is_done", "date_deadline", "name"} & vals.keys():
            self._keep_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_required(self):
        if not self.env.su and (required := self.filtered("is_required")[:1]):
            raise UserError(self.env._("“%(step)s” is required: do it, it cannot be deleted.", step=required.name))

    def unlink(self):
        self.sudo().activity_id.unlink()  # sudo: the to-do belongs to the step.
        return super().unlink()

    def action_done(self):
        """Tick off these steps."""
        self.case_id._check_collector()
        self.write({"is_done": True})

    def _keep_activities(self):
        """A deadline that is not met yet is a to-do, once."""
        for step in self.sudo():  # sudo: to-dos of others.
            case = step.case_id
            is_wanted = step.date_deadline and not step.is_done and case.stage_kind != "closed"
            if not is_wanted:
                step.activity_id.unlink()
            elif step.activity_id:
                step.activity_id.write({"date_deadline": step.date_deadline, "summary": step.name})
            else:
                step.activity_id = case.activity_schedule(
                    ACTIVITY, date_deadline=step.date_deadline, summary=step.name, user_id=case._get_responsible().id)


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        # sudo: who may do the to-do has met the deadline.
        steps = self.env["credit.case.step"].sudo().search([("activity_id", "in", self.ids)]) if self else None
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if steps:
            steps.with_user(self.env.user).sudo().write({"is_done": True, "activity_id": False})
        return result
