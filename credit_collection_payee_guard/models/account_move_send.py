from contextlib import ExitStack, contextmanager

from odoo import api, models


@contextmanager
def tell_approved_accounts(invoices):
    with ExitStack() as stack:
        for invoice in invoices:
            stack.enter_context(invoice._tell_approved_account())
        yield


class AccountMoveSend(models.AbstractModel):
    """Electronic documents of Odoo's invoices tell approved accounts only, too."""

    _inherit = "account.move.send"

    @api.model
    def _hook_invoice_document_before_pdf_report_render(self, invoice, invoice_data):
        with invoice._tell_approved_account():
            return super()._hook_invoice_document_before_pdf_report_render(invoice, invoice_data)

    @api.model
    def _hook_invoice_document_after_pdf_report_render(self, invoice, invoice_data):
        with invoice._tell_approved_account():
            return super()._hook_invoice_document_after_pdf_report_render(invoice, invoice_data)

    @api.model
    def _call_web_service_before_invoice_pdf_render(self, invoices_data):
        with tell_approved_accounts(invoices_data):
            return super()._call_web_service_before_invoice_pdf_render(invoices_data)

    @api.model
    def _call_web_service_after_invoice_pdf_render(self, invoices_data):
        with tell_approved_accounts(invoices_data):
            return super()._call_web_service_after_invoice_pdf_render(invoices_data)
