from odoo import fields, models

from ...const import COMPANY_SETTING
from .credit_snapshot_rebuild import JOB

# Settings that the months are made with.
MADE_WITH = {"credit_aging_limits", "credit_leave_out_cash_sales"}


class ResCompany(models.Model):
    """What counts as a sale on account in the key figures."""

    _inherit = "res.company"

    credit_leave_out_cash_sales = fields.Boolean(
        string="Leave Cash Sales out of DSO",
        help="An invoice that is due at once and paid on its day is no sale on account: DSO and all figures divided by "
             "sales are without it. A credit note that is paid out on its day is left out as well.", **COMPANY_SETTING)

    def write(self, vals):
        """Months are kept anew the next night when a setting changes that they are made with."""
        changed = self.filtered(lambda company: any(company[name] != vals[name] for name in MADE_WITH.intersection(vals)))
        result = super().write(vals)
        if changed:
            # sudo: the system keeps the months of all customers.
            profiles = self.env["credit.profile"].sudo().with_context(active_test=False).search(
                [("company_id", "in", changed.ids)])
            self.env["credit.batch.stamp"]._forget(JOB, profiles)
        return result


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_leave_out_cash_sales = fields.Boolean(related="company_id.root_id.credit_leave_out_cash_sales", readonly=False)
