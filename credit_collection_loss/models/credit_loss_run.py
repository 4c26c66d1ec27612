from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.days import day_of_entry

ACTIVITY = "credit_collection_loss.mail_activity_loss_run"
MANAGER = "credit_collection.credit_collection_group_manager"
# What of a run is worked out, and forgotten when its day or matrix changes.
FIGURES = (
    "allowance", "booked", "difference", "gross", "credits", "netted", "tax", "insured", "base", "currency_differences",
    "without_customer", "ledger")


def figure(string, help=None):
    return fields.Monetary(string=string, readonly=True, copy=False, default=0.0, help=help)


class CreditLossRun(models.Model):
    """The allowance for expected losses of a company on a day, and the entry that brings the books there.

    A manager calculates, another one approves, then it is posted, once. Balances of customers are not touched.
    """

    _name = "credit.loss.run"
    _description = "Loss Allowance"
    _inherit = ["credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _decision_activity = ACTIVITY
    _open_states = {"draft"}
    _transitions = {"draft": {"approved"}, "approved": {"draft", "posted"}}

    company_id = fields.Many2one(
        "res.company", required=True, index=True, domain=[("parent_id", "=", False)], role="fixed",
        default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = day_of_entry(
        "date", "company_id", string="As of", required=True, help="Last day that counts, and the day of the entry.")
    matrix_id = fields.Many2one(
        "credit.loss.matrix", required=True, index=True, ondelete="restrict",
        default=lambda self: self._get_default_matrix(),
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("posted", "Posted")], default="draft", required=True, readonly=True,
        index=True, copy=False, tracking=True)
    allowance = figure("Allowance", "Expected loss of what customers owe on this day.")
    booked = figure("Booked Allowance", "Balance of the allowance account on this day, before the entry of this run.")
    difference = figure("To Book", "Allowance less what is booked: the amount of the entry.")
    gross = figure("Debts", "As in the aging of this day.")
    credits = figure("Open Credits")
    netted = figure("Credits Netted", "Open credits that cover debts, the oldest first.")
    tax = figure("Tax That Can Be Got Back")
    insured = figure("Insured Part")
    base = figure("At Risk", "Debts less netted credits, tax and insured part.")
    currency_differences = figure("Currency Differences")
    without_customer = figure("Entries without Customer")
    ledger = figure("Balance of Receivable Accounts")
    difference_to_ledger = fields.Monetary(compute="_compute_difference_to_ledger")
    limits = fields.Char(string="Buckets (days overdue)", readonly=True, copy=False)
    factor = fields.Float(string="Forward Factor", readonly=True, copy=False, digits=(16, 4))
    factor_reason = fields.Char(string="Reason for the Factor", readonly=True, copy=False)
    calculated_on = fields.Datetime(readonly=True, copy=False)
    prepared_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_for_id = fields.Many2one("res.users", string="On Behalf Of", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    reversal_id = fields.Many2one(
        "account.move", string="Reversed By", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    line_ids = fields.One2many("credit.loss.run.line", "run_id", readonly=True, copy=False)

    @api.model
    def _get_default_matrix(self):
        company = self.env.company.root_id
        found = self.env["credit.loss.matrix"].search([("company_id", "in", [company.id, False])])
        return found.sorted(lambda matrix: not matrix.company_id)[:1]

    @api.depends("date", "company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._(
                "Loss allowance as of %(date)s", date=format_date(self.env, run.date) if run.date else "…")

    @api.depends(*FIGURES)
    def _compute_difference_to_ledger(self):
        for run in self:
            run.difference_to_ledger = run.ledger - (
                run.gross + run.credits + run.currency_differences + run.without_customer)

    @api.model
    def _get_system_message(self):
        return self.env._("The allowance is worked out from the ledger. Change the matrix, or enter a specific allowance.")

    @api.constrains("matrix_id", "company_id")
    def _check_matrix(self):
        for run in self:
            owner = run.matrix_id.company_id
            if owner and owner != run.company_id:
                raise UserError(self.env._(
                    "“%(matrix)s” belongs to %(owner)s, not to %(company)s.", matrix=run.matrix_id.name, owner=owner.name,
                    company=run.company_id.name))
            if run.company_id.parent_id:
                raise UserError(self.env._(
                    "%(company)s is a branch: the allowance is that of %(root)s.", company=run.company_id.name,
                    root=run.company_id.root_id.name))

    def write(self, vals):
        changed = {"date", "matrix_id"} & vals.keys()
        if changed and not self.env.su:
            for run in self:
                if run.state != "draft":
                    raise UserError(self.env._("“%(run)s” is not a draft any more.", run=run.display_name))
        result = super().write(vals)
        if changed:
            self._forget()
        return result

    def _forget(self):
        """What was worked out is that of another day or matrix."""
        runs = self.sudo()  # sudo: figures are written by code only.
        runs._forget_rows()
        runs.write({**dict.fromkeys(FIGURES, 0.0), "calculated_on": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for run in self:
            if run.state != "draft":
                raise UserError(self.env._("“%(run)s” is evidence and cannot be deleted.", run=run.display_name))

    # Rights

    def _check_manager(self):
        """:raise AccessError: the user is no credit manager, or does not work for the company"""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers decide on the loss allowance."))

    def _get_involved(self):
        return self.prepared_by_id

    def _get_decider(self):
        return self._find_decider(abs(self.difference))

    # Steps

    def action_approve(self):
        """Approve what was worked out by somebody else.

        :raise AccessError: the difference is above what the user may decide, or the user worked it out
        :raise UserError: it was not worked out, does not agree with the ledger of now, or its day is locked
        """
        for run in self:
            run._check_manager()
            authority = run._check_deciding(abs(run.difference))
            if not run.calculated_on:
                raise UserError(self.env._("Work “%(run)s” out first.", run=run.display_name))
            run._check_ledger()
            run.company_id._check_loss_date(run.date)
            run.company_id._get_loss_accounts("credit_loss_account_id", "credit_allowance_account_id")
            # sudo: the right has been checked; evidence is written by code only.
            run.sudo()._set_state(
                "approved", approved_by_id=self.env.uid, approved_for_id=(authority - self.env.user).id,
                approved_on=fields.Datetime.now())
            run.sudo().activity_unlink([ACTIVITY])

    def action_draft(self):
        """Take an approval back: the figures may be worked out anew."""
        for run in self:
            run._check_manager()
            run.sudo()._set_state("draft", approved_by_id=False, approved_for_id=False, approved_on=False)  # sudo: as above.

    def _check_ledger(self):
        if not self.currency_id.is_zero(self.difference_to_ledger):
            raise UserError(self.env._(
                "“%(run)s” differs from the balance of the receivable accounts by %(difference)s: work it out anew.",
                run=self.display_name, difference=self.currency_id.format(self.difference_to_ledger)))
        self._check_ledger_unchanged()
