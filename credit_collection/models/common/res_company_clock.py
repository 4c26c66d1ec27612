from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ...tools.common.clock import get_local_day


class ResCompany(models.Model):
    """The one clock of the add-on: jobs, buttons, computed fields, searches, defaults and reports ask the company which day
    it is, neither the server nor the user."""

    _name = "res.company"
    _inherit = ["res.company", "credit.bounds.mixin"]
    _own_prefix = "credit_"

    @api.model
    @ormcache()
    def _get_credit_zones(self):
        """:return: ``{id of a root company: name of its time zone}``, that of its calendar, else of its contact, else UTC"""
        # sudo: everybody may know which day it is in a company. Cached, because every screen asks for it.
        companies = self.sudo().with_context(active_test=False).search([("parent_id", "=", False)])
        return {
            company.id: company.resource_calendar_id.tz or company.partner_id.tz or "UTC" for company in companies}

    def _get_credit_zone(self):
        """:return: name of the time zone in which the company works; a branch works in that of its root company"""
        self.ensure_one()
        # sudo: a user of a branch need not be in its root company.
        return self._get_credit_zones().get(self.sudo().root_id.id) or "UTC"

    def _get_credit_today(self, now=None):
        """:return: the day it is at the root company of this company, or of the user's company without one; records of
            several companies are split by :meth:`_get_credit_days_of`
        """
        return get_local_day(now or fields.Datetime.now(), (self or self.env.company)[:1]._get_credit_zone())

    def _get_credit_days(self, now=None):
        """:return: ``{date at the moment now: those of these root companies where it is this day}``; of all without any,
            which jobs look after"""
        now = now or fields.Datetime.now()
        days = {}
        for company_id, zone in self._get_credit_zones().items():
            if not self or company_id in self._ids:
                days.setdefault(get_local_day(now, zone), []).append(company_id)
        return {day: self.browse(ids) for day, ids in days.items()}

    @api.model
    def _get_credit_days_of(self, records, field="company_id", now=None):
        """:param str field: path to the company
        :param datetime now: a moment in UTC, this one by default
        :return: ``{date: those of the records in whose company it is this day}``
        """
        days = self.browse()._get_credit_days(now)
        if len(days) == 1:
            return dict.fromkeys(days, records)
        return records.grouped(lambda record: record.mapped(field)._get_credit_today(now))

    @api.model
    def _get_credit_day_domain(self, get_domain, field="company_id"):
        """:param get_domain: function of a date
        :param str field: path to the company; of records without one, the day of the user's company counts
        :return: domain of the records for whose company ``get_domain`` of the day it is there holds
        """
        days = self.browse()._get_credit_days()
        if len(days) == 1:
            return Domain(get_domain(next(iter(days))))
        return Domain.OR([
            *(Domain(field, "child_of", companies.ids) & Domain(get_domain(day)) for day, companies in days.items()),
            Domain(field, "=", False) & Domain(get_domain(self._get_credit_today())),
        ])

    @api.model
    def _get_credit_today_sql(self, column):
        """:param SQL column: id of a root company
        :return: SQL of the day it is there; a constant while it is the same day in all companies
        """
        days = sorted(self.browse()._get_credit_days().items(), key=lambda item: len(item[1]))
        if not days:
            return SQL("%s::date", self._get_credit_today())
        *others, (most, _companies) = days
        if not others:
            return SQL("%s::date", most)
        cases = SQL(" ").join(
            SQL("WHEN %s = ANY(%s) THEN %s::date", column, companies.ids, day) for day, companies in others)
        return SQL("CASE %s ELSE %s::date END", cases, most)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if not {"resource_calendar_id", "partner_id"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        result = super().write(vals)
        if "tz" in vals:
            self.env.registry.clear_cache()
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        # sudo: whether the contact is that of a company, which its user need not see.
        if "tz" in vals and self.sudo().ref_company_ids:
            self.env.registry.clear_cache()
        return result
