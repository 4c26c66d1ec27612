import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.agreement.credit_file import Document, find_incomplete
from ...tools.hold.hold_rules import HoldRule

CREDIT_FILE = "credit_file"


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
            CREDIT_FILE, 47, lambda policy, position, request, rounding: bool(position.facts.get("has_incomplete_file")),
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

    @api.model
    def _get_past_rules(self):
        return [*super()._get_past_rules(), CREDIT_FILE]

    @api.model
    def _get_past_facts(self, partner_ids, period):
        """A file was incomplete while a document that the rating and limit of the day require was not checked yet, or not
        valid. What is required is the policy of today."""
        return {**super()._get_past_facts(partner_ids, period), "has_incomplete_file": self.env[
            "credit.file"]._find_incomplete(period.company, partner_ids)}


class CreditFile(models.Model):
    _inherit = "credit.file"

    @api.model
    def _find_incomplete(self, company, partner_ids):
        """:return: ``{commercial partner id: [Span of days on which the file was not complete]}``, in a fixed number of
            queries"""
        kinds, _records = self._get_kinds(company)[company]
        if not kinds:
            return {}
        documents = self._get_past_documents(company, partner_ids)
        return {
            partner_id: find_incomplete(kinds, documents.get(partner_id, ()), [
                (day, decision.rating_id, self._get_limit(decision))
                for day, decision in decisions.get_versions()])
            for partner_id, decisions in self.env["credit.policy.log"]._get_past_decisions(company, partner_ids).items()}

    @api.model
    def _get_past_documents(self, company, partner_ids):
        """:return: ``{commercial partner id: documents as plain values}``, each from the day on which it was checked"""
        found = {}
        # sudo: whether there are documents decides about orders, whoever asks.
        of_customers = Domain("company_id", "=", company.id) & Domain("profile_id.partner_id", "in", partner_ids)
        for document in self.env["credit.file.document"].sudo().search(
                of_customers & Domain("kind_id", "!=", False) & Domain("checked_on", "!=", False)):
            found.setdefault(document.profile_id.partner_id.id, []).append(Document(
                document.kind_id.id, max(document.valid_from or document.checked_on, document.checked_on),
                document.valid_until or None))
        met = self.env["credit.file.kind"].sudo().search([("is_agreement", "=", True)])
        agreements = self.env["credit.agreement"].sudo().search(
            of_customers & Domain("effective_from", "!=", False)) if met else ()
        for agreement in agreements:
            ends = [day for day in (
                agreement.valid_until, agreement.ended_on and agreement.ended_on - timedelta(days=1)) if day]
            found.setdefault(agreement.profile_id.partner_id.id, []).extend(
                Document(kind.id, agreement.effective_from, min(ends, default=None)) for kind in met)
        return found


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
