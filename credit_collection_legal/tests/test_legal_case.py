"""Cases: their items, stages, checklists, deadlines, costs, assessment, receipts; who may do what."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import LegalCommon


@tagged("post_install", "-at_install")
class TestLegalCase(LegalCommon):

    def test_a_case_without_items_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "needs items"):
            self._case()

    def test_the_form_proposes_what_is_overdue(self):
        overdue, _coming = self._invoice(1000, -40), self._invoice(500, 10)
        self._refresh()
        with Form(self.env["credit.case"].with_user(self.collector)) as form:
            form.profile_id = self.profile
        self.assertEqual(form.record.line_ids, self._open_item(overdue))
        self.assertRecordValues(form.record, [{
            "claim": 1000, "claim_opened": 1000, "stage_id": self.stages["prelegal"].id, "date_opened": self.today,
            "user_id": self.collector.id}])

    def test_what_a_subsidiary_owes_is_not_proposed(self):
        """A company below another one in the address book is a customer of its own."""
        move = self._invoice(1000, -40)
        subsidiary = self.env["res.partner"].create({
            "name": "Subsidiary", "is_company": True, "parent_id": self.customer.id})
        case = self._case(move)
        self._invoice(70, -10, subsidiary)
        own = self._invoice(30, -10)
        self._refresh()
        case.action_add_items()
        self.assertEqual(case.line_ids, self._open_item(move) + self._open_item(own))

    def test_items_in_a_case_are_not_reminded(self):
        move = self._invoice(1000, -40)
        item = self._open_item(move)
        self.assertIn(item, item.search(item._get_collectible_domain(self.today)))
        case = self._case(move)
        self._refresh()
        self.assertNotIn(item, item.search(item._get_collectible_domain(self.today)))
        self.assertFalse(item.filtered_domain(item._get_collectible_domain(self.today)))
        self.assertEqual(self.env["credit.open.item.report"].browse(item.id).status, "legal")
        self.assertFalse(self.profile._run_followups(self.today))
        # Closed, what is open is reminded again.
        case.write({"stage_id": self.stages["closed"].id, "outcome": "withdrawn"})
        self._refresh()
        self.assertIn(item, item.search(item._get_collectible_domain(self.today)))
        self.assertRecordValues(case, [{"date_closed": self.today, "claim_opened": 1000}])

    def test_an_item_is_in_one_case(self):
        move = self._invoice(1000, -40)
        case = self._case(move)
        with self._refused(ValidationError, "already"):
            self._case(move)
        other = self.env["res.partner"].create({"name": "Somebody Else", "is_company": True})
        with self._refused(ValidationError, "not owed by"):
            case.line_ids = [Command.link(self._open_item(self._invoice(5, -40, other)).id)]
        with self._refused(ValidationError, "no debt of a customer"):
            case.line_ids = [Command.link(self._open_item(self._invoice(5, -40, move_type="out_refund")).id)]
        with self._refused(ValidationError, "needs items"):
            case.line_ids = [Command.clear()]
        with self.assertRaisesRegex(UserError, "duplicated"):
            case.copy()

    def test_an_item_taken_out_is_reminded_again(self):
        moves = self._invoice(1000, -40) + self._invoice(500, -30)
        case = self._case(moves)
        first, second = self._open_item(moves[0]), self._open_item(moves[1])
        case.line_ids = [Command.unlink(second.id)]
        self._refresh()
        self.assertEqual((first.sudo().credit_case_id, second.sudo().credit_case_id), (case.sudo(), case.sudo().browse()))
        self._invoice(70, -1)
        self._refresh()
        case.action_add_items()
        self.assertEqual(case.claim, 1570)

    def test_the_checklist_comes_with_the_stage_and_is_done_before_the_next(self):
        case = self._case(self._invoice(1000, -40))
        call = case.step_ids.filtered("date_deadline")
        self.assertEqual((len(case.step_ids), call.date_deadline), (4, self._days(3)))
        self.assertRecordValues(case.activity_ids, [{
            "date_deadline": self._days(3), "user_id": self.collector.id, "summary": call.name}])
        with self.assertRaisesRegex(UserError, "goes on when this is done: Check name.*, Check agreement"):
            case.action_next_stage()
        self._work_off(case)
        self.assertEqual(set(case.step_ids.filtered("is_required").mapped("done_by_id")), {self.collector})
        case.action_next_stage()
        self.assertEqual((case.stage_id, case.date_stage), (self.stages["letter"], self.today))
        # Back and forth brings no second checklist.
        count = len(case.step_ids)
        case.stage_id = self.stages["prelegal"]
        case.stage_id = self.stages["letter"]
        self.assertEqual(len(case.step_ids), count)

    def test_a_deadline_is_a_todo_until_it_is_done(self):
        case = self._case(self._invoice(1000, -40))
        step = self.env["credit.case.step"].with_user(self.collector).create({
            "case_id": case.id, "name": "Hearing", "date_deadline": self._days(20)})
        self.assertEqual(step.activity_id.date_deadline, self._days(20))
        step.date_deadline = self._days(2)
        self.assertEqual((step.activity_id.date_deadline, case.next_deadline), (self._days(2), self._days(2)))
        step.activity_id.action_done()
        self.assertRecordValues(step, [{"is_done": True, "done_on": self.today, "done_by_id": self.collector.id}])
        case.step_ids.filtered("activity_id").action_done()
        self.assertFalse(case.activity_ids)
        self.assertFalse(case.next_deadline)

    def test_deadlines_of_a_responsible_who_has_left_are_a_todo_of_the_collector(self):
        self.profile.collector_id = self._user_named("second_collector", "collector")
        case = self._case(self._invoice(1000, -40))
        self.assertEqual(case.user_id, self.collector)
        self.collector.active = False
        step = self.env["credit.case.step"].with_user(self.manager).create({
            "case_id": case.id, "name": "Hearing", "date_deadline": self._days(20)})
        self.assertEqual(step.activity_id.user_id, self.profile.collector_id)

    def test_the_risk_is_assessed_before_a_suit(self):
        case = self._case(self._invoice(1000, -40))
        self._go_to(case, "letter")
        self._work_off(case)
        with self.assertRaisesRegex(UserError, "assess the risk"):
            case.action_next_stage()
        with self.assertRaisesRegex(UserError, "estimate the chance"):
            case.action_assess()
        self.assertEqual(case.recommendation, "learn")
        case.write({"chance": "70", "assets": "enough", "cost_expected": 100})
        self.assertRecordValues(case, [{"recommendation": "go", "case_value": 600}])
        self.assertIn("600", case.recommendation_text)
        case.action_assess()
        case.action_next_stage()
        self.assertEqual(case.stage_kind, "suit")

    def test_against_the_recommendation_only_a_manager_goes_on(self):
        case = self._case(self._invoice(1000, -40))
        self._go_to(case, "letter")
        self._work_off(case)
        self._assess(case, assets="none")
        with self.assertRaisesRegex(AccessError, "Only a credit manager"):
            case.action_next_stage()
        case.with_user(self.manager).action_next_stage()
        self.assertEqual((case.stage_kind, case.assessed_as), ("suit", "stop"))

    def test_a_case_is_closed_with_an_outcome(self):
        case = self._case(self._invoice(1000, -40))
        with self.assertRaisesRegex(UserError, "outcome"):
            case.stage_id = self.stages["closed"]
        case.write({"stage_id": self.stages["closed"].id, "outcome": "uncollectible"})
        self.assertFalse(case.activity_ids)
        with self.assertRaisesRegex(UserError, "is closed"):
            case.action_add_items()
        with self.assertRaisesRegex(AccessError, "reopen"):
            case.stage_id = self.stages["enforcement"]
        with self.assertRaisesRegex(UserError, "evidence"):
            case.with_user(self.manager).unlink()

    def test_costs(self):
        case = self._case(self._invoice(1000, -40))
        case.cost_ids = [
            Command.create({"kind": "court", "amount": 120, "charge_on": True}),
            Command.create({"kind": "counsel", "amount": 80}), Command.create({"kind": "deposit", "amount": 300})]
        self.assertRecordValues(case, [{"cost_total": 200, "deposits": 300, "claim": 1000}])
        self.assertEqual((case.cost_claimed, case.total_claim), (120, 1120))
        for vals, message in (({"kind": "court", "amount": 0}, "above zero"),
                              ({"kind": "deposit", "amount": 5, "charge_on": True}, "deposit")):
            with self.assertRaisesRegex(UserError, message):
                case.cost_ids = [Command.create(vals)]

    def test_receipts_are_attributed_to_the_case(self):
        move = self._invoice(1000, -40)
        self._pay(move, 100, date=self._days(-10))  # before the case
        case = self._case(move)
        self._pay(move, 400)
        self._refresh()
        self.assertRecordValues(case, [{"claim_opened": 900, "recovered": 400, "claim": 500}])
        self.assertRecordValues(case.receipt_ids, [{"line_id": self._open_item(move).id, "date": self.today, "amount": 400}])
        # A payment that is taken back is none.
        case.receipt_ids.receipt_id.sudo().remove_move_reconcile()
        self._refresh()
        self.assertRecordValues(case, [{"recovered": 0, "claim": 900}])

    def test_money_that_never_was_in_the_case_is_not_attributed(self):
        case = self._case(self._invoice(1000, -40))
        self._pay(self._invoice(300, -20))
        self._refresh()
        self.assertEqual((case.recovered, case.claim), (0, 1000))

    def test_roles(self):
        case = self._case(self._invoice(1000, -40))
        viewer, seller = self._user("viewer"), self._user("salesperson")
        self.assertEqual(case.with_user(viewer).claim, 1000)
        for step in ("action_next_stage", "action_assess", "action_add_items"):
            with self.subTest(step), self.assertRaises(AccessError):
                getattr(case.with_user(viewer), step)()
        with self.assertRaises(AccessError):
            case.with_user(viewer).write({"court_reference": "1"})
        with self.assertRaises(AccessError):
            self._case(self._invoice(5, -40), user=viewer)
        with self.assertRaises(AccessError):
            case.with_user(seller).read(["claim"])
        with self.assertRaises(AccessError):
            self.stages["suit"].with_user(self.collector).needs_assessment = False
        for vals in ({"assessed_as": "go"}, {"claim_opened": 1}, {"recovered": 1}, {"date_closed": self.today}):
            with self.subTest(vals), self.assertRaises(AccessError):
                case.with_user(self.manager).write(vals)

    def test_other_company(self):
        case = self._case(self._invoice(1000, -40))
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[Command.set(other.ids)])
        with self.assertRaises(AccessError):
            case.with_user(stranger).action_next_stage()
        self.assertFalse(self.env["credit.case"].with_user(stranger).search([]))
        self.assertFalse(self.env["credit.case.step"].with_user(stranger).search([]))
