"""Ways around the rules of legal cases that somebody tried: by calls, imports and keys of the context."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestLegalMisuse(LegalCommon):

    # Stages

    def test_a_case_does_not_begin_where_it_must_be_assessed_before(self):
        move = self._invoice(1000, -40)
        for kind, words in (("suit", "assess the risk"), ("enforcement", "assess the risk"), ("closed", "choose the outcome")):
            with self.subTest(kind), self._refused(UserError, words):
                self._case(move, stage_id=self.stages[kind].id)
        item = self._open_item(move)
        with self._refused(UserError, "assess the risk"):
            self.env["credit.case"].with_user(self.collector).with_context(default_stage_id=self.stages["suit"].id).create({
                "profile_id": self.profile.id, "line_ids": [Command.set(item.ids)]})
        case = self._case(move, stage_id=self.stages["letter"].id)
        self.assertEqual(case.stage_kind, "letter")

    def test_insolvency_is_no_way_around_checklist_and_assessment(self):
        case = self._case(self._invoice(1000, -40))
        case.stage_id = self.stages["insolvency"]
        for kind, words in (("letter", "goes on when this is done"), ("suit", "goes on when this is done")):
            with self.subTest(kind), self._refused(UserError, words):
                case.stage_id = self.stages[kind]
        case.step_ids.filtered("is_required").is_done = True
        with self._refused(UserError, "assess the risk"):
            case.stage_id = self.stages["suit"]

    def test_what_was_required_is_not_deleted(self):
        case = self._case(self._invoice(1000, -40))
        required = case.step_ids.filtered("is_required")
        with self._refused(UserError, "required"):
            required[:1].unlink()
        with self._refused(UserError, "required"):
            case.step_ids = [Command.clear()]
        own = self.env["credit.case.step"].with_user(self.collector).create({"case_id": case.id, "name": "Call the bank"})
        own.unlink()
        self.assertFalse(own.exists())

    def test_a_case_that_went_on_is_not_deleted_from_its_first_stage(self):
        case = self._case(self._invoice(1000, -40))
        letter = self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id})
        letter.action_send()
        with self._refused(UserError, "evidence"):
            case.unlink()
        other = self._go_to(self._case(self._invoice(500, -40)), "letter")
        other.stage_id = self.stages["prelegal"]
        with self._refused(UserError, "evidence"):
            other.unlink()
        costly = self._case(self._invoice(300, -40))
        costly.cost_ids = [Command.create({"amount": 50, "charge_on": True})]
        with self._refused(UserError, "evidence"):
            costly.unlink()
        mistake = self._case(self._invoice(200, -40))
        mistake.unlink()
        self.assertFalse(mistake.exists())

    def test_the_kind_of_a_stage_in_use_stays(self):
        self._case(self._invoice(1000, -40))
        with self._refused(UserError, "in use"):
            self.stages["prelegal"].sudo().kind = "closed"
        self.stages["judgment"].sudo().kind = "enforcement"

    def test_a_case_over_what_was_paid_is_refused(self):
        move = self._invoice(1000, -40)
        self._pay(move)
        with self._refused(ValidationError, "[Nn]othing is open"):
            self._case(move)

    # Costs

    def test_a_cost_is_checked_as_it_becomes(self):
        case = self._case(self._invoice(1000, -40))
        cost = self.env["credit.case.cost"].with_user(self.collector).create({"case_id": case.id, "amount": 50})
        with self._refused(UserError, "above zero"):
            cost.amount = 0
        with self._refused(UserError, "not charged on"):
            cost.write({"kind": "deposit", "charge_on": True})

    # Evidence

    def test_files_that_the_user_may_not_read_are_no_evidence(self):
        move = self._invoice(1000, -40)
        case = self._case(move)
        secret = self.env["ir.attachment"].create({"name": "salaries", "raw": b"secret"})
        of_job = self.env["ir.attachment"].create({
            "name": "job", "raw": b"secret", "res_model": "ir.cron", "res_id": self.env["ir.cron"].search([], limit=1).id})
        letter = self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id})
        report_vals = {"kind": "suit", "date": self.today, "profile_id": self.profile.id,
                       "line_ids": [Command.set(self._open_item(move).ids)]}
        for file in (secret, of_job):
            with self.assertRaises(AccessError):
                file.with_user(self.collector).read(["raw"])
            with self.subTest(file.name), self._refused(AccessError, ""):
                self.env["credit.limitation.event"].with_user(self.collector).create({
                    **report_vals, "attachment_ids": [Command.set(file.ids)]})
            with self.subTest(file.name), self._refused(AccessError, ""):
                letter.proof_ids = [Command.link(file.id)]
        with self._refused(AccessError, ""):
            self.env["credit.limitation.event"].with_user(self.collector).with_context(
                default_attachment_ids=[Command.set(secret.ids)]).create(report_vals)

    def test_documents_of_others_are_no_evidence(self):
        move = self._invoice(1000, -40)
        other = self.env["res.partner"].create({"name": "Somebody Else", "is_company": True})
        self._invoice(70, -40, other)
        self._refresh()
        statement = self.env["credit.statement"].sudo().create({
            "profile_id": other._get_credit_profiles().id, "kind": "open_item", "date_from": self.today, "date_to": self.today})
        promise = self.env["credit.promise"].with_user(self.collector).create({
            "profile_id": self.profile.id, "instalment_ids": [Command.create({"date": self._days(5), "amount": 10})],
            "line_ids": [Command.set(self._open_item(move).ids)]})
        vals = {"kind": "acknowledgement", "date": self.today, "profile_id": self.profile.id,
                "line_ids": [Command.set(self._open_item(move).ids)]}
        with self._refused(ValidationError, "Careful Customer"):
            self.env["credit.limitation.event"].with_user(self.collector).create({**vals, "statement_id": statement.id})
        with self._refused(ValidationError, "without evidence"):
            self.env["credit.limitation.event"].with_user(self.collector).create({**vals, "promise_id": promise.id})

    def test_what_was_delivered_and_answered_stays(self):
        case = self._case(self._invoice(1000, -40))
        letter = self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id})
        letter.action_send()
        letter.write({"delivery": "received", "delivery_date": self.today, "proof_ids": [
            Command.link(self._evidence("receipt").id)]})
        letter.action_record_delivery()
        for vals in ({"delivery": "returned"}, {"delivery_date": self._days(-5)}, {"proof_ids": [Command.clear()]}):
            with self.subTest(str(vals)), self._refused(UserError, "evidence|stays"):
                letter.write(vals)
        letter.reply = "We pay on Friday"
        letter.action_answer()
        for vals in ({"reply": "We never pay"}, {"replied_on": self._days(-5)}):
            with self.subTest(str(vals)), self._refused(UserError, "evidence|stays"):
                letter.write(vals)

    def test_files_of_what_was_sent_are_not_rewritten(self):
        case = self._case(self._invoice(1000, -40))
        letter = self.env["credit.case.letter"].with_user(self.collector).create({"case_id": case.id})
        letter.action_send()
        pdf = letter.pdf_id
        before = pdf.raw
        for act in (lambda: pdf.write({"raw": b"forged"}), pdf.unlink, lambda: pdf.write({"res_id": 0})):
            with self._refused(UserError, "evidence"):
                act()
        self.assertEqual(pdf.raw, before)

    # The ledger

    def test_an_invoice_of_the_last_day_there_is_can_be_posted(self):
        for day in (date(9999, 12, 31), date(9997, 6, 1)):
            move = self._invoice(10, 0, invoice_date=date(2024, 1, 1), invoice_date_due=day)
            self.assertEqual(move.state, "posted")
            self.assertEqual(self._open_item(move).sudo().credit_limitation_date.year, 9999)
        found = self.env["account.move.line"].sudo().search([
            ("credit_limitation_days", "<=", 10 ** 12), ("credit_limitation_days", ">=", -10 ** 12), ("move_id", "=", move.id)])
        self.assertEqual(found, self._open_item(move).sudo())

    def test_nobody_moves_items_between_cases_by_the_entry(self):
        accountant = new_test_user(
            self.env, "legal_accountant", "account.group_account_manager,credit_collection.credit_collection_group_viewer",
            company_id=self.company.id)
        move = self._invoice(1000, -40)
        case = self._case(move)
        item = self._open_item(move).with_user(accountant)
        event = self.env["credit.limitation.event"].with_user(self.collector).create({
            "profile_id": self.profile.id, "kind": "suit", "date": self.today, "line_ids": [Command.set(item.ids)],
            "attachment_ids": [Command.link(self._evidence("court").id)]})
        for vals in ({"credit_case_id": False}, {"credit_limitation_date": "2199-12-31"},
                     {"credit_limitation_event_ids": [Command.unlink(event.id)]}):
            with self.subTest(str(vals)), self._refused(AccessError, ""):
                item.write(vals)
        self.assertEqual(item.credit_case_id, case)

    def test_money_of_an_agency_comes_to_a_bank(self):
        agency = self.env["credit.agency"].create({
            "partner_id": self.env["res.partner"].create({"name": "Inkasso"}).id, "licence_number": "1"})
        move = self._invoice(1000, -40)
        self.company.credit_agency_fee_account_id = self.company_data["default_account_expense"]
        self._refresh()
        placement = self.env["credit.agency.placement"].with_user(self.collector).create({
            "agency_id": agency.id, "profile_id": self.profile.id, "line_ids": [Command.set(self._open_item(move).ids)]})
        placement.with_user(self.manager).action_place()
        for journal in (self.company_data["default_journal_sale"], self.company_data["default_journal_misc"]):
            with self._refused(UserError, "bank"):
                self.env["credit.agency.remit"].with_user(self.manager).create({
                    "placement_id": placement.id, "amount": 100, "journal_id": journal.id}).action_book()
