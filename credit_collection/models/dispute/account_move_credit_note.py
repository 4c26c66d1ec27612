from odoo import fields, models
from odoo.fields import Command

from ..common.kept_text import choose_language


class AccountMove(models.Model):
    """Credit notes over a part of an invoice, as accepted claims and settlements need them."""

    _inherit = "account.move"

    def _create_credit_part(self, amount, reason, today, lines=None):
        """Reverse a part of this invoice as a draft credit note whose taxes are in proportion to those of the invoice.

        Core's reversal gives the document, core's tax computation the split: one line for each account and set of taxes,
        so that the total is ``amount`` to the last unit. The whole of an invoice is reversed line by line.

        :param float amount: total of the credit note, taxes included, in the invoice's currency
        :param str reason: printed on the credit note
        :param date today: its date
        :param lines: the invoice lines it is about; all of them without, or when they come to less than ``amount``
        :return: the draft ``account.move``
        """
        self.ensure_one()
        env = self.with_context(lang=choose_language(self.env, self.partner_id.lang)).env
        note = self._reverse_moves([{
            "ref": env._("Credit for %(invoice)s: %(reason)s", invoice=self.name, reason=reason),
            "date": today,
            "invoice_date": today,
            "invoice_date_due": today,
            "invoice_payment_term_id": False,
            "invoice_origin": self.invoice_origin,
        }])
        if self.currency_id.compare_amounts(amount, self.amount_total) < 0:
            vals_list = self._prepare_credit_line_vals(amount, lines, reason)
            note.invoice_line_ids = [Command.clear(), *map(Command.create, vals_list)]
        note._message_log(body=env._("Drafted for %(reason)s of %(invoice)s.", reason=reason, invoice=self.name))
        return note

    def _prepare_credit_line_vals(self, amount, lines, reason):
        """:return: values of the credit note lines that come to ``amount``, taxes included"""
        AccountTax = self.env["account.tax"]
        product_lines = self.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        chosen = (lines & product_lines) if lines else product_lines
        if self.currency_id.compare_amounts(sum(chosen.mapped("price_total")), amount) < 0:
            chosen = product_lines
        base_lines = [self._prepare_product_base_line_for_taxes_computation(line) for line in chosen]
        AccountTax._add_tax_details_in_base_lines(base_lines, self.company_id)
        AccountTax._round_base_lines_tax_details(base_lines, self.company_id)
        parts = AccountTax._prepare_down_payment_lines(
            base_lines, self.company_id, "fixed", amount, computation_key=f"credit_part,{self.id}",
            grouping_function=lambda base_line: {"account_id": base_line["account_id"]},
        )
        return [
            {
                "name": reason,
                "quantity": part["quantity"],
                "price_unit": part["price_unit"],
                "account_id": part["account_id"].id,
                "tax_ids": [Command.set(part["tax_ids"].ids)],
                "analytic_distribution": part["analytic_distribution"],
                "extra_tax_data": AccountTax._export_base_line_extra_tax_data(part),
            }
            for part in parts
        ]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    credit_dispute_ids = fields.Many2many(
        "credit.dispute", "credit_dispute_line_rel", "line_id", "dispute_id", string="Contested In", copy=False,
        groups="credit_collection.credit_collection_group_viewer",
    )
