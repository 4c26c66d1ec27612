from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import CreditCommon


class CounterCommon(CreditCommon):
    """A point of sale with cash and customer account, its cashier without any credit right, and a customer with a limit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("point_of_sale.group_pos_manager")
        cls.company.account_default_pos_receivable_account_id = cls.env["account.account"].create({
            "name": "Point of Sale", "code": "X1012.POS", "reconcile": True, "account_type": "asset_receivable"})
        cls.cash = cls.env["pos.payment.method"].create({
            "name": "Till", "journal_id": cls.company_data["default_journal_cash"].copy().id, "company_id": cls.company.id})
        cls.account = cls.env["pos.payment.method"].create({
            "name": "Customer Account", "split_transactions": True, "company_id": cls.company.id})
        cls.counter = cls._counter()
        cls.opened = cls._open(cls.counter)
        cls.cashier = new_test_user(
            cls.env, "counter_cashier", groups="base.group_user,point_of_sale.group_pos_user", company_id=cls.company.id)
        cls.goods = cls.env["product.product"].create({
            "name": "Goods", "available_in_pos": True, "list_price": 1, "taxes_id": False})
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000})

    @classmethod
    def _counter(cls, **vals):
        return cls.env["pos.config"].create({
            "name": "Counter", "invoice_journal_id": cls.company_data["default_journal_sale"].id,
            "payment_method_ids": [Command.set((cls.cash | cls.account).ids)], **vals})

    @classmethod
    def _open(cls, counter):
        counter.open_ui()
        counter.current_session_id.set_opening_control(0, None)
        return counter.current_session_id

    @classmethod
    def _receipt(cls, on_account, cash=0.0, partner=None, session=None, **vals):
        """:return: a sale as the browser sends it"""
        session = session or cls.opened
        total = on_account + cash
        payments = [(cls.account, on_account), (cls.cash, cash)]
        return {
            "uuid": str(uuid4()), "access_token": str(uuid4()), "name": "Receipt", "state": "paid", "session_id": session.id,
            "company_id": session.company_id.id, "pricelist_id": session.config_id.pricelist_id.id,
            "user_id": cls.cashier.id, "partner_id": (partner or cls.customer).id, "to_invoice": False,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()), "fiscal_position_id": False,
            "amount_total": total, "amount_paid": total, "amount_tax": 0.0, "amount_return": 0.0,
            "last_order_preparation_change": "{}",
            "lines": [Command.create({
                "product_id": cls.goods.id, "qty": 1 if total >= 0 else -1, "price_unit": abs(total), "tax_ids": [],
                "price_subtotal": total, "price_subtotal_incl": total, "discount": 0.0, "pack_lot_ids": []})],
            "payment_ids": [
                Command.create({"payment_method_id": method.id, "amount": amount, "name": fields.Datetime.to_string(cls.today)})
                for method, amount in payments if amount],
            **vals,
        }

    @classmethod
    def _sell(cls, on_account, cash=0.0, **vals):
        """:return: the sale as the server has it after the cashier's browser sent it"""
        receipt = cls._receipt(on_account, cash, **vals)
        uuid = receipt["uuid"]
        cls.env["pos.order"].with_user(cls.cashier).sync_from_ui([receipt])
        return cls.env["pos.order"].search([("uuid", "=", uuid)])

    def _request(self, amount, partner=None, user=None, method="check_credit_on_account", uuid="sale", arguments=(), **vals):
        """What the screen of the counter asks."""
        return getattr(self.env["pos.order"].with_user(user or self.cashier), method)({
            "config_id": self.counter.id, "uuid": uuid, "partner_id": (partner or self.customer).id, "amount": amount,
            "total": amount, **vals}, *arguments)

    def _close(self, session=None):
        session = session or self.opened
        if session.cash_control:
            session.post_closing_cash_details(session.cash_register_balance_end)
        session.close_session_from_ui()
        self.assertEqual(session.state, "closed")
        self._refresh()
