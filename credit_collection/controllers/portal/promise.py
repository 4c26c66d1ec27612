from werkzeug.exceptions import BadRequest

from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import format_date

from ...models.common.credit_bounds_mixin import DATES
from ...tools.common.clock import add_days
from ..common.parameters import clean_line, clean_text, parse_day, parse_number
from .account import CreditAccountPortal, acting, reading

# How far ahead customers may go by a plan, in days.
FARTHEST = 3650


class CreditPromisePortal(CreditAccountPortal):
    """A customer promises a date for chosen items, or proposes instalments."""

    @reading("/promise")
    def show_promise_form(self, token=None, company=None, items=None, **_kwargs):
        visit = self._credit_visit(token, company)
        return self._credit_show_promise_form(visit, self._credit_get_promisable(visit, items))

    @acting("/promise")
    def promise_date(self, token=None, company=None, items=None, date=None, note=None, **_kwargs):
        visit = self._credit_act(token, company)
        free = self._credit_get_promisable(visit, items)
        day = self._credit_parse_day(date)
        error = self._credit_find_obstacle(visit, free, day)
        if not error:
            parts = visit.profile.env["credit.portal.account"]._lay_out(visit.profile, free, day, 1, "month")
            error = self._credit_promise(visit, free, parts, note)
        if error:
            return self._credit_show_promise_form(
                visit, free, error=error, date=clean_line(date, 20), note=clean_text(note, 1000))
        return request.redirect(visit.get_url(done="promise"))

    @reading("/instalments")
    def show_instalments_form(self, token=None, company=None, items=None, **values):
        visit = self._credit_visit(token, company)
        free = self._credit_get_promisable(visit, items)
        return self._credit_show_instalments_form(visit, free, **self._credit_clean(values))

    @acting("/instalments")
    def propose_instalments(self, token=None, company=None, items=None, note=None, **values):
        visit = self._credit_act(token, company)
        free, values = self._credit_get_promisable(visit, items), self._credit_clean(values)
        error, parts = self._credit_lay_out(visit, free, **values)
        error = error or self._credit_promise(visit, free, parts, note)
        if error:
            return self._credit_show_instalments_form(visit, free, error=error, note=clean_text(note, 1000), **values)
        return request.redirect(visit.get_url(done="instalments"))

    # Inside

    def _credit_get_promisable(self, visit, items):
        """:return: see ``credit.portal.account._get_promisable``, of the ids of items in an address"""
        Account = visit.profile.env["credit.portal.account"]
        chosen = Account._select(visit.profile, visit.today, self._credit_parse_items(items))
        return Account._get_promisable(chosen, visit.today)

    @staticmethod
    def _credit_clean(values):
        return {name: clean_line(values.get(name), 20) for name in ("count", "first", "interval")}

    @staticmethod
    def _credit_parse_day(text):
        try:
            return parse_day(clean_line(text, 20))
        except BadRequest:
            return None

    def _credit_find_obstacle(self, visit, free, day):
        """:return: why nothing can be promised from ``day`` on; nothing when it can"""
        if not free:
            return request.env._(
                "There is nothing to promise of these documents: they are paid, in dispute or promised already.")
        if visit.profile.env["credit.portal.account"]._has_lost_trust(visit.profile, free):
            return request.env._("Earlier promises for these documents were not kept. Please contact us.")
        if not day or not visit.today <= day <= min(add_days(visit.today, FARTHEST), DATES[1]):
            return request.env._("Please enter the day on which you will pay, today or later.")
        return None

    def _credit_promise(self, visit, free, parts, note):
        """:return: why the promise could not be recorded; nothing when it was"""
        try:
            with request.env.cr.savepoint():
                promise = visit.profile.env["credit.portal.account"]._promise(
                    visit.profile, visit.contact, free, parts, clean_text(note, 1000), visit.today)
                self._credit_note_visit(visit, promise)
        except UserError:
            # What it says is for who works here.
            return request.env._("This could not be recorded. Please contact us.")
        return None

    def _credit_lay_out(self, visit, free, count="", first="", interval=""):
        """:return: what is wrong with the plan, or nothing; its instalments"""
        day, number = self._credit_parse_day(first), parse_number(count)
        most = visit.profile.company_id.credit_portal_instalments
        error = self._credit_find_obstacle(visit, free, day)
        if not error and not 2 <= number <= most:
            error = request.env._("Please propose 2 to %(most)s installments.", most=most)
        if error or interval not in ("week", "fortnight", "month"):
            return error or request.env._("Please choose how often you will pay."), []
        parts = visit.profile.env["credit.portal.account"]._lay_out(visit.profile, free, day, number, interval)
        return None, parts

    def _credit_show_promise_form(self, visit, free, error=None, **values):
        Account, company = visit.profile.env["credit.portal.account"], visit.profile.company_id
        near = format_date(request.env, add_days(visit.today, company.credit_portal_promise_days))
        return self._credit_render("portal_account_promise", visit, {
            **Account._describe_promisable(visit.profile, free), "title": request.env._("Promise a date"),
            "first_day": visit.today.isoformat(), "error": error,
            "near": request.env._(
                "Until %(date)s it counts at once. A later day is a proposal, which we answer.", date=near), **values})

    def _credit_show_instalments_form(self, visit, free, error=None, note=None, **values):
        Account, company = visit.profile.env["credit.portal.account"], visit.profile.company_id
        wrong, parts = self._credit_lay_out(visit, free, **values) if any(values.values()) else (None, [])
        described = parts and Account._describe_plan(
            free, self._credit_parse_day(values["first"]), len(parts), values["interval"])
        return self._credit_render("portal_account_instalments", visit, {
            **Account._describe_promisable(visit.profile, free), "title": request.env._("Propose installments"),
            "first_day": visit.today.isoformat(), "most": company.credit_portal_instalments,
            "plan": described, "error": error or wrong, "note": note, **values})
