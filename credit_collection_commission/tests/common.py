from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import CreditCommon


class CommissionCommon(CreditCommon):
    """A plan of 2 %, two collectors, two managers; the months of last year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = cls.today.year - 1
        cls.manager, cls.other_manager = (cls._user_named(f"commission_{name}", "manager") for name in ("one", "two"))
        cls.anna, cls.bert = (cls._user_named(name, "collector") for name in ("anna", "bert"))
        cls.plan = cls.env["credit.commission.plan"].create({
            "name": "Cash", "company_id": cls.company.id, "date_from": cls._date(1, 1), "contact_days": 14,
            "rate_ids": [Command.create({"percent": 2})]})
        cls._give(cls.profile, cls.anna)

    @classmethod
    def _user_named(cls, login, role):
        return new_test_user(
            cls.env, login, f"credit_collection.credit_collection_group_{role}", company_id=cls.company.id)

    @classmethod
    def _give(cls, profile, user):
        """Let the customer be that of ``user``, as if it had always been so."""
        profile.collector_id = user
        cls.env["credit.assignment"].sudo().search([("profile_id", "=", profile.id)]).unlink()

    @classmethod
    def _date(cls, month, day):
        return date(cls.year, month, day)

    @classmethod
    def _bill(cls, amount, due, partner=None, **vals):
        return cls._invoice(amount, (due - cls.today).days, partner, **vals)

    def _run(self, month, user=None):
        """:return: the settlement of a month of last year, worked out"""
        self._refresh()
        first = self._date(month, 1)
        last = date(self.year + month // 12, month % 12 + 1, 1) - (self._date(1, 2) - self._date(1, 1))
        run = self.env["credit.commission.run"].with_user(user or self.manager).create({
            "company_id": self.company.id, "date_from": first, "date_to": last})
        run.action_calculate()
        return run

    def _settled(self, month):
        run = self._run(month)
        run.with_user(self.other_manager).action_approve()
        run.with_user(self.other_manager).action_pay()
        self._refresh()
        return run

    def _lines(self, run):
        return [(line.user_id, line.kind, line.base_amount, line.amount) for line in run.line_ids]

    def _return(self, payment, day):
        """The bank takes the payment back on ``day``: the invoice is owed again."""
        receipt = payment.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        receipt.remove_move_reconcile()
        back = payment.move_id._reverse_moves([{"date": day}])
        if back.state == "draft":
            back.action_post()
        items = receipt + back.line_ids.filtered(lambda line: line.account_id == receipt.account_id)
        if not receipt.reconciled:
            items.reconcile()
        return back
