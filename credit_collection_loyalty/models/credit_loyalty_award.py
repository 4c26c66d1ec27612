import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import flush
from odoo.addons.credit_collection.models.common.sql import build_items, is_money, to_array
from odoo.addons.credit_collection.models.exposure.settlements import (
    RECEIPT_DEPENDS,
    SETTLEMENT_DEPENDS,
    SHORT_DEPENDS,
    build_settlements,
    join_short_payment,
)

BATCH = 500
# Days after the due date during which a payment may still be returned without the invoice being open again.
DAYS_WATCHED = 120
JOB = "credit_collection_loyalty.ir_cron_awards"


class CreditLoyaltyAward(models.Model):
    """What an invoice earned by being paid on time. Written by code only.

    An invoice that is paid in full by money that stayed, each part by its due date, earns points. Credit notes and exchange
    differences are neither payment nor delay. When the payment goes back, so do the points, and those for what is paid back to
    the customer on a credit note.
    """

    _name = "credit.loyalty.award"
    _description = "Reward for Payment on Time"
    _inherit = ["credit.roles.mixin", "credit.batch.mixin"]
    _order = "id desc"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True, ondelete="cascade")
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    due_date = fields.Date(readonly=True, help="Of the invoice when it was paid.")
    state = fields.Selection(
        [("pending", "To be checked"), ("given", "Given"), ("late", "Not on time"), ("taken_back", "Taken back")],
        required=True, readonly=True, default="pending", index=True)
    paid_amount = fields.Monetary(string="Paid on Time", readonly=True, default=0.0)
    points = fields.Float(readonly=True, default=0.0, digits=(16, 2))
    unit = fields.Monetary(
        string="Amount for a Point", readonly=True, default=0.0, help="As it was when the points were given.")
    card_id = fields.Many2one("loyalty.card", readonly=True, index="btree_not_null", ondelete="set null")
    decided_on = fields.Date(readonly=True)

    _move_uniq = models.Constraint("UNIQUE (move_id)", "This invoice has been rewarded already.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if self:
            raise UserError(self.env._("“%(award)s” is evidence and cannot be deleted.", award=self[0].display_name))

    @api.model
    def _cron_award(self):
        """Give points for invoices that were paid on time, and take back those of payments that went back."""
        # sudo: evidence of the system, no matter who runs the scheduled action.
        own = self.sudo()
        own._run_batch(
            JOB, own._get_domain, lambda awards, today: awards._decide(today), size=BATCH, stamped=True, prepare=own._gather)

    @api.model
    def _get_domain(self, today):
        """:return: domain of the awards to be looked at on ``today``: new ones, and those whose payment may have gone back"""
        watched = Domain("due_date", ">=", fields.Date.subtract(today, days=DAYS_WATCHED))
        is_paid = Domain("move_id.payment_state", "=", "paid")
        return Domain("state", "=", "pending") & is_paid | Domain("state", "=", "taken_back") & is_paid & watched | Domain(
            "state", "=", "given") & (watched | ~is_paid)

    @api.model
    def _gather(self):
        """Take the invoices that were paid since the last time, of the companies that give points."""
        rewarding = Domain("credit_loyalty_program_id", "!=", False) & Domain("parent_id", "=", False)
        for company in self.env["res.company"].search(rewarding):
            known = self._search([("company_id", "=", company.id)])
            moves = self.env["account.move"].search([
                ("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("payment_state", "=", "paid"),
                ("company_id", "child_of", company.id), ("invoice_date_due", ">=", company.credit_loyalty_from),
                ("id", "not in", known.subselect("move_id"))])
            profiles = {profile.partner_id: profile for profile in moves.commercial_partner_id._get_credit_profiles(company)}
            self.create([
                {"move_id": move.id, "profile_id": profiles[move.commercial_partner_id].id, "due_date": move.invoice_date_due}
                for move in moves])

    def _decide(self, today):
        """Give, refuse or take back: what is due to each invoice as it is paid now."""
        paid = self._read_paid_on_time(today)
        for company, awards in self.grouped("company_id").items():
            program = company.credit_loyalty_program_id
            cards = self.env["loyalty.card"]._get_credit_cards(program, awards.profile_id.partner_id) if program else {}
            for award in awards:
                amount = paid.get(award.move_id.id, 0.0) if award.move_id.payment_state == "paid" else 0.0
                award._settle(amount, cards.get(award.profile_id.partner_id), today)

    def _settle(self, amount, card, today):
        """:param amount: paid on time in company currency, zero unless the whole invoice was
        :param card: the ``loyalty.card`` of the customer, nothing where the company gives no points any more
        """
        compare = self.currency_id.compare_amounts
        is_earned = compare(amount, 0) > 0
        if self.state == "given":
            if not is_earned:
                self._move_points(self.card_id, -self.points)
                self.write({"state": "taken_back", "decided_on": today})
            elif compare(amount, self.paid_amount):
                points = self._count_points(amount, self._get_unit())
                self._move_points(self.card_id, points - self.points, self.env._("Invoice %(invoice)s: money paid back"))
                self.write({"paid_amount": amount, "points": points, "decided_on": today})
        elif not is_earned:
            if self.state == "pending":
                self.write({"state": "late", "decided_on": today})
        elif card:
            unit = self.company_id.credit_loyalty_unit
            points = self._count_points(amount, unit)
            self._move_points(card, points)
            self.write({
                "state": "given", "paid_amount": amount, "points": points, "unit": unit, "card_id": card.id,
                "decided_on": today})

    def _count_points(self, amount, unit):
        """:return: a point for each whole ``unit``, both in company currency; without a unit none"""
        return math.floor(self.currency_id.round(amount) / unit + 1e-9) if unit > 0 else 0

    def _get_unit(self):
        """:return: for which amount these points were given; where that was not kept yet, that of the company, unless it has
            changed since"""
        if self.unit:
            return self.unit
        unit = self.company_id.credit_loyalty_unit
        is_same = not self.points or self._count_points(self.paid_amount, unit) == self.points
        return unit if is_same else self.paid_amount / self.points

    def _move_points(self, card, points, lost=None):
        """Book points to the card, as far as it still exists, with a line of its history.

        :param str lost: why points are taken, a text with ``invoice``; without, the payment was returned
        """
        if not card or not points:
            return
        card.points += points
        text = self.env._("Invoice %(invoice)s paid on time") if points > 0 else lost or self.env._(
            "Invoice %(invoice)s: payment returned")
        self.env["loyalty.history"].create({
            "card_id": card.id, "description": text % {"invoice": self.move_id.name}, "issued": max(points, 0),
            "used": max(-points, 0), "order_model": "account.move", "order_id": self.move_id.id})

    def _read_paid_on_time(self, today):
        """:return: ``{invoice id: amount}`` paid by money that stayed, less what the payments wrote off themselves, of the
            invoices of which nothing was settled late or otherwise
        """
        for columns in (RECEIPT_DEPENDS, SETTLEMENT_DEPENDS, SHORT_DEPENDS):
            flush(self.env, columns)
        short, share = join_short_payment("debtor")
        parts = build_items(
            SQL("line.move_id, settlement.amount * %s AS amount, settlement.is_payment, settlement.is_payment AND "
                "settlement.date <= line.date_maturity OR settlement.is_credit_note OR settlement.is_exchange AS is_fine",
                share),
            joins=SQL(
                "JOIN res_partner debtor ON debtor.id = line.partner_id CROSS JOIN LATERAL (%s) settlement %s",
                build_settlements(SQL("line.id"), bounced=self.env["credit.receipts"]._get_bounced_sql(today), debt="line"),
                short),
            condition=SQL("line.move_id = ANY(%s)", to_array(self.move_id.ids)))
        rows = self.env.execute_query(SQL(
            """
            SELECT move_id, SUM(amount) FILTER (WHERE is_payment) FROM (%s) part GROUP BY move_id HAVING BOOL_AND(is_fine)
            """, parts))
        refunded = self._read_refunded([move_id for move_id, _amount in rows])
        return {move_id: float(amount or 0.0) - refunded.get(move_id, 0.0) for move_id, amount in rows}

    @api.model
    def _read_refunded(self, move_ids):
        """:return: ``{invoice id: money that was paid back on its credit notes}`` in company currency; a credit note that pays
            another invoice is no money there"""
        flush(self.env, {"account.move": ["reversed_entry_id"]})
        money = build_items(
            SQL("money.id"), alias="money", condition=is_money("money"))
        rows = self.env.execute_query(SQL(
            """
            SELECT move_id, SUM(amount)::float FROM (%s) refund GROUP BY move_id
            """, build_items(
                SQL("note.reversed_entry_id AS move_id, partial.amount"),
                joins=SQL(
                    """
                    JOIN account_move note ON note.id = line.move_id
                    JOIN account_partial_reconcile partial ON partial.credit_move_id = line.id
                    JOIN (%s) money ON money.id = partial.debit_move_id
                    """, money),
                condition=SQL("note.reversed_entry_id = ANY(%s)", to_array(move_ids)))))
        return dict(rows)
