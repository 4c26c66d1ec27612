from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.http import request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount

from ...const import PAYMENT_PATH
from ..common.links import open_by_link, render_page
from ..common.parameters import GREATEST_ID


class CreditPayment(PortalAccount):
    """A page with exactly the items of one document, such as a follow-up. Core pays one invoice, or all overdue ones of who
    is logged in."""

    @route(f"{PAYMENT_PATH}<string:token>", type="http", auth="public", methods=["GET"], website=True, sitemap=False,
           readonly=True)
    def credit_payment_page(self, token, currency=None, **_kwargs):
        """Show what is open of the listed items at this moment, and the form to pay it.

        :param str token: from the e-mail; a wrong one is «not found»
        :param str currency: name of the currency to pay, the first one by default
        """
        document_sudo = self._credit_get_document(token)
        payable = document_sudo._get_payable()
        chosen = next((each for each in payable if each.name == currency), next(iter(payable), None))
        running = document_sudo._get_running_transactions()
        codes = {} if running else document_sudo._get_payment_codes(payable)
        values = {
            "page_name": "credit_payment",
            "company": document_sudo.company_id.name,
            "bank": document_sudo._describe_payee(payable),
            "reference": document_sudo.profile_id._get_followup_reference(),
            "path": document_sudo._get_payment_path(),
            "can_pay": document_sudo.company_id._has_online_payment(),
            "back_path": document_sudo._get_back_path(),
            "demands": document_sudo.profile_id._get_demands(document_sudo.company_id._get_credit_today()),
            "demand_currency": document_sudo.profile_id.currency_id,
            "running": running[:1].amount and [(tx.amount, tx.currency_id) for tx in running],
            "parts": [
                {
                    "currency": each,
                    "amount": amount,
                    "chosen": each == chosen,
                    "transfer": codes.get(each),
                    "rows": [
                        {"number": line.move_name, "due": line._get_credit_due_date(), "amount": part, "is_credit": part < 0}
                        for line, part in parts
                    ],
                }
                for each, (amount, parts) in payable.items()
            ],
        }
        if chosen and not running:
            values |= self._credit_get_form_values(document_sudo, chosen, payable[chosen][0])
        return render_page("credit_collection.portal_credit_payment", values)

    @route(f"{PAYMENT_PATH}<string:token>/transaction/<int:currency_id>", type="jsonrpc", auth="public")
    def credit_payment_transaction(self, token, currency_id, **kwargs):
        """Create the draft transaction over what is open of the listed items now, whatever amount the browser sends.

        :return: values for the payment form to go on with
        :raise ValidationError: nothing is left to pay, or a payment is on its way
        """
        document_sudo = self._credit_get_document(token)
        payable = document_sudo._get_payable()
        currency_sudo = document_sudo.env["res.currency"].browse(currency_id)
        if currency_sudo not in payable or document_sudo._get_running_transactions():
            raise ValidationError(request.env._("These documents are paid already. Please reload the page."))
        amount, parts = payable[currency_sudo]
        kwargs.pop("access_token", None)
        kwargs.pop("payment_reference", None)
        self._validate_transaction_kwargs(kwargs)
        self._credit_check_ids(kwargs)
        if kwargs.get("token_id") and not self._credit_may_use_tokens(document_sudo):
            raise ValidationError(request.env._("Please log in to pay with a saved payment method."))
        kwargs.update(amount=amount, landing_route=document_sudo._get_payment_path(), is_validation=False)
        move_ids = [move_id for move_id in dict.fromkeys(line.move_id.id for line, _part in parts)]
        transaction_sudo = self._create_transaction(
            partner_id=document_sudo.partner_id.id,
            currency_id=currency_id,
            reference_prefix=document_sudo.profile_id._get_followup_reference(),
            custom_create_values={"invoice_ids": [Command.set(move_ids)]},
            **kwargs,
        )
        return transaction_sudo._get_processing_values()

    def _credit_get_document(self, token):
        """:return: the document of ``token``, by the access check of the portal
        :raise NotFound: for a token that is wrong, revoked or expired
        """
        return open_by_link(self, token, request.env["credit.payment.link"]._find)

    def _credit_check_ids(self, kwargs):
        """:raise ValidationError: for a provider, a method or a saved payment method that none can be"""
        for name in ("provider_id", "payment_method_id", "token_id"):
            value = kwargs.get(name)
            if value and not (isinstance(value, int) and 0 < value <= GREATEST_ID):
                raise ValidationError(request.env._("This payment method does not exist. Please reload the page."))

    def _credit_may_use_tokens(self, document_sudo):
        """Anyone with the link may pay; saved payment methods are offered to the logged-in customer only."""
        partner = request.env.user.partner_id
        return not request.env.user._is_public() and partner.commercial_partner_id == document_sudo.partner_id

    def _credit_get_form_values(self, document_sudo, currency, amount):
        path = document_sudo._get_payment_path()
        values = self._get_common_page_view_values({
            "partner": document_sudo.partner_id,
            "company": document_sudo.company_id,
            "total_amount": amount,
            "currency": currency,
            "payment_reference": document_sudo.profile_id._get_followup_reference(),
            "transaction_route": f"{path}/transaction/{currency.id}",
            "landing_route": path,
        })
        # The debt is the customer's, no matter who pays it: core would book it to the user who is logged in.
        values |= {"amount": amount, "partner_id": document_sudo.partner_id.id, "company_mismatch": False}
        if not self._credit_may_use_tokens(document_sudo):
            values["tokens_sudo"] = values["tokens_sudo"].browse()
        return values
