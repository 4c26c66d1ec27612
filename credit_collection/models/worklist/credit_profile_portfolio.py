from odoo import api, fields, models

from ...tools.common.write_steps import write_step


class CreditProfile(models.Model):
    """Who collects from a customer: the portfolio says so every night, unless somebody was chosen by hand."""

    _inherit = "credit.profile"

    portfolio_id = fields.Many2one(
        "credit.portfolio", readonly=True, index="btree_not_null", ondelete="set null", copy=False,
        help="The portfolio that assigned the customer to the collector; empty for manual assignments.",
        role="open",
    )
    stand_in_id = fields.Many2one("res.users", string="Delegate", compute="_compute_stand_in_id")

    @api.depends("collector_id")
    def _compute_stand_in_id(self):
        """The delegate of an absent collector."""
        for today, profiles in self.env["res.company"]._get_credit_days_of(self).items():
            substitutes = self.env["credit.absence"]._get_substitutes(today)
            for profile in profiles:
                profile.stand_in_id = substitutes.get(profile.collector_id, False)

    @write_step(60)
    def _step_portfolio(self, vals):
        """A collector chosen by hand stays; without one the portfolios choose again."""
        if "collector_id" in vals and "portfolio_id" not in vals:
            vals = {**vals, "portfolio_id": False}
        yield vals

    def _assign_collectors(self, today):
        """Give these customers to the collectors of their portfolios; the number of queries does not depend on how many.

        :param date today: decides what is overdue
        :return: the customers whose portfolio or collector changed
        """
        # sudo: the portfolios decide, no matter who starts the run.
        return self.env["credit.portfolio"].sudo()._assign(self.sudo(), today).sudo(self.env.su)
