from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...const import WITH_ARCHIVED
from ...tools.worklist import portfolios
from ..common.bulk import get_columns

# Little is done for each: a larger batch reads the ledger a fifth faster in all.
BATCH = 4000


class CreditPortfolio(models.Model):
    """A group of customers and its collectors. A customer belongs to the first portfolio that fits."""

    _name = "credit.portfolio"
    _inherit = "credit.shared.mixin"
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
    rating_ids = fields.Many2many("credit.rating", string="Ratings", check_company=True, context=WITH_ARCHIVED)
    country_ids = fields.Many2many("res.country", string="Countries")
    tag_ids = fields.Many2many("res.partner.category", string="Tags", context=WITH_ARCHIVED)
    salesperson_ids = fields.Many2many(
        "res.users", "credit_portfolio_salesperson_rel", "portfolio_id", "user_id", string="Salespeople",
        domain=[("share", "=", False)], context=WITH_ARCHIVED,
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
        profiles = Profile.search(self._get_assignable_domain())
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
    def _get_portfolios(self, company_id):
        """:return: the portfolios with collectors that are tried for customers of this company, in their order"""
        return self.search(Domain("company_id", "in", [company_id, False])).filtered(
            lambda portfolio: portfolio._get_active_collectors())

    @api.model
    def _get_assignable_domain(self):
        """:return: domain of the customers whose collector was not chosen by hand"""
        return Domain("collector_id", "=", False) | Domain("portfolio_id", "!=", False)

    @api.model
    def _cron_assign(self):
        """Assign one batch of the customers that were not looked at today."""
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_assign_collectors", lambda _today: self._get_assignable_domain(),
            lambda profiles, today: profiles._assign_collectors(today), size=BATCH, stamped=True, in_turn=True)

    @api.model
    def _assign(self, profiles, today):
        """Give these customers to the collectors of their portfolios, see ``credit.profile._assign_collectors``.

        :return: the customers whose portfolio or collector changed
        """
        facts = profiles._get_facts(today)
        changed, of_companies = profiles.browse(), {}
        for profile_id, (company_id,) in zip(profiles._ids, get_columns(profiles, "company_id"), strict=True):
            of_companies.setdefault(company_id, []).append(profile_id)
        for company_id, profile_ids in of_companies.items():
            members, candidates = profiles.browse(profile_ids), self._get_portfolios(company_id)
            customers = self._get_plain_customers(members, facts)
            criteria = candidates._get_criteria()
            found = {key: portfolios.find_portfolio(customer, criteria) for key, customer in customers.items()}
            changed |= candidates._apply(members, found, customers)
        return changed

    @api.model
    def _get_plain_customers(self, profiles, facts):
        """:return: ``{profile id: portfolios.Customer}``"""
        partners = profiles.partner_id
        known = dict(zip(
            partners._ids, get_columns(partners, "name", "country_id", "user_id", "category_id"), strict=True))
        customers = {}
        columns = zip(profiles._ids, get_columns(profiles, "partner_id", "rating_id"), strict=True)
        for profile_id, (partner_id, rating_id) in columns:
            name, country_id, user_id, tag_ids = known[partner_id]
            customers[profile_id] = portfolios.Customer(
                profile_id, name or "", rating_id, country_id, user_id, frozenset(tag_ids),
                float(facts[profile_id]["overdue_amount"] or 0.0))
        return customers

    def _apply(self, profiles, found, customers):
        """:param dict found: ``{profile id: portfolio id or None}``"""
        present = dict(zip(profiles._ids, get_columns(profiles, "portfolio_id", "collector_id"), strict=True))
        loads = self._get_loads(customers, present)
        changed, targets, members = profiles.browse(), {}, {}
        for key, portfolio_id in found.items():
            members.setdefault(portfolio_id, []).append(customers[key])
        for portfolio in self:
            own, by_amount = members.get(portfolio.id, []), portfolio.balance_by == "amount"
            shares = portfolios.share_out(
                {customer.key: customer.overdue if by_amount else 1.0 for customer in own},
                {customer.key: present[customer.key][1] for customer in own if present[customer.key][0] == portfolio.id},
                portfolio._get_active_collectors().ids,
                loads.get(portfolio.id, {}))
            targets.update({key: (portfolio.id, collector_id) for key, collector_id in shares.items()})
        groups = {}
        for profile_id, standing in present.items():
            target = targets.get(profile_id, (None, None))
            if target != standing:
                groups.setdefault(target, []).append(profile_id)
        for (portfolio_id, collector_id), ids in groups.items():
            # Core's own switch: no message for each of thousands of customers; the profile says why it has its collector.
            profiles.browse(ids).with_context(mail_notrack=True).write(
                {"portfolio_id": portfolio_id or False, "collector_id": collector_id or False})
            changed |= profiles.browse(ids)
        return changed

    def _get_loads(self, customers, present):
        """
        :param dict present: ``{profile id: (portfolio id, collector id)}``
        :return: ``{portfolio id: {collector id: load of the collector's other customers}}``
        """
        loads = {}
        by_amount = {portfolio.id: portfolio.balance_by == "amount" for portfolio in self}
        for balance_by, group in self.grouped("balance_by").items():
            # What is overdue of all members is asked for only where it counts: each batch would read the whole ledger.
            load = "overdue_amount:sum" if balance_by == "amount" else "__count"
            for portfolio, collector, value in self.env["credit.profile"]._read_group(
                    [("portfolio_id", "in", group.ids)], ["portfolio_id", "collector_id"], [load]):
                loads.setdefault(portfolio.id, {})[collector.id] = float(value or 0.0)
        for customer in customers.values():
            portfolio_id, collector_id = present[customer.key]
            own = loads.get(portfolio_id, {})
            if collector_id in own:
                own[collector_id] -= customer.overdue if by_amount[portfolio_id] else 1
        return loads
