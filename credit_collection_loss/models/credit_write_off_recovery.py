from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

from odoo.addons.credit_collection.models.common.sql import is_trade_account
from odoo.addons.credit_collection.tools.common.notices import show_notice


class CreditWriteOffRecovery(models.Model):
    """Money that came in after the write-off: income of its day, less the tax that is to be paid back. Written by code only.

    A payment that goes back takes its recovery with it; the item stays written off.
    """

    _name = "credit.write.off.recovery"
    _description = "Recovery after a Write-off"
    _inherit = ["credit.roles.mixin", "credit.batch.mixin"]
    _order = "date desc, id desc"
    _rec_name = "receipt_id"

    write_off_id = fields.Many2one("credit.write.off", required=True, readonly=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one(related="write_off_id.profile_id", store=True, index=True)
    company_id = fields.Many2one(related="write_off_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="write_off_id.currency_id")
    receipt_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null")
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(readonly=True, default=0.0)
    tax = fields.Monetary(string="Tax Paid Back", readonly=True, default=0.0)
    returned = fields.Monetary(readonly=True, default=0.0, help="What of the payment went back.")
    move_id = fields.Many2one("account.move", string="Entry", readonly=True, index="btree_not_null", ondelete="restrict")
    return_move_ids = fields.Many2many(
        "account.move", "credit_recovery_return_rel", "recovery_id", "move_id", string="Entries of Returns", readonly=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if self:
            raise UserError(self.env._("“%(recovery)s” is evidence and cannot be deleted.", recovery=self[0].display_name))

    # Booking

    @api.model
    def _cron_book(self):
        """Book what customers paid after a write-off, and take back what went back; before the reminders of the night."""
        # sudo: entries of the system, no matter who runs the scheduled action.
        self.env["credit.write.off"].sudo()._run_batch(
            "credit_collection_loss.ir_cron_recoveries", lambda today: [("state", "=", "posted"), ("reversal_id", "=", False)],
            lambda write_offs, today: write_offs._follow_up(), size=200, stamped=True, in_turn=True)

    def _take_back_returned(self):
        """Reverse what went back of the payments of these recoveries: returned receipts, and receipts that were unmatched."""
        given_back = self._read_returns()
        for recovery in self:
            debit = recovery.move_id.line_ids.filtered(lambda line: is_trade_account(line.account_id))
            if recovery.currency_id.compare_amounts(debit.amount_residual, 0) > 0:
                # The receipt was taken from it, matched with what gave it back or cancelled.
                recovery._reverse_part(debit, debit.amount_residual)
            for back in given_back.get(recovery.receipt_id, ()):
                recovery._reverse_part(back, min(back.amount_residual, recovery.amount - recovery.returned))

    def _read_returns(self):
        """:return: ``{receipt: journal items that give it back and are not matched}``"""
        receipts = self.receipt_id
        if not receipts:
            return {}
        company = self.company_id[:1]
        Receipts = self.env["credit.receipts"]
        rows = self.env.execute_query(Receipts._build_open_returns(company._get_credit_today(), receipts.ids))
        result = {}
        for receipt_id, return_id in rows:
            result.setdefault(receipts.browse(receipt_id), receipts.browse())
            result[receipts.browse(receipt_id)] |= receipts.browse(return_id)
        return result

    def _reverse_part(self, debt, amount):
        """Reverse ``amount`` of this recovery by an entry that settles ``debt``; the item is written off as before."""
        self.ensure_one()
        amount = self.currency_id.round(amount)
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            return
        write_off = self.write_off_id
        tax = max(self.currency_id.round(write_off.tax_paid_back - write_off._get_tax_due(write_off.recovered - amount)), 0.0)
        day = self.company_id._get_loss_day(max(debt.date, self.date))
        move = write_off._create_recovery_entry(debt, -amount, -tax, day, self.env._(
            "Returned payment after write-off: %(customer)s", customer=self.profile_id.display_name))
        self.write({"returned": self.returned + amount, "return_move_ids": [Command.link(move.id)]})
        write_off.tax_paid_back -= tax
        write_off.message_post(body=self.env._(
            "The payment of %(date)s went back: %(amount)s are written off again.",
            date=format_date(self.env, self.date), amount=self.currency_id.format(amount)))


class CreditWriteOff(models.Model):
    """What is paid after the write-off."""

    _name = "credit.write.off"
    _inherit = ["credit.write.off", "credit.batch.mixin"]

    # Net of returns, with what of the relief was not claimed of what had come in before. Written with each entry.
    tax_paid_back = fields.Monetary(compute="_compute_tax_paid_back", store=True)

    def _compute_tax_paid_back(self):
        """Once: nothing of new ones; those of before the field was there paid tax back by a share of all."""
        for write_off in self:
            share = write_off.recovered / write_off.amount if write_off.amount else 0.0
            write_off.tax_paid_back = write_off.relief * share

    def action_book_recovery(self):
        """Book the open receipts of the customer as recovery, up to what was written off.

        :raise UserError: there is no receipt, or nothing is left to recover
        """
        for write_off in self:
            write_off._check_manager()
            if write_off.state != "posted" or write_off.reversal_id:
                raise UserError(self.env._("“%(write_off)s” is not posted.", write_off=write_off.display_name))
            # sudo: the right has been checked; credit managers need no right to write entries.
            write_off.sudo().recovery_ids._take_back_returned()
            if not write_off.sudo()._book_recoveries():
                raise UserError(self.env._(
                    "%(customer)s has no open receipt after the write-off, or all of it was recovered.",
                    customer=write_off.profile_id.display_name))
        return show_notice(self.env._("The recovery was booked."))

    def _follow_up(self):
        """Nightly: what went back is written off again; what came in is a recovery where the customer owes nothing else."""
        self.recovery_ids._take_back_returned()
        for write_off in self._filter_with_receipts().sorted("date"):
            if not write_off._find_open_items():
                write_off._book_recoveries()

    def _filter_with_receipts(self):
        """:return: those with something left to recover whose customer has money on account; one query for all of them"""
        wanted = self.filtered(
            lambda own: own.company_id.credit_book_recoveries
            and own.currency_id.compare_amounts(own.recovered, own.amount) < 0)
        Line = self.env["account.move.line"]
        payers = {partner.commercial_partner_id for partner, in Line._read_group(
            Line._get_open_receivable_domain() & Domain("amount_residual", "<", 0) & Line._get_money_domain()
            & Line._get_account_domain(wanted.partner_id, wanted.company_id), ["partner_id"])} if wanted else set()
        return wanted.filtered(lambda own: own.partner_id in payers)

    def _book_recoveries(self):
        """:return: the recoveries booked"""
        self.ensure_one()
        booked = self.env["credit.write.off.recovery"]
        for receipt in self._find_receipts():
            left = self.currency_id.round(self.amount - self.recovered)
            amount = min(-receipt.amount_residual, left)
            if self.currency_id.compare_amounts(amount, 0) > 0:
                booked |= self._book_recovery(receipt, amount)
        return booked

    def _find_receipts(self):
        """:return: open receipts of the customer from the day of the write-off on"""
        Line = self.env["account.move.line"]
        found = Line.search(
            Line._get_open_receivable_domain() & Domain("amount_residual", "<", 0) & Domain("date", ">=", self.date)
            & Domain("date", "<=", self.company_id._get_credit_today()) & Line._get_money_domain()
            & Line._get_account_domain(self.partner_id, self.company_id), order="date, id")
        # A cheque that bounced pays nothing.
        bounced = {row[0] for row in self.env.execute_query(self.env["credit.receipts"]._build_open_returns(
            self.company_id._get_credit_today(), found.ids))} if found else set()
        return found.filtered(lambda line: line.id not in bounced)

    def _book_recovery(self, receipt, amount):
        tax = max(self.currency_id.round(self._get_tax_due(self.recovered + amount) - self.tax_paid_back), 0.0)
        day = self.company_id._get_loss_day(receipt.date)
        move = self._create_recovery_entry(receipt, amount, tax, day, self.env._(
            "Payment after write-off: %(customer)s", customer=self.profile_id.display_name))
        self.tax_paid_back += tax
        return self.env["credit.write.off.recovery"].create({
            "write_off_id": self.id, "receipt_id": receipt.id, "date": receipt.date, "amount": amount, "tax": tax,
            "move_id": move.id})

    def _get_tax_due(self, recovered):
        """:return: the tax to be paid back when ``recovered`` came in for all, in company currency; at most the relief"""
        shares = self._get_recovered_shares(recovered)
        return self.currency_id.round(sum(line.relief * share for line, share in shares.items()))

    def _get_recovered_shares(self, recovered):
        """:return: ``{line: which share of it was recovered}`` when ``recovered`` came in for all: the oldest items first"""
        shares, left = {}, recovered
        for line in self.line_ids.sorted(lambda line: (line.due_date or line.line_id.date, line.line_id.id)):
            part = min(left, line.company_amount)
            shares[line] = part / line.company_amount if line.company_amount else 0.0
            left -= part
        return shares

    def _create_recovery_entry(self, item, amount, tax, day, label):
        """:param item: the receipt, or with a negative ``amount`` what gave it back
        :return: the posted entry, matched with ``item``
        """
        company = self.company_id
        loss, _journal = company._get_loss_accounts("credit_loss_account_id")
        recovery = company.credit_recovery_account_id or loss
        share = abs(amount / item.amount_residual) if item.amount_residual else 0.0
        foreign = item.currency_id.round(abs(item.amount_residual_currency) * share) * (1 if amount > 0 else -1)
        # Whose side is which: the entry settles the receipt, and income stands against it.
        move = self._create_entry(
            [{
                "account_id": item.account_id.id, "partner_id": item.partner_id.id, "name": label,
                "currency_id": item.currency_id.id, "amount_currency": foreign, "balance": amount}],
            self._prepare_parts(
                [*self._prepare_relief(tax), (recovery, company.currency_id.round(amount - tax))], -1),
            date=day, ref=label)
        counterpart = move.line_ids.filtered(lambda line: is_trade_account(line.account_id))
        (item + counterpart).reconcile()
        return move


class CreditReceipts(models.AbstractModel):
    _inherit = "credit.receipts"

    @api.model
    def _build_open_returns(self, today, receipt_ids):
        """:return: SQL of ``(receipt_id, return_id)`` of these receipts, given back by what they are not matched with"""
        return SQL(
            "SELECT receipt_id, return_id FROM (%s) given_back WHERE NOT is_reconciled AND receipt_id = ANY(%s)",
            self._get_returns_sql(today, SQL(
                "back.partner_id = ANY(%s)", self.env["account.move.line"].browse(receipt_ids).partner_id.ids)),
            receipt_ids)


class CreditLossMatrix(models.Model):
    _inherit = "credit.loss.matrix"

    @api.model
    def _get_recovered_sql(self):
        return SQL(
            """
            COALESCE((
                SELECT SUM(part.recovered)
                  FROM credit_write_off_line part
                  JOIN credit_write_off owner ON owner.id = part.write_off_id
                 WHERE part.line_id = line.id AND owner.state = 'posted'), 0)
            """)
