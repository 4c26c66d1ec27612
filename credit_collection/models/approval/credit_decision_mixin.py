from odoo import models
from odoo.exceptions import AccessError

from .credit_approval_tier import MANAGER


class CreditDecisionMixin(models.AbstractModel):
    """A document that waits for a decision: the to-do of who decides goes to a delegate while that person is away.

    Documents with an amount are decided within the approval tiers, by a credit manager who is not involved.
    """

    _name = "credit.decision.mixin"
    _description = "Document That Waits for a Decision"

    # xml-id of the type of that to-do
    _decision_activity = None

    def _get_decider(self):
        """Hook: :return: the user who would be asked to decide today, or who stands in for that user; nobody without a rule"""
        self.ensure_one()
        return self.env["res.users"]

    def _get_involved(self):
        """Hook: :return: users who may not decide if another user can: the user who asked, users who profit from it"""
        self.ensure_one()
        return self.env["res.users"]

    def _find_decider(self, amount):
        """
        :param float amount: what is decided on, in company currency
        :return: the user who is asked, or the delegate: a credit manager of the lowest tier that covers the amount, else the
            credit manager of the company, else any other credit manager; never a user who is involved
        """
        self.ensure_one()
        company, involved = self.company_id, self._get_involved()
        deciders = self.env["credit.approval.tier"]._get_deciders(company, amount) - involved
        # sudo: a setting, and users whom the one who asks need not see.
        manager = company.sudo().credit_manager_id - involved
        others = self.env["credit.approval.tier"]._get_managers(company) - involved
        decider = (deciders.filtered(lambda user: user.has_group(MANAGER)) or manager or others)[:1]
        return self.env["credit.approval.delegation"]._get_stand_in(decider, company)

    def _check_deciding(self, amount):
        """:param float amount: what the user decides on, in company currency
        :return: the user in whose tier the decision is taken
        :raise AccessError: the user is involved and somebody else could decide, or the amount is above the tier
        """
        self._check_not_involved()
        user = self.env.user
        return self.env["credit.approval.tier"]._check_amount(
            user, self.company_id, amount, is_own=user in self._get_involved())

    def _check_not_involved(self):
        """:raise AccessError: the user is involved, and somebody else could decide"""
        self.ensure_one()
        user = self.env.user
        if not self.env.su and user in self._get_involved() and self.env["credit.approval.tier"]._needs_four_eyes(
                user, self.company_id):
            raise AccessError(self._explain_involvement(user))

    def _explain_involvement(self, user):
        """:return: why ``user`` does not decide on this document"""
        return self.env._(
            "You prepared or asked for “%(document)s”. Another credit manager approves it.", document=self.display_name)
