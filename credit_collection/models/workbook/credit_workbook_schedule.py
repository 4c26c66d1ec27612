from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...const import WITH_ARCHIVED
from ...tools.workbook.mail_days import get_latest_day, get_next_day
from ..common.days import day_of_entry

JOB = "credit_collection.ir_cron_schedule_workbooks"
SEND_JOB = "credit_collection.ir_cron_send_workbooks"
VIEWER = "credit_collection.credit_collection_group_viewer"


class CreditWorkbookSchedule(models.Model):
    """Who gets the overdue workbook by e-mail, how often, and about which customers."""

    _name = "credit.workbook.schedule"
    _inherit = ["credit.batch.mixin", "credit.roles.mixin"]
    _description = "Scheduled Workbook"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)])
    audience = fields.Selection(
        [("users", "Chosen users"), ("team", "Leaders of sales teams"), ("salesperson", "Salespeople"),
         ("collector", "Collectors")], required=True, default="users",
        help="Chosen users: credit users, each with all customers they may see.\n"
             "Leaders of sales teams: the customers of the salespeople of their teams.\n"
             "Salespeople, Collectors: their own customers.\n"
             "Recipients who are no credit users get neither remarks nor ratings.")
    user_ids = fields.Many2many("res.users", string="Users", domain=[("share", "=", False)])
    team_ids = fields.Many2many("crm.team", string="Sales Teams", context=WITH_ARCHIVED, help="Empty: all of them.")
    frequency = fields.Selection(
        [("daily", "Every day"), ("weekly", "Every week"), ("monthly", "Every month")], required=True, default="weekly")
    first_date = day_of_entry(
        "first_date", "company_id", days=1, string="First Sent On", required=True,
        help="Further ones follow on the same day of the week or month; the last day of a month stays the last day.")
    last_date = fields.Date(string="Last Sent On", readonly=True, copy=False)
    next_date = fields.Date(string="Next", compute="_compute_next_date", store=True, index=True)
    mail_ids = fields.One2many("credit.workbook.mail", "schedule_id", string="E-mails", readonly=True)

    @api.depends("first_date", "frequency", "last_date")
    def _compute_next_date(self):
        for schedule in self:
            schedule.next_date = get_next_day(schedule.first_date, schedule.frequency, schedule.last_date)

    @api.constrains("audience", "user_ids", "company_id")
    def _check_users(self):
        for schedule in self.filtered(lambda schedule: schedule.audience == "users"):
            # sudo: users of other companies are named as such.
            users = schedule.sudo().user_ids
            if not users:
                raise ValidationError(self.env._("%(name)s: choose users.", name=schedule.name))
            strangers = users.filtered(lambda user: not user.has_group(VIEWER))
            if strangers:
                raise ValidationError(self.env._(
                    "%(name)s: %(users)s may not see all customers: they have no right in credit and collection.",
                    name=schedule.name, users=", ".join(strangers.mapped("name"))))
            outside = users - users._credit_filter_of_company(schedule.company_id)
            if outside:
                raise ValidationError(self.env._(
                    "%(name)s: %(users)s do not work in %(company)s.", name=schedule.name,
                    users=", ".join(outside.mapped("name")), company=schedule.company_id.name))

    @api.model
    def _cron_schedule(self, now=None):
        """Prepare the e-mails that are due and leave them to the job that sends; of several missed days the latest is sent."""
        self._run_batch(
            JOB, lambda today: Domain("next_date", "<=", today), lambda schedules, today: schedules._prepare(today), size=20,
            now=now)

    def _prepare(self, today):
        """Queue an e-mail for each recipient."""
        for schedule in self:
            schedule._queue()
            schedule.last_date = get_latest_day(schedule.first_date, schedule.frequency, today)

    def action_send_now(self):
        """Send it once more, now; the days of the schedule stay."""
        self.check_access("write")
        # sudo: the queue is written by code; the right has been checked.
        self.sudo()._queue()

    def _queue(self):
        self.env["credit.workbook.mail"].create([
            {"schedule_id": schedule.id, "user_id": user.id} for schedule in self for user in schedule._get_recipients()])
        self.env.ref(SEND_JOB)._trigger()

    def _get_recipients(self):
        """:return: the users who get the workbook, as far as they work in the company"""
        self.ensure_one()
        users = {
            "users": lambda: self.user_ids, "team": lambda: self._get_teams().user_id,
            "collector": self._get_collectors, "salesperson": self._get_salespeople}[self.audience]()
        return users._credit_at_work()._credit_filter_of_company(self.company_id)

    def _get_collectors(self):
        groups = self.env["credit.profile"]._read_group(
            [("company_id", "=", self.company_id.id), ("collector_id", "!=", False)], ["collector_id"])
        return self.env["res.users"].concat(*(user for (user,) in groups))

    def _get_salespeople(self):
        customers = self.env["credit.profile"]._search([("company_id", "=", self.company_id.id)]).subselect("partner_id")
        groups = self.env["res.partner"]._read_group([("id", "in", customers), ("user_id", "!=", False)], ["user_id"])
        users = self.env["res.users"].concat(*(user for (user,) in groups))
        return users.filtered(lambda user: user.sale_team_id in self.team_ids) if self.team_ids else users

    def _get_teams(self):
        return self.team_ids or self.env["crm.team"].search([("company_id", "in", [False, self.company_id.id])])

    def _get_customers_domain(self, user):
        """:return: domain of the credit profiles that ``user`` is told about"""
        company = Domain("company_id", "=", self.company_id.id)
        if self.audience == "team":
            teams = self._get_teams().filtered(lambda team: team.user_id == user)
            return company & Domain("partner_id.user_id.sale_team_id", "in", teams.ids)
        if self.audience == "salesperson":
            return company & Domain("partner_id.user_id", "=", user.id)
        return company & Domain("collector_id", "=", user.id) if self.audience == "collector" else company
