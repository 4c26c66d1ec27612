from datetime import date

from odoo import api, models
from odoo.exceptions import UserError

from . import entered

LONGEST_ACTION = 200


class CreditWorkbookEditorContact(models.AbstractModel):
    """A reason that is entered in the workbook goes into the contact log, a next action becomes a planned contact."""

    _name = "credit.workbook.editor.contact"
    _description = "Contacts of the Workbook"

    @api.model
    def _apply(self, edits, current, today):
        """:param dict current: see ``credit.workbook.editor._get_current``"""
        planned = entered.read_planned(self.env)
        for edit in edits:
            values = edit.values
            # With a promise, the reason stands there.
            if "reason" in values and not {"expected_date", "expected_amount"} & values.keys():
                self._log_reason(edit, today)
            if {"next_action", "next_date"} & values.keys():
                before = current[edit.profile.id]
                self._plan(
                    edit.profile, values.get("next_action", before["next_action"]),
                    values.get("next_date", before["next_date"]), planned.get(edit.profile.id), today)

    @api.model
    def _log_reason(self, edit, today):
        if not edit.values["reason"]:
            raise UserError(self.env._(
                "%(customer)s: a reason that was given stays. Choose another one.", customer=edit.profile.display_name))
        self.env["credit.followup"]._log_contact(
            edit.profile, "manual", today, today, late_reason_id=edit.values["reason"],
            note=self.env._("Entered in the overdue workbook."))

    @api.model
    def _plan(self, profile, summary, day, planned, today):
        """Plan a contact, or change the one that is planned."""
        self._check_plan(profile, summary, day, today)
        day = date.fromisoformat(day)
        if not planned:
            profile._plan_contact(day, summary or "", profile._get_collector() or self.env.user, today)
            return
        # sudo: evidence is written by the system; the right has been checked.
        followup = self.env["credit.followup"].browse(planned.followup_id).sudo()
        followup.date = day
        followup.activity_id.write({"date_deadline": day, "summary": summary or ""})

    @api.model
    def _check_plan(self, profile, summary, day, today):
        customer = profile.display_name
        if not day:
            raise UserError(self.env._("%(customer)s: enter the day of the next action.", customer=customer))
        if date.fromisoformat(day) < today:
            raise UserError(self.env._("%(customer)s: the day of the next action has passed.", customer=customer))
        if len(summary or "") > LONGEST_ACTION:
            raise UserError(self.env._(
                "%(customer)s: a next action has at most %(count)s letters; the rest goes into the remark.",
                customer=customer, count=LONGEST_ACTION))
