from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.insured import INSURED, LATE, NONE, OVER, PAID, PARTLY, STOPPED, get_deadline

STATUSES = [
    (INSURED, "Insured"), (PARTLY, "Insured in part"), (OVER, "Limit used up"), (NONE, "No cover on delivery"),
    (LATE, "Not reported in time"), (STOPPED, "Delivered after the stop"), (PAID, "Paid"),
]


class CreditInsuranceClaimLine(models.Model):
    """An item that is reported or claimed, with what was open and insured of it then."""

    _name = "credit.insurance.claim.line"
    _inherit = ["credit.draft.row.mixin"]
    _description = "Item of an Insurance Claim"
    _order = "first_due_date, id"
    _rec_name = "line_id"
    _document_field = "claim_id"

    claim_id = fields.Many2one("credit.insurance.claim", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    partner_id = fields.Many2one(related="claim_id.partner_id")
    line_id = fields.Many2one(
        "account.move.line", string="Item", required=True, index=True, ondelete="restrict", role="fixed",
        domain="[('credit_is_open_debt', '=', True), ('partner_id.commercial_partner_id', '=', partner_id), "
               "('company_id', 'child_of', company_id)]")
    move_id = fields.Many2one(related="line_id.move_id", string="Document")
    cover_id = fields.Many2one("credit.insurance.cover", readonly=True, index="btree_not_null", ondelete="set null")
    delivered_on = fields.Date(readonly=True)
    first_due_date = fields.Date(readonly=True, help="Deadlines are counted from here, whatever was agreed with the customer.")
    stop_on = fields.Date(string="Stop Deliveries After", readonly=True)
    report_by = fields.Date(readonly=True)
    file_by = fields.Date(string="File Claim By", readonly=True)
    amount = fields.Monetary(string="Open Amount", readonly=True, default=0.0)
    insured_amount = fields.Monetary(string="Insured", readonly=True, default=0.0)
    status = fields.Selection(STATUSES, readonly=True)

    _once_idx = models.UniqueIndex("(claim_id, line_id)", "This item is in the claim already.")

    @api.constrains("line_id")
    def _check_item(self):
        for line in self:
            line.line_id._check_debt_of(line.claim_id.profile_id)

    def _freeze(self, row, share):
        """:param row: of ``credit.insurance``, None when nothing is open any more
        :param share: what of it is insured
        """
        if not row:
            self.write({"amount": 0.0, "insured_amount": 0.0, "status": PAID})
            return
        due = row["due"]
        self.write({
            "cover_id": row["cover_id"], "delivered_on": row["delivered"], "first_due_date": due,
            "stop_on": get_deadline(due, row["stop_days"]), "report_by": get_deadline(due, row["report_days"]),
            "file_by": get_deadline(due, row["claim_days"]), "amount": share.amount if share else row["residual"],
            "insured_amount": share.insured if share else 0.0, "status": share.status if share else NONE})

    def _check_policy(self):
        """:raise UserError: an item was delivered without a cover of the policy"""
        for line in self:
            if line.cover_id.policy_id != line.claim_id.policy_id:
                raise UserError(self.env._(
                    "%(item)s of %(date)s was not delivered under a cover of policy “%(policy)s”.",
                    item=line.move_id.display_name, policy=line.claim_id.policy_id.name,
                    date=format_date(self.env, line.delivered_on) if line.delivered_on else ""))
