from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .credit_insurance_claim import MANAGER


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

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents._check_open()
        documents.filtered("policy_id")._check_manager()
        return documents

    def write(self, vals):
        self._check_open()
        is_other = self.filtered(lambda document: "is_required" in vals and document.is_required != vals["is_required"])
        (self.filtered("policy_id") | is_other)._check_manager()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filed(self):
        self._check_open()
        self.filtered(lambda document: document.policy_id or document.is_required)._check_manager()

    def _get_kept_files(self):
        return super()._get_kept_files() | self.filtered("claim_id.filed_on").attachment_ids

    def _check_manager(self):
        """:raise AccessError: what the insurer requires is not waived by who files the claim"""
        if self and not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Credit managers decide which documents are required."))

    def _check_open(self):
        """:raise UserError: the claim was filed: what was handed in is evidence"""
        if not self.env.su and (filed := self.claim_id.filtered("filed_on")[:1]):
            raise UserError(self.env._("“%(claim)s” was filed: its documents stay as they are.", claim=filed.display_name))
