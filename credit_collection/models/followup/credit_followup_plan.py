from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ...tools.followup.sending_window import ALWAYS, SendingWindow
from ...tools.followup.values import Step


class CreditFollowupPlan(models.Model):
    """A dunning procedure: what is done how many days before or after the due date."""

    _name = "credit.followup.plan"
    _inherit = ["credit.cached.mixin", "credit.shared.mixin"]
    _description = "Follow-up Plan"
    _order = "sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty to share the plan between all companies.")
    level_ids = fields.One2many("credit.followup.level", "plan_id", string="Levels", copy=True)
    thank_for_payment = fields.Boolean(
        string="Thank for Payment",
        help="A customer who has paid all overdue items gets a short thank-you message in their language.",
    )
    level_count = fields.Integer(compute="_compute_level_count")
    strategy_ids = fields.One2many("credit.followup.strategy", "plan_id", string="Strategy Rules")

    repeat_days = fields.Integer(
        string="Repeat the Last Level Every (days)",
        help="While the customer does not pay, the last level comes again after so many days. 0: it comes once.",
        aggregator=None,
    )
    repeat_times = fields.Integer(
        string="Repetitions", help="Number of times the last level is repeated before a user takes over."
    )
    min_gap_days = fields.Integer(
        string="Days Between Messages",
        help="Minimum number of days between two follow-ups of a customer, regardless of level. A level may require "
             "more.", aggregator=None,
    )
    country_gap_ids = fields.One2many(
        "credit.followup.country.gap", "plan_id", string="Days by Country", copy=True,
        help="Where the law asks for more time between two demands.",
    )
    unsent_invoices = fields.Selection(
        [
            ("demand", "Follow up like other invoices"),
            ("skip", "Exclude until sent"),
            ("send", "Send them first"),
        ],
        required=True,
        default="demand",
        help="Treatment of invoices that were never sent to the customer: invoices sent first are followed up the "
             "day after.",
    )
    sending_window = fields.Selection(
        [("any", "Any day and hour"), ("days", "Working days"), ("hours", "Working days and hours")],
        string="Messages Leave On", required=True, default="any",
        help="On other days, public holidays and outside the hours a message waits for the next working time; it is "
             "written then, with what is open then.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar", string="Working Time", check_company=True,
        help="Its hours, time off and time zone decide. Empty: the working time of the company.",
    )
    min_units = fields.Integer(
        string="Minimum Amount (minor currency units)",
        help="A customer who owes no more than this, net of open credits, is not followed up: 500 means 5.00 in "
             "euros or dollars, 500 in yen. Levels may require more.", aggregator=None,
    )

    _check_days = models.Constraint(
        "CHECK (repeat_days BETWEEN 0 AND 3650 AND repeat_times BETWEEN 0 AND 1000 AND min_gap_days BETWEEN 0 AND 3650 "
        "AND COALESCE(min_units, 0) BETWEEN 0 AND 1000000)",
        "Days between messages and repetitions are between 0 and 3650 days, there are at most 1000 repetitions, and "
        "the minimum amount is at most 1000000 minor units.",
    )

    def _compute_level_count(self):
        for plan in self:
            plan.level_count = len(plan.level_ids)

    def _get_steps(self, country=None, currency=None):
        """:param country: of the customer, whose law may ask for more days between two messages
        :param currency: of the company, that of the user's company by default
        :return: the levels as plain values for the decision, in the order of their days
        """
        self.ensure_one()
        gap = max(self.min_gap_days, self._get_country_gaps().get(country.id, 0) if country else 0)
        currency = currency or self.env.company.currency_id
        return list(self._get_kept_steps(gap, currency.id, currency.rounding))

    @ormcache("self.id")
    def _get_country_gaps(self):
        """:return: ``{id of a country: days between two messages there}``; kept in memory, as the steps are"""
        # sudo: a setting, also for users of a branch alone.
        return {line.country_id.id: line.min_gap_days for line in self.sudo().country_gap_ids}

    @ormcache("self.id", "gap", "currency_id", "rounding")
    def _get_kept_steps(self, gap, currency_id, rounding):
        """:param int gap: least days between two messages
        :param float rounding: of the currency: what is kept depends on it
        :return: the levels as plain values; kept in memory, because every page of a customer asks for them
        """
        # sudo: what is due does not depend on who asks.
        plan, currency = self.sudo().with_context(active_test=True), self.env["res.currency"].browse(currency_id)
        steps = [
            Step(
                level.id, level.days_overdue, max(level.min_gap_days, gap), level._get_min_amount(currency),
                leaves_suppliers=level.supplier_policy == "leave_out")
            for level in plan.level_ids.sorted("days_overdue")
        ]
        if steps and steps[-1].days > 0:
            steps[-1] = steps[-1]._replace(repeat_days=plan.repeat_days, repeat_times=plan.repeat_times)
        return tuple(steps)

    # Sending window

    def _get_sending_windows(self, companies, today):
        """:param companies: root companies of the customers
        :return: ``{(plan, company): SendingWindow}``, in two queries for those that do not send on any day
        """
        # sudo: a user who works out the next follow-up need not see the working times of the company.
        calendars = {
            (plan, company): plan.sudo().calendar_id or company.sudo().resource_calendar_id
            for plan in self for company in companies if plan.sending_window != "any"
        }
        every = self.env["resource.calendar"].sudo().concat(*calendars.values())
        hours = every._get_credit_hours()
        holidays = every._get_credit_holidays(companies, today)
        windows = {
            (plan, company): SendingWindow(
                hours[calendar],
                [*holidays[calendar.id, company.id], *holidays[False, company.id]],
                calendar.tz or company._get_credit_zone(),
                plan.sending_window == "hours",
            )
            for (plan, company), calendar in calendars.items()
        }
        return {(plan, company): windows.get((plan, company), ALWAYS) for plan in self for company in companies}

    @api.model
    def _get_eve(self, today):
        """:return: the last day before the messages of all plans leave again; ``today`` when they may tomorrow"""
        # sudo: of all plans and companies, for any user.
        plans = self.sudo().search([("sending_window", "!=", "any")])
        if not plans:
            return today
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        return max(window.get_eve(today) for window in plans._get_sending_windows(companies, today).values())


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def _get_credit_hours(self):
        """:return: ``{calendar: {(week, weekday): [(from, to)]}}``; nothing for one without fixed hours: always open"""
        hours = defaultdict(lambda: defaultdict(list))
        for attendance in self._get_global_attendances():
            weeks = (int(attendance.week_type),) if attendance.calendar_id.two_weeks_calendar else (0, 1)
            for week in weeks:
                hours[attendance.calendar_id][week, int(attendance.dayofweek)].append(
                    (attendance.hour_from, attendance.hour_to))
        return hours

    def _get_credit_holidays(self, companies, today):
        """:return: ``{(calendar id or False for all, company id): [(from, to)]}`` of the public holidays since ``today``"""
        holidays = defaultdict(list)
        if not self:
            return holidays
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            Domain("calendar_id", "in", [False, *self.ids])
            & Domain("resource_id", "=", False)
            & Domain("company_id", "in", [False, *companies.ids])
            & Domain("time_type", "=", "leave")
            & Domain("date_to", ">=", fields.Datetime.to_datetime(fields.Date.subtract(today, days=2))),
            ["calendar_id", "company_id", "date_from", "date_to"],
        )
        for leave in leaves:
            # A calendar shared by companies may have time off of one of them alone.
            for company in leave.company_id or companies:
                holidays[leave.calendar_id.id, company.id].append((leave.date_from, leave.date_to))
        return holidays


class CreditFollowupCountryGap(models.Model):
    """The days that must lie between two messages to customers of a country, by law or custom."""

    _name = "credit.followup.country.gap"
    _inherit = ["credit.cached.mixin", "credit.shared.mixin"]
    _description = "Days Between Messages by Country"
    _order = "plan_id, country_id, id"

    plan_id = fields.Many2one("credit.followup.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    country_id = fields.Many2one("res.country", required=True)
    min_gap_days = fields.Integer(string="Days Between Messages", required=True, aggregator=None)

    _plan_country_uniq = models.UniqueIndex("(plan_id, country_id)", "The country is in the list of this plan already.")
    _check_days = models.Constraint("CHECK (min_gap_days BETWEEN 1 AND 3650)", "Enter 1 to 3650 days between two messages.")
