from odoo import api, fields, models

from ...const import LIMIT_MODES

VERDICTS = [("clear", "Clear"), ("warned", "Warned"), ("held", "Held")]
OUTCOMES = [
    ("on_time", "Paid on time"), ("late", "Paid late"), ("unpaid", "Unpaid and overdue"), ("lost", "Written off"),
    ("pending", "Not due or not invoiced yet"), ("credited", "Credited or closed"),
]
EFFECTS = [
    ("held", "Newly held"), ("freed", "No longer held"), ("both", "Held by both policies"), ("none", "Held by neither policy"),
]
BAND_WIDTH = 10


class CreditPolicyReplayLine(models.Model):
    """One document of the past, as a drafted policy and the policy in force would have treated it, and how it was really paid.
    Written by code only."""

    _name = "credit.policy.replay.line"
    _description = "Document Replayed under a Policy"
    _order = "date desc, id desc"
    _rec_name = "name"

    change_id = fields.Many2one("credit.policy.change", required=True, readonly=True, index=True, ondelete="cascade")
    # Stored for the record rule, and written with the line.
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    name = fields.Char(string="Number", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null", ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="cascade")
    document = fields.Reference(
        [("sale.order", "Order"), ("account.move", "Invoice")], compute="_compute_document")
    kind = fields.Selection([("order", "Order"), ("invoice", "Invoice")], string="Document Type", readonly=True)
    profile_id = fields.Many2one("credit.profile", readonly=True, index="btree_not_null", ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Date(readonly=True, help="Day of the order or invoice.")
    amount = fields.Monetary(readonly=True, help="With taxes, in company currency at the rate of the day.")

    # As known on the day
    is_assumed = fields.Boolean(
        string="Assumed Policy Data", readonly=True,
        help="The customer's limit and rating of this day are not recorded: the document is older than the credit profile.")
    rating_id = fields.Many2one("credit.rating", readonly=True, ondelete="set null")
    limit_mode = fields.Selection(LIMIT_MODES, string="Credit", readonly=True)
    effective_limit = fields.Monetary(string="Limit", readonly=True, aggregator=None)
    effective_limit_before = fields.Monetary(string="Limit, Policy in Force", readonly=True, aggregator=None)
    exposure = fields.Monetary(
        readonly=True, aggregator=None, help="Exposure of the customer on the day, without the document.")
    overdue_amount = fields.Monetary(string="Overdue", readonly=True, aggregator=None)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    term_days = fields.Integer(string="Payment Term (days)", readonly=True, aggregator="avg")
    score = fields.Float(digits=(5, 1), readonly=True, aggregator="avg")
    score_band = fields.Char(readonly=True)

    # Verdicts
    verdict = fields.Selection(VERDICTS, string="Drafted Policy", readonly=True)
    verdict_before = fields.Selection(VERDICTS, string="Policy in Force", readonly=True)
    held = fields.Boolean(string="Held by Drafted Policy", readonly=True)
    held_before = fields.Boolean(string="Held by Policy in Force", readonly=True)
    held_on = fields.Date(
        readonly=True,
        help="Day from which the drafted policy holds: that of the document, or a later one on which a milestone of the order "
             "was late. What was still to be invoiced then is the amount held.")
    effect = fields.Selection(EFFECTS, readonly=True)
    reason_codes = fields.Char(readonly=True)
    reason_codes_before = fields.Char(readonly=True)
    reason_ids = fields.Many2many(
        "credit.reason", "credit_policy_replay_line_reason_rel", "line_id", "reason_id", string="Reasons", readonly=True)
    reason_before_ids = fields.Many2many(
        "credit.reason", "credit_policy_replay_line_reason_before_rel", "line_id", "reason_id",
        string="Reasons, Policy in Force", readonly=True)

    # How it was really paid
    outcome = fields.Selection(OUTCOMES, readonly=True)
    days_late = fields.Integer(
        readonly=True, aggregator="max",
        help="Of the latest payment, 0 when paid on time; up to today where something is unpaid. Counted from the original due "
             "date.")
    is_late = fields.Boolean(string="Paid Late or Not at All", readonly=True)
    is_known = fields.Boolean(string="Outcome Known", readonly=True)
    on_time_amount = fields.Monetary(string="Paid on Time", readonly=True)
    late_amount = fields.Monetary(string="Paid Late", readonly=True)
    unpaid_amount = fields.Monetary(string="Unpaid and Overdue", readonly=True)
    lost_amount = fields.Monetary(string="Written Off", readonly=True)
    pending_amount = fields.Monetary(string="Not Due Yet", readonly=True)
    credited_amount = fields.Monetary(string="Credited", readonly=True)

    # What graphs and pivots add up
    held_amount = fields.Monetary(readonly=True)
    price_amount = fields.Monetary(
        string="Price", readonly=True, help="Held by the drafted policy, and paid on time anyway.")
    gain_amount = fields.Monetary(
        string="Gain", readonly=True, help="Held by the drafted policy, and paid late, unpaid or written off.")
    held_amount_before = fields.Monetary(string="Held Amount, Policy in Force", readonly=True)
    price_amount_before = fields.Monetary(string="Price, Policy in Force", readonly=True)
    gain_amount_before = fields.Monetary(string="Gain, Policy in Force", readonly=True)

    @api.depends("order_id", "move_id")
    def _compute_document(self):
        for line in self:
            record = line.order_id or line.move_id
            line.document = f"{record._name},{record.id}" if record else False

    def action_open_document(self):
        """:return: the order or invoice, for users who may see it"""
        self.ensure_one()
        record = self.order_id or self.move_id
        record.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id, "view_mode": "form",
            "views": [(False, "form")], "name": self.name,
        }

    @api.model
    def _get_band(self, score):
        """:return: name of the band of ten points that ``score`` is in, which sorts as the scores do"""
        low = min(int(score // BAND_WIDTH), 100 // BAND_WIDTH - 1) * BAND_WIDTH
        return f"{low:02d}–{low + BAND_WIDTH}"
