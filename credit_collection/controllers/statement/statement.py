import math

from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...const import STATEMENT_PATH
from ..common.links import PRIVATE, open_by_link, render_page
from ..common.parameters import clean_line, clean_text, is_staff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 1e12


class StatementPortal(CustomerPortal):
    """The page of a statement of account: what was sent, and the answer of the customer. Looking at it writes nothing."""

    @route(f"{STATEMENT_PATH}<string:token>", type="http", auth="public", methods=["GET"], website=True, sitemap=False,
           readonly=True)
    def show_statement(self, token, **_kwargs):
        """:param str token: from the e-mail; a wrong one is «not found»"""
        return self._show_statement(self._credit_get_statement(token))

    @route(f"{STATEMENT_PATH}<string:token>/pdf", type="http", auth="public", methods=["GET"], website=True, sitemap=False,
           readonly=True)
    def download_statement(self, token, **_kwargs):
        """Download the file that was sent."""
        return self._credit_download_pdf(self._credit_get_statement(token))

    @route(f"{STATEMENT_PATH}<string:token>/xlsx", type="http", auth="public", methods=["GET"], website=True, sitemap=False,
           readonly=True)
    def download_workbook(self, token, **_kwargs):
        return self._credit_download_xlsx(self._credit_get_statement(token))

    @route(f"{STATEMENT_PATH}<string:token>/confirm", type="http", auth="public", methods=["POST"], website=True, sitemap=False)
    def confirm_statement(self, token, name=None, remark=None, **_kwargs):
        statement_sudo = self._credit_get_statement(token)
        return self._show_statement(statement_sudo, self._credit_confirm(statement_sudo, name, remark))

    @route(f"{STATEMENT_PATH}<string:token>/contest", type="http", auth="public", methods=["POST"], website=True, sitemap=False)
    def contest_statement(self, token, name=None, remark=None, amount=None, currency=None, document=None, **_kwargs):
        statement_sudo = self._credit_get_statement(token)
        error = self._credit_contest(statement_sudo, name, remark, amount, currency, document)
        return self._show_statement(statement_sudo, error)

    # The same by another way to the statement

    def _credit_download_pdf(self, statement_sudo):
        if not statement_sudo.pdf_id:
            raise NotFound()
        return self._credit_make_file(statement_sudo.pdf_id.raw, "application/pdf", statement_sudo._get_file_name("pdf"))

    def _credit_download_xlsx(self, statement_sudo):
        return self._credit_make_file(statement_sudo._make_xlsx(), XLSX, statement_sudo._get_file_name("xlsx"))

    def _credit_confirm(self, statement_sudo, name, remark):
        """:return: what was wrong; nothing when the balance is confirmed"""
        name = clean_line(name, 100)
        if not name:
            return request.env._("Please enter your name.")
        return self._credit_answer(lambda: statement_sudo._confirm(
            name, clean_text(remark, 1000), address=request.httprequest.remote_addr))

    def _credit_contest(self, statement_sudo, name, remark, amount=None, currency=None, document=None):
        """:param str amount: the balance by the books of the customer, may be empty
        :param str currency: name of its currency
        :param str document: number of the invoice that the customer means, one of this statement; anything else is none
        :return: what was wrong; nothing when the balance is contested
        """
        name, remark = clean_line(name, 100), clean_text(remark, 1000)
        amount, error = self._credit_parse_amount(amount)
        if error or not (name and remark):
            return error or request.env._("Please enter your name and what differs.")
        named = clean_line(document, 100)
        move = statement_sudo._get_contestable_moves().filtered(lambda move: move.name == named)[:1] if named else None
        balance = statement_sudo.balance_ids.filtered(lambda balance: balance.currency_id.name == currency)[:1]
        return self._credit_answer(lambda: statement_sudo._contest(
            name, remark, amount, currency=balance.currency_id, move=move or None,
            address=request.httprequest.remote_addr))

    def _credit_get_statement(self, token):
        """:return: the statement of ``token``, by the access check of the portal, in the language of the customer
        :raise NotFound: for a token that is wrong, revoked or expired
        """
        return open_by_link(self, token, request.env["credit.statement"]._find_by_token)

    def _credit_parse_amount(self, text):
        """:return: the amount, None for an empty text; and what is wrong with it"""
        text = clean_line(text, 30)
        if not text:
            return None, None
        try:
            amount = float(text)
        except ValueError:
            amount = math.nan
        if not abs(amount) < MOST:
            return None, request.env._("Please enter the balance as a number, such as 1234.50.")
        return amount, None

    def _credit_answer(self, answer):
        """:return: why ``answer`` was not given; nothing when it was"""
        if is_staff():
            return request.env._("Only the customer answers: please log out first.")
        try:
            with request.env.cr.savepoint():
                answer()
        except UserError as failure:
            return str(failure)
        return None

    def _show_statement(self, statement_sudo, error=None, path=None, **options):
        """:param str path: address of the page, that of the link of the statement by default"""
        values = statement_sudo._get_page_values(path)
        return render_page("credit_collection.portal_statement_page", {
            **values, "can_answer": values["can_answer"] and not is_staff(), "error": error, "no_breadcrumbs": True,
            "only_looks": values["can_answer"] and is_staff(),
            "page_name": "credit_statement", **options})

    def _credit_make_file(self, content, mimetype, name):
        return request.make_response(content, [
            ("Content-Type", mimetype), ("Content-Disposition", content_disposition(name)), *PRIVATE.items()])


class StatementWorkbook(Controller):

    @route("/credit_collection/statement/<int:statement_id>.xlsx", type="http", auth="user")
    def download(self, statement_id):
        """Download a statement as a workbook; record rules say which."""
        statement = request.env["credit.statement"].browse(statement_id).exists() if 0 < statement_id < 2**31 else None
        if not statement or not statement.has_access("read"):
            raise NotFound()
        # sudo: the rows of the statement, which may be read; the right has been checked.
        statement_sudo = statement.sudo()
        return request.make_response(statement_sudo._make_xlsx(), [
            ("Content-Type", XLSX), ("Content-Disposition", content_disposition(statement_sudo._get_file_name("xlsx")))])
