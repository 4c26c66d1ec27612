from odoo import api, models
from odoo.exceptions import UserError

from .credit_check import CounterSale

# What a sale can be named, and the greatest numbers of records and amounts. Nothing is smaller than what is no number.
LONGEST_UUID = 100
GREATEST_ID = 2**31 - 1
LARGEST = 1e15


class PosOrder(models.Model):
    """What the screen of a counter asks the server before a sale on account is made.

    ``request`` holds ``config_id``, ``uuid``, ``partner_id``, ``amount`` on account, ``total`` and ``to_invoice``. The sale is
    checked again when it arrives, from its own data.
    """

    _inherit = "pos.order"

    @api.model
    def check_credit_on_account(self, request):
        """Check a sale that is about to be made. What is stopped is recorded: who was told so sold with a connection.

        :return: dict of ``state`` (clear, warned, held, released), ``message``, ``can_release`` and, of what may be sold,
            ``credit_pass``
        """
        sale, check = self._check_counter_request(request)
        state = check.verdict.state
        if state == "held":
            self._record_counter_hold(request, sale, check, "stopped")
        return {
            "state": state,
            "message": self._explain_counter_sale(check) if state in ("held", "warned") else "",
            "can_release": self.env.user.has_group("credit_collection.credit_collection_group_manager"),
            "credit_pass": state != "held" and self._sign_pass(request["uuid"], sale.payer, sale.currency, sale.amount),
        }

    @api.model
    def ask_credit_release(self, request):
        """Ask the credit manager to let a stopped sale be made once.

        :return: whether there is something to wait for; else the sale may be made
        """
        return bool(self._hold_counter_sale(request))

    @api.model
    def release_credit_on_account(self, request, reason):
        """Let a stopped sale be made once, as a credit manager who stands at the counter.

        :raise AccessError: the user may not
        """
        self.env["credit.hold"]._check_decision_right()
        self._hold_counter_sale(request).sudo(False)._release(reason)
        return True

    def _hold_counter_sale(self, request):
        """:return: sudoed hold of the sale, empty when nothing stops it any more"""
        sale, check = self._check_counter_request(request)
        if check.verdict.state != "held":
            return self.env["credit.pos.hold"].sudo().browse()  # sudo: nothing, as below.
        return self._record_counter_hold(request, sale, check, "pending")

    @api.model
    def _record_counter_hold(self, request, sale, check, state):
        """:return: sudoed hold of the sale"""
        # sudo: cashiers record what the check found, they see nothing of it.
        return self.env["credit.pos.hold"].sudo()._record(sale, check, {
            "sale_uuid": str(request["uuid"]), "config_id": int(request["config_id"]), "cashier_id": self.env.uid}, state)

    @api.model
    def _check_counter_request(self, request):
        """:return: (``CounterSale``, ``CreditCheck``)
        :raise AccessError: the user sells at no counter
        """
        self.check_access("create")
        request = self._read_counter_request(request)
        config = self.env["pos.config"].browse(request["config_id"])
        config.check_access("read")
        # sudo: cashiers see neither credit limits nor open items, only whether this sale may be made.
        partner_sudo = self.env["res.partner"].sudo().browse(request["partner_id"]).exists()
        amount, total = request["amount"], request["total"]
        if not partner_sudo:
            raise UserError(self._explain_counter_request())
        company_sudo = config.sudo().company_id.root_id
        sale = CounterSale(
            partner_sudo.commercial_partner_id, company_sudo, config.sudo().currency_id, amount, total,
            self.sudo()._get_counter_term(partner_sudo, company_sudo, request.get("to_invoice")),
            self.env["credit.pos.hold"].sudo()._find_release(request["uuid"]),
            self.sudo()._get_counter_relief(request, config.sudo()))
        return sale, self.env["credit.check"].sudo()._check_counter_sale(sale)

    @api.model
    def _read_counter_request(self, request):
        """:param dict request: as it came, from whatever a browser runs
        :return: dict with its numbers as numbers
        :raise UserError: for one of no sale
        """
        try:
            ids = {name: int(request[name]) for name in ("config_id", "partner_id")}
            amounts = {name: float(request[name]) for name in ("amount", "total")}
            settled = [(int(order_id), float(amount)) for order_id, amount in request.get("settled") or ()]
            uuid = request["uuid"]
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            raise UserError(self._explain_counter_request()) from None
        all_ids = [*ids.values(), *(order_id for order_id, _amount in settled)]
        all_amounts = [*amounts.values(), *(amount for _order_id, amount in settled)]
        is_sale = isinstance(uuid, str) and uuid.isprintable() and len(uuid) <= LONGEST_UUID and all(
            0 < number <= GREATEST_ID for number in all_ids) and all(abs(amount) < LARGEST for amount in all_amounts)
        if not is_sale:
            raise UserError(self._explain_counter_request())
        return {**request, **ids, **amounts, "settled": settled}

    @api.model
    def _explain_counter_request(self):
        return self.env._("Select a customer and an amount for the sale on account.")

    @api.model
    def _get_counter_relief(self, request, config):
        """:return: what the sale takes off the exposure of its customer, in company currency; to be overridden"""
        return 0.0
