from odoo import api, models
from odoo.fields import Domain

JOB = "credit_collection_charges.ir_cron_bill_charges"
BATCH = 100


class CreditCharge(models.Model):
    """The monthly run that bills charges, where the company wants it."""

    _inherit = "credit.charge"

    @api.model
    def _cron_bill(self):
        """Bill the charges of one batch of customers, once a month; a customer who fails stops no other."""
        Stamp = self.env["credit.batch.stamp"]

        def get_domain(today):
            return (
                Domain("company_id.credit_charge_run", "=", "monthly") & Domain("company_id.credit_charge_booking", "=", "bill")
                & Domain("charge_ids", "any", [("state", "=", "accrued")])
                & Stamp._get_undone_domain(JOB, today.replace(day=1)))

        # sudo: charges are billed by the system, no matter who runs the scheduled action.
        self.env["credit.profile"].sudo()._run_batch(
            JOB, get_domain, self.sudo()._bill_run, size=BATCH, stamped=True, in_turn=True)

    @api.model
    def _bill_run(self, profiles, today):
        """Bill what is accrued of these customers, as far as it is worth a bill."""
        accrued = self.search([("profile_id", "in", profiles.ids), ("state", "=", "accrued")])
        for profile, charges in accrued.grouped("profile_id").items():
            total = sum(charges.mapped("amount"))
            if profile.currency_id.compare_amounts(abs(total), profile.company_id.credit_charge_min_amount) >= 0:
                charges._bill()
