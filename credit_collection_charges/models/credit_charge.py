from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

KINDS = [("interest", "Late interest"), ("compensation", "Fixed compensation"), ("fee", "Reminder fee")]


class CreditCharge(models.Model):
    """Something that late payment costs the customer: accrued by the night, claimed on letters, then billed or waived.

    Written by code only. Interest grows while its item is open; what was billed or waived of it never changes, and the night
    accrues what came since.
    """

    _name = "credit.charge"
    _description = "Charge for Late Payment"
    _inherit = ["credit.state.mixin", "credit.batch.mixin"]
    _order = "date desc, id desc"
    _transitions = {
        "accrued": {"billed", "waived", "cancelled"},
        "billed": {"accrued", "waived"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(
        [("accrued", "Accrued"), ("billed", "Billed"), ("waived", "Waived"), ("cancelled", "Cancelled")],
        default="accrued", required=True, readonly=True, index=True)
    line_id = fields.Many2one(
        "account.move.line", string="Item", readonly=True, index="btree_not_null", ondelete="set null",
        help="The item that was paid late; of a fee, the oldest one of the reminder.")
    # Stays when the items of an invoice are made anew.
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null")
    date = fields.Date(required=True, readonly=True, help="Day on which the charge arose, of interest its last day so far.")
    date_from = fields.Date(string="Interest From", readonly=True)
    date_to = fields.Date(string="Interest To", readonly=True)
    principal = fields.Monetary(readonly=True, default=0.0, help="What bears interest at the end of the last day.")
    percent = fields.Float(string="Rate (% per year)", readonly=True, digits=(16, 4), help="Of the last day.", aggregator=None)
    amount = fields.Monetary(readonly=True, default=0.0)
    rule_id = fields.Many2one("credit.interest.rule", string="Terms", readonly=True, ondelete="restrict")
    bill_id = fields.Many2one(
        "account.move", string="Billed In", readonly=True, index="btree_not_null", ondelete="set null", copy=False)
    bill_line_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null", copy=False)
    # How the interest was worked out, kept when it is billed or waived: [[from, to, days, principal, percent, amount], …].
    slices = fields.Json(readonly=True, copy=False)
    charged_before = fields.Monetary(
        readonly=True, default=0.0, copy=False,
        help="Charged before of the interest of these days, which a later entry in the ledger changed.")
    calculation = fields.Html(compute="_compute_calculation", sanitize=False, string="How It Was Worked Out")

    # Each once, whoever accrues at the same time.
    _interest_uniq = models.UniqueIndex("(line_id) WHERE kind = 'interest' AND state = 'accrued'")
    _compensation_uniq = models.UniqueIndex(
        "(move_id) WHERE kind = 'compensation' AND state = 'accrued'")

    @api.depends("kind", "move_id.name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for charge in self:
            charge.display_name = f"{labels.get(charge.kind, '')} {charge.move_id.name or format_date(self.env, charge.date)}"

    @api.model
    def _get_system_message(self):
        return self.env._("Charges are accrued from the ledger. Bill them, or waive them with a reason.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if kept := self.filtered(lambda charge: charge.state in ("billed", "waived"))[:1]:
            raise UserError(self.env._("“%(charge)s” is evidence and cannot be deleted.", charge=kept.display_name))
