from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...const import AGREEMENT_PATH
from ..common.links import PRIVATE, open_by_link, render_page
from ..common.parameters import GREATEST_ID, clean_line, is_staff
from ..portal.account import CreditAccountPortal, acting, reading

# What a customer sees of them in the account.
SHOWN_STATES = ("sent", "accepted", "ended")


class AgreementPortal(CustomerPortal):
    """The page of a credit agreement, by the link in the e-mail. Looking at it writes nothing."""

    @route(f"{AGREEMENT_PATH}<string:token>", type="http", auth="public", methods=["GET"], website=True, sitemap=False,
           readonly=True)
    def show_agreement(self, token, **_kwargs):
        """:param str token: from the e-mail; a wrong one is «not found»"""
        return self._credit_show_linked(self._credit_get_agreement(token))

    @route(f"{AGREEMENT_PATH}<string:token>/pdf", type="http", auth="public", methods=["GET"], website=True, sitemap=False,
           readonly=True)
    def download_agreement(self, token, **_kwargs):
        """Download the file that was sent."""
        return self._credit_download_agreement(self._credit_get_agreement(token))

    @route(f"{AGREEMENT_PATH}<string:token>/accept", type="http", auth="public", methods=["POST"], website=True, sitemap=False)
    def accept_agreement(self, token, name=None, agreed=None, **_kwargs):
        agreement_sudo = self._credit_get_agreement(token)
        error = self._credit_accept(agreement_sudo, agreement_sudo.contact_id, name, agreed)
        return self._credit_show_linked(agreement_sudo, error)

    def _credit_get_agreement(self, token):
        """:raise NotFound: for a token that is wrong, revoked or expired"""
        return open_by_link(self, token, request.env["credit.agreement"]._find_by_token)

    def _credit_show_linked(self, agreement_sudo, error=None):
        path = agreement_sudo._get_page_path()
        return render_page("credit_collection.portal_agreement_page", {
            **self._credit_describe_agreement(agreement_sudo, path, error), "no_breadcrumbs": True})

    def _credit_describe_agreement(self, agreement_sudo, path, error, query=""):
        values = agreement_sudo._get_page_values(path)
        return {
            **values, "can_answer": values["can_answer"] and not is_staff(), "error": error, "page_name": "credit_agreement",
            "only_looks": values["can_answer"] and is_staff(),
            "accept_path": f"{path}/accept{query}", "pdf_path": f"{path}/pdf{query}"}

    def _credit_accept(self, agreement_sudo, contact, name, agreed):
        """:return: why the agreement is not accepted; nothing when it is"""
        name = clean_line(name, 100)
        if is_staff():
            return request.env._("Only the customer answers: please log out first.")
        if not name or agreed != "1":
            return request.env._("Please enter your name and tick that you accept.")
        try:
            with request.env.cr.savepoint():
                agreement_sudo._accept(name, contact, address=request.httprequest.remote_addr)
        except UserError as failure:
            return str(failure)
        return None

    def _credit_download_agreement(self, agreement_sudo):
        if not agreement_sudo.pdf_id:
            raise NotFound()
        return request.make_response(agreement_sudo.pdf_id.raw, [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", content_disposition(agreement_sudo._get_file_name())), *PRIVATE.items()])


class CreditAgreementsPortal(CreditAccountPortal, AgreementPortal):
    """The agreements of a customer in the credit account."""

    def _credit_show_account(self, visit, page=1, **values):
        return super()._credit_show_account(visit, page, **{
            "agreements": visit.profile.env["credit.agreement"]._describe_for_account(visit.profile), **values})

    @reading("/agreements/<int:agreement_id>")
    def show_account_agreement(self, agreement_id, token=None, company=None, **_kwargs):
        visit = self._credit_visit(token, company)
        return self._credit_show_own(visit, self._credit_get_own_agreement(visit, agreement_id))

    @reading("/agreements/<int:agreement_id>/pdf")
    def download_account_agreement(self, agreement_id, token=None, company=None, **_kwargs):
        visit = self._credit_visit(token, company)
        return self._credit_download_agreement(self._credit_get_own_agreement(visit, agreement_id))

    @acting("/agreements/<int:agreement_id>/accept")
    def accept_account_agreement(self, agreement_id, token=None, company=None, name=None, agreed=None, **_kwargs):
        visit = self._credit_act(token, company)
        agreement_sudo = self._credit_get_own_agreement(visit, agreement_id)
        error = self._credit_accept(agreement_sudo, visit.contact, name, agreed)
        return self._credit_show_own(visit, agreement_sudo, error)

    def _credit_get_own_agreement(self, visit, agreement_id):
        """:raise NotFound: for a number that is not that of an agreement of this account which was sent"""
        # sudo: agreements of the own account.
        agreement_sudo = visit.profile.env["credit.agreement"].sudo().search([
            ("id", "=", min(agreement_id, GREATEST_ID)), ("profile_id", "in", visit.profiles.ids),
            ("state", "in", SHOWN_STATES), ("body", "!=", False)])
        if not agreement_sudo:
            raise NotFound()
        return agreement_sudo

    def _credit_show_own(self, visit, agreement_sudo, error=None):
        path, _mark, query = visit.get_url(f"/agreements/{agreement_sudo.id}").partition("?")
        return self._credit_render("portal_account_agreement", visit, {
            **self._credit_describe_agreement(agreement_sudo, path, error, f"?{query}" if query else ""),
            "title": agreement_sudo._get_number()})
