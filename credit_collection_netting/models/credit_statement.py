from odoo import api, fields, models
from odoo.fields import Domain


class CreditStatement(models.Model):
    """Statements of customers who are suppliers too: what we owe them on the last day, and what is left, beside the gross
    balance, which stays what it is. Kept with the statement, as all of it."""

    _inherit = "credit.statement"

    payable_amount = fields.Float(
        string="Payables", readonly=True, copy=False, default=0.0, digits=0,
        help="What we owed the customer as a supplier at the end of the last day, in company currency.")

    def _keep_demands(self):
        result = super()._keep_demands()
        telling = self.filtered(lambda statement: statement.company_id.credit_statement_tells_net)
        for day, statements in telling.grouped("date_to").items():
            for company, group in statements.grouped("company_id").items():
                owed = self._read_payables(group.profile_id.partner_id, company, day)
                for statement in group:
                    amount = company.currency_id.round(owed.get(statement.profile_id.partner_id, 0.0))
                    statement.payable_amount = max(amount, 0.0)
        return result

    @api.model
    def _read_payables(self, partners, company, day):
        """:return: ``{customer: what we owed it at the end of day}``: the balance of its payables, whenever it was matched"""
        Line, owed = self.env["account.move.line"], {}
        for partner, amount in Line._read_group(
                Domain("account_id.account_type", "=", "liability_payable") & Domain("account_id.non_trade", "=", False)
                & Domain("parent_state", "=", "posted") & Domain("date", "<=", day)
                & Line._get_account_domain(partners, company), ["partner_id"], ["balance:sum"]):
            owner = partner.commercial_partner_id
            owed[owner] = owed.get(owner, 0.0) - amount
        return owed

    def _describe(self):
        """Adds ``net``: rows of what we owe and, where the balance is in the currency of the company alone, what is left."""
        described, writers = super()._describe(), {}
        for statement in self:
            currency, owed = statement.company_id.currency_id, statement.payable_amount
            rows = []
            if currency.compare_amounts(owed, 0) > 0:
                writer = self._get_writer(writers, statement._get_lang())
                rows.append((writer.env._("Less what we owe you"), -owed))
                if statement.balance_ids.currency_id == currency:
                    rows.append((writer.env._("Net balance"), statement.balance_ids.closing_balance - owed))
                rows = [{"label": label, "amount": writer.format_amount(amount, currency.id)} for label, amount in rows]
            described[statement]["net"] = rows
        return described
