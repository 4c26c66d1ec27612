import contextlib

from odoo import api, models

from ...tools.channel.pdf_programs import limited


class IrActionsReport(models.Model):
    """Papers of ours take no longer than a customer may wait for the paper of another one."""

    _inherit = "ir.actions.report"

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, *args, **kwargs):
        report_sudo = self._get_report(report_ref) if report_ref else self
        is_ours = (report_sudo.model or "").startswith("credit.")
        with limited() if is_ours else contextlib.nullcontext():
            return super()._run_wkhtmltopdf(bodies, report_ref, *args, **kwargs)
