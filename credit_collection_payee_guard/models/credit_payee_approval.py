from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.credit_collection.tools.common.notices import show_notice

ACTIVITY = "credit_collection_payee_guard.mail_activity_payee"
MANAGER = "credit_collection.credit_collection_group_manager"


class CreditPayeeApproval(models.Model):
    """A bank account of the company as it was entered or changed, and who approved that customers are told it.

    Written by code only. An account may be printed while its present number, bank and holder have an approval.
    """

    _name = "credit.payee.approval"
    _description = "Approval of a Bank Account of the Company"
    _inherit = ["credit.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "acc_number"
    _transitions = {"pending": {"approved", "refused", "superseded"}, "approved": {"revoked"}, "refused": {"pending"}}

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    bank_account_id = fields.Many2one(
        "res.partner.bank", readonly=True, index="btree_not_null", ondelete="set null")
    acc_number = fields.Char(string="Account Number", readonly=True, required=True)
    bank_name = fields.Char(string="Bank", readonly=True)
    holder = fields.Char(string="Account Holder", readonly=True)
    previous = fields.Char(readonly=True, help="What was approved of this account before.")
    # What an approval is for: number, bank and holder in one text.
    identity = fields.Char(readonly=True, required=True)
    state = fields.Selection(
        [("pending", "To Approve"), ("approved", "Approved"), ("refused", "Rejected"), ("revoked", "Withdrawn"),
         ("superseded", "Changed Again")], default="pending", required=True, readonly=True, index=True, tracking=True)
    requested_by_id = fields.Many2one("res.users", string="Changed By", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    is_adopted = fields.Boolean(
        string="In Use Before", readonly=True, help="In use when the guard was switched on; nobody approved it.")

    _pending_uniq = models.UniqueIndex("(company_id, bank_account_id) WHERE state = 'pending'")

    @api.model
    def _get_system_message(self):
        return self.env._("Bank accounts are approved by the button, after a second person has checked them.")

    @api.model_create_multi
    def create(self, vals_list):
        approvals = super().create(vals_list)
        self.env["credit.payee.account"]._forget_waiting()
        return approvals

    def write(self, vals):
        result = super().write(vals)
        self.env["credit.payee.account"]._forget_waiting()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["credit.payee.account"]._forget_waiting()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self.env.su:
            raise UserError(self.env._("Approvals of bank accounts are evidence and cannot be deleted."))

    @api.model
    def _find_in_force(self, company, accounts):
        """:return: ``{account id: the identity that was approved last}``, without accounts whose last approval was withdrawn.
            What was approved before counts no more: the account was changed for a reason"""
        # sudo: evidence, whoever prints or changes an account.
        approvals = self.sudo().search([
            ("company_id", "=", company.id), ("state", "in", ("approved", "revoked")),
            ("bank_account_id", "in", accounts.ids)], order="id")
        last = {approval.bank_account_id.id: approval for approval in approvals}
        return {account_id: approval.identity for account_id, approval in last.items() if approval.state == "approved"}

    @api.model
    def _record(self, company, accounts, adopt=False):
        """Ask for the approval of ``accounts`` as they are now, or take them as they are in use. Of archived ones, and while
        the guard is off, it is kept who changed what: they do not approve it later, whoever brings it back.

        :return: the approvals that were made
        """
        # sudo: written by code only, whoever changes an account.
        Approval, made, in_force = self.sudo(), self.sudo().browse(), self._find_in_force(company, accounts)
        for account in accounts:
            identity = account._get_payee_identity()
            known = Approval.search([("company_id", "=", company.id), ("bank_account_id", "=", account.id)])
            waits = company.credit_payee_guard and account.active
            # What it was meanwhile waits no longer, also when it is set back to what was approved.
            known.filtered(lambda one, identity=identity, waits=waits: (
                one.state == "pending" and not (waits and one.identity == identity)))._close()
            if in_force.get(account.id) == identity or known.filtered(lambda one: one.state == "pending"):
                continue
            if not (waits or adopt) and known[:1].identity == identity:
                continue
            before = known.filtered(lambda one: one.state == "approved")[:1]
            made |= Approval.create({
                "company_id": company.id, "bank_account_id": account.id, "identity": identity,
                "acc_number": account.acc_number, "bank_name": account.bank_id.display_name,
                "holder": account.acc_holder_name or account.partner_id.name,
                "previous": " – ".join(filter(None, (before.acc_number, before.bank_name))) or False,
                "requested_by_id": self.env.uid, "is_adopted": adopt,
                "state": "approved" if adopt else "pending" if waits else "superseded",
            })
        made.filtered(lambda one: one.state == "pending")._ask()
        return made

    @api.model
    def _record_as_changed(self, company, accounts):
        """Ask for the approval of what was changed before anybody was asked, in the name of whoever changed each account last:
        they do not approve it"""
        for account in accounts:
            self.with_user(account.write_uid or self.env.user).sudo()._record(company, account)

    def _close(self):
        self._set_state("superseded")
        # Only one waits of each account: the next one is inserted at once.
        self.flush_recordset(["state"])
        self.activity_unlink([ACTIVITY])

    def _ask(self):
        for approval in self:
            deciders = approval._get_deciders()
            user = (approval.company_id.credit_manager_id & deciders) or deciders[:1]
            if user:
                approval.activity_schedule(
                    ACTIVITY, user_id=user.id, date_deadline=approval.company_id._get_credit_today(),
                    summary=self.env._("Check the new bank account by a second way: %(account)s", account=approval.acc_number))

    def _get_deciders(self):
        """:return: credit managers of the company, or of the branch whose account it is, but those who made the change"""
        Tier, company = self.env["credit.approval.tier"], self.company_id
        # sudo: whose account it is, whoever decides.
        holder_sudo = self.sudo().bank_account_id.partner_id
        branches = company.sudo().search([("id", "child_of", company.id), ("partner_id", "in", holder_sudo.ids)])
        return Tier._get_managers(company).union(*map(Tier._get_managers, branches)) - self._get_changers()

    def _get_changers(self):
        """:return: who entered what is to be approved: everybody who changed the account since it was decided on last, and of
            one that never was, who made it. A small change by a colleague, who moves it to the company or takes it out of the
            archive, does not let the first one approve the number that they entered."""
        self.ensure_one()
        # sudo: evidence of the account, whoever may see it.
        changes = self.sudo().search([("bank_account_id", "=", self.bank_account_id.id), ("id", "<=", self.id)])
        decided = changes.filtered(lambda one: one.state in ("approved", "revoked"))
        last = max((decided - self.sudo()).ids, default=0)
        makers = self.sudo().bank_account_id.create_uid if not last else self.env["res.users"]
        return changes.filtered(lambda one: one.id > last).requested_by_id | makers

    def _check_decider(self):
        """:raise AccessError: for those who are no credit managers of the company, and for those who made the change"""
        self.check_access("read")
        if self.env.su:
            return
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only credit managers approve bank accounts."))
        if own := self.filtered(lambda approval: self.env.user in approval._get_changers())[:1]:
            raise AccessError(self.env._(
                "You entered or changed “%(account)s”. Another credit manager approves it.", account=own.acc_number))
        if other := self.filtered(lambda approval: self.env.user not in approval._get_deciders())[:1]:
            raise AccessError(self.env._(
                "“%(account)s” is an account of %(company)s. A credit manager of that company approves it.",
                account=other.acc_number, company=other.company_id.sudo().name))

    def action_approve(self):
        """Let customers be told this account.

        :raise UserError: it was changed again meanwhile
        """
        self._check_decider()
        for approval in self.sudo():  # sudo: the right has been checked; evidence is written by code only.
            account = approval.bank_account_id
            if not account.active or account._get_payee_identity() != approval.identity:
                raise UserError(self.env._(
                    "“%(account)s” was changed or archived since. Approve what it is now.", account=approval.acc_number))
            approval._decide("approved")
        return show_notice(self.env._("Customers are told this account from now on."))

    def action_refuse(self):
        """Leave the account untold."""
        self._check_decider()
        self.sudo()._decide("refused")  # sudo: as above.

    def action_revoke(self):
        """Stop telling an account, at once; any credit manager may."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers approve bank accounts."))
        self.sudo()._decide("revoked")  # sudo: as above.

    def _decide(self, state):
        self._set_state(state, decided_by_id=self.env.uid, decided_on=fields.Datetime.now())
        self.activity_unlink([ACTIVITY])
