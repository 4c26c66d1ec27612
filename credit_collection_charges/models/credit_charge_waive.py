from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.credit_collection.tools.promise.judgement import allocate

from .credit_charge_waiver import COLLECTOR


class CreditCharge(models.Model):
    """Waiving charges in full or in part, accrued or billed, with a reason and within the approval tiers."""

    _inherit = "credit.charge"

    waiver_id = fields.Many2one("credit.charge.waiver", string="Waived By", readonly=True, index="btree_not_null", copy=False)
    waived_reason = fields.Char(related="waiver_id.reason", string="Reason for the Waiver")
    credit_note_id = fields.Many2one(
        "account.move", readonly=True, index="btree_not_null", copy=False,
        help="Took back what was billed before it was waived.")
    origin_id = fields.Many2one(
        "credit.charge", string="Part Of", readonly=True, index="btree_not_null", copy=False,
        help="The charge of which this part was waived or billed.")

    def _waive(self, reason, amount=None, stops=False):
        """Waive these charges; what was billed is taken back by a credit note of today.

        :param reason: why, a text or a ``credit.reason``
        :param float amount: what is waived of them, the charges in their order; all of it without
        :param bool stops: whether nothing more is charged for their invoices
        :return: the waivers, one for each customer
        :raise AccessError: the amount is above what the user may waive
        :raise UserError: there is no reason, or nothing to waive of a charge
        """
        waivers = self._request_waiver(reason, amount, stops)
        authorities = {waiver: waiver._check_authority() for waiver in waivers}
        for waiver, authority in authorities.items():
            waiver._approve(authority)
        return waivers

    def _request_waiver(self, reason, amount=None, stops=False):
        """:return: the waivers that wait for a decision, one for each customer; see :meth:`_waive`"""
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers waive charges."))
        self.check_access("read")
        is_record = isinstance(reason, models.BaseModel)
        text = (reason.name if is_record else reason or "").strip()
        if not text:
            raise UserError(self.env._("Give a reason for the waiver."))
        waivers = self.env["credit.charge.waiver"]
        for profile, charges in self.grouped("profile_id").items():
            total = charges._check_waivable(amount if len(self.profile_id) == 1 else None)
            # sudo: the right has been checked; evidence is written by code only.
            waivers |= waivers.sudo().create({
                "profile_id": profile.id, "charge_ids": [fields.Command.set(charges.ids)], "amount": total, "reason": text,
                "reason_id": reason.id if is_record else False, "stops": stops, "requested_by_id": self.env.uid,
            }).sudo(self.env.su)
        return waivers

    def action_waive(self):
        """:return: the dialog that asks for amount and reason"""
        if not self.env.user.has_group(COLLECTOR):
            raise AccessError(self.env._("Only collectors and credit managers waive charges."))
        for charges in self.grouped("profile_id").values():
            charges._check_waivable(None)
        return {
            "type": "ir.actions.act_window", "name": self.env._("Waive Charges"), "res_model": "credit.charge.waive",
            "view_mode": "form", "target": "new", "context": {"default_charge_ids": self.ids},
        }

    def _check_waivable(self, amount):
        """:return: what is waived of these charges of one customer
        :raise UserError: it is more than they come to, or a charge is not owed any more
        """
        currency = self.currency_id
        for charge in self:
            if charge.state not in ("accrued", "billed") or currency.compare_amounts(charge.amount, 0) <= 0:
                raise UserError(self.env._("“%(charge)s” is not owed: there is nothing to waive.", charge=charge.display_name))
            if charge.state == "billed":
                charge._check_bill_open()
        total = currency.round(sum(self.mapped("amount")))
        if amount is not None and (
                currency.compare_amounts(amount, 0) <= 0 or currency.compare_amounts(amount, total) > 0):
            raise UserError(self.env._(
                "Enter an amount above zero, up to %(total)s.", total=currency.format(total)))
        return total if amount is None else currency.round(amount)

    def _check_bill_open(self):
        bill = self.sudo().bill_id  # sudo: collectors need not read invoices.
        if bill.state != "posted" or bill.move_type != "out_invoice":
            raise UserError(self.env._(
                "“%(bill)s” is not posted: change or cancel it, and its charges are owed as before.", bill=bill.display_name))
        gross = self.sudo().bill_line_id.price_total
        if bill.currency_id.compare_amounts(bill.amount_residual, gross) < 0:
            raise UserError(self.env._(
                "%(bill)s is paid, wholly or in part. What was paid is given back by a credit note, not waived.",
                bill=bill.display_name))

    def _write_off_waived(self, waiver):
        """Carry a waiver out that was approved: each of these charges takes its share, in their order."""
        currency = waiver.currency_id
        charges = self.sorted("id")
        for charge in charges:
            charge._check_waivable(None)
        shares = allocate(waiver.amount, charges.mapped("amount"), currency.rounding)
        for charge, share in zip(charges, shares, strict=True):
            if currency.is_zero(share):
                continue
            part = charge._split(share) if currency.compare_amounts(share, charge.amount) < 0 else charge
            if charge.state == "billed":
                part.credit_note_id = charge._credit_bill(share, waiver)
            part._keep_slices()
            part._set_state("waived", waiver_id=waiver.id)
        if waiver.stops:
            charges.move_id.credit_no_charges = True

    def _split(self, amount):
        """:return: a charge over ``amount`` of this one, which keeps the rest"""
        self.ensure_one()
        # Not two that grow on the same item: the part leaves this state at once.
        part = self.copy({
            "amount": amount, "origin_id": self.id, "state": "billed", "bill_id": self.bill_id.id,
            "bill_line_id": self.bill_line_id.id, "slices": []})
        self.amount = self.currency_id.round(self.amount - amount)
        return part

    def _credit_bill(self, amount, waiver):
        """:return: the credit note of today over ``amount`` of this charge with its taxes, matched with the bill"""
        self.ensure_one()
        bill, line = self.bill_id, self.bill_line_id
        today = self.company_id._get_credit_today()
        gross = bill.currency_id.round(line.price_total * amount / line.price_subtotal)
        note = bill._create_credit_part(gross, waiver.reason, today, lines=line)
        note.action_post()
        (bill + note).line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled).reconcile()
        return note
