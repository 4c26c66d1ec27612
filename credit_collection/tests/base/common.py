from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user

from .company import CompanyCommon


def delete_customers(env, partners):
    """Remove customers that a test has committed, with the evidence that nobody may delete otherwise."""
    env.cr.execute("DELETE FROM credit_policy_log WHERE partner_id = ANY(%s)", [partners.ids])
    env.cr.execute("DELETE FROM credit_hold WHERE partner_id = ANY(%s)", [partners.ids])
    partners.unlink()


class RaceCase(BaseCase):
    """Real connections and committed data, removed afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def _in_transaction(self, function):
        """Run ``function(env)`` in a transaction of its own and commit it."""
        with self.registry.cursor() as cr:
            return function(api.Environment(cr, SUPERUSER_ID, {}))

    def _create_orders(self, amounts, limit, same_customer=True):
        """:return: ids of quotations over ``amounts`` of one customer, or of one each, with a credit ``limit`` each"""
        def create(env):
            count = 1 if same_customer else len(amounts)
            partners = env["res.partner"].create([{"name": f"Racing customer {index}"} for index in range(count)])
            partners._get_credit_profiles().write({"limit_mode": "limited", "credit_limit": limit})
            product = env["product.product"].create({"name": "Racing goods", "type": "service", "taxes_id": False})
            orders = env["sale.order"].create([{
                "partner_id": partners[index % count].id,
                "order_line": [Command.create({
                    "product_id": product.id, "product_uom_qty": 1, "price_unit": amount, "tax_ids": False})],
            } for index, amount in enumerate(amounts)])
            return orders.ids, partners.ids, product.id

        order_ids, partner_ids, product_id = self._in_transaction(create)

        def delete(env):
            orders = env["sale.order"].browse(order_ids).exists()
            orders._action_cancel()
            orders.unlink()
            delete_customers(env, env["res.partner"].browse(partner_ids))
            env["product.product"].browse(product_id).unlink()

        self.addCleanup(self._in_transaction, delete)
        return order_ids


GROUP = "credit_collection.credit_collection_group_%s"


class CreditCommon(CompanyCommon):
    """A company, three customers and short ways to owe, pay and order. All dates are relative to ``cls.today``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.company = cls.company_data["company"]
        cls.immediate = cls.env.ref("account.account_payment_term_immediate")
        cls.customer = cls.env["res.partner"].create({
            "name": "Careful Customer", "is_company": True, "email": "accounts@careful.example.com", "phone": "+1 555 0100",
        })
        cls.contact = cls.env["res.partner"].create({
            "name": "Carla Contact", "parent_id": cls.customer.id, "email": "carla@careful.example.com",
        })
        cls.profile = cls.customer._get_credit_profiles()

    @classmethod
    def _user(cls, role):
        """:param str role: viewer, collector, manager or salesperson
        :return: a new user with this role alone, in the company"""
        groups = "sales_team.group_sale_salesman" if role == "salesperson" else GROUP % role
        return new_test_user(cls.env, f"credit_{role}", groups, company_id=cls.company.id)

    @classmethod
    def _days(cls, days):
        """:return: the day ``days`` after (negative: before) today"""
        return cls.today + relativedelta(days=days)

    @classmethod
    def _invoice(cls, amount, due, partner=None, post=True, move_type="out_invoice", **vals):
        """Invoice ``amount`` (no tax), due ``due`` days from today (negative: overdue since), dated 30 days before."""
        return cls._invoices([(amount, due, partner or cls.customer)], post=post, move_type=move_type, **vals)

    @classmethod
    def _invoices(cls, rows, post=True, move_type="out_invoice", **vals):
        """Many invoices at once, in a fraction of the time that each alone takes.

        :param rows: ``[(amount, due, partner)]``, see :meth:`_invoice`
        :return: them in this order
        """
        moves = cls.env["account.move"].create([{
            "move_type": move_type,
            "partner_id": partner.id,
            "invoice_date": cls._days(due) - relativedelta(days=30),
            "invoice_date_due": cls._days(due),
            "invoice_payment_term_id": False,
            "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()],
            })],
            **vals,
        } for amount, due, partner in rows])
        if post and moves:
            moves.action_post()
        return moves

    @classmethod
    def _book_in_branch(cls, amount, due):
        """A receivable of ``amount``, due ``due`` days from today, booked by a manual entry in a new branch."""
        branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.company.id})
        cls.env.user.company_ids = [Command.link(branch.id)]
        entry = cls.env["account.move"].with_company(branch).create({
            "move_type": "entry", "date": cls._days(-30), "company_id": branch.id,
            "journal_id": cls.company_data["default_journal_misc"].id,
            "line_ids": [
                Command.create({
                    "account_id": cls.company_data["default_account_receivable"].id, "partner_id": cls.customer.id,
                    "debit": amount, "date_maturity": cls._days(due)}),
                Command.create({"account_id": cls.company_data["default_account_revenue"].id, "credit": amount}),
            ],
        })
        entry.action_post()
        return entry

    @classmethod
    def _pay(cls, moves, amount=None, date=None):
        """Register a payment of ``amount`` (all that is open by default) on ``moves`` and reconcile it."""
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids,
        ).create({"payment_date": date or cls.today, "group_payment": True})
        if amount is not None:
            wizard.amount = amount
        return wizard._create_payments()

    @classmethod
    def _order(cls, amount, partner=None, **vals):
        """A quotation over ``amount`` (no tax) of goods that are invoiced on delivery."""
        return cls.env["sale.order"].create({
            "partner_id": (partner or cls.customer).id,
            "payment_term_id": cls.immediate.id,
            "order_line": [Command.create({
                "product_id": cls.company_data["product_delivery_no"].id,
                "product_uom_qty": 1,
                "price_unit": amount,
                "tax_ids": [Command.clear()],
            })],
            **vals,
        })

    def _open_item(self, move):
        """:return: the receivable items of ``move``"""
        return move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def _refresh(self):
        """Forget computed facts, as a new request would."""
        self.env.flush_all()
        self.env.invalidate_all()
