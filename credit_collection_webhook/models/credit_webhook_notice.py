from datetime import UTC, datetime
from uuid import uuid4

from odoo import api, models

from odoo.addons.credit_collection.models.common.beside import act_beside
from odoo.addons.credit_collection.models.common.kept_text import choose_language

from ..tools.formats import Event, write_body

PROFILE_PATH = "/odoo/action-credit_collection.credit_profile_action/"


class CreditWebhook(models.Model):
    """Telling other systems and groups what happened."""

    _inherit = "credit.webhook"

    @api.model
    def _tell(self, code, get_notices):
        """Put what happened into the outbox, beside the work of whoever did it: this never makes it fail.

        :param str code: of ``NOTICES``
        :param get_notices: function without parameters: list of :class:`~.notices.Notice`
        """
        if self._is_told(code):
            act_beside(self.env, lambda: self.sudo()._tell_now(code, get_notices()))

    @api.model
    def _tell_now(self, code, notices):
        vals_list = []
        for notice in notices:
            company = notice.profile.company_id
            for webhook in self.browse(self._get_told(company.root_id.id, code)):
                # Payments come in any size.
                if code != "payment" or company.currency_id.compare_amounts(notice.amount, webhook.payment_from) >= 0:
                    vals_list.append(webhook._prepare_notice_vals(code, notice))
        self.env["credit.webhook.message"].create(vals_list)

    def _prepare_notice_vals(self, code, notice):
        self.ensure_one()
        company, now = self.company_id, datetime.now(UTC)
        lang = choose_language(self.env, self.lang, company.partner_id.lang) or "en_US"
        env = self.env(context={**self.env.context, "lang": lang})
        profile = notice.profile.with_env(env)
        collector, link = profile._get_collector(), f"{company.get_base_url()}{PROFILE_PATH}{profile.id}"
        text = "\n".join(filter(None, [
            notice.compose(env), collector.name and env._("Collector: %(name)s", name=collector.name), link]))
        event = Event(
            uuid=str(uuid4()), code=code, time=now.isoformat(timespec="seconds"), text=text, language=lang,
            data={
                "company": {"id": company.id, "name": company.name},
                "customer": {
                    "id": profile.partner_id.id, "name": profile.partner_id.name,
                    "reference": profile._get_followup_reference()},
                "document": {"model": notice.document._name, "id": notice.document.id},
                "amount": notice.amount, "currency": company.currency_id.name, "link": link, **notice.data,
            })
        return {
            "webhook_id": self.id, "kind": self.kind, "uuid": event.uuid, "event": code,
            "occurred_on": now.replace(tzinfo=None), "profile_id": profile.id, "text": text,
            "source": f"{notice.document._name},{notice.document.id}", "body": write_body(self.kind, event),
        }
