from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.followup.sending_window import ALWAYS, SendingWindow


class CreditFollowupPlan(models.Model):
    """When the messages of a plan may leave: by the working hours and public holidays of a calendar."""

    _inherit = "credit.followup.plan"

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

    def _get_sending_windows(self, companies, today):
        """:param companies: root companies of the customers
        :return: ``{(plan, company): SendingWindow}``, in two queries for those that do not send on any day
        """
        # sudo: whoever works out the next follow-up need not see the working times of the company.
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
        # sudo: of all plans and companies, whoever asks.
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
