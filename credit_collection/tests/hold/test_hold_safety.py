"""No way around the check: remote calls, imports, automations, batch actions, and people acting at the same moment."""

import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw, retrying
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.common import CreditCommon, RaceCase

TIMEOUT = 30


@tagged("post_install", "-at_install")
class TestHoldSafety(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.write({"limit_mode": "limited", "credit_limit": 1000.0})
        cls.salesperson = new_test_user(
            cls.env, "safety_sales", groups="sales_team.group_sale_manager",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])

    def _held(self, amount=5000, **vals):
        order = self._order(amount, **vals)
        order.action_confirm()
        self._refresh()
        return order

    def _call(self, user, model, method, *args, **kwargs):
        """Call a method as the web client does."""
        return call_kw(self.env[model].with_user(user), method, args, kwargs)

    def test_private_methods_cannot_be_called_remotely(self):
        order = self._held()
        for model, method, ids in (
            ("credit.hold", "_release", order.credit_hold_id.ids),
            ("credit.hold", "_set_state", order.credit_hold_id.ids),
            ("credit.hold", "_reevaluate", order.credit_hold_id.ids),
            ("sale.order", "_end_credit_hold", order.ids),
            ("sale.order", "_action_confirm", order.ids),
        ):
            with self.subTest(method), self.assertRaisesRegex(AccessError, "[Pp]rivate"):
                self._call(self.env.user, model, method, ids, "released")
        self.assertEqual(order.credit_state, "held")

    def test_salesperson_cannot_release_by_any_remote_call(self):
        order = self._held(user_id=self.salesperson.id)
        hold_ids = order.credit_hold_id.ids
        for model, method, *args in (
            ("credit.hold", "write", hold_ids, {"state": "released", "released_amount": 9999}),
            ("credit.hold", "action_release", hold_ids),
            ("credit.hold", "create", {"order_id": order.id, "profile_id": self.profile.id, "state": "released"}),
            ("credit.hold", "unlink", hold_ids),
            ("credit.hold.decide", "create", {"hold_ids": [Command.set(hold_ids)], "note": "Mine"}),
            ("credit.hold.exclusion", "create", {"reason": "Mine"}),
            ("credit.rating", "create", {"name": "Mine", "code": "M"}),
            ("credit.profile", "write", self.profile.ids, {"credit_limit": 1e9}),
            ("res.company", "write", self.company.ids, {"credit_order_policy": "allow"}),
        ):
            with self.subTest(f"{model}.{method}"), self.assertRaises(AccessError):
                self._call(self.salesperson, model, method, *args)
        self._call(self.salesperson, "sale.order", "action_confirm", order.ids)
        self.assertRecordValues(order, [{"state": "draft", "credit_state": "held"}])

    def test_salesperson_cannot_attach_the_hold_of_another_order(self):
        released = self._held()
        released.credit_hold_id._release("Guarantee received")
        order = self._held(user_id=self.salesperson.id)
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).write({"credit_hold_id": released.credit_hold_id.id})

    def test_release_of_one_order_never_covers_another(self):
        released = self._held()
        released.credit_hold_id._release("Guarantee received")
        order = self._held()
        order.sudo().credit_hold_id = released.credit_hold_id
        self._refresh()
        self.assertEqual(order._get_credit_checks(self.today)[order.id].verdict.state, "held")

    def test_batch_action_and_automation_hold_and_lose_nothing(self):
        orders = self._order(600) | self._order(600) | self._order(300)
        action = self.env["ir.actions.server"].create({
            "name": "Confirm all", "model_id": self.env["ir.model"]._get_id("sale.order"), "state": "code",
            "code": "records.action_confirm()"})
        action.with_context(active_model="sale.order", active_ids=orders.ids, active_id=orders[0].id).run()
        self._refresh()
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])
        self.assertEqual(orders.mapped("credit_state"), ["clear", "held", "clear"])

    def test_import_of_a_confirmed_order_is_checked(self):
        product = self.company_data["product_delivery_no"]
        result = self.env["sale.order"].with_context(import_file=True).load(
            ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/product_uom_qty", "order_line/price_unit"],
            [[str(self.customer.id), "sale", str(product.id), "1", "5000"]])
        order = self.env["sale.order"].browse(result["ids"] or ())
        self._refresh()
        self.assertEqual((order.state, order.credit_state), ("sale", "held"))
        self.assertEqual(order.credit_hold_id.state, "pending")

    def test_state_written_without_confirmation_is_checked(self):
        order = self._order(5000)
        order.write({"state": "sale"})
        self._refresh()
        self.assertEqual(order.credit_state, "held")
        self.assertEqual(order.credit_hold_id.reason_ids.mapped("code"), ["over_limit"])

    def test_not_even_a_credit_manager_edits_a_hold(self):
        order = self._held()
        hold = order.credit_hold_id
        for vals in ({"state": "released", "released_amount": 1e9}, {"exposure": 0.0}, {"decided_by_id": False}):
            with self.subTest(vals), self.assertRaisesRegex(AccessError, "cannot be edited"):
                self._call(self.env.user, "credit.hold", "write", hold.ids, vals)
        with self.assertRaises(AccessError):
            hold.create({"order_id": order.id, "profile_id": self.profile.id, "state": "released", "released_amount": 1e9})

    def test_decided_hold_is_evidence(self):
        hold = self._held().credit_hold_id
        hold._release("Guarantee received")
        with self.assertRaises(UserError):
            hold._release("Once more", amount=1e9)
        with self.assertRaises(AccessError):
            hold.unlink()


@tagged("post_install", "-at_install")
class TestHoldRaces(RaceCase):
    """Real connections and committed data: what happens while an order is being confirmed."""

    def _create_order(self, amount, limit):
        """:return: id of a committed quotation of a new customer with a credit ``limit``"""
        return self._create_orders([amount], limit)[0]

    def _get_profile(self, env, order_id):
        return env["sale.order"].browse(order_id).partner_id._get_credit_profiles()

    def _confirm_while(self, order_id, happens):
        """Confirm an order; between its check and its guard, ``happens(env)`` is committed by somebody else.

        :return: number of attempts that the confirmation took
        """
        Guard = self.registry["credit.guard"]
        write_guard = Guard._write_guard
        confirming = threading.current_thread()
        attempts, interrupted = [], []

        def interrupt_and_write(guard, profile_ids):
            if threading.current_thread() is confirming and not interrupted:
                interrupted.append(True)
                other = threading.Thread(target=self._in_transaction, args=[happens])
                other.start()
                other.join(TIMEOUT)
                self.assertFalse(other.is_alive(), "nobody waits for the confirmation")
            return write_guard(guard, profile_ids)

        with patch.object(Guard, "_write_guard", interrupt_and_write), patch("odoo.service.model.time.sleep"), \
                mute_logger("odoo.sql_db", "odoo.service.model"), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})

            def attempt():
                attempts.append(True)
                env["sale.order"].browse(order_id).action_confirm()
                return True

            retrying(attempt, env)
        self.assertTrue(interrupted)
        return len(attempts)

    def _get_state(self, order_id):
        def read(env):
            order = env["sale.order"].browse(order_id)
            return order.state, order.credit_state
        return self._in_transaction(read)

    def test_limit_cut_during_the_confirmation_counts(self):
        order_id = self._create_order(600, limit=1000)
        attempts = self._confirm_while(
            order_id, lambda env: self._get_profile(env, order_id).write({"credit_limit": 500}))
        self.assertEqual((self._get_state(order_id), attempts), (("draft", "held"), 2))

    def test_forced_hold_during_the_confirmation_counts(self):
        order_id = self._create_order(600, limit=1000)
        attempts = self._confirm_while(
            order_id, lambda env: self._get_profile(env, order_id).write({"on_hold": True, "hold_reason": "Fraud"}))
        self.assertEqual((self._get_state(order_id), attempts), (("draft", "held"), 2))

    def test_forced_hold_of_a_customer_without_limit_during_the_confirmation_counts(self):
        order_id = self._create_order(600, limit=1000)
        self._in_transaction(lambda env: self._get_profile(env, order_id).write({"limit_mode": "unlimited"}))
        attempts = self._confirm_while(
            order_id, lambda env: self._get_profile(env, order_id).write({"on_hold": True, "hold_reason": "Fraud"}))
        self.assertEqual((self._get_state(order_id), attempts), (("draft", "held"), 2))

    def test_release_while_the_salesperson_confirms_again_leaves_one_state(self):
        order_id = self._create_order(600, limit=100)
        self._in_transaction(lambda env: env["sale.order"].browse(order_id).action_confirm())

        def release(env):
            env["sale.order"].browse(order_id).credit_hold_id.with_user(env.ref("base.user_admin"))._release("Agreed")

        self._in_transaction(lambda env: env.ref("base.user_admin").write({"group_ids": [
            Command.link(env.ref("credit_collection.credit_collection_group_manager").id)]}))
        self._confirm_while(order_id, release)
        self.assertEqual(self._get_state(order_id), ("sale", "released"), "decided again on the release")

    def test_credit_freed_during_the_confirmation_is_found_right_after_it(self):
        """The check cannot see what is not committed, and who frees the credit cannot see the new hold."""
        order_id = self._create_order(600, limit=1000)

        def confirm_copy(env):
            copy = env["sale.order"].browse(order_id).copy()
            copy.action_confirm()
            return copy.id

        copy_id = self._in_transaction(confirm_copy)
        self.addCleanup(self._in_transaction, lambda env: env["sale.order"].browse(copy_id).unlink())
        since = self._in_transaction(lambda env: env.cr.now())
        self._confirm_while(order_id, lambda env: env["sale.order"].browse(copy_id)._action_cancel())
        self.assertEqual(self._get_state(order_id), ("draft", "held"))

        def reevaluate(env):
            cron = env.ref("credit_collection.ir_cron_reevaluate_holds")
            self.assertTrue(env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id), ("create_date", ">=", since)]))
            env["credit.hold"]._cron_reevaluate_holds()

        self._in_transaction(reevaluate)
        self.assertEqual(self._get_state(order_id), ("draft", "clear"))

    def _owe(self, order_id, amount):
        """Let the customer of an order owe ``amount`` by a manual entry, committed.

        :return: id of the entry
        """
        def owe(env):
            return self._book(env, order_id, amount).id

        move_id = self._in_transaction(owe)
        self.addCleanup(self._in_transaction, self._forget_entries)
        return move_id

    def _book(self, env, order_id, amount):
        """:return: a posted entry of ``amount`` on the account of the customer of an order"""
        Account = env["account.account"].with_company(env.company)
        receivable = Account.search([("account_type", "=", "asset_receivable"), ("non_trade", "=", False)], limit=1)
        income = Account.search([("account_type", "=", "income")], limit=1)
        journal = env["account.journal"].search([("type", "=", "general"), ("company_id", "=", env.company.id)], limit=1)
        move = env["account.move"].create({
            "journal_id": journal.id, "ref": "Race", "line_ids": [
                Command.create({
                    "account_id": receivable.id, "partner_id": env["sale.order"].browse(order_id).partner_id.id,
                    "balance": amount}),
                Command.create({"account_id": income.id, "balance": -amount}),
            ]})
        move.action_post()
        return move

    def _settle(self, env, order_id, move_id, amount):
        """Match an entry with another one: what a payment does to the account of the customer, and a credit note."""
        moves = env["account.move"].browse(move_id) | self._book(env, order_id, -amount)
        moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable").reconcile()

    def _forget_entries(self, env):
        moves = env["account.move"].search([("ref", "=", "Race")])
        moves.line_ids.remove_move_reconcile()
        moves.button_draft()
        moves.with_context(force_delete=True).unlink()

    def test_payment_during_the_confirmation_is_found_right_after_it(self):
        """Credit note, payment, cancellation: each lowers what is owed, and whoever enters it knows of no hold yet."""
        for paid, state in ((600, "clear"), (100, "held")):
            with self.subTest(paid):
                order_id = self._create_order(600, limit=1000)
                move_id = self._owe(order_id, 600)
                self._confirm_while(order_id, lambda env, order_id=order_id, move_id=move_id, paid=paid: self._settle(
                    env, order_id, move_id, paid))
                self.assertEqual(self._get_state(order_id), ("draft", "held"))
                self._in_transaction(lambda env: env["credit.hold"]._cron_reevaluate_holds())
                self.assertEqual(self._get_state(order_id), ("draft", state))

    def test_merge_of_the_customer_during_the_confirmation_counts(self):
        """The customer that is merged in brings debts along."""
        order_id = self._create_order(600, limit=1000)
        other_id = self._create_order(600, limit=1000)
        self._owe(other_id, 600)

        def merge(env):
            kept, other = (env["sale.order"].browse(each).partner_id for each in (order_id, other_id))
            env["base.partner.merge.automatic.wizard"].create({})._merge((kept | other).ids, dst_partner=kept)

        attempts = self._confirm_while(order_id, merge)
        self.assertEqual((self._get_state(order_id), attempts), (("draft", "held"), 2))

    def test_confirmations_of_a_customer_without_limit_do_not_disturb_each_other(self):
        order_id = self._create_order(600, limit=1000)
        self._in_transaction(lambda env: self._get_profile(env, order_id).write({"limit_mode": "unlimited"}))

        def confirm_copy(env):
            copy = env["sale.order"].browse(order_id).copy()
            self.addCleanup(self._in_transaction, lambda env: (
                env["sale.order"].browse(copy.id)._action_cancel() and env["sale.order"].browse(copy.id).unlink()))
            copy.action_confirm()

        self.assertEqual(self._confirm_while(order_id, confirm_copy), 1)
        self.assertEqual(self._get_state(order_id), ("sale", "clear"))
