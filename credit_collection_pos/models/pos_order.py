from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.credit_collection.models.common.bulk import get_kept

from .credit_check import CounterSale

# Key of the cursor's cache: how many blocks that watch sales are open, and what each sale was before the first of them.
WATCHING = "credit_collection_pos.watching"
WATCHED = {"state", "partner_id", "payment_ids"}
# States of a sale that was made.
MADE = ("paid", "done")


class PosOrder(models.Model):
    """Sales on account pass the credit check of orders, whichever way they come to the server.

    What the customer's credit does not allow is refused: the counter asked before, and still has the goods. A sale that was
    made without connection cannot be undone: it is kept, recorded, and the credit manager and collector are told.
    """

    _inherit = "pos.order"

    @api.model_create_multi
    def create(self, vals_list):
        with self.browse()._credit_watching() as before:
            orders = super().create(vals_list)
            before.update(dict.fromkeys(orders.ids))
        return orders

    def write(self, vals):
        if WATCHED.isdisjoint(vals):
            return super().write(vals)
        with self._credit_watching():
            return super().write(vals)

    @contextmanager
    def _credit_watching(self):
        """Check the sales that have grown on account, or have another customer, at the end of the outermost such block: only
        then all lines and payments are there.

        :return: ``{order id: (payer, amount on account)}`` before the change, None of a sale that was not made yet; to be added
            to
        """
        watching = get_kept(self.env, WATCHING, {"depth": 0, "before": {}})
        before = watching["before"]
        watching["depth"] += 1
        try:
            known = self._get_on_account()
            for order_sudo in self.sudo().exists():  # sudo: as for what is on account.
                made = (order_sudo.partner_id.commercial_partner_id, 0.0) if order_sudo.state in MADE else None
                before.setdefault(order_sudo.id, known.get(order_sudo.id, made))
            yield before
            if watching["depth"] == 1:
                self.browse(before)._check_credit_grown(dict(before))
        finally:
            watching["depth"] -= 1
            if not watching["depth"]:
                before.clear()

    @api.model
    def _get_on_account_domain(self):
        """:return: domain of the sales on account that are not in the ledger yet"""
        return [
            ("state", "in", MADE), ("account_move", "=", False), ("session_id.state", "!=", "closed"),
            ("payment_ids.payment_method_id.credit_on_account", "=", True)]

    def _get_on_account(self):
        """:return: ``{order id: (payer, amount on account)}`` of the sales that were made and are not in the ledger yet"""
        found = {}
        # sudo: any user who changes a sale; nothing of it is told.
        for order_sudo in self.sudo().exists():
            payments = order_sudo.payment_ids.filtered("payment_method_id.credit_on_account")
            if (
                payments and order_sudo.partner_id and order_sudo.state in MADE
                and not order_sudo.account_move and order_sudo.session_id.state != "closed"
            ):
                found[order_sudo.id] = (order_sudo.partner_id.commercial_partner_id, sum(payments.mapped("amount")))
        return found

    def _check_credit_grown(self, before):
        """:param dict before: what :meth:`_credit_watching` noted before the change"""
        for order_id, (payer, amount) in self._get_on_account().items():
            order_sudo = self.browse(order_id).sudo()  # sudo: cashiers do not see what the check reads.
            known_payer, known = before.get(order_id) or (payer, 0.0)
            compare = order_sudo.currency_id.compare_amounts
            if compare(amount, 0) > 0 and (known_payer != payer or compare(amount, known) > 0):
                order_sudo._check_credit_on_account(payer, amount, is_new=before.get(order_id) is None)

    def _check_credit_on_account(self, payer, amount, is_new):
        """Let the sale pass, note a warning on it, or stop it.

        :param bool is_new: whether it is being made; what is changed of it afterwards is changed with a connection
        :raise UserError: the sale may not be made
        """
        self.ensure_one()
        sale = self._prepare_counter_sale(payer, amount)
        check = self.env["credit.check"]._check_counter_sale(sale)
        state = check.verdict.state
        if state == "held" and not (is_new and self._is_sold_offline(payer, amount, check)):
            raise UserError(self._explain_counter_sale(check))
        self.env["sale.order"]._guard_credit([check])
        Hold = self.env["credit.pos.hold"]
        if state == "held":
            hold = Hold._record(sale, check, {
                "sale_uuid": self.uuid, "config_id": self.config_id.id, "cashier_id": self.user_id.id})
            hold._keep(self)
            self._note_credit(self.env._(
                "Sold offline in spite of the credit check.\n%(explanation)s", explanation=hold.explanation))
            return
        Hold._get_waiting(self.uuid)._end("cleared")
        if state == "released":
            sale.hold._use(self)
            self._note_credit(self.env._(
                "Sold on the release of %(user)s: %(reason)s", user=sale.hold.decided_by_id.name,
                reason=sale.hold.decision_reason))
        elif state == "warned":
            self._note_credit(self.env._(
                "Sold in spite of a credit warning.\n%(explanation)s", explanation=self.env["credit.hold"]._explain(check)))

    def _note_credit(self, body):
        self._message_log(body=body, author_id=self.env.ref("base.partner_root").id)

    def _prepare_counter_sale(self, payer, amount):
        company = self.company_id.root_id
        return CounterSale(
            payer, company, self.currency_id, amount, self.amount_total,
            self._get_counter_term(self.partner_id, company, self.to_invoice),
            self.env["credit.pos.hold"]._find_release(self.uuid),
            self.env["credit.exposure"]._get_counter_share(self) if company.credit_count_counter else 0.0)

    @api.model
    def _get_counter_term(self, partner, company, is_invoiced):
        """:return: credit days of the sale: of an invoice those of the customer; the entry of a session is due at once"""
        return partner.with_company(company).property_payment_term_id.credit_days if is_invoiced else 0

    def _explain_counter_sale(self, check):
        """:return: why the sale is stopped; figures are for those only who see them on orders, the till is public"""
        # sudo: the names of reasons only; cashiers see nothing of the customer's account.
        if self.env.user.has_group("sales_team.group_sale_salesman") or self.env.user.has_group(
                "credit_collection.credit_collection_group_viewer"):
            return self.env["credit.hold"].sudo()._explain(check)
        reasons = self.env["credit.hold"].sudo()._get_reasons_by_code()
        names = [reason.name for code in check.verdict.reasons for reason in reasons.get(code, ())]
        return self.env._(
            "The credit of this customer does not allow the sale on account: %(reasons)s.", reasons=", ".join(names))
