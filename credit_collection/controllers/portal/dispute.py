import math

from odoo.exceptions import UserError
from odoo.http import request

from ...models.portal.credit_portal_dispute import MOST_BYTES, MOST_FILES, Upload
from ..common.parameters import clean_line, clean_text, parse_number
from .account import CreditAccountPortal, acting, reading


class CreditDisputePortal(CreditAccountPortal):
    """A customer contests a part of an invoice, with a reason and files."""

    @reading("/dispute")
    def show_dispute_form(self, token=None, company=None, items=None, **_kwargs):
        visit = self._credit_visit(token, company)
        return self._credit_show_dispute_form(visit, items)

    @acting("/dispute")
    def open_dispute(self, token=None, company=None, items=None, invoice=None, amount=None, reason=None, note=None, **_kwargs):
        visit = self._credit_act(token, company)
        error = self._credit_dispute(visit, items, parse_number(invoice), clean_line(amount, 30), parse_number(reason),
                                     clean_text(note, 2000))
        if error:
            return self._credit_show_dispute_form(
                visit, items, error, chosen=parse_number(invoice), amount=clean_line(amount, 30), reason=parse_number(reason),
                note=clean_text(note, 2000))
        return request.redirect(visit.get_url(done="dispute"))

    def _credit_get_disputable(self, visit, items):
        Account = visit.profile.env["credit.portal.account"]
        return Account._get_disputable(
            Account._select(visit.profile, visit.today, self._credit_parse_items(items)))

    def _credit_dispute(self, visit, items, move_id, amount_text, reason_id, note):
        """:return: why the dispute could not be opened; nothing when it was"""
        Account = visit.profile.env["credit.portal.account"]
        free = self._credit_get_disputable(visit, items)
        move = next((move for move in free if move.id == move_id), None)
        reason = Account._get_dispute_reasons().filtered(lambda reason: reason.id == reason_id)
        amount = self._credit_parse_claim(amount_text)
        if not move:
            return request.env._("Please choose the invoice.")
        if move.currency_id.compare_amounts(amount, 0.0) <= 0 or move.currency_id.compare_amounts(amount, free[move]) > 0:
            return request.env._("Please enter an amount up to %(amount)s.", amount=move.currency_id.format(free[move]))
        if not (reason and note):
            return request.env._("Please choose a reason and describe what is wrong.")
        try:
            with request.env.cr.savepoint():
                uploads = self._credit_read_files()
                Account._check_files(uploads)
                dispute = Account._dispute(visit.profile, move, amount, reason, note, uploads)
                self._credit_note_visit(visit, dispute)
        except UserError as failure:
            return str(failure)
        return None

    @staticmethod
    def _credit_parse_claim(text):
        """:return: the amount; 0 for a text that is none"""
        try:
            amount = float(text)
        except ValueError:
            return 0.0
        return amount if math.isfinite(amount) else 0.0

    @staticmethod
    def _credit_read_files():
        """:return: list of :class:`Upload`, not read further than it takes to see that one is too large"""
        files = [file for file in request.httprequest.files.getlist("file") if file.filename]
        return [
            Upload(clean_line(file.filename.replace("\\", "/").rsplit("/", 1)[-1], 100) or "file", file.read(MOST_BYTES + 1))
            for file in files[:MOST_FILES + 1]]

    def _credit_show_dispute_form(self, visit, items, error=None, **values):
        Account = visit.profile.env["credit.portal.account"]
        free = self._credit_get_disputable(visit, items)
        return self._credit_render("portal_account_dispute", visit, {
            **Account._describe_disputable(free), "title": request.env._("Something is wrong"), "error": error,
            "items": ",".join(str(number) for number in self._credit_parse_items(items)),
            "limits": request.env._(
                "At most %(count)s files of %(size)s MB: PDF, pictures, text, office documents.", count=MOST_FILES,
                size=MOST_BYTES // 1024 // 1024), **values})
