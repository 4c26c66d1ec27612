from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

ACTIVITY = "credit_collection_commission.mail_activity_run"
MANAGER = "credit_collection.credit_collection_group_manager"
SETTLED = ("approved", "paid")


class CreditCommissionRun(models.Model):
    """The settlement of a period: what came in until its last day and was not settled before, line by line.

    A manager calculates, another one approves. What was settled stays; what went back since is deducted from the next one.
    """

    _name = "credit.commission.run"
    _description = "Commission Settlement"
    _inherit = ["credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _decision_activity = ACTIVITY
    _open_states = {"draft"}
    _transitions = {"draft": {"approved"}, "approved": {"draft", "paid"}}

    company_id = fields.Many2one(
        "res.company", required=True, index=True, domain=[("parent_id", "=", False)], role="fixed",
        default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True, default=lambda self: self._get_default_day(0))
    date_to = fields.Date(string="Until", required=True, default=lambda self: self._get_default_day(1))
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("paid", "Paid Out")], default="draft", required=True, readonly=True,
        index=True, copy=False, tracking=True)
    calculated_on = fields.Datetime(readonly=True, copy=False)
    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_for_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    paid_on = fields.Date(readonly=True, copy=False)
    line_ids = fields.One2many("credit.commission.line", "run_id", readonly=True, copy=False)
    payout_ids = fields.One2many("credit.commission.payout", "run_id", string="Payouts", readonly=True, copy=False)
    collected = fields.Monetary(
        readonly=True, copy=False, default=0.0, help="What came in and was not settled before, less what went back.")
    unattributed = fields.Monetary(
        string="Without Collector", readonly=True, copy=False, default=0.0,
        help="Nobody's customers on the day of the receipt.")
    amount = fields.Monetary(string="Payout", readonly=True, copy=False, default=0.0, tracking=True)

    _check_dates = models.Constraint("CHECK (date_to >= date_from)", "The period ends before it begins.")

    @api.model
    def _get_default_day(self, which):
        """:return: first (0) and last day (1) of the month before"""
        first = self.env.company._get_credit_today().replace(day=1)
        return (first - relativedelta(months=1), first - relativedelta(days=1))[which]

    @api.depends("date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            days = [format_date(self.env, day) if day else "…" for day in (run.date_from, run.date_to)]
            run.display_name = self.env._("Commission %(first)s – %(last)s", first=days[0], last=days[1])

    @api.model
    def _get_system_message(self):
        return self.env._("Commission is worked out from receipts. Change the plan, or the collector of the customer.")

    def write(self, vals):
        changed = {"date_from", "date_to"} & vals.keys()
        if changed and not self.env.su:
            self._check_draft()
        result = super().write(vals)
        if changed:
            self.sudo()._forget()  # sudo: figures are written by code only.
        return result

    def _check_draft(self):
        if decided := self.filtered(lambda run: run.state != "draft")[:1]:
            raise UserError(self.env._("“%(run)s” is not a draft any more.", run=decided.display_name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if decided := self.filtered(lambda run: run.state != "draft")[:1]:
            raise UserError(self.env._("“%(run)s” is evidence and cannot be deleted.", run=decided.display_name))

    # Rights

    def _check_manager(self):
        """:raise AccessError: the user is no credit manager, or does not work for the company"""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers settle commission."))

    def _get_paid_users(self):
        return self.payout_ids.filtered("amount").user_id

    def _get_involved(self):
        return self.prepared_by_id | self._get_paid_users()

    def _explain_involvement(self, user):
        if user in self._get_paid_users() - self.prepared_by_id:
            return self.env._("You are paid by “%(run)s”. Another credit manager approves it.", run=self.display_name)
        return super()._explain_involvement(user)

    def _get_decider(self):
        return self._find_decider(self.amount)

    # Steps

    def _find_settled(self):
        """:return: the settlements of the company that are approved or paid, the latest first"""
        return self.search([
            ("company_id", "=", self.company_id.id), ("state", "in", SETTLED), ("id", "!=", self.id)],
            order="date_to desc, approved_on desc, id desc")

    def _check_order(self):
        """:raise UserError: a later period was settled already, or this one has not ended"""
        if self.date_to >= self.company_id._get_credit_today():
            raise UserError(self.env._("“%(run)s”: the period has not ended.", run=self.display_name))
        if (last := self._find_settled()[:1]) and last.date_to > self.date_to:
            raise UserError(self.env._(
                "“%(last)s” was settled already: choose a period that does not end before it.", last=last.display_name))

    def action_approve(self):
        """Approve what was worked out by somebody else.

        :raise AccessError: the payout is above what the user may decide, or the user worked it out or is paid by it
        :raise UserError: it was not worked out, or another settlement was approved since
        """
        for run in self:
            run._check_manager()
            authority = run._check_deciding(run.amount)
            if not run.calculated_on:
                raise UserError(self.env._(
                    "“%(run)s” was not worked out since the last approval: work it out first.", run=run.display_name))
            run._check_order()
            # sudo: the right has been checked; evidence is written by code only.
            run.sudo()._set_state(
                "approved", approved_by_id=self.env.uid, approved_for_id=(authority - self.env.user).id,
                approved_on=fields.Datetime.now())._follow_approval()

    def _follow_approval(self):
        """Hook: what an approval brings with it, once."""
        for run in self:
            run.activity_unlink([ACTIVITY])
            run._outdate_others()

    def _outdate_others(self):
        """Others that were worked out have the same receipts: they are worked out anew, also when both are approved at the
        same moment, as one of the two is then tried again."""
        self.search([
            ("company_id", "=", self.company_id.id), ("state", "=", "draft"), ("id", "!=", self.id),
            ("calculated_on", "!=", False)]).write({"calculated_on": False})

    def action_draft(self):
        """Take an approval back, of the last settlement only: later ones rest on it."""
        for run in self:
            run._check_manager()
            if run.state == "approved" and any(
                    (other.date_to, other.approved_on) >= (run.date_to, run.approved_on) for other in run._find_settled()):
                raise UserError(self.env._("A later settlement rests on “%(run)s”.", run=run.display_name))
            # sudo: the right has been checked.
            run.sudo()._set_state("draft", approved_by_id=False, approved_for_id=False, approved_on=False)

    def action_pay(self):
        """Record that it was paid out; the entry of the payment is made by payroll."""
        for run in self:
            run._check_manager()
            run.sudo()._set_state("paid", paid_on=run.company_id._get_credit_today())  # sudo: as above.
