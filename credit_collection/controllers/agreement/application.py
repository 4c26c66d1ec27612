import math

from psycopg2.errors import UniqueViolation
from werkzeug.exceptions import Forbidden, NotFound

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import mute_logger

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...const import APPLICATION_PATH, PORTAL_PATH
from ...models.portal.credit_portal_dispute import MOST_BYTES, MOST_FILES
from ..common.links import open_by_link, render_page
from ..common.parameters import clean_line, clean_text, is_staff
from ..portal.dispute import CreditDisputePortal

PATH = f"{PORTAL_PATH}/apply"


class ApplicationPortal(CustomerPortal):
    """A company applies for credit: a customer by login, any company by a link. Looking at the form writes nothing."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "credit_application_count" in counters:
            values["credit_application_count"] = int(request.env.company.root_id.sudo().credit_portal_apply)
        return values

    @route(PATH, type="http", auth="user", methods=["GET"], website=True, sitemap=False, readonly=True)
    def show_own_application(self, done=None, **_kwargs):
        return self._credit_show_own_form(done=bool(done))

    @route(PATH, type="http", auth="user", methods=["POST"], website=True, sitemap=False)
    def send_own_application(self, **_kwargs):
        contact_sudo, company_sudo = self._credit_get_applicant()
        Application = request.env["credit.application"]
        error = self._credit_apply(lambda values, uploads, address: Application._apply(
            contact_sudo, company_sudo, values, uploads, address))
        return self._credit_show_own_form(error) if error else request.redirect(f"{PATH}?done=1")

    @route(f"{APPLICATION_PATH}<string:token>", type="http", auth="public", methods=["GET"], website=True, sitemap=False,
           readonly=True)
    def show_application(self, token, **_kwargs):
        """:param str token: from the e-mail; a wrong one is «not found»"""
        return self._credit_show_linked_form(self._credit_get_application(token))

    @route(f"{APPLICATION_PATH}<string:token>", type="http", auth="public", methods=["POST"], website=True, sitemap=False)
    def send_application(self, token, **_kwargs):
        application_sudo = self._credit_get_application(token)
        if is_staff():
            raise Forbidden(request.env._("Only the applicant sends the form: please log out first."))
        return self._credit_show_linked_form(application_sudo, self._credit_apply(application_sudo._fill_in))

    # Who applies

    def _credit_get_applicant(self):
        """:return: the contact who is logged in, and the company asked for credit, both for code
        :raise NotFound: for users of ours, and where the company takes no applications in the portal
        """
        company_sudo = request.env.company.root_id.sudo()
        contact_sudo = request.env.user.partner_id.sudo()
        if is_staff() or not (contact_sudo.active and company_sudo.credit_portal_apply):
            raise NotFound()
        return contact_sudo, company_sudo

    def _credit_get_application(self, token):
        """:raise NotFound: for a token that is wrong, revoked or expired"""
        return open_by_link(self, token, request.env["credit.application"]._find_by_token)

    # The form

    def _credit_apply(self, act):
        """Read the form and do ``act`` with it.

        :return: why the application was not sent; nothing when it was
        """
        form = request.httprequest.form

        def read_text(name, length):
            clean = clean_text if name in ("owners", "purpose") else clean_line
            return clean(form.get(name), length)

        def read_number(name):
            try:
                number = float(clean_line(form.get(name), 20) or 0)
            except ValueError:
                return 0
            return number if math.isfinite(number) else 0

        try:
            with mute_logger("odoo.sql_db"), request.env.cr.savepoint():
                values = request.env["credit.application"]._read_form(read_text, read_number)
                if form.get("agreed") != "1":
                    raise UserError(request.env._("Please tick that we may check what you entered."))
                act(values, CreditDisputePortal._credit_read_files(), request.httprequest.remote_addr)
        except UserError as failure:
            return str(failure)
        except UniqueViolation:
            # Sent twice at once: the other one is not to be seen from here yet.
            return request.env._("An application of your company is being looked at already.")
        return None

    def _credit_show_own_form(self, error=None, done=False):
        contact_sudo, company_sudo = self._credit_get_applicant()
        Application = request.env["credit.application"].with_context(lang=request.env.lang)
        customer = contact_sudo.commercial_partner_id
        values = Application._describe_form(Application, customer)
        if contact_sudo != customer:
            values["form"].update(
                contact_name=contact_sudo.name, contact_function=contact_sudo.function or "",
                email=contact_sudo.email or customer.email or "")
        return self._credit_render_form(
            company_sudo, values, error, action=PATH, is_known=True,
            is_sent=done or bool(Application._find_open(customer, company_sudo)), page_name="credit_application")

    def _credit_show_linked_form(self, application_sudo, error=None):
        values = application_sudo._describe_form(application_sudo, application_sudo.partner_id)
        return self._credit_render_form(
            application_sudo.company_id, values, error, action=application_sudo._get_page_path(), no_breadcrumbs=True,
            is_known=bool(application_sudo.partner_id), is_sent=application_sudo.state != "draft")

    def _credit_render_form(self, company_sudo, values, error, **options):
        if error:
            # What was typed is not lost; it is shown as text.
            values["form"].update({
                name: clean_text(text, 2000) for name, text in request.httprequest.form.items() if name in values["form"]})
        return render_page("credit_collection.portal_application_page", {
            **values, "company": company_sudo.name, "currency": company_sudo.currency_id.name, "error": error,
            "limits": request.env._(
                "At most %(count)s files of %(size)s MB: PDF, pictures, text, office documents.", count=MOST_FILES,
                size=MOST_BYTES // 1024 // 1024), **options})
