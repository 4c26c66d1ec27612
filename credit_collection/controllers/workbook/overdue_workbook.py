from odoo import http
from odoo.http import content_disposition, request

from ..common.parameters import parse_day, parse_ids


class OverdueWorkbookController(http.Controller):

    @http.route("/credit_collection/overdue.xlsx", type="http", auth="user")
    def download(self, profiles=None, companies=None, date=None):
        """Download the overdue workbook; the model checks the right, the record rules what is in it.

        :param profiles: ids of credit profiles, separated by commas; all without
        :param companies: ids of companies, as ticked in the switcher; all of the user without
        :param date: the day to look at, YYYY-MM-DD; today without
        :raise BadRequest: for other ids or another day
        """
        profile_ids, today = parse_ids(profiles), parse_day(date)
        workbook = self._get_workbook(companies)
        today = today or workbook.env.company._get_credit_today()
        chosen_profiles = None if profiles is None else workbook.env["credit.profile"].browse(profile_ids).exists()
        return self._respond(workbook._download(chosen_profiles, today), workbook._get_file_name(today))

    @http.route("/credit_collection/starting_template.xlsx", type="http", auth="user")
    def download_template(self, companies=None):
        """Download the starting template; the model checks the right.

        :param companies: as above
        :raise BadRequest: for other ids
        """
        workbook = self._get_workbook(companies)
        return self._respond(workbook._download_template(), workbook._get_template_name())

    def _get_workbook(self, companies):
        company_ids, allowed = parse_ids(companies), request.env.user.company_ids
        chosen = allowed.filtered(lambda company: company.id in company_ids) if company_ids else allowed
        return request.env["credit.overdue.workbook"].with_context(allowed_company_ids=(chosen or allowed).ids)

    def _respond(self, content, name):
        return request.make_response(content, [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(name)),
        ])
