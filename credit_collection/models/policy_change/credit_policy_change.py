import math

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...tools.rating import proposals

# What the preview found.
PREVIEW_FIELDS = (
    "preview_date", "customer_count", "other_customer_count", "limit_count", "limit_before", "limit_after", "held_count",
    "held_amount", "freed_count", "freed_amount", "term_count",
)
MANAGER = "credit_collection.credit_collection_group_manager"


class CreditPolicyChange(models.Model):
    """The credit policy of a company on one page, as a draft: what it would change is shown before it is applied.

    Applied changes stay as versions of the policy: when it was changed, by whom and why, and what that did.
    """

    _name = "credit.policy.change"
    _description = "Credit Policy"
    _inherit = ["credit.roles.mixin"]
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("applied", "Applied"), ("discarded", "Discarded")],
        required=True, readonly=True, default="draft", copy=False,
    )
    reason = fields.Char(help="Why the policy is changed; kept with every change in the policy change log.")
    line_ids = fields.One2many("credit.policy.change.line", "change_id")
    new_limit_mode = fields.Selection(
        [("unlimited", "Buy without limit"), ("no_credit", "Pay in advance")], string="New Customers",
        help="Applies to customers who never had a credit profile and have no credit limit. Their orders follow the "
             "rules of customers without rating.",
    )
    limit_action = fields.Selection(
        [
            ("keep", "Keep the limits: the next review proposes the new ones"),
            ("review", "Open a review for each customer whose limit changes"),
            ("set", "Set the new limits now"),
        ],
        string="Limits of Customers", required=True, default="keep",
        help="Treatment of the limits of customers when the limit rule of their rating changes.",
    )
    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    applied_on = fields.Datetime(readonly=True, copy=False)
    log_ids = fields.One2many("credit.rating.log", "change_id", string="What Was Changed")

    _draft_company_uniq = models.UniqueIndex(
        "(company_id) WHERE state = 'draft'", "This company has a draft of its credit policy already.",
    )

    @api.depends("company_id.name", "state", "applied_on")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for change in self:
            day = change.company_id._get_credit_today(change.applied_on or change.create_date or None)
            change.display_name = self.env._("Credit policy of %(company)s", company=change.company_id.name) if (
                change.state == "draft") else self.env._(
                    "Credit policy of %(company)s, %(date)s", company=change.company_id.name,
                    date=format_date(self.env, day))

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        for change in changes:
            change._load()
        return changes

    def write(self, vals):
        self._check_open(vals)
        if not {"new_limit_mode", "limit_action", "line_ids"}.isdisjoint(vals):
            self.sudo().is_preview_stale = True  # sudo: a stamp.
        return super().write(vals)

    @api.model
    def _get_system_message(self):
        return self.env._("Apply or discard the policy with the buttons; its outcome cannot be edited.")

    def _check_open(self, vals):
        """:raise UserError: when an applied or discarded version is changed"""
        if not self.env.su and any(change.state != "draft" for change in self):
            raise UserError(self.env._("This version of the policy is kept as it was. Plan a new change."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        if any(change.state == "applied" for change in self):
            raise UserError(self.env._("An applied policy is evidence and cannot be deleted."))

    def _load(self):
        """Fill the draft with the policy in force: a line per rating, and one for customers without rating."""
        self.ensure_one()
        ratings = self.env["credit.rating"]._get_scale(self.company_id)
        Line = self.env["credit.policy.change.line"]
        self.line_ids.unlink()
        # sudo: which rating a line is about is closed to users; a user who may write the draft may load it.
        self.check_access("write")
        Line.sudo().create([
            {"change_id": self.id, "rating_id": rating.id, "sequence": index, **Line._read_policy(rating)}
            for index, rating in enumerate(ratings)
        ] + [{"change_id": self.id, "sequence": len(ratings), **Line._read_company_policy(self.company_id)}])
        self.new_limit_mode = self.company_id.credit_new_limit_mode

    @api.model
    def _action_open(self, company=None):
        """Open the draft of the company's policy, starting one from the policy in force when there is none."""
        self._check_manager()
        company = (company or self.env.company).root_id
        draft = self.search([("company_id", "=", company.id), ("state", "=", "draft")], limit=1)
        if draft and not draft._is_changed() and draft._is_outdated():
            draft._load()
        draft = draft or self.create({"company_id": company.id})
        return draft._get_form_action()

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only credit managers change the credit policy."))

    def _check_draft(self):
        self._check_manager()
        self.check_access("write")
        if any(change.state != "draft" for change in self):
            raise UserError(self.env._("This version of the policy is kept as it was. Plan a new change."))

    def _is_changed(self):
        """:return: whether the draft says anything else than the policy from which it started"""
        is_mode_changed = self.new_limit_mode != self.company_id.credit_new_limit_mode
        return is_mode_changed or any(line._get_changes() for line in self.line_ids)

    def _is_outdated(self):
        """:return: whether the policy in force is not the one any more from which the draft started"""
        ratings = self.env["credit.rating"]._get_scale(self.company_id)
        return self.line_ids.rating_id != ratings or any(line._is_outdated() for line in self.line_ids)

    def action_reload(self):
        """Start again from the policy in force; what was drafted is lost."""
        self._check_draft()
        for change in self:
            change._load()
            change._forget_preview()

    def action_discard(self):
        """Give up the draft; nothing was changed by it."""
        self._check_draft()
        # sudo: the state is never written by hand, see write(); the right was checked above.
        self.sudo().state = "discarded"
        self.flush_recordset(["state"])

    def action_apply(self):
        """Put the drafted policy into force, and deal with the limits of customers as chosen.

        :raise AccessError: the user is no credit manager, or a limit to be set is above their approval tier
        :raise UserError: nothing was drafted, or the policy was changed after the draft was started
        """
        self.ensure_one()
        self._check_draft()
        self.lock_for_update()
        if not self._is_changed():
            raise UserError(self.env._("Nothing is changed in this draft of the policy."))
        if self._is_outdated():
            raise UserError(self.env._(
                "The policy of %(company)s was changed after this draft was started. Start again from the policy in force.",
                company=self.company_id.name))
        if self.preview_date and self.previewed_draft != self._get_draft():
            raise UserError(self.env._(
                "The policy was edited after its effects were worked out. Show what would change once more, then apply."))
        preview = self._refresh_preview(self.company_id._get_credit_today())
        for line in self.line_ids:
            line._apply()
        self._apply_new_limit_mode()
        reviews = self._apply_limits(preview)
        # sudo: as in action_discard.
        self.sudo().write({"state": "applied", "applied_by_id": self.env.uid, "applied_on": fields.Datetime.now()})
        self.flush_recordset(["state"])  # makes room for the next draft
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_review_action")
        return {**action, "domain": [("id", "in", reviews.ids)], "context": {}} if reviews else None

    def _apply_new_limit_mode(self):
        """:raise AccessError: new customers would have no limit, which is above the approval tier of the user"""
        if self.new_limit_mode == self.company_id.credit_new_limit_mode:
            return
        if self.new_limit_mode == "unlimited":
            self.env["credit.approval.tier"]._check_amount(self.env.user, self.company_id, math.inf)
        # sudo: credit managers set the policy without the right to edit companies; who applies was checked.
        self.company_id.sudo().write({
            "credit_new_limit_mode": self.new_limit_mode, "credit_change_reason": self.reason, "credit_change_id": self.id})

    def action_restore(self):
        """Draft the policy as this version had put it into force; it is previewed and applied like any other draft.

        :raise UserError: another draft waits with changes of its own
        """
        self.ensure_one()
        self._check_manager()
        draft = self.search([("company_id", "=", self.company_id.id), ("state", "=", "draft")], limit=1)
        if draft and draft._is_changed():
            raise UserError(self.env._("A draft of the policy has changes already: apply or discard it first."))
        if draft:
            draft._load()
            draft._forget_preview()
        draft = draft or self.create({"company_id": self.company_id.id})
        old_lines = {line.rating_id: line for line in self.line_ids}
        for line in draft.line_ids:
            if line.rating_id in old_lines:
                line._take_from(old_lines[line.rating_id])
        draft.write({
            "new_limit_mode": self.new_limit_mode,
            "reason": self.env._("Restores the %(version)s", version=self.display_name),
        })
        return draft._get_form_action()

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Credit Policy"), "res_model": self._name,
            "res_id": self.id, "view_mode": "form", "views": [(False, "form")],
        }

    def _apply_limits(self, preview):
        """Set the limits that follow from the new rules, or open reviews that propose them.

        :return: the reviews opened
        """
        reviews = self.env["credit.review"]
        changes = {profile: limits[1] for profile, limits in preview.limits.items()}
        if self.limit_action == "set":
            self._set_limits(preview)
        elif self.limit_action == "review":
            profiles = self.env["credit.profile"].concat(*changes)
            reviews = profiles._open_reviews("manual")
            for review in reviews:
                limit = changes[review.profile_id]
                review.write({
                    "reason": self.reason or self.display_name, "proposed_limit_mode": limit.mode,
                    "proposed_credit_limit": limit.amount})
        return reviews

    def _set_limits(self, preview):
        """Write the limits, customers with the same new one together."""
        Profile = self.env["credit.profile"]
        by_limit = {}
        for profile, (before, after) in preview.limits.items():
            self.env["credit.approval.tier"]._check_amount(
                self.env.user, self.company_id, proposals.raised_amount(before, after))
            by_limit.setdefault(after, []).append(profile.id)
        for limit, ids in by_limit.items():
            vals = {"limit_mode": limit.mode, "change_reason": self.reason or self.display_name}
            Profile.browse(ids).write({**vals, "credit_limit": limit.amount} if limit.mode == "limited" else vals)
