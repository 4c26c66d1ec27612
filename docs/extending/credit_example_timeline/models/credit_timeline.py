from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.report.profile.credit_timeline import TimelineEntry


class CreditTimeline(models.Model):
    _inherit = "credit.timeline"
    # The columns that the SELECT reads, so that pending changes are written before.
    _depends = {
        "sale.order": [
            "amount_total", "client_order_ref", "company_id", "currency_rate", "date_order", "name", "partner_invoice_id",
            "state", "user_id",
        ],
    }

    @api.model
    def _get_entries(self):
        return [*super()._get_entries(), TimelineEntry(
            50, {"order": self.env._("Order confirmed")}, "sale.order", SQL(
                """
                SELECT so.id, profile.id, profile.company_id, so.date_order::date, 'order', so.name,
                       so.amount_total / COALESCE(NULLIF(so.currency_rate, 0), 1), so.client_order_ref, so.user_id, so.state
                  FROM credit_profile profile
                  JOIN res_partner payer ON payer.commercial_partner_id = profile.partner_id
                  JOIN sale_order so ON so.partner_invoice_id = payer.id AND so.state = 'sale'
                  JOIN res_company company ON company.id = so.company_id
                                          AND SPLIT_PART(company.parent_path, '/', 1)::int = profile.company_id
                """))]
