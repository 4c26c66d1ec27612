from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.days import day_of_entry, days_until

COLLECTOR = "credit_collection.credit_collection_group_collector"
MANAGER = "credit_collection.credit_collection_group_manager"
ACCOUNTANT = "account.group_account_invoice"
# A bank has promised to pay these: it is the bank that may fail.
BANK_KINDS = {"bank"}
# Given on, with recourse to us.
GIVEN_ON = ("endorsed", "discounted")
RUNNING = ("received", *GIVEN_ON)
CLAIM = {
    "name", "kind", "profile_id", "amount", "currency_id", "line_ids", "issue_date", "date", "maturity", "acceptor_id",
    "drawer_id"}


class CreditBill(models.Model):
    """A bill of exchange taken for a debt: settled by it, and owed again with its old due date when the bill is dishonored.
    Dates and due dates of invoices are never rewritten."""

    _name = "credit.bill"
    _description = "Bill of Exchange"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "maturity, id"
    _rec_names_search = ["name"]
    _open_states = {"draft"}
    _transitions = {
        "draft": {"received"},
        "received": {"endorsed", "discounted", "collected", "dishonored", "returned"},
        "endorsed": {"collected", "dishonored"},
        "discounted": {"collected", "dishonored"},
    }

    name = fields.Char(string="Number", required=True, tracking=True)
    kind = fields.Selection(
        [("bank", "Bank acceptance"), ("trade", "Commercial acceptance"), ("lcr", "LCR"), ("cambial", "Cambial"),
         ("other", "Other bill or promissory note")], required=True, default="trade", tracking=True,
        help="Bank acceptances count on the bank, all others on the customer.")
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", help="Who gave the bill to us.")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    collector_id = fields.Many2one(related="profile_id.collector_id")
    drawer_id = fields.Many2one("res.partner", help="Who drew the bill; the customer, or whoever endorsed it to the customer.")
    acceptor_id = fields.Many2one("res.partner", help="Who has to pay at maturity: the bank of a bank acceptance.")
    risk_partner_id = fields.Many2one(
        "res.partner", string="At the Risk Of", compute="_compute_risk_partner_id", store=True, index=True,
        help="On whose exposure the bill counts.")
    amount = fields.Monetary(required=True, default=0.0, bounds=(0, 1e15), tracking=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, compute="_compute_currency_id", store=True, readonly=False, precompute=True)
    company_currency_id = fields.Many2one(related="profile_id.currency_id", string="Company Currency")
    company_amount = fields.Monetary(
        string="In Company Currency", compute="_compute_company_amount", store=True, currency_field="company_currency_id",
        help="At the rate of the day on which it was received.")
    contingent = fields.Monetary(
        compute="_compute_contingent", store=True, currency_field="company_currency_id",
        help="Contingent liability: endorsed or discounted, and whoever holds the bill can have recourse to us.")
    issue_date = fields.Date(string="Issued On")
    date = day_of_entry("date", "profile_id.company_id", string="Received On", required=True)
    maturity = fields.Date(required=True, index=True, tracking=True)
    maturity_days = days_until("maturity", string="Matures in (days)")
    line_ids = fields.Many2many(
        "account.move.line", "credit_bill_line_rel", "bill_id", "line_id", string="Taken For", copy=False,
        domain="[('credit_is_open_debt', '=', True), ('partner_id.commercial_partner_id', '=', partner_id), "
               "('company_id', 'child_of', company_id)]",
        help="Debts that the bill settles. What is left of it stays on the account of the customer.")
    state = fields.Selection(
        [("draft", "Draft"), ("received", "Held"), ("endorsed", "Endorsed"), ("discounted", "Discounted"),
         ("collected", "Paid"), ("dishonored", "Dishonored"), ("returned", "Handed Back")],
        default="draft", required=True, readonly=True, index=True, copy=False, tracking=True)
    endorsee_id = fields.Many2one("res.partner", string="Endorsed To", readonly=True, copy=False)
    cost = fields.Monetary(string="Cost of Discounting", readonly=True, copy=False, default=0.0)
    step_date = fields.Date(string="Given On", readonly=True, copy=False, help="Day on which it was endorsed or discounted.")
    end_date = fields.Date(string="Ended On", readonly=True, copy=False)
    cash_date = fields.Date(readonly=True, copy=False, help="Day on which its money came.")
    cash_amount = fields.Monetary(
        readonly=True, copy=False, default=0.0, currency_field="company_currency_id", help="In company currency.")
    reason = fields.Char(string="Reason of Dishonor", readonly=True, copy=False, tracking=True)
    level_id = fields.Many2one(
        "credit.followup.level", string="Level Restored", readonly=True, copy=False, ondelete="set null")
    move_id = fields.Many2one(
        "account.move", string="Entry of Receipt", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    step_move_id = fields.Many2one(
        "account.move", string="Entry of Endorsement or Discount", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict")
    end_move_id = fields.Many2one(
        "account.move", string="Last Entry", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    note = fields.Text()

    _number_uniq = models.UniqueIndex(
        "(company_id, profile_id, name) WHERE state NOT IN ('returned', 'dishonored')",
        "This customer has given a bill with the same number already.")
    _running_idx = models.Index("(risk_partner_id, company_id) WHERE state IN ('received', 'endorsed', 'discounted')")

    @api.depends("kind", "acceptor_id", "profile_id")
    def _compute_risk_partner_id(self):
        for bill in self:
            acceptor = bill.acceptor_id.commercial_partner_id if bill.kind in BANK_KINDS else False
            bill.risk_partner_id = acceptor or bill.profile_id.partner_id

    @api.depends("profile_id")
    def _compute_currency_id(self):
        for bill in self:
            bill.currency_id = bill.currency_id or bill.profile_id.currency_id or self.env.company.currency_id

    @api.depends("amount", "currency_id", "profile_id", "date")
    def _compute_company_amount(self):
        for bill in self:
            company = bill.company_id
            if bill.state not in (False, "draft"):
                continue
            bill.company_amount = bill.currency_id._convert(
                bill.amount, company.currency_id, company, bill.date) if company and bill.currency_id and bill.date else 0.0

    @api.depends("state", "company_amount")
    def _compute_contingent(self):
        for bill in self:
            bill.contingent = bill.company_amount if bill.state in GIVEN_ON else 0.0

    @api.depends("name", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for bill in self:
            bill.display_name = f"{kinds.get(bill.kind, '')} {bill.name or ''}".strip()

    @api.model
    def _get_system_message(self):
        return self.env._("Bills move by their buttons: book, endorse, discount, paid, dishonored.")

    # Sound values

    @api.constrains("amount", "currency_id", "issue_date", "date", "maturity", "kind", "acceptor_id")
    def _check_bill(self):
        # What is missing, Odoo tells.
        for bill in self.filtered(lambda bill: bill.currency_id and bill.date and bill.maturity):
            if bill.currency_id.compare_amounts(bill.amount, 0) <= 0:
                raise ValidationError(self.env._("Bill %(bill)s: enter an amount above zero.", bill=bill.name))
            if bill.issue_date and bill.maturity < bill.issue_date:
                raise ValidationError(self.env._("Bill %(bill)s matures before it was issued.", bill=bill.name))
            if bill.maturity < bill.date:
                raise ValidationError(self.env._(
                    "Bill %(bill)s matured on %(maturity)s, before it was received.", bill=bill.name,
                    maturity=format_date(self.env, bill.maturity)))
            if bill.kind in BANK_KINDS and not bill.acceptor_id:
                raise ValidationError(self.env._("Bill %(bill)s: name the bank that has accepted it.", bill=bill.name))

    @api.constrains("line_ids", "profile_id")
    def _check_items(self):
        for bill in self:
            bill.line_ids._check_debt_of(bill.profile_id)

    # Rights

    @api.model_create_multi
    def create(self, vals_list):
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers record bills."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and CLAIM & vals.keys() and (booked := self.filtered(lambda bill: bill.state != "draft")[:1]):
            raise UserError(self.env._("“%(bill)s” was booked and stays as it is.", bill=booked.display_name))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        if booked := self.filtered(lambda bill: bill.state != "draft")[:1]:
            raise UserError(self.env._("“%(bill)s” is evidence and cannot be deleted.", bill=booked.display_name))

    def _check_booker(self):
        self.check_access("read")
        user = self.env.user
        if not (self.env.su or user.has_group(MANAGER) or user.has_group(ACCOUNTANT)):
            raise AccessError(self.env._("Only credit managers and accountants book bills."))

    def _get_branch(self):
        """:return: the company in whose books the bill is"""
        # sudo: collectors need no right on entries.
        return self.sudo().line_ids.company_id[:1] or self.move_id.sudo().company_id or self.company_id
