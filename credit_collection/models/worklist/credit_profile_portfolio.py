from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.worklist import portfolios as tools

BATCH = 1000


class CreditProfile(models.Model):
    """Who collects from a customer: the portfolio says so every night, unless somebody was chosen by hand."""

    _inherit = "credit.profile"

    portfolio_id = fields.Many2one(
        "credit.portfolio", readonly=True, index="btree_not_null", ondelete="set null", copy=False,
        help="The portfolio that assigned the customer to the collector; empty for manual assignments.",
        role="open",
    )
    portfolio_date = fields.Date(string="Portfolio Checked On", readonly=True, copy=False, role="system")
    collector_reason = fields.Char(string="Reason for the Assignment", compute="_compute_collector_reason")
    stand_in_id = fields.Many2one("res.users", string="Delegate", compute="_compute_stand_in_id")

    @api.depends("collector_id", "portfolio_id")
    @api.depends_context("lang")
    def _compute_collector_reason(self):
        for profile in self:
            if not profile.collector_id:
                profile.collector_reason = False
            elif profile.portfolio_id:
                profile.collector_reason = self.env._("Portfolio “%(name)s”", name=profile.portfolio_id.name)
            else:
                profile.collector_reason = self.env._("Assigned manually")

    @api.depends("collector_id")
    def _compute_stand_in_id(self):
        """The delegate of an absent collector."""
        for today, profiles in self.env["res.company"]._get_credit_days_of(self).items():
            substitutes = self.env["credit.absence"]._get_substitutes(today)
            for profile in profiles:
                profile.stand_in_id = substitutes.get(profile.collector_id, False)

    @api.model
    def _get_write_steps(self):
        return [*super()._get_write_steps(), (60, "_step_portfolio")]

    def _step_portfolio(self, vals):
        """A collector chosen by hand stays; without one the portfolios choose again."""
        if "collector_id" in vals and "portfolio_id" not in vals:
            vals = {**vals, "portfolio_id": False}
        yield vals

    @api.model
    def _get_assignable_domain(self):
        """:return: domain of the customers whose collector was not chosen by hand"""
        return Domain("collector_id", "=", False) | Domain("portfolio_id", "!=", False)

    def _assign_collectors(self, today):
        """Give these customers to the collectors of their portfolios; the number of queries does not depend on how many.

        :param date today: decides what is overdue
        :return: the customers whose portfolio or collector changed
        """
        # sudo: the portfolios decide, whoever starts the run.
        profiles_sudo = self.sudo()
        facts = profiles_sudo._get_facts(today)
        changed = profiles_sudo.browse()
        for company, profiles in profiles_sudo.grouped("company_id").items():
            candidates = profiles.env["credit.portfolio"]._get_portfolios(company)
            customers = {profile: profile._get_plain_customer(facts[profile.id]) for profile in profiles}
            criteria = candidates._get_criteria()
            found = {profile: tools.find_portfolio(customer, criteria) for profile, customer in customers.items()}
            changed |= profiles._apply_portfolios(candidates, found, customers)
        profiles_sudo.portfolio_date = today
        return changed.sudo(self.env.su)

    def _get_plain_customer(self, facts):
        partner = self.partner_id
        return tools.Customer(
            self.id, partner.name or "", self.rating_id.id, partner.country_id.id, partner.user_id.id,
            frozenset(partner.category_id.ids), float(facts["overdue_amount"] or 0.0))

    def _apply_portfolios(self, candidates, found, customers):
        """:param dict found: ``{profile: portfolio id or None}``"""
        loads = self._get_portfolio_loads(candidates, customers)
        changed, targets = self.browse(), {}
        for portfolio in candidates:
            members = [profile for profile in self if found[profile] == portfolio.id]
            by_amount = portfolio.balance_by == "amount"
            shares = tools.share_out(
                {profile.id: customers[profile].overdue if by_amount else 1.0 for profile in members},
                {profile.id: profile.collector_id.id for profile in members if profile.portfolio_id == portfolio},
                portfolio._get_active_collectors().ids,
                loads.get(portfolio.id, {}))
            targets.update({profile: (portfolio.id, shares[profile.id]) for profile in members})
        groups = {}
        for profile in self:
            target = targets.get(profile, (False, False))
            if target != (profile.portfolio_id.id, profile.collector_id.id):
                groups.setdefault(target, []).append(profile.id)
        for (portfolio_id, collector_id), ids in groups.items():
            # Core's own switch: no message for each of thousands of customers; the profile says why it has its collector.
            self.browse(ids).with_context(mail_notrack=True).write(
                {"portfolio_id": portfolio_id, "collector_id": collector_id})
            changed |= self.browse(ids)
        return changed

    def _get_portfolio_loads(self, candidates, customers):
        """:return: ``{portfolio id: {collector id: load of their customers that are not in self}}``"""
        loads = {}
        by_amount = {portfolio.id: portfolio.balance_by == "amount" for portfolio in candidates}
        for portfolio, collector, count, amount in self._read_group(
            [("portfolio_id", "in", candidates.ids)], ["portfolio_id", "collector_id"], ["__count", "overdue_amount:sum"],
        ):
            loads.setdefault(portfolio.id, {})[collector.id] = float(amount or 0.0) if by_amount[portfolio.id] else count
        for profile, customer in customers.items():
            own = loads.get(profile.portfolio_id.id, {})
            if profile.collector_id.id in own:
                own[profile.collector_id.id] -= customer.overdue if by_amount[profile.portfolio_id.id] else 1
        return loads

    @api.model
    def _cron_assign_collectors(self):
        """Assign one batch of the customers that were not looked at today."""
        self._run_batch(
            "credit_collection.ir_cron_assign_collectors",
            lambda today: self._get_assignable_domain() & (
                Domain("portfolio_date", "=", False) | Domain("portfolio_date", "<", today)),
            lambda profiles, today: profiles._assign_collectors(today), size=BATCH)
