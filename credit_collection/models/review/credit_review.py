from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ...const import LIMIT_MODES, REVIEW_ACTIVITY
from ...tools.rating import proposals
from ..common.days import day_of_entry, is_this_month

MANAGER = "credit_collection.credit_collection_group_manager"

POLICY = ("rating_id", "limit_mode", "credit_limit", "payment_term_id", "max_term_days")
PROPOSAL = {f"proposed_{name}" for name in POLICY}
# What people may write; all else is evidence that only the review itself records.
WRITABLE = PROPOSAL | {"reason", "decision_reason", "proposed_temporary_limit", "proposed_temporary_until"}
class CreditReview(models.Model):
    """A dated judgement on a customer: measures and score as they were, the policy before, the policy proposed, and who
    decided what and why."""

    _name = "credit.review"
    _description = "Credit Review"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _decision_activity = REVIEW_ACTIVITY
    _order = "date desc, id desc"
    _rec_names_search = ["partner_id"]
    _check_company_auto = True
    _transitions = {
        "draft": {"submitted", "cancelled"},
        "submitted": {"approved", "refused", "cancelled"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Credit Profile", required=True, readonly=True, index=True, ondelete="restrict",
        role="fixed",
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Customer", store=True, index=True, precompute=True,
    )
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id", string="Collector")
    kind = fields.Selection(
        [("periodic", "Periodic"), ("manual", "Opened by hand"), ("request", "Limit request"), ("alert", "Alert")],
        required=True, readonly=True, default="manual", role="fixed",
    )
    date = day_of_entry("date", "profile_id.company_id", required=True, readonly=True, role="fixed")
    state = fields.Selection(
        [
            ("draft", "Draft"), ("submitted", "To decide"), ("approved", "Approved"), ("refused", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True, readonly=True, default="draft", index=True, tracking=True, copy=False,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, default=lambda self: self.env.user, copy=False)
    reason = fields.Text(string="Reason for the Review", help="Information for the decision of the manager.")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    is_decided_on_this_month = is_this_month("decided_on", string="Decided This Month")
    decision_reason = fields.Text(string="Reason of the Decision", copy=False, help="Required to reject.")

    line_ids = fields.One2many("credit.review.line", "review_id", string="Scorecard", readonly=True)
    score = fields.Float(readonly=True, digits=(5, 1), aggregator="avg", help="0 to 100, by the scorecard.")
    is_scored = fields.Boolean(readonly=True)
    is_provisional = fields.Boolean(
        string="Provisional", readonly=True, help="The paying history was too short to deserve a better rating.",
    )
    monthly_sales = fields.Monetary(
        string="Average Monthly Sales", readonly=True, default=0.0,
        help="Last 12 months, taxes included, less credit notes.",
    )
    settled_amount = fields.Monetary(string="Paid in 12 Months", readonly=True, default=0.0)
    settled_invoice_count = fields.Integer(string="Invoices Paid in 12 Months", readonly=True)
    credited_amount = fields.Monetary(
        string="Settled by Credit Notes", readonly=True, default=0.0, help="Not counted as paid, on time or late.",
    )

    current_rating_id = fields.Many2one("credit.rating", readonly=True)
    current_limit_mode = fields.Selection(LIMIT_MODES, readonly=True)
    current_credit_limit = fields.Monetary(readonly=True, default=0.0)
    current_payment_term_id = fields.Many2one("account.payment.term", readonly=True)
    current_max_term_days = fields.Integer(
        string="Current Maximum Payment Term (days)", readonly=True, default=-1, aggregator=None)
    proposed_rating_id = fields.Many2one("credit.rating", check_company=True, tracking=True)
    proposed_limit_mode = fields.Selection(
        LIMIT_MODES, compute="_compute_proposal", store=True, precompute=True, readonly=False, tracking=True,
    )
    proposed_credit_limit = fields.Monetary(
        compute="_compute_proposal", store=True, precompute=True, readonly=False, tracking=True,
    )
    proposed_payment_term_id = fields.Many2one(
        "account.payment.term", compute="_compute_proposal", store=True, precompute=True, readonly=False,
        check_company=True, tracking=True,
    )
    proposed_max_term_days = fields.Integer(
        string="Proposed Maximum Payment Term (days)", compute="_compute_proposal", store=True, precompute=True,
        readonly=False, tracking=True,
        help="Quotations with a longer payment term are held. -1: there is no maximum payment term.",
        bounds=(-1, 36500), aggregator=None,
    )

    # Also the worklist of open reviews.
    _open_profile_uniq = models.UniqueIndex(
        "(profile_id) WHERE state IN ('draft', 'submitted')", "This customer has an open credit review already.",
    )

    @api.depends("partner_id.display_name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            review.display_name = self.env._(
                "Review of %(customer)s, %(date)s", customer=review.partner_id.display_name,
                date=format_date(self.env, review.date))

    @api.depends("proposed_rating_id")
    def _compute_proposal(self):
        """The policy of the proposed rating for this customer; it may be changed until the decision."""
        for review in self:
            review.update(review._prepare_proposal_vals())

    def _prepare_proposal_vals(self):
        rating = self.proposed_rating_id
        current = proposals.Limit(self.current_limit_mode or "unlimited", self.current_credit_limit)
        limit = proposals.propose_limit(rating._get_limit_rule(), current, self.monthly_sales)
        term = self.current_payment_term_id
        if rating:
            choices = [proposals.Term(choice.id, choice.credit_days) for choice in (rating.payment_term_id, term)]
            choice = proposals.propose_term(choices, rating.max_term_days)
            term = term.browse(choice.id if choice else ())
        return {
            "proposed_limit_mode": limit.mode,
            "proposed_credit_limit": limit.amount,
            "proposed_payment_term_id": term.id,
            "proposed_max_term_days": rating.max_term_days if rating else self.current_max_term_days,
        }

    @api.constrains("proposed_payment_term_id", "proposed_max_term_days", "proposed_credit_limit")
    def _check_proposal(self):
        for review in self:
            if review.currency_id.compare_amounts(review.proposed_credit_limit, 0) < 0:
                raise ValidationError(
                    self.env._("%(review)s: the limit cannot be negative.", review=review.display_name))
            longest, term = review.proposed_max_term_days, review.proposed_payment_term_id
            if (longest, term) == (review.current_max_term_days, review.current_payment_term_id):
                continue  # as it is today: nothing proposed that could be wrong
            if 0 <= longest < term.credit_days:
                raise ValidationError(self.env._(
                    "%(review)s: the payment term “%(term)s” exceeds the maximum payment term of %(days)s days.",
                    review=review.display_name, term=term.name, days=longest,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        """Freeze measures and present policy, and propose what follows from them, unless ``vals`` proposes already."""
        for vals in vals_list:
            self._check_entered(vals, creating=True)
        vals_list = [{"profile_id": self.env.context.get("default_profile_id"), **vals} for vals in vals_list]
        if not all(vals["profile_id"] for vals in vals_list):
            return super().create(vals_list)  # which says what is missing
        profiles, evidence = self.env["credit.profile"].browse(vals["profile_id"] for vals in vals_list), {}
        for today, of_day in self.env["res.company"]._get_credit_days_of(profiles).items():
            evidence |= self._prepare_evidence(of_day, today)
        lines = {profile_id: vals.pop("line_vals") for profile_id, vals in evidence.items()}
        # sudo: measures and present policy are closed to users; the right to create the reviews is checked below.
        reviews = super(CreditReview, self._forget_guarded_defaults().sudo()).create([
            {**evidence[vals["profile_id"]], **vals} for vals in vals_list]).sudo(self.env.su)
        reviews.check_access("create")
        reviews._record_lines(lines)
        return reviews

    def write(self, vals):
        self._check_editable(vals)
        return super().write(vals)

    @api.model
    def _get_system_message(self):
        return self.env._("Score, state and present policy of a review are recorded by the system.")

    def _check_editable(self, vals):
        """Evidence is never written by hand; the proposal is the collector's until submitted, then the manager's.

        :raise AccessError: when the user may not write ``vals`` on these reviews
        :raise UserError: when a review is decided
        """
        if self.env.su:
            return
        if WRITABLE.isdisjoint(vals):
            return
        states = set(self.mapped("state"))
        if not states <= {"draft", "submitted"}:
            raise UserError(self.env._("A decided review cannot be changed. Open a new one."))
        if "submitted" in states:
            self._check_manager()

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only credit managers decide on submitted reviews."))

    def _check_decidable(self):
        """:raise UserError: when a review is not waiting for a decision, or another manager is deciding it just now"""
        self._check_manager()
        self.check_access("write")
        self.lock_for_update()
        for review in self:
            if review.state != "submitted":
                raise UserError(self.env._("“%(review)s” is not waiting for a decision.", review=review.display_name))

    def _record_lines(self, lines):
        """Record the scorecard of the reviews.

        :param lines: ``{profile id: values of its lines}``
        """
        # sudo: the scorecard is evidence, nobody may write it by hand.
        self.env["credit.review.line"].sudo().create([
            {**vals, "review_id": review.id} for review in self for vals in lines[review.profile_id.id]
        ])

    def action_refresh(self):
        """Measure and propose anew."""
        self._check_editable(dict.fromkeys(PROPOSAL))
        self.check_access("write")
        evidence = self._prepare_evidence(self.profile_id, self.company_id[:1]._get_credit_today())
        # sudo: evidence is never written by hand, see write().
        self.sudo().line_ids.unlink()
        for review in self.sudo():
            vals = dict(evidence[review.profile_id.id])
            del vals["line_vals"]
            review.write(vals)
            if review.is_scored:
                review.write(review._prepare_proposal_vals())
        self._record_lines({profile_id: vals["line_vals"] for profile_id, vals in evidence.items()})

    def action_submit(self):
        """Hand the reviews over for decision, with an activity for who decides."""
        self.check_access("write")
        # sudo: the state is never written by hand, see write(); the right was checked above.
        moved = self.sudo()._set_state("submitted").with_env(self.env)
        moved._schedule_decision(self.company_id[:1]._get_credit_today())

    def action_approve(self):
        """Put the proposals into force, once."""
        today = self.company_id[:1]._get_credit_today()
        self._check_decidable()
        self._check_tier()
        self._check_policy_unchanged()
        self._decide("approved", today)
        for review in self:
            review._apply(today)

    def action_refuse(self):
        """Leave the policy as it is; the next periodic review is due a cycle later, unless sales only asked for a limit."""
        if not all((review.decision_reason or "").strip() for review in self):
            raise UserError(self.env._("Enter the reason of the decision before you reject a review."))
        today = self.company_id[:1]._get_credit_today()
        self._check_decidable()
        self._decide("refused", today)
        for review in self.filtered(lambda review: review.kind != "request"):
            review.profile_id.next_review_date = review._get_next_review_date(review.current_rating_id, today)

    def action_cancel(self):
        """Withdraw the reviews."""
        self.check_access("write")
        if "submitted" in self.mapped("state"):
            self._check_manager()
        self.sudo()._cancel()  # sudo: as in action_submit.

    def _cancel(self, **vals):
        """Withdraw the reviews, and write ``vals`` on them."""
        self._set_state("cancelled", **vals)
        self.activity_unlink([REVIEW_ACTIVITY])

    def _decide(self, state, today):
        """Move the reviews to ``state`` and record who decided."""
        # sudo: as in action_submit.
        self.sudo()._set_state(state, decided_by_id=self.env.uid, decided_on=today)
        self.activity_feedback([REVIEW_ACTIVITY])
        self._tell_requesters()
