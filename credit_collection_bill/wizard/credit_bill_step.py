from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditBillStep(models.TransientModel):
    """What happens to bills: to whom they are endorsed, what discounting costs, where they were paid, why they were not."""

    _name = "credit.bill.step"
    _inherit = "credit.bounds.mixin"
    _description = "Step of a Bill"

    step = fields.Selection(
        [("endorse", "Endorse"), ("discount", "Discount"), ("collect", "Paid"), ("dishonor", "Dishonored"),
         ("return", "Hand Back")], required=True)
    bill_ids = fields.Many2many("credit.bill", string="Bills", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_company_id")
    total = fields.Monetary(compute="_compute_company_id")
    is_held = fields.Boolean(compute="_compute_company_id")
    date = fields.Date(required=True, compute="_compute_date", store=True, readonly=False)
    endorsee_id = fields.Many2one("res.partner", string="Endorse To")
    journal_id = fields.Many2one(
        "account.journal", string="Bank", domain="[('type', 'in', ('bank', 'cash')), ('company_id', 'child_of', company_id)]")
    rate = fields.Float(string="Rate (% a year)", default=0.0, bounds=(0, 100), digits=(6, 3))
    cost = fields.Monetary(
        string="Cost of Discounting", compute="_compute_cost", store=True, readonly=False, bounds=(0, 1e15),
        help="By 360 days until maturity; correct it by what the bank has charged.")
    needs_journal = fields.Boolean(compute="_compute_company_id")
    reason = fields.Char(help="As the bank or the acceptor has given it.")

    @api.depends("bill_ids", "step")
    def _compute_company_id(self):
        for wizard in self:
            bills = wizard.bill_ids
            wizard.company_id = bills.company_id[:1]
            wizard.currency_id = bills.currency_id[:1]
            wizard.total = sum(bills.mapped("amount")) if len(bills.currency_id) == 1 else 0.0
            wizard.is_held = any(bill.state == "received" for bill in bills)
            wizard.needs_journal = wizard.step == "discount" or (wizard.step == "collect" and wizard.is_held) or (
                wizard.step == "dishonor" and any(bill.state == "discounted" for bill in bills))

    @api.depends("bill_ids")
    def _compute_date(self):
        for wizard in self:
            wizard.date = wizard.date or (wizard.company_id or self.env.company)._get_credit_today()

    @api.depends("rate", "date", "bill_ids")
    def _compute_cost(self):
        for wizard in self:
            wizard.cost = sum(wizard._get_cost(bill) for bill in wizard.bill_ids)

    def _get_cost(self, bill):
        days = max((bill.maturity - self.date).days, 0) if self.date else 0
        return bill.currency_id.round(bill.amount * self.rate / 100 * days / 360)

    def _share_cost(self, bills):
        """:return: ``{bill: its part of the cost}`` as it was entered: by rate and days, without a rate by amount
        :raise UserError: the bills are in several currencies
        """
        if len(bills.currency_id) > 1:
            raise UserError(self.env._("Discount the bills of each currency apart: the cost is in one currency."))
        weights = [self._get_cost(bill) for bill in bills]
        weights = weights if any(weights) else bills.mapped("amount")
        parts, left, of = {}, self.cost, sum(weights)
        for bill, weight in zip(bills, weights, strict=True):
            # Of a weight of nothing that comes last, nothing is left.
            parts[bill] = bill.currency_id.round(left * weight / of) if of else 0.0
            left, of = left - parts[bill], of - weight
        return parts

    def action_apply(self):
        """Book the step of each bill; the right to do so is checked here, as on the button."""
        self.ensure_one()
        bills = self.bill_ids
        if not bills:
            raise UserError(self.env._("Choose bills."))
        bills._check_booker()
        own = bills.sudo()  # sudo: the right has been checked; credit managers need no right to write entries.
        journal = self.journal_id.sudo()
        costs = self._share_cost(own) if self.step == "discount" else {}
        for bill in own:
            if self.step == "endorse":
                bill._endorse(self.date, self.endorsee_id)
            elif self.step == "discount":
                bill._discount(self.date, journal, costs[bill])
            elif self.step == "collect":
                bill._collect(self.date, journal)
            elif self.step == "dishonor":
                bill._dishonor(self.date, journal, self.reason)
            else:
                bill._hand_back(self.date, self.reason)
        return show_notice(self.env._("The bills were booked."))
