from odoo import models
from odoo.http import request

from ...const import ACCOUNT_LINK_PATH, PAYMENT_PATH, STATEMENT_PATH

LINKS = (ACCOUNT_LINK_PATH, PAYMENT_PATH, STATEMENT_PATH)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_error_html(cls, env, code, values):
        """A customer whose link has ended reads what to do; a wrong link gets the same page as one that was good once."""
        if code == 404 and request.httprequest.path.startswith(LINKS):
            return code, env["ir.ui.view"]._render_template("credit_collection.portal_link_closed", values)
        return super()._get_error_html(env, code, values)
