from odoo import api, models
from odoo.exceptions import AccessError


class CreditApprovalTier(models.Model):
    _inherit = "credit.approval.tier"

    @api.model
    def _check_four_eyes(self, user, company, sellers, document):
        """
        :param sellers: users who sell what ``user`` is about to decide on
        :param str document: its name
        :raise AccessError: ``user`` is one of them, and somebody else has to decide
        """
        if self.env.su or user not in sellers or not self._needs_four_eyes(user, company):
            return
        raise AccessError(self.env._(
            "You are the salesperson, or gave this to a colleague. Another credit manager decides on “%(document)s”.",
            document=document))

    @api.model
    def _needs_four_eyes(self, user, company):
        """:return: whether somebody else than the seller ``user`` has to decide in ``company``"""
        root = company.root_id
        mode = root.sudo().credit_four_eyes  # sudo: a policy of the company, for any user.
        if mode != "auto":
            return mode == "always"
        return bool(self._get_managers(root) - user)
