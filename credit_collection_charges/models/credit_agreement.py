from odoo import api, fields, models


class CreditAgreementTemplate(models.Model):
    """What paying late costs is a part of the terms."""

    _inherit = "credit.agreement.template"

    interest_rule_id = fields.Many2one(
        "credit.interest.rule", string="Late Payment Terms", check_company=True, ondelete="restrict",
        help="Agreed with the customer by these terms. Without it, those of the customer stay.")

    @api.model
    def _get_text_fields(self):
        return [*super()._get_text_fields(), "interest_rule_id"]


class CreditAgreementTemplateVersion(models.Model):
    _inherit = "credit.agreement.template.version"

    interest_rule_id = fields.Many2one("credit.interest.rule", string="Late Payment Terms", readonly=True)


class CreditAgreement(models.Model):
    """The late payment terms of an agreement apply to the customer from its acceptance."""

    _inherit = "credit.agreement"

    interest_rule_id = fields.Many2one(
        "credit.interest.rule", string="Late Payment Terms", compute="_compute_terms", store=True, precompute=True,
        readonly=False, check_company=True, tracking=True, help="Become those of the customer with the acceptance.")

    @api.depends("template_id", "profile_id")
    def _compute_terms(self):
        result = super()._compute_terms()
        for agreement in self:
            if agreement.state in (False, "draft"):
                agreement.interest_rule_id = agreement.template_id.interest_rule_id or agreement.profile_id.interest_rule_id
        return result

    @api.model
    def _get_written_fields(self):
        return super()._get_written_fields() | {"interest_rule_id"}

    def _get_new_terms(self):
        """Taking charges away, or others than before, is a decision like that on the payment term."""
        rule = self.interest_rule_id
        is_new = rule and rule != self.profile_id.interest_rule_id
        return {**super()._get_new_terms(), **({"interest_rule_id": rule.id} if is_new else {})}
