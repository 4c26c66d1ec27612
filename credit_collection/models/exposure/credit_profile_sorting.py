from odoo import api, fields, models

from ..common.sql import TRADE_ACCOUNT_COLUMNS
from .credit_profile import FACTS


class CreditProfile(models.Model):
    """Lists of profiles by the facts, which no column holds."""

    _name = "credit.profile"
    _inherit = ["credit.profile", "credit.sql.columns.mixin"]

    def _get_sql_column_names(self):
        return frozenset(FACTS)

    def _get_sql_columns(self):
        return self._get_facts_sql(fields.Date.context_today(self))

    @api.model
    def _flush_facts(self):
        """Write pending changes of all columns that the facts read."""
        for model, names in {
            "credit.profile": ["partner_id", "company_id", "limit_mode", "temporary_limit", "temporary_limit_until"],
            "res.partner": ["commercial_partner_id", "credit_limit"],
            "res.company": [
                "parent_path", "credit_count_receivable", "credit_count_draft", "credit_count_orders",
                "credit_count_payments", "credit_horizon_days",
            ],
            "account.account": TRADE_ACCOUNT_COLUMNS,
            "account.move.line": [
                "partner_id", "company_id", "account_id", "reconciled", "parent_state", "amount_residual",
                "date_maturity", "date", "credit_deferred_until", "payment_id",
            ],
            "account.payment": ["is_matched", "partner_id", "partner_type", "payment_type"],
            "account.move": ["commercial_partner_id", "company_id", "state", "move_type", "amount_total_signed"],
            "sale.order.line": [
                "credit_partner_id", "company_id", "state", "credit_open_amount", "credit_draft_amount", "currency_id",
                "credit_delivery_date",
            ],
            "res.currency.rate": ["name", "rate", "currency_id", "company_id"],
        }.items():
            self.env[model].flush_model(names)
