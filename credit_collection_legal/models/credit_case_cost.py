from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.models.common.days import day_of_entry


class CreditCaseCost(models.Model):
    """What a case costs us. What is charged on is claimed with it; an add-on that books charges takes it from here."""

    _name = "credit.case.cost"
    _description = "Cost of a Legal Case"
    _inherit = "credit.roles.mixin"
    _order = "date, id"
    _check_company_auto = True

    case_id = fields.Many2one("credit.case", required=True, index=True, ondelete="cascade", role="fixed")
    profile_id = fields.Many2one(related="case_id.profile_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    date = day_of_entry("date", "case_id.company_id", required=True)
    kind = fields.Selection(
        [("court", "Court fee"), ("counsel", "Counsel"), ("bailiff", "Bailiff"), ("preservation", "Preservation"),
         ("translation", "Translation, notary"), ("deposit", "Deposit"), ("other", "Other")], required=True, default="court",
        help="A deposit, such as a bond for a preservation, comes back and is no cost.")
    name = fields.Char(string="Description")
    amount = fields.Monetary(required=True, bounds=(0, 1e15))
    charge_on = fields.Boolean(
        help="Where law or contract lets the debtor bear it. It is claimed in the case, beside the items.")
    bill_id = fields.Many2one(
        "account.move", string="Vendor Bill", index="btree_not_null", ondelete="set null", check_company=True,
        domain=[("move_type", "in", ("in_invoice", "in_refund"))])
    is_returned = fields.Boolean(string="Returned", help="The deposit came back.")

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        costs._check_change()
        costs._charge()
        return costs

    def write(self, vals):
        self._check_change()
        result = super().write(vals)
        self._check_change()
        if {"amount", "charge_on", "kind", "date", "name"} & vals.keys():
            self._charge()
        return result

    def unlink(self):
        self._check_change()
        self._drop_charge()
        return super().unlink()

    def _check_change(self):
        self.case_id._check_collector()
        for cost in self:
            if cost.currency_id.compare_amounts(cost.amount, 0) <= 0:
                raise UserError(self.env._("A cost of “%(case)s” is above zero.", case=cost.case_id.display_name))
            if cost.kind == "deposit" and cost.charge_on:
                raise UserError(self.env._("A deposit comes back and is not charged on."))

    def _charge(self):
        """Hook: these costs are new or changed; what is charged on is claimed by ``_get_claimed`` alone without an override"""

    def _drop_charge(self):
        """Hook: these costs are deleted"""

    def _get_claimed(self):
        """:return: what of these costs is claimed from the customer in the case; hook"""
        return sum(cost.amount for cost in self if cost.charge_on)


class CreditCase(models.Model):
    _inherit = "credit.case"

    cost_ids = fields.One2many("credit.case.cost", "case_id", string="Costs", copy=False)
    cost_total = fields.Monetary(
        string="Costs so Far", compute="_compute_costs", store=True, help="Without deposits.")
    cost_claimed = fields.Monetary(
        string="Costs Claimed", compute="_compute_claimed", help="Charged on to the customer.")
    deposits = fields.Monetary(compute="_compute_costs", store=True, help="That have not come back.")
    total_claim = fields.Monetary(compute="_compute_claimed", help="What is open of the items and the costs charged on.")

    @api.depends("cost_ids.amount", "cost_ids.kind", "cost_ids.is_returned")
    def _compute_costs(self):
        for case in self:
            deposits = case.cost_ids.filtered(lambda cost: cost.kind == "deposit")
            case.cost_total = sum((case.cost_ids - deposits).mapped("amount"))
            case.deposits = sum(cost.amount for cost in deposits if not cost.is_returned)

    @api.depends("cost_ids.amount", "cost_ids.charge_on", "claim")
    def _compute_claimed(self):
        for case in self:
            case.cost_claimed = case.cost_ids._get_claimed()
            case.total_claim = case.claim + case.cost_claimed

    def _describe_claim(self, env):
        """:return: what is claimed in words of ``env``: each debt in the currency that it is owed in"""
        case = self.sudo().with_env(env(su=True))  # sudo: the items of a case that the reader may read.
        sums = {case.currency_id: case.cost_claimed}
        for line in case.line_ids._filter_credit_claimed():
            sums[line.currency_id] = sums.get(line.currency_id, 0.0) + line.amount_residual_currency
        amounts = [currency.format(amount) for currency, amount in sums.items() if not currency.is_zero(amount)]
        return " + ".join(amounts) or case.currency_id.format(0.0)
