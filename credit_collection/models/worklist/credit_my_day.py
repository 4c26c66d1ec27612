from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Channels that need a person; failed mails are on the list of follow-ups.
TASKS = ("call", "visit", "letter", "manual")


class CreditMyDay(models.Model):
    """A collector's day: a row for each customer, which tells whether the customer is on it, waits or is done.

    A row has the id of its profile and, delegated to it, all its fields; nothing is kept.
    """

    _name = "credit.my.day"
    _description = "My Day"
    _inherits = {"credit.profile": "profile_id"}
    _auto = False
    _order = "value_at_risk desc, id"
    _rec_name = "partner_id"
    _depends = {"credit.profile": ["partner_id"], "credit.rank": ["profile_id"]}

    profile_id = fields.Many2one("credit.profile", string="Credit Profile", required=True, readonly=True, ondelete="cascade")
    rank_id = fields.Many2one("credit.rank", readonly=True)
    value_at_risk = fields.Monetary(
        related="rank_id.value_at_risk", string="Expected Loss",
        help="Amount collectible now times the probability that it is not paid.",
    )
    is_in_my_day = fields.Boolean(
        string="In My Day", compute="_compute_is_in_my_day", search="_search_is_in_my_day",
        help="The customer is assigned to you, you are the delegate of an absent collector, or an activity is "
             "assigned to you.",
    )
    day_state = fields.Selection(
        [("todo", "To do"), ("done", "Done today")], string="Today", compute="_compute_day_state", search="_search_day_state",
        help="To do: there is something at risk or something planned for today. Done today: somebody spoke with the customer "
             "today, the next step is planned for a later day, or follow-ups wait.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT profile.id, profile.id AS profile_id, rank.id AS rank_id
              FROM credit_profile profile
         LEFT JOIN credit_rank rank ON rank.profile_id = profile.id
            """)

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        descriptions = super().fields_get(allfields, attributes)
        # Core groups by it in the table of activities itself, which knows no delegation.
        if "groupable" in descriptions.get("activity_state", ()):
            descriptions["activity_state"]["groupable"] = False
        return descriptions

    @api.depends("collector_id", "followup_ids.user_id", "followup_ids.state")
    @api.depends_context("uid")
    def _compute_is_in_my_day(self):
        mine = self._filter(self._get_domain(self._get_my_day_domain))
        for row in self:
            row.is_in_my_day = row in mine

    def _search_is_in_my_day(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._get_domain(self._get_my_day_domain)
        return Domain.OR([mine if flag else ~mine for flag in set(map(bool, value))])

    @api.depends("value_at_risk", "snooze_until", "followup_ids.state", "followup_ids.date")
    def _compute_day_state(self):
        found = {state: self._filter(domain) for state, domain in self._get_state_domains().items()}
        for row in self:
            row.day_state = next((state for state, rows in found.items() if row in rows), False)

    def _search_day_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_state_domains()
        neither = ~Domain.OR(domains.values())
        return Domain.OR([domains.get(state, neither) for state in value])

    @api.model
    def _get_due_task_domain(self, today):
        """:return: domain of the follow-ups that somebody has to do today or should have done before"""
        return Domain("state", "=", "todo") & Domain("date", "<=", today) & Domain("channel", "in", TASKS)

    @api.model
    def _get_my_day_domain(self, today):
        """:return: domain of the customers of the user: assigned, of absent colleagues, with activities of the user"""
        substitutes = self.env["credit.absence"]._get_substitutes(today)
        users = self.env.user.browse([away.id for away, substitute in substitutes.items() if substitute == self.env.user])
        task = self._get_due_task_domain(today) & Domain("user_id", "=", self.env.uid)
        return Domain("collector_id", "in", (users | self.env.user).ids) | Domain("followup_ids", "any", task)

    @api.model
    def _get_contacted_domain(self, today):
        """:return: domain of the customers with whom somebody dealt today"""
        return Domain("followup_ids", "any", Domain("state", "=", "done") & (
            Domain("date", "=", today) | Domain("done_date", "=", today)))

    @api.model
    def _get_done_domain(self, today):
        """:return: domain of the customers with whom nobody has to deal any more today"""
        planned = Domain("followup_ids", "any", Domain("state", "=", "todo") & Domain("date", ">", today))
        written = Domain("followup_ids", "any", Domain("state", "=", "sent") & Domain("date", "=", today))
        snoozed = Domain("snooze_until", ">=", today)
        task = Domain("followup_ids", "any", self._get_due_task_domain(today))
        return self._get_contacted_domain(today) | (~task & (planned | written | snoozed))

    @api.model
    def _get_domain(self, get_domain):
        """:return: ``get_domain`` of the day it is at the company of each customer"""
        return self.env["res.company"]._get_credit_day_domain(get_domain)

    @api.model
    def _get_work_domain(self, today):
        """:return: domain of the customers with something at risk or something planned for today"""
        return Domain("rank_id.value_at_risk", ">", 0.0) | Domain("followup_ids", "any", self._get_due_task_domain(today))

    @api.model
    def _get_state_domains(self):
        """:return: ``{day_state: domain}``; a customer in neither has nothing to be done"""
        done = self._get_domain(self._get_done_domain)
        work = self._get_domain(self._get_work_domain)
        return {"todo": work & ~done, "done": self._get_domain(self._get_contacted_domain) | (work & done)}

    def _filter(self, domain):
        """:return: those of these rows that are in ``domain``, in one query"""
        return self.search(Domain("id", "in", self.ids) & domain, order="id")

    @api.model
    def _get_waiting(self):
        """:return: the rows of the customers that wait for the user today, in the order of the list"""
        return self.search(self._get_domain(self._get_my_day_domain) & self._get_state_domains()["todo"])

    def _get_next(self):
        """:return: the row that comes after this one in the order of the list, or none"""
        waiting = self._get_waiting() - self
        behind = waiting.filtered(lambda other: (-other.value_at_risk, other.id) > (-self.value_at_risk, self.id))
        return (behind or waiting)[:1]
