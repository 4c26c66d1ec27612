from odoo.http import Controller, request, route

from ..const import CALLBACK_PATH
from ..models.credit_webhook_call import LONGEST_BODY


class CreditWebhookCallback(Controller):

    @route(
        f"{CALLBACK_PATH}<int:webhook_id>", type="http", auth="public", methods=["POST"], csrf=False, save_session=False,
        sitemap=False)
    def receive_report(self, webhook_id, **_kwargs):
        """Take what a receiver reports: signed, recent, and once.

        :param int webhook_id: from the address that the webhook shows
        """
        http = request.httprequest
        if (http.content_length or 0) > LONGEST_BODY:
            return request.make_json_response({"error": "size"}, status=413)
        # sudo: whoever calls is nobody here; the signature is what counts.
        status, answer = request.env["credit.webhook.call"].sudo()._receive(
            webhook_id, http.headers.get("X-Credit-Timestamp"), http.headers.get("X-Credit-Signature"), http.get_data())
        return request.make_json_response(answer, status=status)
