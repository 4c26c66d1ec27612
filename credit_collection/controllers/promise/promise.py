from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import consteq

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..common.parameters import check_id, clean_line, clean_text, clean_token, is_staff


class PromisePortal(CustomerPortal):
    """The page on which a customer accepts or declines a repayment plan; the link in the mail carries the token."""

    @http.route("/my/promises/<int:promise_id>", type="http", auth="public", methods=["GET"], website=True, readonly=True)
    def show_promise(self, promise_id, access_token=None, **_kwargs):
        return self._answer_promise(promise_id, access_token, None)

    @http.route("/my/promises/<int:promise_id>/accept", type="http", auth="public", methods=["POST"], website=True)
    def accept_promise(self, promise_id, access_token=None, name=None, **_kwargs):
        def accept(promise_sudo, today):
            promise_sudo._accept(clean_line(name, 100), today)

        return self._answer_promise(promise_id, access_token, accept if clean_line(name, 100) else None)

    @http.route("/my/promises/<int:promise_id>/decline", type="http", auth="public", methods=["POST"], website=True)
    def decline_promise(self, promise_id, access_token=None, name=None, reason=None, **_kwargs):
        def decline(promise_sudo, today):
            promise_sudo._decline(clean_line(name, 100), clean_text(reason, 1000), today)

        return self._answer_promise(promise_id, access_token, decline if clean_line(name, 100) else None)

    def _answer_promise(self, promise_id, access_token, answer):
        """Check the token, act on ``answer`` (function of the sudoed promise and today) and show the page."""
        check_id(promise_id)
        access_token = clean_token(access_token)
        try:
            promise_sudo = self._document_check_access("credit.promise", promise_id, access_token=access_token)
        except (AccessError, MissingError):
            return request.redirect("/my")
        today, error = promise_sudo.company_id._get_credit_today(), None
        if promise_sudo._is_link_expired(today) and not is_staff():
            return request.redirect("/my")
        # Staff may look at the page; only the customer answers, who has the link.
        has_link = bool(access_token) and consteq(promise_sudo.access_token or "", access_token) and not is_staff()
        if answer and has_link:
            try:
                with request.env.cr.savepoint():
                    answer(promise_sudo, today)
            except UserError as failure:
                error = str(failure)
        values = request.env["credit.promise"]._get_page_values(promise_sudo, today)
        values.update(
            error=error, can_answer=values["can_answer"] and has_link, only_looks=values["can_answer"] and is_staff(),
            needs_link=values["can_answer"] and not has_link and not is_staff(), token=access_token)
        return request.render("credit_collection.portal_promise_page", values)
