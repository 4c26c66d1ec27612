from odoo import fields, models
from odoo.fields import Domain

from ...const import COMPANY_SETTING
from .credit_rating_log import COMPANY_POLICY, ORDER_POLICY


class ResCompany(models.Model):
    """What the company says about customers without rating is policy like a rating's: logged and guarded."""

    _inherit = "res.company"

    # Not kept here: what is written goes into the history of the changes that are written with it.
    credit_change_reason = fields.Char(string="Reason of the Policy Change", store=False, **COMPANY_SETTING)

    def write(self, vals):
        vals = dict(vals)
        Log = self.env["credit.rating.log"]
        evidence = Log._pop_evidence(vals, "credit_")
        Rules = self.env["credit.hold.rules.mixin"]
        columns = [column for name in Rules._get_rule_columns() if (column := Rules._get_company_column(name))]
        names = Log._get_changed(self, (*COMPANY_POLICY, *columns), vals)
        if not names:
            return super().write(vals)
        before = Log._snapshot(self, names)
        is_order_policy = not {*columns, *(f"credit_{name}" for name in ORDER_POLICY)}.isdisjoint(names)
        unrated = Domain("rating_id", "=", False) & Domain("company_id", "in", self.ids)
        profiles_sudo = self.env["credit.guard"]._guard_policy(unrated if is_order_policy else Domain.FALSE)
        result = super().write(vals)
        Log._record(before, names, evidence)
        profiles_sudo._reevaluate_policy()
        return result
