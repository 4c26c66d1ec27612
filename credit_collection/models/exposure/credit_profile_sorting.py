from odoo import api, fields, models
from odoo.tools import SQL

from .credit_profile import FACTS


class CreditProfile(models.Model):
    """Lists of profiles by the facts, which no column holds."""

    _inherit = "credit.profile"

    def _field_to_sql(self, alias, field_expr, query=None):
        """Facts are not stored; joining them makes lists sort, group and total by them like by any column."""
        if field_expr not in FACTS or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        facts_alias = f"{alias}__facts"
        if facts_alias not in query._joins:
            facts = self._get_facts_sql(fields.Date.context_today(self))
            query.add_join("LEFT JOIN", facts_alias, SQL("(%s)", facts),
                           SQL("%s = %s", SQL.identifier(facts_alias, "id"), SQL.identifier(alias, "id")))
        return SQL.identifier(facts_alias, field_expr)

    def _order_to_sql(self, order, query, alias=None, reverse=False):
        """Many customers have the same figure, zero above all: without a last word by id, pages would overlap."""
        names = [part.split()[0] for part in order.split(",") if part.strip()] if order else []
        if "id" not in names and not set(FACTS).isdisjoint(names):
            order = f"{order}, id"
        return super()._order_to_sql(order, query, alias, reverse)

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
            "account.account": ["account_type"],
            "account.move.line": [
                "partner_id", "company_id", "account_id", "reconciled", "parent_state", "amount_residual",
                "date_maturity", "date", "credit_deferred_until", "payment_id",
            ],
            "account.payment": ["is_matched", "partner_id", "partner_type", "payment_type"],
            "account.move": ["commercial_partner_id", "company_id", "state", "move_type", "amount_total_signed"],
            "sale.order.line": ["credit_partner_id", "company_id", "state", "credit_open_amount", "credit_delivery_date"],
        }.items():
            self.env[model].flush_model(names)
