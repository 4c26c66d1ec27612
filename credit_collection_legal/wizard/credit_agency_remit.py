from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.days import day_of_entry
from odoo.addons.credit_collection.models.common.sql import is_trade_account
from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditAgencyRemit(models.TransientModel):
    """Book what an agency collected and sent less its fee: the customer is credited gross, the fee is a cost."""

    _name = "credit.agency.remit"
    _description = "Money from an Agency"
    _inherit = "credit.bounds.mixin"

    placement_id = fields.Many2one("credit.agency.placement", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="placement_id.company_id")
    currency_id = fields.Many2one(related="placement_id.currency_id")
    date = day_of_entry("date", "placement_id.company_id", required=True)
    amount = fields.Monetary(string="Collected from the Customer", required=True, bounds=(0, 1e15))
    fee = fields.Monetary(
        string="Fee Kept", compute="_compute_fee", store=True, precompute=True, readonly=False, bounds=(0, 1e15),
        help="By the percentage of the placement.")
    sent = fields.Monetary(string="Sent to Us", compute="_compute_sent")
    is_booked = fields.Boolean(readonly=True)
    journal_id = fields.Many2one(
        "account.journal", string="Received In", required=True, compute="_compute_journal_id", store=True, readonly=False,
        precompute=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]")

    @api.depends("amount", "placement_id")
    def _compute_fee(self):
        for remit in self:
            remit.fee = remit.placement_id._get_fee(remit.amount) if remit.placement_id else 0.0

    @api.depends("amount", "fee")
    def _compute_sent(self):
        for remit in self:
            remit.sent = remit.amount - remit.fee

    @api.depends("placement_id")
    def _compute_journal_id(self):
        for remit in self:
            remit.journal_id = self.env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", remit.company_id.id)], limit=1)

    def action_book(self):
        """Credit the customer with all that the agency collected.

        :raise UserError: more than is open, a fee above the amount, or the account of fees is not set
        """
        self.ensure_one()
        placement = self.placement_id
        placement._check_manager()
        currency = self.currency_id
        if self.is_booked:
            raise UserError(self.env._("“%(placement)s”: this was booked already.", placement=placement.display_name))
        if currency.compare_amounts(self.amount, 0) <= 0 or currency.compare_amounts(self.fee, self.amount) > 0:
            raise UserError(self.env._("Enter what the agency collected; its fee is not more than that."))
        if placement.state == "draft" or placement.state == "submitted":
            raise UserError(self.env._("“%(placement)s” was not placed.", placement=placement.display_name))
        if currency.compare_amounts(self.amount, placement.claim) > 0:
            raise UserError(self.env._(
                "Only %(open)s are open in “%(placement)s”. Ask the agency what the rest is.",
                open=currency.format(placement.claim), placement=placement.display_name))
        journal = self.journal_id.sudo()  # sudo: as below.
        if journal.type not in ("bank", "cash") or journal.company_id.root_id != self.company_id:
            raise UserError(self.env._(
                "Choose the bank or cash journal of %(company)s in which the money came in.", company=self.company_id.name))
        company = self.company_id.sudo()  # sudo: books of the company; credit managers need no right to write entries.
        if self.date > company._get_credit_today():
            raise UserError(self.env._("%(date)s has not come yet.", date=format_date(self.env, self.date)))
        if company._get_violated_lock_dates(self.date, False, self.sudo().journal_id):
            raise UserError(self.env._(
                "The books of %(company)s are locked on %(date)s. Choose a later day.", company=company.name,
                date=format_date(self.env, self.date)))
        self.is_booked = True
        self.sudo()._book()
        return show_notice(self.env._("The customer was credited with %(amount)s.", amount=currency.format(self.amount)))

    def _book(self):
        company, placement = self.company_id, self.placement_id
        label = self.env._("Collected by %(agency)s: %(customer)s", agency=placement.agency_id.name,
                           customer=placement.profile_id.partner_id.name)
        items = placement.line_ids._spread_oldest_first(self.amount)
        sides = [(company._get_agency_clearing_account(self.journal_id), self.sent)]
        if not self.currency_id.is_zero(self.fee):
            sides.append((company._get_agency_account(), self.fee))
        move = self.env["account.move"].with_company(company).create({
            "move_type": "entry", "date": self.date, "journal_id": self.journal_id.id, "company_id": company.id, "ref": label,
            "line_ids": [
                *(Command.create({
                    "account_id": item.account_id.id, "partner_id": item.partner_id.id, "name": label,
                    "currency_id": item.currency_id.id, "amount_currency": -foreign, "balance": -amount,
                }) for item, amount, foreign in items),
                *(Command.create({
                    "account_id": account.id, "partner_id": placement.agency_id.partner_id.id, "name": label,
                    "balance": amount}) for account, amount in sides if not self.currency_id.is_zero(amount))]})
        move._post(soft=False)
        # Before it is matched: what the agency sent is no direct payment.
        self.env["credit.agency.recovery"].create({
            "placement_id": placement.id, "kind": "agency", "date": self.date, "amount": self.amount, "fee": self.fee,
            "net": self.sent, "move_id": move.id})
        settling = move.line_ids.filtered(lambda line: is_trade_account(line.account_id)).sorted("id")
        for (item, _amount, _foreign), counterpart in zip(items, settling, strict=True):
            (item + counterpart).reconcile()
        placement.message_post(body=self.env._(
            "%(agency)s collected %(amount)s, kept %(fee)s and sent %(sent)s.", agency=placement.agency_id.name,
            amount=self.currency_id.format(self.amount), fee=self.currency_id.format(self.fee),
            sent=self.currency_id.format(self.sent)))
