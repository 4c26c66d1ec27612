from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.account_partial_reconcile import SettleStep
from odoo.addons.credit_collection.models.common.sql import build_items
from odoo.addons.credit_collection.models.exposure.settlements import build_settlements, get_settlement_fields

from .credit_insurance_claim import ACTIVITY


class CreditInsuranceClaim(models.Model):
    """What the customer pays after the insurer has paid: a share of it is the insurer's."""

    _inherit = "credit.insurance.claim"

    received_before = fields.Monetary(
        readonly=True, copy=False, default=0.0,
        help="Money of the customer on the items that was known when the claim was settled.")

    def _tell_recovered(self):
        """Give who follows a settled claim a task for what came in from the customer on its items since, or was known since, or
        take it back."""
        received = self._read_received()
        for claim in self:
            amount = received.get(claim.id, 0.0) - claim.received_before if claim.state == "settled" else 0.0
            if claim.currency_id.compare_amounts(amount, 0) > 0:
                env = claim.with_context(lang=claim._get_responsible().lang or self.env.lang).env
                claim._schedule(claim.company_id._get_credit_today(), env._(
                    "The customer paid %(amount)s after the insurer had: pass on the share of the insurer",
                    amount=claim.currency_id.with_env(env).format(amount)))
            else:
                claim.activity_unlink([ACTIVITY])

    def _read_received(self, condition=None):
        """:param SQL condition: on ``settlement`` and ``claim``
        :return: ``{claim id: money}`` that is matched with the items, in company currency
        """
        return dict(self.env.execute_query(SQL("%s GROUP BY claim.id", build_items(
            SQL("claim.id, SUM(settlement.amount)::float8"), accounts=None, state=None, joins=SQL(
                """
                JOIN credit_insurance_claim_line row ON row.line_id = line.id
                JOIN credit_insurance_claim claim ON claim.id = row.claim_id
          CROSS JOIN LATERAL (%s) settlement
                """, build_settlements(SQL("line.id"))),
            condition=SQL(
                "claim.id = ANY(%s) AND settlement.is_money AND %s", self.ids, condition or SQL("TRUE"),
                to_flush=(*get_settlement_fields(self.env), self._fields["settled_on"]))))))


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        Claim = self.env["credit.insurance.claim"].sudo()  # sudo: who reconciles need not see claims.
        return [*super()._get_settle_steps(), SettleStep(
            75, "insurance_recovery", lambda line_ids: SQL(
                """
                SELECT claim.id FROM credit_insurance_claim_line row
                  JOIN credit_insurance_claim claim ON claim.id = row.claim_id
                 WHERE row.line_id = ANY(%s) AND claim.state = 'settled'
                """, line_ids, to_flush=(Claim._fields["state"], self.env["credit.insurance.claim.line"]._fields["line_id"])),
            lambda ids: Claim.browse(ids)._tell_recovered())]
