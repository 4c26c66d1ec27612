"""What customers read, whichever add-on of Odoo renders it: pages, printed documents, e-mails."""

from markupsafe import Markup

from odoo import models
from odoo.http import request

from .account_move_send import tell_approved_accounts


class IrQweb(models.AbstractModel):
    """Pages of shop, portal and website."""

    _inherit = "ir.qweb"

    def _render(self, template, values=None, **options):
        page = super()._render(template, values, **options)
        return self.env["credit.payee.account"]._leave_out_waiting(page) if request and request.is_frontend else page


class IrActionsReport(models.Model):
    """Printed documents, and the layouts around them that name accounts. An invoice, also that of a localization, names an
    approved account in place of the one that waits."""

    _inherit = "ir.actions.report"

    def _render_qweb_html(self, report_ref, docids, data=None):
        is_move = self._get_report(report_ref).model == "account.move"
        with tell_approved_accounts(self.env["account.move"].browse(is_move and docids or ()).exists()):
            return super()._render_qweb_html(report_ref, docids, data)

    def _render_template(self, template, values=None):
        document = Markup(super()._render_template(template, values).decode())
        return self.env["credit.payee.account"]._leave_out_waiting(document).encode()


class MailTemplate(models.Model):
    """E-mails by template."""

    _inherit = "mail.template"

    def _render_field(self, field, res_ids, *args, **kwargs):
        moves = self.env["account.move"].browse(res_ids if self.model == "account.move" else ()).exists()
        with tell_approved_accounts(moves):
            texts = super()._render_field(field, res_ids, *args, **kwargs)
        if field != "body_html":
            return texts
        leave_out = self.env["credit.payee.account"]._leave_out_waiting
        return {res_id: leave_out(text) for res_id, text in texts.items()}
