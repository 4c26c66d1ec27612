from odoo import api, fields, models
from odoo.fields import Domain

from .credit_bill import GIVEN_ON

JOB = "credit_collection_bill.ir_cron_bills"
ACTIVITY = "credit_collection_bill.mail_activity_bill"


class CreditBill(models.Model):
    """What matures: a task to present what is held, and the end of recourse of what was given on."""

    _inherit = "credit.bill"

    @api.model
    def _cron_follow(self):
        """Follow the bills of one batch."""
        # sudo: tasks and ends of recourse are written by the system.
        self.sudo()._run_batch(
            JOB, lambda today: Domain("state", "in", ("received", *GIVEN_ON)) & Domain(
                "maturity", "<=", fields.Date.add(today, days=60)),
            lambda bills, today: bills._follow(today), size=500, stamped=True)

    def _follow(self, today):
        """Ask to present what matures soon; take as paid what nobody had recourse for."""
        asked = self.filtered(lambda bill: bill.state == "received" and bill.maturity <= fields.Date.add(
            today, days=bill.company_id.credit_bill_notice_days))
        # One query for the tasks of all.
        known = self.env["mail.activity"].search([
            ("res_model", "=", self._name), ("res_id", "in", asked.ids),
            ("activity_type_id", "=", self.env.ref(ACTIVITY).id)]).mapped("res_id")
        for bill in asked.filtered(lambda bill: bill.id not in known):
            user = (bill.collector_id | bill.company_id.credit_manager_id)._credit_choose()
            bill.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY, user_id=user.id, date_deadline=bill.maturity, summary=self.env._(
                    "Present %(bill)s over %(amount)s", bill=bill.display_name, amount=bill.currency_id.format(bill.amount)))
        ended = self.filtered(lambda bill: bill.state in GIVEN_ON and fields.Date.add(
            bill.maturity, days=bill.company_id.credit_bill_recourse_days) < today)
        ended._set_state("collected", end_date=today)
