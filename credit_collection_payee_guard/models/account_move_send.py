from contextlib import ExitStack, contextmanager

from odoo import api, models


@contextmanager
def tell_approved_accounts(invoices):
    with ExitStack() as stack:
        for invoice in invoices:
            stack.enter_context(invoice._tell_approved_account())
        yield


def call_with_told(method, invoices_data):
    """Call ``method`` once for the invoices whose account customers are told, and for each of the others by itself: services
    commit after each invoice, which ends what they are told in place of the account that waits.

    :param dict invoices_data: ``{invoice: what was collected for it}``
    """
    told = {invoice: data for invoice, data in invoices_data.items() if invoice.credit_tells_account}
    if told:
        method(told)
    for invoice in [one for one in invoices_data if one not in told]:
        with invoice._tell_approved_account():
            method({invoice: invoices_data[invoice]})


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
        return call_with_told(super()._call_web_service_before_invoice_pdf_render, invoices_data)

    @api.model
    def _call_web_service_after_invoice_pdf_render(self, invoices_data):
        return call_with_told(super()._call_web_service_after_invoice_pdf_render, invoices_data)
