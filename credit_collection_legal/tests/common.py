from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.credit_collection.tests.common import CreditCommon


class LegalCommon(CreditCommon):
    """A customer in Germany, a collector, a manager, a law firm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany, cls.china = cls.env.ref("base.de"), cls.env.ref("base.cn")
        cls.customer.country_id = cls.germany
        cls.collector = cls._user("collector")
        cls.manager = cls._user("manager")
        cls.stages = {
            kind: cls.env.ref(f"credit_collection_legal.credit_case_stage_{kind}")
            for kind in ("prelegal", "letter", "suit", "preservation", "judgment", "enforcement", "insolvency", "closed")}
        cls.counsel = cls.env["credit.agency"].create({
            "partner_id": cls.env["res.partner"].create({"name": "Recht & Partner"}).id, "kind": "law_firm"})

    @classmethod
    def _user_named(cls, login, role):
        return new_test_user(
            cls.env, login, f"credit_collection.credit_collection_group_{role}", company_id=cls.company.id)

    def _case(self, moves=None, user=None, **vals):
        """:return: a case of the collector over the items of ``moves``"""
        items = self._open_item(moves) if moves else self.env["account.move.line"]
        self._refresh()
        return self.env["credit.case"].with_user(user or self.collector).create({
            "profile_id": (moves.partner_id._get_credit_profiles() if moves else self.profile).id,
            "line_ids": [Command.set(items.ids)], **vals})

    @contextmanager
    def _refused(self, error, words):
        """What is refused leaves nothing behind, as after the end of its request."""
        with self.assertRaisesRegex(error, words), self.cr.savepoint():
            yield
        self.env.transaction.clear()

    def _work_off(self, case):
        """Do all that is required in the stage."""
        case.step_ids.filtered("is_required").is_done = True

    def _assess(self, case, chance="70", assets="enough", cost=100):
        case.write({"chance": chance, "assets": assets, "cost_expected": cost})
        case.action_assess()

    def _go_to(self, case, kind):
        """Go on stage by stage."""
        while case.stage_kind != kind:
            self._work_off(case)
            case.action_next_stage()
        return case

    def _due(self, day, amount=1000, partner=None, **vals):
        """An invoice due on the date ``day``."""
        return self._invoice(amount, (day - self.today).days, partner, **vals)

    def _evidence(self, name):
        return self.env["ir.attachment"].with_user(self.collector).create({"name": name, "raw": b"scan"})


class AgencyCommon(LegalCommon):
    """An agency at 25 %, whose money comes straight to the bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agency = cls.env["credit.agency"].create({
            "partner_id": cls.env["res.partner"].create({"name": "Inkasso Nord", "email": "nord@inkasso.example.com"}).id,
            "licence_number": "RDG 2211", "licence_until": cls._days(400), "country_ids": [Command.set(cls.germany.ids)],
            "fee_line_ids": [
                Command.create({"days_from": 0, "fee_percent": 15}), Command.create({"days_from": 90, "fee_percent": 25}),
                Command.create({"days_from": 90, "amount_from": 50000, "fee_percent": 18})]})
        cls.fee_account = cls.env["account.account"].create({
            "code": "AGENCY1", "name": "Fees of agencies", "account_type": "expense"})
        cls.company.credit_agency_fee_account_id = cls.fee_account
        cls.bank = cls.company_data["default_journal_bank"]
        cls.bank.inbound_payment_method_line_ids.payment_account_id = False

    def _place(self, move, user=None, **vals):
        self._refresh()
        placement = self.env["credit.agency.placement"].with_user(user or self.collector).create({
            "agency_id": self.agency.id, "profile_id": move.partner_id._get_credit_profiles().id,
            "line_ids": [Command.set(self._open_item(move).ids)], **vals})
        placement.with_user(self.manager).action_place()
        self._refresh()
        return placement.with_user(self.manager)

    def _remit(self, placement, amount, **vals):
        wizard = self.env["credit.agency.remit"].with_user(self.manager).create({
            "placement_id": placement.id, "amount": amount, **vals})
        wizard.action_book()
        self._refresh()
        return placement.sudo().recovery_ids.filtered("move_id").sorted("id")[-1:]
