from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from ..dispute.credit_dispute import DISPUTABLE_TYPES
from ..statement.statement_writer import StatementWriter

MOST_FILES = 5
MOST_BYTES = 10 * 1024 * 1024
# What is no program, and what a browser shows without running it.
FILE_TYPES = (
    "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain", "text/csv",
    "application/msword", "application/vnd.ms-excel", "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)


class Upload(NamedTuple):
    name: str
    content: bytes


class CreditPortalAccount(models.AbstractModel):
    """What customers contest in the portal."""

    _inherit = "credit.portal.account"

    @api.model
    def _get_disputable(self, items):
        """:return: ``{invoice: what can be disputed of it}`` in its currency"""
        moves = self.env["account.move"].sudo().browse(dict.fromkeys(item.move_id for item in items if item.residual > 0))
        free = {
            move: move.currency_id.round(move.amount_residual - move._get_credit_open_claims())
            for move in moves if move.state == "posted" and move.move_type in DISPUTABLE_TYPES}
        return {move: amount for move, amount in free.items() if move.currency_id.compare_amounts(amount, 0.0) > 0}

    @api.model
    def _get_dispute_reasons(self):
        # sudo: names of reasons, which a customer chooses from.
        return self.env["credit.reason"].sudo().search([("kind", "=", "dispute")])

    @api.model
    def _describe_disputable(self, free):
        writer = StatementWriter(self.env, self.env.lang)
        return {
            "invoices": [
                {"id": move.id, "number": move.name, "currency": move.currency_id.name,
                 "most": f"{amount:.{move.currency_id.decimal_places}f}", "step": move.currency_id.rounding,
                 "open": writer.format_amount(amount, move.currency_id.id)} for move, amount in free.items()],
            "reasons": [(reason.id, reason.name) for reason in self._get_dispute_reasons()],
        }

    @api.model
    def _dispute(self, profile, move, amount, reason, note, uploads):
        """Open what the customer contests. The same once more is the same dispute.

        :param list uploads: of :class:`Upload`
        :return: the dispute, for code
        :raise UserError: when it cannot be opened
        """
        Dispute = self.env["credit.dispute"].sudo()
        amount = move.currency_id.round(amount)
        same = move.credit_dispute_ids.filtered(
            lambda dispute: dispute.state == "open" and dispute.reason_id == reason and dispute.note == note
            and not dispute.currency_id.compare_amounts(dispute.amount, amount))
        if same:
            return same[0]
        dispute = Dispute.create({
            "move_id": move.id, "amount": amount, "reason_id": reason.id, "note": note,
            "user_id": self._get_responsible(profile).id})
        dispute.action_open()
        for upload in uploads:
            dispute.attachment_ids |= self._keep_file(dispute, upload)
        return dispute

    @api.model
    def _check_files(self, uploads):
        """:raise UserError: for files that are too many, empty, too large, or of a kind that is not taken"""
        if len(uploads) > MOST_FILES:
            raise UserError(self.env._("Please choose at most %(count)s files.", count=MOST_FILES))
        for upload in uploads:
            if not upload.content:
                raise UserError(self.env._("“%(name)s” is empty.", name=upload.name))
            if len(upload.content) > MOST_BYTES:
                raise UserError(self.env._(
                    "“%(name)s” is too large: %(size)s MB at most.", name=upload.name, size=MOST_BYTES // 1024 // 1024))
            if guess_mimetype(upload.content) not in FILE_TYPES:
                raise UserError(self.env._(
                    "“%(name)s” is no PDF, picture, text or office document.", name=upload.name))

    @api.model
    def _keep_file(self, record, upload):
        """:return: the attachment, for code"""
        # Evidence stays as it came: core would make a picture smaller, and fail on a damaged one.
        return self.env["ir.attachment"].sudo().with_context(image_no_postprocess=True).create({
            "name": upload.name, "raw": upload.content, "mimetype": guess_mimetype(upload.content),
            "res_model": record._name, "res_id": record.id})
