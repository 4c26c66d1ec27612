from odoo import api, models
from odoo.fields import Command


class CreditWriteOff(models.Model):
    """Small balances: requested in one go, a write-off for each customer; another one approves."""

    _inherit = "credit.write.off"

    @api.model
    def _request_small(self, items, reason=None):
        """Ask for the write-off of small debts.

        :param items: journal items
        :param reason: ``credit.reason``, that of small balances without one
        :return: the write-offs, submitted
        """
        reason = reason or self.env.ref("credit_collection_loss.credit_reason_write_off_small", raise_if_not_found=False)
        created = self.browse()
        for company, of_company in items.grouped(lambda item: item.company_id.root_id).items():
            profiles = of_company.partner_id._get_credit_profiles(company).grouped("partner_id")
            for partner, lines in of_company.grouped(lambda item: item.partner_id.commercial_partner_id).items():
                # sudo: the kind is written by code only; the right is checked by submitting.
                write_off = self.sudo().create({
                    "profile_id": profiles[partner].id, "kind": "small", "reason_id": reason and reason.id,
                    "line_ids": [Command.create({"line_id": line.id}) for line in lines]}).sudo(self.env.su)
                write_off.action_submit()
                created |= write_off
        return created


class CreditOpenItem(models.AbstractModel):
    _inherit = "credit.open.item"

    @api.model
    def _request_small_write_offs(self, line_ids):
        # sudo: collectors need no right on entries.
        return self.env["credit.write.off"]._request_small(self.env["account.move.line"].sudo().browse(line_ids))
