"""Payee fraud: a changed bank account of the company is not told to customers until a second person approves it."""

from odoo.exceptions import AccessError, UserError
from odoo.modules.migration import load_script
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext
from odoo.tools.misc import file_path

from .common import KNOWN, NEW, PayeeCommon


@tagged("post_install", "-at_install")
class TestPayeeGuard(PayeeCommon):

    def test_account_in_use_stays_told(self):
        self.assertEqual(self._told(), KNOWN)
        approval = self.env["credit.payee.approval"].search([("bank_account_id", "=", self.known.id)])
        self.assertRecordValues(approval, [{"state": "approved", "is_adopted": True, "previous": False}])

    def test_new_account_is_told_after_approval(self):
        account = self._account(NEW, self.manager)
        self.known.action_archive()
        self.assertNotIn(NEW, self._told())
        self.assertIn("change is being checked", self._told())
        self._approval(account).with_user(self.other).action_approve()
        self.assertEqual(self._told(), NEW)

    def test_the_known_account_stays_in_place_of_a_new_one(self):
        """Even where the invoice names the new one."""
        account = self._account(NEW, self.manager)
        move = self._invoice(1000, -10, partner_bank_id=account.id)
        text = html2plaintext(self._run().body)
        self.assertIn(KNOWN, text)
        self.assertNotIn(NEW, text)
        self.assertFalse(move.credit_tells_account)
        self.assertIsNone(move._generate_qr_code())

    def test_changed_number_of_the_known_account(self):
        self.known.with_user(self.manager).acc_number = NEW
        self.assertNotIn(NEW, self._told())
        approval = self._approval(self.known)
        self.assertRecordValues(approval, [{
            "acc_number": NEW, "previous": KNOWN, "requested_by_id": self.manager.id}])
        self.known.with_user(self.manager).acc_number = KNOWN
        self.assertEqual(self._told(), KNOWN, "as it was approved")

    def test_codes_and_statements_tell_it_neither(self):
        self.known.acc_number = NEW
        self._refresh()
        currency = self.company.currency_id
        codes = self.payee._get_codes(self.company, self.customer, {currency: 100.0}, set(), "R1")
        self.assertIn("change is being checked", codes[currency]["account"])
        self.assertIsNone(codes[currency]["code"])

    def test_nobody_approves_the_own_change(self):
        approval = self._approval(self._account(NEW, self.manager))
        with self.assertRaisesRegex(AccessError, "Another credit manager"):
            approval.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(AccessError, "Only credit managers"):
            approval.with_user(self._user("collector")).action_approve()
        approval.with_user(self.other).action_approve()
        self.assertEqual(approval.decided_by_id, self.other)

    def test_who_takes_over_a_change_is_not_who_approved_it(self):
        """Changed again between request and approval."""
        account = self._account(NEW, self.manager)
        approval = self._approval(account)
        account.with_user(self.manager).acc_number = "BE71096123456769"
        self.assertEqual(approval.state, "superseded")
        with self.assertRaises(UserError):
            approval.with_user(self.other).action_approve()

    def test_small_change_by_a_colleague_does_not_free_the_first_one(self):
        """Who entered the number approved it after a colleague had corrected the holder."""
        account = self._account(NEW, self.manager)
        account.with_user(self.other).acc_holder_name = "Our Company Ltd"
        approval = self._approval(account)
        for user in (self.manager, self.other):
            with self.assertRaisesRegex(AccessError, "Another credit manager"):
                approval.with_user(user).action_approve()
        approval.with_user(self._manager("guard_three")).action_approve()
        self.assertEqual(approval.state, "approved")

    def test_who_entered_the_number_does_not_approve_it_whoever_brought_it_back(self):
        """Changed while it was archived, while the guard was off, made on another contact: a colleague brought it back, and who
        had entered the number approved it."""
        third = self._manager("guard_three")

        def archived():
            self.known.with_user(self.manager).action_archive()
            self.known.with_user(self.manager).acc_number = NEW
            self.known.with_user(self.other).action_unarchive()
            return self.known

        def off():
            self.company.credit_payee_guard = False
            self.known.with_user(self.manager).acc_number = "BE71096123456769"
            self.company.with_user(self.other).sudo().credit_payee_guard = True
            return self.known

        def elsewhere():
            contact = self.env["res.partner"].create({"name": "Contact", "is_company": True})
            account = self.env["res.partner.bank"].with_user(self.manager).create({
                "partner_id": contact.id, "acc_number": "FR1420041010050500013M02606"})
            account.with_user(self.other).partner_id = self.company.partner_id
            return account

        for way in (archived, off, elsewhere):
            with self.subTest(way.__name__):
                approval = self._approval(way())
                self.assertEqual(approval.requested_by_id, self.other)
                for user in (self.manager, self.other):
                    with self.assertRaisesRegex(AccessError, "Another credit manager"):
                        approval.with_user(user).action_approve()
                approval.with_user(third).action_approve()
                self.assertEqual(approval.state, "approved")

    def test_number_that_was_replaced_is_approved_anew(self):
        """An account that was given up may belong to somebody else by now: one person could bring its number back."""
        self.known.with_user(self.manager).acc_number = NEW
        self._approval(self.known).with_user(self.other).action_approve()
        self.known.with_user(self.manager).acc_number = KNOWN
        self.assertNotIn(KNOWN, self._told())
        self.assertEqual(self._approval(self.known).previous, NEW)
        self.known.with_user(self.manager).acc_number = NEW
        self.assertEqual(self._told(), NEW)
        self.known.with_user(self.manager).acc_number = KNOWN
        self._approval(self.known).with_user(self.other).action_approve()
        self.assertEqual(self._told(), KNOWN)

    def test_number_that_was_set_back_before_the_upgrade_waits(self):
        self.known.with_user(self.manager).acc_number = NEW
        self._approval(self.known).with_user(self.other).action_approve()
        self.known.with_user(self.manager).acc_number = KNOWN
        self._approval(self.known).sudo().unlink()  # it was approved by then, and nothing waited
        self.env.flush_all()
        # A request has one user who writes all; here it is whoever flushes.
        self.env.cr.execute("UPDATE res_partner_bank SET write_uid = %s WHERE id = %s", (self.manager.id, self.known.id))
        self.env.invalidate_all()
        load_script(
            file_path("credit_collection_payee_guard/migrations/19.0.1.3.0/post-replaced.py"), "payee_guard_replaced"
        ).migrate(self.env.cr, "19.0.1.2.0")
        approval = self._approval(self.known)
        self.assertEqual(approval.acc_number, KNOWN)
        with self.assertRaisesRegex(AccessError, "You entered or changed"):
            approval.with_user(self.manager).action_approve()
        approval.with_user(self.other).action_approve()
        self.assertEqual(self._told(), KNOWN)

    def test_archived_account_waits_for_nobody(self):
        """It kept the guard from being switched off, and nobody could approve it."""
        account = self._account(NEW, self.manager)
        account.action_archive()
        self.assertFalse(self._approval(account))
        self.company.credit_payee_guard = False

    def test_after_a_decision_the_next_change_counts_alone(self):
        account = self._account(NEW, self.manager)
        self._approval(account).with_user(self.other).action_approve()
        account.with_user(self.other).acc_holder_name = "Our Company Ltd"
        self._approval(account).with_user(self.manager).action_approve()
        self.assertFalse(self._approval(account))

    def test_changed_back_and_changed_again_without_anybody_to_ask(self):
        """One wait for each account, however often it is changed, also where no credit manager gets a task."""
        for number in (NEW, KNOWN, NEW):
            self.known.acc_number = number
        self.assertRecordValues(self._approval(self.known), [{"acc_number": NEW}])
        self.known.acc_number = KNOWN
        self.assertFalse(self._approval(self.known))
        self.assertEqual(self._told(), KNOWN)

    def test_accounts_of_branches(self):
        """Invoices of a branch name its own account: it waits as those of its company, and can be approved."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        account = self.env["res.partner.bank"].with_user(self.manager).create({
            "partner_id": branch.partner_id.id, "acc_number": NEW}).sudo()
        self.assertFalse(self.payee._filter_printable(branch, account))
        self._approval(account).with_user(self.other).action_approve()
        self.assertEqual(self.payee._filter_printable(branch, account), account)
        account.with_user(self.manager).acc_number = "FR1420041010050500013M02606"
        self.assertFalse(self.payee._filter_printable(branch, account))

    def test_accounts_of_branches_in_use_stay_told(self):
        company = self.env["res.company"].create({"name": "Other", "credit_payee_guard": False})
        branch = self.env["res.company"].create({"name": "Its branch", "parent_id": company.id})
        account = self.env["res.partner.bank"].create({"partner_id": branch.partner_id.id, "acc_number": NEW})
        company.credit_payee_guard = True
        self.assertEqual(self.payee._filter_printable(branch, account), account)

    def test_what_was_set_back_waits_no_longer(self):
        """The request stayed, nobody could approve it, and whoever entered that number later could approve it in the name of
        the first one."""
        self.known.with_user(self.manager).acc_number = NEW
        self.known.with_user(self.manager).acc_number = KNOWN
        self.assertFalse(self._approval(self.known))
        self.known.with_user(self.other).acc_number = NEW
        self.assertEqual(self._approval(self.known).requested_by_id, self.other)

    def test_other_numbers_of_the_account_wait_too(self):
        """Clearing numbers, QR-IBAN and proxies lead payers to another account while the number stays."""
        self.known.with_user(self.manager).clearing_number = "99999"
        self.assertNotIn(KNOWN, self._told())
        self._approval(self.known).with_user(self.other).action_approve()
        self.assertIn(KNOWN, self._told())

    def test_what_administrators_alone_see_is_guarded_and_kept_out_of_the_evidence(self):
        """Merchant numbers of codes to scan, such as QRIS, lead payers to another account."""
        self.patch(self.env["res.partner.bank"]._fields["clearing_number"], "groups", "base.group_system")
        self.known.sudo().with_user(self.env.ref("base.user_root")).clearing_number = "ID1020030040055"
        approval = self._approval(self.known)
        self.assertNotIn(KNOWN, self._told())
        self.assertIn("clearing_number=", approval.identity)
        self.assertNotIn("ID1020030040055", approval.identity)
        approval.with_user(self.other).action_approve()
        self.assertIn(KNOWN, self._told())

    def test_the_kind_of_a_proxy_is_guarded(self):
        """A mobile number and a tax number may be the same digits; fields of localizations are known by themselves."""
        identity = self.known._get_payee_identity()
        # A stored selection in place of those that localizations bring.
        self.patch(self.env["res.partner.bank"]._fields["note"], "type", "selection")
        self.known.note = "none"
        self.assertEqual(self.known._get_payee_identity(), identity)
        self.known.with_user(self.manager).note = "mobile"
        self.assertNotIn(KNOWN, self._told())
        self.assertIn("note=mobile", self._approval(self.known).identity)

    def test_a_choice_that_nobody_made_changes_nothing(self):
        """A localization that is installed later brings a kind of account with a default."""
        identity = self.known._get_payee_identity()
        field = self.env["res.partner.bank"]._fields["note"]
        self.patch(field, "type", "selection")
        self.patch(field, "default", lambda _accounts: "checking")
        self.known.note = "checking"
        self.assertEqual(self.known._get_payee_identity(), identity)
        self.assertIn(KNOWN, self._told())

    def test_approvals_of_the_former_version_stay(self):
        self.patch(self.env["res.partner.bank"]._fields["clearing_number"], "groups", "base.group_system")
        self.known.sudo().with_user(self.env.ref("base.user_root")).clearing_number = "ID1020030040055"
        approval = self._approval(self.known)
        approval.with_user(self.other).action_approve()
        script = load_script(
            file_path("credit_collection_payee_guard/migrations/19.0.1.1.0/post-identity.py"), "payee_guard_identity")
        approval.sudo().identity = script.get_former_identity(self.known)
        self.assertNotIn(KNOWN, self._told())
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.assertIn(KNOWN, self._told())

    def test_changed_bank_waits(self):
        """Its code was changed at the bank: nothing waited, and the account could not be approved."""
        self.known.bank_id = bank = self.env["res.bank"].create({"name": "First", "bic": "COBADEFF"})
        self._approval(self.known).with_user(self.other).action_approve()
        bank.with_user(self.manager).bic = "DEUTDEFF"
        self.assertNotIn(KNOWN, self._told())
        self.assertEqual(self._approval(self.known).requested_by_id, self.manager)

    def test_account_that_became_another_one_by_itself_waits(self):
        """Nobody could approve it: its holder was named anew, its bank was deleted, another contact became the company."""
        self.known.acc_holder_name = False
        self.company.partner_id.with_user(self.manager).name = "Our Company (new name)"
        approval = self._approval(self.known)
        self.assertEqual(approval.requested_by_id, self.manager)
        approval.with_user(self.other).action_approve()
        self.assertEqual(self._told(), KNOWN)
        self.known.bank_id = bank = self.env["res.bank"].create({"name": "First"})
        self._approval(self.known).with_user(self.other).action_approve()
        self.known.acc_holder_name = "Holder"
        self._approval(self.known).with_user(self.other).action_approve()
        bank.with_user(self.manager).sudo().unlink()
        self.assertNotIn(KNOWN, self._told())
        self._approval(self.known).with_user(self.other).action_approve()
        contact = self.env["res.partner"].create({"name": "Our contact", "is_company": True})
        account = self.env["res.partner.bank"].create({"partner_id": contact.id, "acc_number": NEW})
        self.company.partner_id = contact
        self.assertNotIn(NEW, self._told())
        self._approval(account).with_user(self.other).action_approve()
        self.assertEqual(self._told(), NEW)

    def test_manager_of_a_branch_approves_accounts_of_the_branch_alone(self):
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        manager = new_test_user(
            self.env, "guard_branch", "credit_collection.credit_collection_group_manager", company_id=branch.id,
            company_ids=[(6, 0, branch.ids)])
        approval = self._approval(self._account(NEW, self.manager))
        with self.assertRaisesRegex(AccessError, "is an account of"):
            approval.with_user(manager).action_approve()
        account = self.env["res.partner.bank"].with_user(self.manager).create({
            "partner_id": branch.partner_id.id, "acc_number": "BE71096123456769"}).sudo()
        self._approval(account).with_user(manager).action_approve()
        self.assertEqual(self.payee._filter_printable(branch, account), account)

    def test_other_managers_are_told_that_the_guard_is_off(self):
        """One administrator switched it off, had an account printed and switched it on: nobody knew."""
        self.manager.group_ids += self.env.ref("base.group_erp_manager")
        self.company.with_user(self.manager).credit_payee_guard = False
        message = self.company.partner_id.message_ids[:1]
        self.assertIn("is switched off", message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
        self.assertIn(self.other.partner_id, message.notified_partner_ids)
        self.assertNotIn(self.manager.partner_id, message.notified_partner_ids)

    def test_customers_do_not_learn_whether_accounts_are_guarded(self):
        """By the defaults of a company, for which nobody needs a right."""
        portal = new_test_user(self.env, "guard_portal", "base.group_portal", company_id=self.company.id)
        for user, is_told in ((portal, False), (self.manager, True)):
            Company = self.env["res.company"].with_user(user).with_company(self.company)
            self.assertEqual(Company.default_get(["credit_payee_guard"]), {"credit_payee_guard": is_told})

    def test_state_is_closed(self):
        approval = self._approval(self._account(NEW, self.manager))
        for vals in ({"state": "approved"}, {"requested_by_id": self.other.id}):
            with self.assertRaises(AccessError):
                approval.with_user(self.other).write(vals)
        with self.assertRaises(AccessError):
            approval.with_user(self.other).create({
                "company_id": self.company.id, "acc_number": NEW, "identity": "x", "state": "approved"})
        with self.assertRaises(AccessError):
            approval.with_user(self.other).unlink()

    def test_guard_is_not_switched_off_around_a_change(self):
        account = self._account(NEW, self.manager)
        with self.assertRaisesRegex(UserError, "waits for approval"):
            self.company.credit_payee_guard = False
        self._approval(account).with_user(self.other).action_refuse()
        self.company.credit_payee_guard = False
        second = self._account("BE71096123456769")
        self.company.credit_payee_guard = True
        self.assertTrue(self._approval(second), "not taken as in use")

    def test_withdrawn_at_once(self):
        self.env["credit.payee.approval"].search([("bank_account_id", "=", self.known.id)]).with_user(
            self.manager).action_revoke()
        self.assertNotIn(KNOWN, self._told())

    def test_other_companies_and_accounts_of_customers_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Other", "credit_payee_guard": False})
        mine = self.env["res.partner.bank"].create({"partner_id": other.partner_id.id, "acc_number": "OTHER-1"})
        theirs = self.env["res.partner.bank"].create({"partner_id": self.customer.id, "acc_number": "THEIRS-1"})
        self.assertFalse(self._approval(mine) | self._approval(theirs))
        self.assertEqual(self.payee._describe(other, set()), "OTHER-1")
        stranger = new_test_user(
            self.env, "guard_stranger", "credit_collection.credit_collection_group_manager", company_id=other.id,
            company_ids=[(6, 0, other.ids)])
        approval = self._approval(self._account(NEW, self.manager))
        self.assertFalse(self.env["credit.payee.approval"].with_user(stranger).search([("id", "=", approval.id)]))
        with self.assertRaises(AccessError):
            approval.with_user(stranger).action_approve()

    def test_decider_is_asked(self):
        approval = self._approval(self._account(NEW, self.manager))
        self.assertTrue(approval.activity_ids)
        self.assertNotIn(self.manager, approval.activity_ids.user_id)
        approval.with_user(self.other).action_approve()
        self.assertFalse(approval.activity_ids)
