from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import CreditCommon

RATES = {"not_due": 0.5, "1_30": 2, "31_60": 5, "61_90": 10, "over_90": 25}


class LossCommon(CreditCommon):
    """A company with accounts for losses, a tax of 20 %, and a matrix of 0.5, 2, 5, 10 and 25 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loss_account, cls.allowance_account, cls.recovery_account, cls.relief_account = [
            cls.env["account.account"].create({"code": code, "name": name, "account_type": kind})
            for code, name, kind in (
                ("LOSS1", "Credit losses", "expense"), ("LOSS2", "Allowance for losses", "asset_current"),
                ("LOSS3", "Recoveries", "income_other"), ("LOSS4", "Tax on bad debts", "liability_current"))]
        cls.journal = cls.company_data["default_journal_misc"]
        cls.company.write({
            "credit_loss_account_id": cls.loss_account.id, "credit_allowance_account_id": cls.allowance_account.id,
            "credit_loss_journal_id": cls.journal.id, "credit_recovery_account_id": cls.recovery_account.id})
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.reason = cls.env.ref("credit_collection_loss.credit_reason_write_off_insolvent")
        cls.tax = cls.env["account.tax"].create({
            "name": "Tax 20 %", "amount": 20, "company_id": cls.company.id,
            "country_id": cls.company.account_fiscal_country_id.id})
        cls.matrix = cls.env["credit.loss.matrix"].create({
            "name": "Trade receivables", "limits": "30,60,90", "company_id": cls.company.id,
            "line_ids": [Command.create({"bucket": bucket, "rate": rate}) for bucket, rate in RATES.items()]})
        cls.manager, cls.other_manager = cls._user("manager"), cls._user_named("other_manager", "manager")
        cls.collector = cls._user("collector")

    @classmethod
    def _user_named(cls, login, role):
        return new_test_user(
            cls.env, login, f"credit_collection.credit_collection_group_{role}", company_id=cls.company.id)

    @classmethod
    def _customer(cls, name):
        return cls.env["res.partner"].create({"name": name, "is_company": True})

    @classmethod
    def _bill(cls, gross, days_late, partner=None, taxed=True, **vals):
        """An invoice over ``gross`` with 20 % tax in it, ``days_late`` days late (negative: not due)."""
        net = round(gross / 1.2, 2) if taxed else gross
        return cls._invoice(0, -days_late, partner, invoice_line_ids=[Command.create({
            "name": "Goods", "quantity": 1, "price_unit": net,
            "tax_ids": [Command.set(cls.tax.ids if taxed else [])]})], **vals)

    @classmethod
    def _worked(cls):
        """12,000 / 6,000 / 3,600 / 2,400 / 1,200, a customer each; :return: the customers"""
        amounts = ((12000, -10), (6000, 10), (3600, 45), (2400, 75), (1200, 120))
        customers = [cls._customer(f"Customer {number}") for number in range(1, 6)]
        for customer, (amount, days) in zip(customers, amounts, strict=True):
            cls._bill(amount, days, customer)
        return customers

    @classmethod
    def _book_allowance(cls, amount, day=None):
        move = cls.env["account.move"].create({
            "move_type": "entry", "date": day or cls._days(-40), "journal_id": cls.journal.id, "line_ids": [
                Command.create({"account_id": cls.loss_account.id, "balance": amount}),
                Command.create({"account_id": cls.allowance_account.id, "balance": -amount})]})
        move.action_post()
        return move

    def _run(self, user=None, **vals):
        """:return: a run that was worked out by the manager"""
        self._refresh()
        run = self.env["credit.loss.run"].with_user(user or self.manager).create({"matrix_id": self.matrix.id, **vals})
        run.action_calculate()
        return run

    def _posted(self, **vals):
        run = self._run(**vals)
        run.with_user(self.other_manager).action_approve()
        run.with_user(self.other_manager).action_post()
        self._refresh()
        return run

    def _request(self, move=None, amount=None, user=None, **vals):
        """:return: a draft over the item of ``move``, or ``amount`` of it"""
        self._refresh()
        write_off = self.env["credit.write.off"].with_user(user or self.collector).create({
            "profile_id": (move.partner_id._get_credit_profiles() if move else self.profile).id, "reason_id": self.reason.id,
            "evidence": "File 12 IN 345/26", **vals})
        if move:
            write_off.line_ids = [Command.create({
                "line_id": self._open_item(move).id, **({} if amount is None else {"amount": amount})})]
        return write_off

    def _approved(self, move, amount=None, **vals):
        write_off = self._request(move, amount, **vals)
        write_off.action_submit()
        write_off.with_user(self.manager).action_approve()
        return write_off

    def _write_off(self, move, amount=None, **vals):
        write_off = self._approved(move, amount, **vals)
        write_off.with_user(self.manager).action_post()
        self._refresh()
        return write_off.sudo()

    def _receive(self, amount, day, partner=None):
        """:return: the receivable item of money that came in on account"""
        entry = self._bank(-amount, day, partner)
        return self._open_item(entry)

    def _bank(self, amount, day, partner=None):
        entry = self.env["account.move"].create({
            "move_type": "entry", "date": day, "journal_id": self.company_data["default_journal_bank"].id, "line_ids": [
                Command.create({"account_id": self.receivable.id, "balance": amount,
                                "partner_id": (partner or self.customer).id}),
                Command.create({"account_id": self.company_data["default_account_assets"].id, "balance": -amount})]})
        entry.action_post()
        return entry

    @staticmethod
    def _amounts(move):
        """:return: ``{account: balance}`` of an entry"""
        groups = move.line_ids.grouped("account_id")
        return {account: round(sum(lines.mapped("balance")), 2) for account, lines in groups.items()}

    def _balance(self, account, until=None):
        self._refresh()
        lines = self.env["account.move.line"].sudo().search([
            ("account_id", "=", account.id), ("parent_state", "=", "posted"), *([("date", "<=", until)] if until else [])])
        return round(sum(lines.mapped("balance")), 2)
