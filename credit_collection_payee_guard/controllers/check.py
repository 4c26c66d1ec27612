import math

from odoo.http import Controller, request, route

from odoo.addons.credit_collection.controllers.common.links import render_page
from odoo.addons.credit_collection.controllers.common.parameters import clean_line

from ..models.credit_payee_account import CHECK_PATH

TEMPLATE = "credit_collection_payee_guard.portal_letter_check"


class LetterCheck(Controller):
    """The page on which a customer checks that a letter is ours. It tells company and day, and whether an amount is right."""

    @route(CHECK_PATH, type="http", auth="public", methods=["GET"], website=True, sitemap=False, readonly=True)
    def show_check(self, **_kwargs):
        return render_page(TEMPLATE, {"page_name": "credit_check"})

    @route(CHECK_PATH, type="http", auth="public", methods=["POST"], website=True, sitemap=False)
    def check_letter(self, code=None, amount=None, **_kwargs):
        """:param code: from the letter; ``amount``: that it asks for, left out if not wanted"""
        Check = request.env["credit.letter.check"].sudo()  # sudo: for the public; it tells a yes or no.
        values = {"page_name": "credit_check", "code": clean_line(code, 40), "asked": True}
        if not Check._may_check(request.httprequest.remote_addr):
            return render_page(TEMPLATE, {**values, "too_many": True})
        typed = clean_line(amount, 20)
        number = _to_number(typed)
        if typed and number is None:
            return render_page(TEMPLATE, {**values, "wrong_amount": True})
        return render_page(TEMPLATE, {**values, "letter": Check._check(values["code"] or "", number), "amount": typed})


def _to_number(text):
    """:return: the amount as it is typed, with a point or a comma before the cents; None for anything else"""
    digits = (text or "").replace(" ", "").replace("'", "")
    if digits.count(",") == 1 and len(digits.partition(",")[2]) == 2:
        digits = digits.replace(".", "").replace(",", ".")
    try:
        number = float(digits.replace(",", ""))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
