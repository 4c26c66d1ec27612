from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.credit_collection.models.common.sql import TRADE_ACCOUNTS, build_items, is_trade_account
from odoo.addons.credit_collection.models.kpi.credit_key_figure import Source
from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditInsuranceClaim(models.Model):
    """The entry of what the insurer paid: its money against the debts of the customer, or against recoveries or the allowance.

    It is no money of the customer: no last payment, no kept promise, no commission.
    """

    _name = "credit.insurance.claim"
    _inherit = ["credit.insurance.claim", "credit.entry.mixin"]

    entry_ids = fields.Many2many(relation="credit_insurance_claim_move_rel", column1="claim_id", column2="move_id")
    posted_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    def action_open_post(self):
        """:return: the dialog with the proposed entry"""
        self.ensure_one()
        self._check_manager()
        self._check_to_post()
        self.company_id._get_insurance_settings("credit_insurer_account_id")
        return {
            "type": "ir.actions.act_window", "res_model": "credit.insurance.post", "view_mode": "form", "target": "new",
            "name": self.env._("Post the Payment of the Insurer"), "context": {"default_claim_id": self.id}}

    def _check_to_post(self):
        if self.state != "settled" or self.move_id:
            raise UserError(self.env._(
                "“%(claim)s” has nothing to post: it is not settled, or was posted already.", claim=self.display_name))

    def _prepare_post(self, credited):
        """:param credited: one of ``CREDITED``
        :return: list of pairs: the item that is settled, or none, and values of a line; those that settle items first
        :raise UserError: a setting is missing, or less is open than the insurer paid
        """
        self.ensure_one()
        needed = ["credit_insurance_recovery_account_id"] if credited == "recovery" else []
        insurer, *others, _journal = self.company_id._get_insurance_settings("credit_insurer_account_id", *needed)
        label, none = self._get_entry_label(), self.env["account.move.line"]
        debit = (none, {
            "account_id": insurer.id, "partner_id": self.policy_id.insurer_id.id, "name": label,
            "balance": self.settled_amount})
        if others:
            return [(none, {
                "account_id": others[0].id, "partner_id": self.partner_id.id, "name": label,
                "balance": -self.settled_amount}), debit]
        items = self.line_ids.line_id
        shares = items._spread_oldest_first(self.settled_amount)
        is_open = sum(amount for _item, amount, _foreign in shares)
        if self.currency_id.compare_amounts(is_open, self.settled_amount) < 0:
            raise UserError(self.env._(
                "Only %(open)s of the items of “%(claim)s” are still open. Book the payment as a recovery, or tell the insurer "
                "what the customer paid.", open=self.currency_id.format(is_open), claim=self.display_name))
        return [*((item, {
            "account_id": item.account_id.id, "partner_id": item.partner_id.id, "name": label,
            "currency_id": item.currency_id.id, "amount_currency": -foreign, "balance": -amount,
        }) for item, amount, foreign in shares), debit]

    def _get_entry_label(self):
        return self.env._(
            "Insurance claim %(number)s: %(customer)s", number=self.reference or self.policy_id.name,
            customer=self.partner_id.name)

    def _post_settlement(self, date, credited):
        """Post what the insurer paid, once.

        :raise AccessError: the user is no credit manager
        :raise UserError: it is not settled, was posted, the day is locked or has not come, or less is open
        """
        self.ensure_one()
        self._check_manager()
        self.sudo()._book_settlement(date, credited)  # sudo: the right has been checked; managers need no right on entries.
        self.sudo().posted_by_id = self.env.uid

    def _book_settlement(self, date, credited):
        self._lock()
        self._check_to_post()
        self.company_id._check_insurance_date(date)
        pairs = self._prepare_post(credited)
        company = pairs[0][0].company_id or self.company_id
        *_accounts, journal = self.company_id._get_insurance_settings()
        move = self._post_entry(company, date, journal, self._get_entry_label(), [vals for _item, vals in pairs])
        settling = move.line_ids.filtered(lambda line: is_trade_account(line.account_id)).sorted("id")
        for (item, _vals), counterpart in zip([pair for pair in pairs if pair[0]], settling, strict=True):
            (item + counterpart).reconcile()
        self._keep_entry(move)
        self.message_post(body=self.env._(
            "The payment of the insurer was posted on %(date)s: %(entry)s.", date=format_date(self.env, date),
            entry=move.display_name))

    def action_reverse(self):
        """Take the entry back, on its day, or today where that is locked; the claim can be settled anew.

        :raise UserError: there is no entry to reverse, or the money of the insurer was matched with the bank statement
        """
        for claim in self:
            claim._check_manager()
            claim.sudo()._reverse()  # sudo: as above.
        return show_notice(self.env._("The entry was reversed; the claim can be settled anew."))

    def _reverse(self):
        self.ensure_one()
        self._lock()
        move = self.move_id
        if self.state != "settled" or not move:
            raise UserError(self.env._("“%(claim)s” has no entry to reverse.", claim=self.display_name))
        own = move.line_ids.filtered(lambda line: not is_trade_account(line.account_id))
        if own.filtered(lambda line: line.matched_debit_ids or line.matched_credit_ids):
            raise UserError(self.env._(
                "The money of the insurer is matched with the bank statement: undo that first, then reverse “%(entry)s”.",
                entry=move.display_name))
        reversal = self._reverse_entry(self.company_id._get_booking_day(move.date, move.journal_id))
        self._set_state("filed", settled_on=False)
        self._tell_recovered()
        self.message_post(body=self.env._("Reversed by %(entry)s.", entry=reversal.display_name))


class AccountMove(models.Model):
    _inherit = "account.move"

    def _explain_kept_posted(self):
        if claim := self._find_resting("credit.insurance.claim", "entry_ids"):
            return self.env._(
                "An entry of “%(document)s” is evidence and stays posted. To take it back, choose “Reverse” on “%(document)s”.",
                document=claim.display_name)
        return super()._explain_kept_posted()


class CreditKeyFigure(models.AbstractModel):
    """What an insurer paid is a recovery: less is lost. What settles debts takes nothing to expense as it is."""

    _inherit = "credit.key.figure"

    @api.model
    def _get_sources(self, scope):
        return [*super()._get_sources(scope), Source(
            {"written_off": SQL("SUM(compensation.balance)")},
            SQL(
                """
                  FROM (%s) compensation
                  JOIN payer ON payer.id = compensation.partner_id
                  JOIN period_day period ON period.day = compensation.date
                """, self._build_compensations(scope)),
            SQL("payer.profile_id"))]

    @api.model
    def _flush(self):
        self.env["credit.insurance.claim"].flush_model(["entry_ids", "profile_id"])
        return super()._flush()

    @api.model
    def _build_compensations(self, scope):
        """:return: SQL of what claims booked on recoveries or allowances: ``partner_id``, ``date``, ``balance``"""
        return build_items(
            SQL("line.partner_id, line.date, line.balance::float8 AS balance"), accounts=None,
            joins=SQL(
                """
                  JOIN credit_insurance_claim_move_rel entry ON entry.move_id = line.move_id
                  JOIN credit_insurance_claim claim ON claim.id = entry.claim_id
                  JOIN credit_profile profile ON profile.id = claim.profile_id AND profile.partner_id = line.partner_id
                """),
            condition=SQL("NOT line.account_id = ANY(%s) AND %s", TRADE_ACCOUNTS, scope.of_company("line")))
