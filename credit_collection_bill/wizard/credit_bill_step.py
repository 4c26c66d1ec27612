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

    def action_apply(self):
        """Book the step of each bill; the right to do so is checked here, as on the button."""
        self.ensure_one()
        bills = self.bill_ids
        if not bills:
            raise UserError(self.env._("Choose bills."))
        bills._check_booker()
        own = bills.sudo()  # sudo: the right has been checked; credit managers need no right to write entries.
        journal = self.journal_id.sudo()
        for bill in own:
            if self.step == "endorse":
                bill._endorse(self.date, self.endorsee_id)
            elif self.step == "discount":
                bill._discount(self.date, journal, self.cost if len(own) == 1 else self._get_cost(bill))
            elif self.step == "collect":
                bill._collect(self.date, journal)
            elif self.step == "dishonor":
                bill._dishonor(self.date, journal, self.reason)
            else:
                bill._hand_back(self.date, self.reason)
        return show_notice(self.env._("The bills were booked."))
