from odoo import api, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.account_partial_reconcile import SettleStep
from odoo.addons.credit_collection.models.common.bulk import flush
from odoo.addons.credit_collection.models.common.sql import MONEY_COLUMNS, build_items, is_money, is_trade_account

from .credit_webhook_message import DAYS_KEPT
from .notices import Notice


class AccountPartialReconcile(models.Model):
    """Money of customers is told of once, when it is first matched with what they owe."""

    _inherit = "account.partial.reconcile"

    @api.model
    def _get_settle_steps(self):
        steps = super()._get_settle_steps()
        if not self.env["credit.webhook"]._is_told("payment"):
            return steps
        return [*steps, SettleStep(90, "webhook_payment", self._select_receipts, self._tell_receipts)]

    @api.model
    def _select_receipts(self, items):
        flush(self.env, {"account.move.line": [
            *MONEY_COLUMNS, "account_id", "balance", "move_id", "parent_state", "partner_id"]})
        return build_items(SQL("line.move_id"), condition=SQL(
            "line.id = ANY(%s) AND line.balance < 0 AND %s AND line.partner_id IS NOT NULL", items, is_money("line")))

    @api.model
    def _tell_receipts(self, move_ids):
        self.env["credit.webhook"]._tell("payment", lambda: self.sudo()._get_receipt_notices(move_ids))

    @api.model
    def _get_receipt_notices(self, move_ids):
        """:return: list of :class:`Notice` of the receipts that nobody was told of yet; older ones are no news"""
        told = set(self.env["credit.webhook.message"].search([
            ("event", "=", "payment"), ("source", "in", [f"account.move,{move_id}" for move_id in move_ids])]).mapped("source"))
        moves = self.env["account.move"].browse(
            move_id for move_id in move_ids if f"account.move,{move_id}" not in told)
        credits = moves.line_ids.filtered(lambda line: is_trade_account(line.account_id) and line.balance < 0)
        credits.partner_id.fetch(["commercial_partner_id", "name"])
        # Called when a match is undone as well. Whether an old receipt was told of is forgotten.
        receipts = {
            move: lines for move, lines in credits.grouped("move_id").items()
            if lines.matched_debit_ids and (move.company_id._get_credit_today() - move.date).days < DAYS_KEPT}
        profiles = self._get_payers(receipts)
        return [self._prepare_receipt_notice(profiles[move], move, lines) for move, lines in receipts.items()]

    @api.model
    def _get_payers(self, receipts):
        """:return: ``{account.move: profile of its payer}``; queries are those of a company, not of a receipt"""
        profiles, payers = {}, {move: lines.partner_id[:1].commercial_partner_id for move, lines in receipts.items()}
        for company in {move.company_id.root_id for move in receipts}:
            partners = self.env["res.partner"].union(*(
                payer for move, payer in payers.items() if move.company_id.root_id == company))
            profiles |= {(company, profile.partner_id): profile for profile in partners._get_credit_profiles(company)}
        return {move: profiles[move.company_id.root_id, payer] for move, payer in payers.items()}

    @api.model
    def _prepare_receipt_notice(self, profile, move, lines):
        amount = -sum(lines.mapped("balance"))
        shown = -sum(lines.mapped("amount_currency")), lines.currency_id[:1]
        return Notice(
            profile, move, lambda env: env._(
                "%(customer)s paid %(amount)s.", customer=profile.partner_id.name,
                amount=shown[1].with_env(env).format(shown[0])), amount, {"date": move.date.isoformat()})
