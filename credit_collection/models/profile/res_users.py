from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _credit_filter_of_company(self, company):
        """:return: the active ones of these users who may work in ``company``, in the environment of ``self``"""
        # sudo: a user need not see the other companies in which a colleague works.
        users_sudo = self.sudo().filtered(lambda user: user.active and company in user.company_ids)
        return self.browse(users_sudo.ids)

    def _credit_at_work(self):
        """:return: those of these users who can do a task, in their order: active, and no portal user"""
        return self.filtered(lambda user: user.active and not user.share)

    def _credit_choose(self):
        """:return: the first of these users who can do a task; without one, who is at work now"""
        return self._credit_at_work()[:1] or self.env.user
