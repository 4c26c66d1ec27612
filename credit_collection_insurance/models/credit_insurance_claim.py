from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..tools.insured import LATE, STOPPED

ACTIVITY = "credit_collection_insurance.mail_activity_claim"
COLLECTOR = "credit_collection.credit_collection_group_collector"
MANAGER = "credit_collection.credit_collection_group_manager"


class CreditInsuranceClaim(models.Model):
    """Overdue items that are reported to the insurer, then claimed with documents, then settled. Amounts are frozen by the
    steps; what the insurer pays is posted by ``credit_insurance_claim_entry.py``."""

    _name = "credit.insurance.claim"
    _description = "Insurance Claim"
    _inherit = ["credit.state.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _transitions = {
        "draft": {"reported", "cancelled"}, "reported": {"filed", "closed"},
        "filed": {"settled", "rejected", "closed"}, "settled": {"filed"}, "cancelled": {"draft"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", role="fixed")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    policy_id = fields.Many2one(
        "credit.insurance.policy", required=True, index=True, ondelete="restrict", role="fixed",
        compute="_compute_policy_id", store=True, precompute=True, readonly=False,
        domain="[('company_id', '=', company_id)]")
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, domain=[("share", "=", False)], tracking=True)
    state = fields.Selection(
        [("draft", "Draft"), ("reported", "Overdue Reported"), ("filed", "Claim Filed"), ("settled", "Settled"),
         ("rejected", "Rejected"), ("closed", "Paid by the Customer"), ("cancelled", "Cancelled")],
        default="draft", required=True, readonly=True, index=True, copy=False, tracking=True)
    reference = fields.Char(string="Number at the Insurer", tracking=True)
    line_ids = fields.One2many("credit.insurance.claim.line", "claim_id", string="Items", copy=False)
    document_ids = fields.One2many("credit.insurance.document", "claim_id", string="Documents", copy=False)
    amount = fields.Monetary(string="Open Amount", compute="_compute_amounts", store=True)
    insured_amount = fields.Monetary(string="Insured", compute="_compute_amounts", store=True, tracking=True)
    report_by = fields.Date(compute="_compute_amounts", store=True, help="Of the item that is due first.")
    file_by = fields.Date(string="File Claim By", compute="_compute_amounts", store=True)
    reported_on = fields.Date(readonly=True, copy=False, tracking=True)
    filed_on = fields.Date(readonly=True, copy=False, tracking=True)
    claimed_amount = fields.Monetary(readonly=True, copy=False, default=0.0, help="Insured when the claim was filed.")
    settled_on = fields.Date(readonly=True, copy=False, tracking=True)
    # Credit managers enter what the insurer has paid.
    settled_amount = fields.Monetary(
        string="Paid by the Insurer", copy=False, default=0.0, bounds=(0, 1e15), tracking=True, role="policy")
    shortfall = fields.Monetary(compute="_compute_shortfall", help="Claimed and not paid by the insurer.")
    settlement_note = fields.Char(
        string="Reason for Shortfall or Rejection", copy=False, tracking=True, role="policy",
        help="Required when the insurer pays less than was claimed.")

    @api.depends("profile_id")
    def _compute_policy_id(self):
        for today, claims in self.env["res.company"]._get_credit_days_of(self).items():
            Cover = self.env["credit.insurance.cover"]
            latest = {
                profile: covers[:1] for profile, covers in Cover.search([
                    ("profile_id", "in", claims.profile_id.ids)]).grouped("profile_id").items()}
            covers = {**latest, **Cover._get_in_force(claims.profile_id, today)}
            for claim in claims:
                claim.policy_id = claim.policy_id or covers.get(claim.profile_id, Cover).policy_id

    @api.depends("line_ids.amount", "line_ids.insured_amount", "line_ids.report_by", "line_ids.file_by")
    def _compute_amounts(self):
        for claim in self:
            lines = claim.line_ids
            claim.amount = sum(lines.mapped("amount"))
            claim.insured_amount = sum(lines.mapped("insured_amount"))
            claim.report_by = min(lines.filtered("report_by").mapped("report_by"), default=False)
            claim.file_by = min(lines.filtered("file_by").mapped("file_by"), default=False)

    @api.depends("claimed_amount", "settled_amount", "state")
    def _compute_shortfall(self):
        for claim in self:
            claim.shortfall = claim.claimed_amount - claim.settled_amount if claim.state in ("settled", "rejected") else 0.0

    @api.depends("profile_id.display_name", "policy_id.name")
    def _compute_display_name(self):
        for claim in self:
            name = claim.profile_id.display_name
            claim.display_name = f"{name}: {claim.policy_id.name}" if name else False

    @api.model
    def _get_system_message(self):
        return self.env._("Claims move by their buttons: report, file, settle.")

    @api.model_create_multi
    def create(self, vals_list):
        if self._has_role("policy", set().union(*vals_list)):
            self._check_manager()
        claims = super().create(vals_list)
        claims._check_collector()
        for claim in claims.filtered(lambda claim: not claim.document_ids):
            claim.document_ids = [
                Command.create({"name": document.name, "is_required": document.is_required, "sequence": document.sequence})
                for document in claim.policy_id.document_ids]
        return claims

    def write(self, vals):
        if "line_ids" in vals and not self.env.su:
            self._check_draft()
        if self._has_role("policy", vals) and not self.env.su:
            self._check_manager()
            if decided := self.filtered(lambda claim: claim.state in ("settled", "rejected"))[:1]:
                raise UserError(self.env._("“%(claim)s” is settled and stays as it is.", claim=decided.display_name))
        return super().write(vals)

    def _check_draft(self):
        if reported := self.filtered(lambda claim: claim.state != "draft")[:1]:
            raise UserError(self.env._(
                "“%(claim)s” was reported. Report further items by a claim of their own.", claim=reported.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if kept := self.filtered(lambda claim: claim.state not in ("draft", "cancelled"))[:1]:
            raise UserError(self.env._("“%(claim)s” is evidence and cannot be deleted.", claim=kept.display_name))

    # Rights

    def _check_collector(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers report to the insurer."))

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers settle claims."))

    # Steps

    def action_fill(self):
        """Take all overdue items of the customer that are insured under the policy and were not reported."""
        for claim in self:
            claim._check_collector()
            claim._check_draft()
            rows = claim._read_rows()
            today = claim.company_id._get_credit_today()
            known = claim.line_ids.line_id.ids
            wanted = [
                row for row in rows if row["policy_id"] == claim.policy_id.id and not row["claim_id"]
                and row["due"] < today and row["line_id"] not in known]
            if not wanted and not claim.line_ids:
                raise UserError(self.env._(
                    "%(customer)s has no overdue item under policy “%(policy)s” that is not reported.",
                    customer=claim.profile_id.display_name, policy=claim.policy_id.name))
            # sudo: the right has been checked; amounts are written by code only.
            claim.sudo().line_ids = [Command.create({"line_id": row["line_id"]}) for row in wanted]
            claim.sudo()._freeze()

    def _read_rows(self):
        """:return: the open debts of the customer, with cover and deadlines"""
        # sudo: figures of the ledger; the right on the customer has been checked.
        Insurance = self.env["credit.insurance"].sudo()
        rows = Insurance._read_items(self.profile_id.sudo(), self.company_id._get_credit_today())
        return [row for row in rows.get(self.profile_id.id, ()) if row["residual"] > 0]

    def _freeze(self):
        """Keep on the lines what is open and insured today, and their deadlines."""
        position = self.env["credit.insurance"]._get_positions(self.profile_id).get(self.profile_id.id)
        shares = {share.key: share for share in position.shares} if position else {}
        rows = {row["line_id"]: row for row in self._read_rows()}
        for line in self.line_ids:
            line._freeze(rows.get(line.line_id.id), shares.get(line.line_id.id))

    def action_report(self):
        """Record that the items were reported to the insurer today.

        :raise UserError: there is no item, or an item is not insured under the policy
        """
        self._check_collector()
        # What was reported, or filed, stays as it was on that day.
        for claim in self.filtered(lambda claim: claim.state != "reported"):
            if not claim.line_ids:
                raise UserError(self.env._("“%(claim)s”: name the items that are reported.", claim=claim.display_name))
            claim_sudo = claim.sudo()  # sudo: the right has been checked; evidence is written by code only.
            claim_sudo._freeze()
            claim_sudo.line_ids._check_policy()
            today = claim.company_id._get_credit_today()
            claim_sudo._set_state("reported", reported_on=today)
            if late := claim_sudo.line_ids.filtered(lambda line: line.status in (LATE, STOPPED)):
                claim_sudo.message_post(body=self.env._(
                    "Not insured: %(items)s. Reported too late, or delivered after deliveries had to stop.",
                    items=", ".join(late.move_id.mapped("name"))))
            claim_sudo._schedule(claim.file_by, self.env._(
                "File the claim by %(date)s", date=format_date(self.env, claim.file_by) if claim.file_by else "…"))

    def _schedule(self, deadline, summary):
        self.activity_unlink([ACTIVITY])
        if deadline:
            self.activity_schedule(ACTIVITY, user_id=self._get_responsible().id, date_deadline=deadline, summary=summary)

    def _get_responsible(self):
        """:return: who follows the claim; if that user has left, the collector or the credit manager"""
        return (self.user_id | self.profile_id.collector_id | self.company_id.credit_manager_id)._credit_choose()

    def action_file(self):
        """Record that the claim was filed today, with its documents.

        :raise UserError: a required document is missing
        """
        self._check_collector()
        for claim in self.filtered(lambda claim: claim.state != "filed"):
            if missing := claim.document_ids.filtered(lambda document: document.is_required and not document.attachment_ids):
                raise UserError(self.env._(
                    "“%(claim)s”: attach first: %(documents)s.", claim=claim.display_name,
                    documents=", ".join(missing.mapped("name"))))
            claim_sudo = claim.sudo()  # sudo: as above.
            claim_sudo._freeze()
            claim_sudo._set_state(
                "filed", filed_on=claim.company_id._get_credit_today(), claimed_amount=claim_sudo.insured_amount)
            claim_sudo.activity_unlink([ACTIVITY])
