from odoo import fields, models


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
            owed = self.env["credit.exposure"]._get_payables(statements.profile_id, day)
            for statement in statements:
                amount = owed.get(statement.profile_id.id, 0.0)
                statement.payable_amount = statement.company_id.currency_id.round(amount)
        return result

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
