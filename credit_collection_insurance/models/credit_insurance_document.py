from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditInsuranceDocument(models.Model):
    """A document that the insurer asks for: named by the policy, handed in with the claim."""

    _name = "credit.insurance.document"
    _inherit = "credit.roles.mixin"
    _description = "Document of a Claim"
    _order = "sequence, id"

    policy_id = fields.Many2one("credit.insurance.policy", index="btree_not_null", ondelete="cascade", role="fixed")
    claim_id = fields.Many2one("credit.insurance.claim", index="btree_not_null", ondelete="cascade", role="fixed")
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    is_required = fields.Boolean(string="Required", default=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", "credit_insurance_document_attachment_rel", "document_id", "attachment_id", string="Files", copy=False)

    @api.depends("policy_id.company_id", "claim_id.company_id")
    def _compute_company_id(self):
        for document in self:
            document.company_id = document.claim_id.company_id or document.policy_id.company_id

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self._check_open()

    def _check_open(self):
        """:raise UserError: the claim was filed: what was handed in is evidence"""
        if not self.env.su and (filed := self.claim_id.filtered("filed_on")[:1]):
            raise UserError(self.env._("“%(claim)s” was filed: its documents stay as they are.", claim=filed.display_name))
