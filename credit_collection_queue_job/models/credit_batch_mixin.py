from odoo import api, models
from odoo.fields import Domain


class CreditBatchMixin(models.AbstractModel):
    """The batches of a nightly job become jobs of the queue, which any server does."""

    _inherit = "credit.batch.mixin"

    @api.model
    def _share_batch(self, job, domain, *, size, order, now=None):
        """Queue what a scheduled action finds. Done at once: what code calls, one batch alone, and all while no runner lives.

        A later call of the night leaves out what waits or runs, so that no record is in two jobs at once.
        """
        if not self.env.context.get("cron_id") or not self.env["ir.cron"]._is_credit_runner_alive():
            return super()._share_batch(job, domain, size=size, order=order, now=now)
        cron = self.env.ref(job)
        queued = cron._get_credit_parts(self._name, self.env["res.company"]._get_credit_days(now))
        waiting = [record_id for part in queued for record_id in part.ids]
        parts = self._split_batch(job, domain & Domain("id", "not in", waiting), size=size, order=order, now=now)
        if not queued and len(parts) < 2:
            return False
        for part in parts:
            cron._delay_credit_part(part)
        return True
