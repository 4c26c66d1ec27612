from odoo.exceptions import UserError
from odoo.http import request

from ...models.portal.customer_data import DATA
from ..common.parameters import clean_line
from .account import CreditAccountPortal, acting, reading


class CreditDataPortal(CreditAccountPortal):
    """Billing data of a customer, and who gets the reminders."""

    @reading("/data")
    def show_data_form(self, token=None, company=None, **_kwargs):
        return self._credit_show_data_form(self._credit_visit(token, company))

    @acting("/data")
    def change_data(self, token=None, company=None, **values):
        visit = self._credit_act(token, company)
        wanted = {datum.code: clean_line(values.get(datum.code), datum.length) for datum in DATA}
        try:
            with request.env.cr.savepoint():
                taken, change = visit.profile.env["credit.portal.account"]._change_data(
                    visit.profile, visit.contact, wanted, not visit.link)
                if change:
                    self._credit_note_visit(visit, change)
        except UserError as failure:
            return self._credit_show_data_form(visit, str(failure), wanted=wanted)
        done = "data_asked" if change else "data_taken" if taken else None
        return request.redirect(visit.get_url("/data", done=done) if not done else visit.get_url(done=done))

    def _credit_show_data_form(self, visit, error=None, wanted=None):
        values = visit.profile.env["credit.portal.account"]._describe_data(visit.profile)
        return self._credit_render("portal_account_data", visit, {
            **values, "data": {**values["data"], **(wanted or {})}, "error": error, "title": request.env._("Your data")})

    # Core's own forms

    def _create_or_update_address(self, partner_sudo, **kwargs):
        """Names and addresses that invoices and demands rest on are asked for on these forms too."""
        if partner_sudo and not request.env.user._is_public() and not request.env.user._is_internal():
            texts = {name: text.strip() for name, text in kwargs.items() if isinstance(text, str)}
            kwargs.update(request.env["credit.portal.account"].sudo()._guard_data(partner_sudo, texts))
        return super()._create_or_update_address(partner_sudo, **kwargs)
