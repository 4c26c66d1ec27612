import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.hold.hold_rules import HoldRule


class CreditHoldRulesMixin(models.AbstractModel):
    _inherit = "credit.hold.rules.mixin"

    hold_credit_file = fields.Boolean(
        string="Incomplete Credit File", help="Orders are held while documents of the customer are missing or outdated.")


class CreditHold(models.Model):
    """Orders of customers whose documents are missing or outdated."""

    _inherit = "credit.hold"

    @api.model
    def _get_hold_rules(self):
        return [*super()._get_hold_rules(), HoldRule(
            "credit_file", 47, lambda policy, position, request, rounding: bool(position.facts.get("has_incomplete_file")),
            switch="hold_credit_file", label=self.env._("Incomplete credit file"), sentence="_explain_credit_file")]

    @api.model
    def _explain_credit_file(self, values, money):
        return self.env._("Documents of the customer's credit file are missing or outdated.")

    @api.model
    def _get_hold_facts(self, today):
        return {**super()._get_hold_facts(today), "has_incomplete_file": SQL(
            "EXISTS (SELECT 1 FROM credit_file file WHERE file.profile_id = facts.id AND file.completeness < 100)")}

    @api.model
    def _flush_hold_facts(self):
        result = super()._flush_hold_facts()
        self.env["credit.file"].flush_model(["profile_id", "completeness"])
        return result


class CreditReview(models.Model):
    """More credit is approved only with the documents that the policy asks for."""

    _inherit = "credit.review"

    def _find_lacking_documents(self):
        """:return: kinds of documents that this review lacks to be approved; none where it gives no more credit"""
        if not self._get_decision_amount():
            return self.env["credit.file.kind"]
        limit = {"unlimited": math.inf, "limited": self.proposed_credit_limit}.get(self.proposed_limit_mode, 0.0)
        return self.env["credit.file"]._find_blocking(
            self.profile_id, self.proposed_rating_id, limit, self.company_id._get_credit_today())

    def _is_within_band(self):
        return super()._is_within_band() and not self._find_lacking_documents()

    def action_approve(self):
        for review in self:
            if lacking := review._find_lacking_documents():
                raise UserError(self.env._(
                    "%(review)s cannot be approved: these documents are missing, outdated or too old: %(names)s.",
                    review=review.display_name, names=", ".join(lacking.mapped("name"))))
        return super().action_approve()
