"""Staff loans and the like are offered and listed nowhere, not even before they would be refused."""

from lxml import etree

from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .test_cases_ledger import LedgerCommon

TYPE, MARK, DEBT = "asset_receivable", "non_trade", "credit_is_open_debt"


@tagged("post_install", "-at_install")
class TestNonTradeItems(LedgerCommon):

    def test_left_out_items_are_trade_debts(self):
        loan = self._book(1000, -45, self.customer, no_followup=True)
        action = self.env.ref("credit_collection.credit_left_out_item_action")
        left_out = self.env["account.move.line"].search(Domain(safe_eval(action.domain)) & Domain("id", "=", loan.id))
        self.assertEqual(left_out, loan)
        loan.account_id.non_trade = True
        self.assertFalse(left_out.search(Domain(safe_eval(action.domain)) & Domain("id", "=", loan.id)))

    def test_whoever_chooses_items_chooses_from_trade_debts(self):
        fields = [field for model in self.env.values() for field in model._fields.values()
                  if field.relational and (field._module or "").startswith("credit_collection")]
        domains = [(str(field), field.domain) for field in fields if isinstance(field.domain, str)]
        views = self.env["ir.ui.view"].browse(self.env["ir.model.data"].search([
            ("model", "=", "ir.ui.view"), ("module", "=like", "credit_collection%")]).mapped("res_id"))
        for view in views:
            domains += [(view.name, node.get("domain")) for node in etree.fromstring(view.arch_db).iter() if node.get("domain")]
        offered = [(name, text) for name, text in domains if TYPE in text or DEBT in text]
        self.assertGreater(len(offered), 8)
        for name, text in offered:
            with self.subTest(name):
                self.assertTrue(MARK in text or DEBT in text, text)
