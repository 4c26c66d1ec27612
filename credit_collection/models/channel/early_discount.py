from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import PAYMENT_PATH
from ..common.bulk import pretend


class AccountMoveLine(models.Model):
    """Discounts for early payment, as printed on the invoice: what becomes of its payment term later changes nothing.

    Core grants them to invoices on which nothing was paid. What is paid in parts within the discount period earns them too.
    """

    _inherit = "account.move.line"

    def _get_credit_printed_discount(self):
        """:return: discount that was printed on the invoice of this item, in its currency"""
        self.ensure_one()
        is_granted = self.discount_date and self.move_id.move_type in ("out_invoice", "out_receipt")
        return self.amount_currency - self.discount_amount_currency if is_granted else 0.0

    def _get_credit_early_discount(self, today):
        """:return: discount for early payment of this item that still runs on ``today``, in its currency: the twin of
            ``credit.open.item._get_discount_columns``"""
        discount = self._get_credit_printed_discount()
        if not discount or self.discount_date < today:
            return 0.0
        # sudo: whoever sees the item sees what of it is paid.
        settling = self.sudo().matched_credit_ids.credit_move_id
        in_time = settling.filtered_domain(settling._get_money_domain() & Domain("date", "<=", self.discount_date))
        runs = settling == in_time and (
            self.currency_id.compare_amounts(self.amount_residual_currency, discount) > 0)
        return discount if runs else 0.0

    @api.model
    def _prepare_reconciliation_amls(self, values_list, shadowed_aml_values=None):
        """Of the items in ``credit_collection_parts`` no more is matched than that, in their currency; core matches all that is
        open of them."""
        if parts := self.env.context.get("credit_collection_parts"):
            values_list = [values["aml"]._limit_credit_part(values, parts.get(values["aml"].id)) for values in values_list]
        return super()._prepare_reconciliation_amls(values_list, shadowed_aml_values)

    def _limit_credit_part(self, values, part):
        """:return: ``values`` of this item for core's reconciliation with no more open than ``part``, in its currency"""
        residual = values["amount_residual_currency"]
        if part is None or self.currency_id.compare_amounts(abs(part), abs(residual)) >= 0:
            return values
        return {
            **values, "amount_residual_currency": part,
            "amount_residual": self.company_currency_id.round(values["amount_residual"] * part / residual)}

    def _prepare_credit_discount(self, share=1.0):
        """Split the printed discount of this item into net amount and taxes, as core does, whatever of the item was paid.

        :param float share: of the discount
        :return: values of entry lines, which add up to that share of the discount
        :raise UserError: the company has no account for discounts
        """
        self.ensure_one()
        move, discount = self.move_id, self._get_credit_printed_discount()
        if not move.company_id.account_journal_early_pay_discount_loss_account_id:
            raise UserError(self.env._(
                "%(company)s has no account for early payment discounts. Choose one in the settings of Invoicing.",
                company=move.company_id.name))
        percentage = 100 * discount / move.amount_total if move.amount_total else 0.0
        # Core goes by the term as it is now, and takes a share of the tax where the invoice is paid in part.
        with (pretend(self, {"amount_residual_currency": self.amount_currency}),
              pretend(move.invoice_payment_term_id, {"discount_percentage": percentage})):
            by_kind = move._get_invoice_counterpart_amls_for_early_payment_discount([{
                "aml": self, "amount_currency": -self.amount_currency, "balance": -self.balance,
            }], self.balance - self.discount_balance)
        values = [{**vals, "partner_id": move.partner_id.id} for lines in by_kind.values() for vals in lines or ()]
        return self._share_credit_discount(values, discount / move.amount_total * share if move.amount_total else 0.0, share)

    def _share_credit_discount(self, values, of_invoice, share):
        """Give the taxes what the discount takes of them, and the net amounts the rest: core takes the difference of two
        rounded amounts, which is a unit more or less.

        :param values: of the lines for the whole discount
        :param float of_invoice: share of the invoice that is deducted
        :param float share: of the discount that is deducted
        """
        shared = [dict(vals) for vals in values]
        taxes = self._get_credit_taxes()
        for name, currency in (("amount_currency", self.currency_id), ("balance", self.company_currency_id)):
            total = currency.round(sum(vals[name] for vals in values) * share)
            for vals in shared:
                tax = taxes.get(vals.get("tax_repartition_line_id"))
                vals[name] = currency.round(-tax[name] * of_invoice if tax else vals[name] * share)
            net = max((vals for vals in shared if not vals.get("tax_repartition_line_id")), key=lambda vals: abs(vals[name]))
            net[name] += currency.round(total - sum(vals[name] for vals in shared))
        return shared

    def _get_credit_taxes(self):
        """:return: ``{id of the repartition line of credit notes: amounts of that tax on the invoice}``"""
        taxes = {}
        for line in self.move_id.line_ids.filtered("tax_repartition_line_id"):
            own, tax = line.tax_repartition_line_id, line.tax_repartition_line_id.tax_id
            refund = tax.refund_repartition_line_ids[tax.invoice_repartition_line_ids.ids.index(own.id)]
            sums = taxes.setdefault(refund.id, {"amount_currency": 0.0, "balance": 0.0})
            for name in sums:
                sums[name] += line[name]
        return taxes


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """Of several invoices paid on one page, each takes its running discount, and so does one that was paid in part; core
        gives it to a single invoice on which nothing was paid."""
        if not (self.landing_route or "").startswith(PAYMENT_PATH):
            return super()._create_payment(**extra_create_values)
        document = self.env["credit.payment.link"]._find(self.landing_route.removeprefix(PAYMENT_PATH))
        is_of_core = len(self.invoice_ids) == 1 and (
            self.invoice_ids._get_invoice_next_payment_values().get("installment_state") == "epd")
        vals = [] if is_of_core else self._prepare_credit_discounts(document)
        if vals:
            extra_create_values = {"write_off_line_vals": vals, **extra_create_values}
        paid = document._get_payable().get(self.currency_id, (0.0, ()))[1] if document else ()
        records = self.with_context(credit_collection_paid_items=self._order_credit_items(paid, document))
        payment = super(PaymentTransaction, records)._create_payment(**extra_create_values).with_env(self.env)
        if document:
            document._tell_left_over(payment)
        return payment

    @api.model
    def _order_credit_items(self, parts, document):
        """
        :param parts: pairs of an item and what is paid of it
        :return: list of what is matched together, ``{item id: what of it}`` in its currency: the items that are paid wholly,
            then each other one
        """
        today = document.company_id._get_credit_today() if document else None
        whole, rest = {}, []
        for line, part in parts:
            settled = part + (line._get_credit_early_discount(today) if part > 0 else 0.0)
            if line.currency_id.compare_amounts(settled, line.amount_residual_currency):
                rest.append({line.id: settled})
            else:
                whole[line.id] = settled
        return [whole, *rest]

    def _prepare_credit_discounts(self, document):
        """:return: values of the discounts that this payment takes, none when it pays something else than the page asked"""
        self.ensure_one()
        amount, parts = document._get_payable().get(self.currency_id, (0.0, ())) if document else (0.0, ())
        if self.currency_id.compare_amounts(amount, self.amount):
            return []
        today, values = document.company_id._get_credit_today(), []
        for line, part in parts:
            discount = line._get_credit_early_discount(today) if part > 0 else 0.0
            if discount:
                values += line._prepare_credit_discount()
        return values


class AccountPayment(models.Model):
    """What is paid on a page of ours pays the items that were chosen there; core takes all open items of their invoices, the
    oldest first, and what of them is in dispute."""

    _inherit = "account.payment"

    def action_post(self):
        result = super().action_post()
        for parts in self.env.context.get("credit_collection_paid_items", ()):
            # Without an entry, the bank statement pays what core says.
            for payment in self.filtered("move_id"):
                items = self.env["account.move.line"].browse(parts)
                (payment.move_id.line_ids + items).filtered(
                    lambda line, account=payment.destination_account_id: line.account_id == account and not line.reconciled
                ).with_context(credit_collection_parts=parts).reconcile()
        return result
