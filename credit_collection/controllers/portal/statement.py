from werkzeug.exceptions import BadRequest, NotFound

from odoo.exceptions import UserError
from odoo.http import request

from ...models.portal.credit_portal_account import SHOWN_STATES
from ..common.parameters import GREATEST_ID, parse_day
from ..statement.statement import XLSX, StatementPortal
from .account import CreditAccountPortal, acting, reading

REPORT = "credit_collection.action_report_statement_of_account"


class CreditStatementsPortal(CreditAccountPortal, StatementPortal):
    """Statements of account that were sent, to confirm or contest, and statements of any day or period, which are not kept."""

    @reading("/statements/<int:statement_id>")
    def show_account_statement(self, statement_id, token=None, company=None, **_kwargs):
        visit = self._credit_visit(token, company)
        return self._credit_show_statement(visit, self._credit_get_own_statement(visit, statement_id))

    @reading("/statements/<int:statement_id>/pdf")
    def download_account_statement(self, statement_id, token=None, company=None, **_kwargs):
        return self._credit_download_pdf(self._credit_get_own_statement(self._credit_visit(token, company), statement_id))

    @reading("/statements/<int:statement_id>/xlsx")
    def download_account_workbook(self, statement_id, token=None, company=None, **_kwargs):
        return self._credit_download_xlsx(self._credit_get_own_statement(self._credit_visit(token, company), statement_id))

    @acting("/statements/<int:statement_id>/confirm")
    def confirm_account_statement(self, statement_id, token=None, company=None, name=None, remark=None, **_kwargs):
        visit = self._credit_act(token, company)
        statement_sudo = self._credit_get_own_statement(visit, statement_id)
        return self._credit_show_statement(visit, statement_sudo, self._credit_confirm(statement_sudo, name, remark))

    @acting("/statements/<int:statement_id>/contest")
    def contest_account_statement(
            self, statement_id, token=None, company=None, name=None, remark=None, amount=None, currency=None, document=None,
            **_kwargs):
        visit = self._credit_act(token, company)
        statement_sudo = self._credit_get_own_statement(visit, statement_id)
        error = self._credit_contest(statement_sudo, name, remark, amount, currency, document)
        return self._credit_show_statement(visit, statement_sudo, error)

    # Not kept

    @reading("/statement.pdf")
    def print_account(self, token=None, company=None, date_from=None, date_to=None, **_kwargs):
        """Download what is open today or was on a day, or the entries of a period."""
        visit, first, last = self._credit_read_period(token, company, date_from, date_to)
        data = {name: day.isoformat() for name, day in (("date_from", first), ("date_to", last)) if day}
        Report = visit.profile.env["ir.actions.report"].with_company(visit.profile.company_id)
        content = Report._render_qweb_pdf(REPORT, visit.profile.ids, data=data)[0]
        return self._credit_make_file(content, "application/pdf", self._credit_name_file(last, "pdf"))

    @reading("/statement.xlsx")
    def export_account(self, token=None, company=None, date_from=None, date_to=None, **_kwargs):
        visit, first, last = self._credit_read_period(token, company, date_from, date_to)
        [(document, parts)] = visit.profile._describe_account(last, first).values()
        content = visit.profile.env["credit.statement"]._write_xlsx(document, parts)
        return self._credit_make_file(content, XLSX, self._credit_name_file(last, "xlsx"))

    # Inside

    def _credit_get_own_statement(self, visit, statement_id):
        """:raise NotFound: for a number that is not that of a statement of this account which was sent"""
        # sudo: statements of the own account, of any company.
        statement_sudo = visit.profile.env["credit.statement"].sudo().search([
            ("id", "=", min(statement_id, GREATEST_ID)), ("profile_id", "in", visit.profiles.ids),
            ("state", "in", SHOWN_STATES)])
        if not statement_sudo:
            raise NotFound()
        return statement_sudo

    def _credit_show_statement(self, visit, statement_sudo, error=None):
        # In the language in which it was sent.
        request.update_context(lang=statement_sudo._get_lang())
        path = f"{visit.path}/statements/{statement_sudo.id}"
        return self._show_statement(
            statement_sudo.with_context(lang=request.env.lang), error, path, back_path=visit.get_url())

    def _credit_read_period(self, token, company, date_from, date_to):
        """:return: the :class:`Visit`, first day or None, last day
        :raise BadRequest: for days that make no sense
        """
        visit = self._credit_visit(token, company)
        first, last = parse_day(date_from), parse_day(date_to) or visit.today
        try:
            visit.profile.env["credit.statement"]._check_period(first or last, last, visit.today)
        except UserError as failure:
            raise BadRequest(str(failure)) from None
        return visit, first, last

    def _credit_name_file(self, day, extension):
        return f"{request.env._('Statement of account')} {day}.{extension}"
