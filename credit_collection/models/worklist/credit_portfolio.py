from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools.worklist import portfolios


class CreditPortfolio(models.Model):
    """A group of customers and its collectors. A customer belongs to the first portfolio that fits."""

    _name = "credit.portfolio"
    _description = "Portfolio"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)], help="Leave empty for all companies.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    user_ids = fields.Many2many(
        "res.users", string="Collectors", required=True, domain=[("share", "=", False)],
        help="Several collectors share the customers evenly; existing assignments stay.",
    )
    balance_by = fields.Selection(
        [("count", "Number of customers"), ("amount", "Amount overdue")], required=True, default="count",
    )
    rating_ids = fields.Many2many("credit.rating", string="Ratings", check_company=True)
    country_ids = fields.Many2many("res.country", string="Countries")
    tag_ids = fields.Many2many("res.partner.category", string="Tags")
    salesperson_ids = fields.Many2many(
        "res.users", "credit_portfolio_salesperson_rel", "portfolio_id", "user_id", string="Salespeople",
        domain=[("share", "=", False)],
    )
    min_overdue = fields.Monetary(string="Overdue From", default=0.0)
    max_overdue = fields.Monetary(string="Overdue Below", default=0.0, help="0: no limit.")
    first_letters = fields.Char(string="Name From", help="First letters of the name, such as A.")
    last_letters = fields.Char(string="Name To", help="Last initial that belongs to the portfolio, such as K.")
    profile_count = fields.Integer(string="Customers", compute="_compute_profile_count")

    _check_amounts = models.Constraint(
        "CHECK (COALESCE(min_overdue, 0) >= 0 AND COALESCE(max_overdue, 0) >= 0)", "Amounts of a portfolio cannot be negative.",
    )

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for portfolio in self:
            portfolio.currency_id = (portfolio.company_id or self.env.company).currency_id

    def _compute_profile_count(self):
        counts = dict(self.env["credit.profile"]._read_group(
            [("portfolio_id", "in", self.ids)], ["portfolio_id"], ["__count"]))
        for portfolio in self:
            portfolio.profile_count = counts.get(portfolio, 0)

    def action_assign(self):
        """Assign all customers that were not given to a collector by hand, as the nightly run does.

        :raise AccessError: for others than credit managers
        """
        if not self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            raise AccessError(self.env._("Only credit managers assign portfolios."))
        Profile = self.env["credit.profile"]
        profiles = Profile.search(Profile._get_assignable_domain())
        for today, of_day in self.env["res.company"]._get_credit_days_of(profiles).items():
            of_day._assign_collectors(today)
        return True

    def action_view_profiles(self):
        """:return: the customers of the portfolio"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_profile_action")
        return {**action, "domain": [("portfolio_id", "in", self.ids)], "context": {}}

    def _get_criteria(self):
        """:return: list of :class:`~odoo.addons.credit_collection.tools.worklist.portfolios.Criteria`"""
        return [
            portfolios.Criteria(
                portfolio.id, frozenset(portfolio.rating_ids.ids), frozenset(portfolio.country_ids.ids),
                frozenset(portfolio.salesperson_ids.ids), frozenset(portfolio.tag_ids.ids), portfolio.min_overdue,
                portfolio.max_overdue, portfolio.first_letters or "", portfolio.last_letters or "")
            for portfolio in self
        ]

    def _get_active_collectors(self):
        return self.user_ids.filtered("active")

    @api.model
    def _get_portfolios(self, company):
        """:return: the portfolios with collectors that are tried for customers of ``company``, in their order"""
        return self.search(Domain("company_id", "in", [company.id, False])).filtered(
            lambda portfolio: portfolio._get_active_collectors())
