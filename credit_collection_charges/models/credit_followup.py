from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import insert_rows
from odoo.addons.credit_collection.models.common.sql import to_array
from odoo.addons.credit_collection.models.followup.credit_followup_channel import LevelStep

DELIVERED = ("sent", "done")


class CreditFollowupLevel(models.Model):
    _inherit = "credit.followup.level"

    fee_amount = fields.Monetary(
        string="Fee", default=0.0, bounds=(0, 1e9),
        help="Charged once when a customer is reached at this level, in company currency; never while nothing was delivered.")
    claims_charges = fields.Boolean(
        string="Claim Charges", default=True,
        help="Letters and e-mails of this level list the accrued charges for late payment.")


class CreditFollowup(models.Model):
    """A level may cost a fee: once for each customer and overdue cycle, when something of it was delivered."""

    _inherit = "credit.followup"

    @api.model
    def _get_level_steps(self):
        return [*super()._get_level_steps(), LevelStep(30, "fee_amount", "_charge_fees")]

    @api.model
    def _charge_fees(self, cases, today):
        """Charge the fee to those of ``cases`` whom a channel reached by now; the others when it does."""
        followups = self.search([
            ("profile_id", "in", [case.profile.id for case in cases]), ("state", "in", DELIVERED),
            ("level_id", "in", list({case.level.id for case in cases}))])
        followups._charge_fee(today)

    def _set_state(self, target, **vals):
        moved = super()._set_state(target, **vals)
        charged = moved.filtered("level_id.fee_amount")
        if charged and target in DELIVERED:
            for today, group in charged._group_by_day().items():
                group._charge_fee(today)
        elif charged and target in ("failed", "skipped"):
            charged._drop_fee()
        return moved

    def _charge_fee(self, today):
        """Charge the fee of these follow-ups of the present cycle, unless the level was charged in it before."""
        Charge = self.env["credit.charge"].sudo()  # sudo: charges are written by code only.
        keys = {}
        for followup in self:
            profile = followup.profile_id
            if followup.cycle == profile.followup_cycle and not profile.sudo().no_charges:
                keys.setdefault((profile.id, followup.level_id.id, followup.cycle), followup)
        for key in Charge._get_charged_fees(list(keys)):
            keys.pop(key, None)
        if keys:
            Charge._insert_fees(list(keys.values()), today)

    def _drop_fee(self):
        """What did not reach the customer after all costs nothing, unless another message of the level did."""
        for followup in self:
            key = [("profile_id", "=", followup.profile_id.id), ("level_id", "=", followup.level_id.id),
                   ("cycle", "=", followup.cycle)]
            if not self.search_count([*key, ("state", "in", DELIVERED)], limit=1):
                # sudo: charges are written by code only.
                self.env["credit.charge"].sudo().search([
                    *key, ("kind", "=", "fee"), ("state", "=", "accrued")])._set_state("cancelled")


class CreditCharge(models.Model):
    """Fees of follow-up levels."""

    _inherit = "credit.charge"

    level_id = fields.Many2one("credit.followup.level", readonly=True, ondelete="restrict", index="btree_not_null")
    cycle = fields.Integer(string="Overdue Cycle", readonly=True, default=0, aggregator=None)

    _fee_uniq = models.UniqueIndex("(profile_id, level_id, cycle) WHERE kind = 'fee' AND state = 'accrued'")

    @api.model
    def _get_charged_fees(self, keys):
        """:param keys: list of ``(profile id, level id, cycle)``
        :return: those of them whose fee was charged, whatever became of it
        """
        if not keys:
            return []
        self.flush_model(["profile_id", "level_id", "cycle", "kind", "state"])
        return self.env.execute_query(SQL(
            """
            SELECT profile_id, level_id, cycle FROM credit_charge
             WHERE kind = 'fee' AND state <> 'cancelled'
               AND (profile_id, level_id, cycle) IN (SELECT * FROM UNNEST(%s, %s, %s))
            """, *(to_array(column) for column in zip(*keys, strict=True))))

    @api.model
    def _insert_fees(self, followups, today):
        """Charge the fee of the level of each of these follow-ups, in one statement."""
        oldest = {followup: followup.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))[:1]
                  for followup in followups}
        count = len(followups)
        insert_rows(self, {
            "profile_id": [followup.profile_id.id for followup in followups],
            "company_id": [followup.company_id.id for followup in followups],
            "kind": ["fee"] * count, "state": ["accrued"] * count, "date": [today] * count,
            "level_id": [followup.level_id.id for followup in followups], "cycle": [followup.cycle for followup in followups],
            "amount": [followup.currency_id.round(followup.level_id.fee_amount) for followup in followups],
            "line_id": [oldest[followup].id or None for followup in followups],
            "move_id": [oldest[followup].move_id.id or None for followup in followups],
        })
        self._forget_cached()
