from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .credit_short_payment import ACTIVITY, MANAGER

# What a user waived of a customer within these days counts with what they are about to waive.
COUNTED_DAYS = 30


class CreditShortPayment(models.Model):
    """Waiving a discount that was not due: within the approval tiers, else on request."""

    _inherit = "credit.short.payment"

    def action_waive(self):
        """:return: the dialog that asks why"""
        self._check_collector()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Waive"), "res_model": "credit.short.payment.waive",
            "view_mode": "form", "target": "new", "context": {"default_short_ids": self.ids},
        }

    def _waive(self, reason):
        """Give the discount although it was not due: at once where the user may decide, else on request.

        :return: those that wait for approval
        :raise UserError: without a reason, or where no discount was printed
        """
        self._check_collector()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is waived."))
        waiting = self.browse()
        for short in self:
            short._check_open()
            if short.kind != "not_due":
                raise UserError(self.env._(
                    "“%(short)s”: only a discount that was not due can be waived here. Open a dispute over other rests.",
                    short=short.display_name))
            short.sudo().write({  # sudo: the right has been checked; evidence is written by code only.
                "waive_reason": reason.strip(), "requested_by_id": self.env.uid})
            if authority := short._find_authority():
                short._book_waived(authority)
            else:
                short.sudo()._set_state("waiving")
                short.sudo()._ask()
                waiting |= short
        return waiting

    def _find_authority(self):
        """:return: in whose tier the user waives this rest, none where they may not"""
        self.ensure_one()
        user = self.env.user
        if not user.has_group(MANAGER):
            return user.browse()
        return self.env["credit.approval.tier"]._get_authority(
            user, self.company_id, self.company_amount + self._get_waived_lately(user))

    def _get_waived_lately(self, user):
        """:return: what ``user`` waived of the customer in the last days: a large waiver is not made of small ones"""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=COUNTED_DAYS)
        # sudo: the evidence of the user.
        [(total,)] = self.sudo()._read_group(
            [("profile_id", "=", self.profile_id.id), ("decided_by_id", "=", user.id), ("kind", "=", "not_due"),
             ("state", "=", "booked"), ("decided_on", ">=", since)], [], ["company_amount:sum"])
        return total or 0.0

    def _book_waived(self, authority):
        self._book(decided_for_id=(authority - self.env.user).id)

    def _ask(self):
        decider = self._get_decider() or self.env.user
        self.activity_schedule(
            ACTIVITY, date_deadline=self.company_id._get_credit_today(), user_id=decider.id, summary=self.env._(
                "Waive the discount of %(short)s: %(reason)s", short=self.display_name, reason=self.waive_reason))

    def _get_involved(self):
        return self.requested_by_id

    def _get_decider(self):
        return self._find_decider(self.company_amount)

    def action_approve(self):
        """Waive what was asked for.

        :raise AccessError: the amount is above what the user may decide, or the user asked for it
        """
        for short in self:
            short._check_manager()
            short._check_waiving()
            short._check_open()
            authority = short._check_deciding(short.company_amount + short._get_waived_lately(self.env.user))
            short._book_waived(authority)

    def action_reject(self):
        """Claim the rest after all."""
        for short in self:
            short._check_manager()
            short._check_waiving()
            short._decide("claimed")

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers decide on waivers."))

    def _check_waiving(self):
        if self.state != "waiving":
            raise UserError(self.env._("“%(short)s” does not wait for approval.", short=self.display_name))
