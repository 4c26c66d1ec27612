import secrets

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import PAYMENT_PATH


class CreditFollowup(models.Model):
    """The page where exactly the items of one follow-up can be paid, found by a token that cannot be guessed."""

    _inherit = "credit.followup"

    access_token = fields.Char(readonly=True, copy=False, groups="base.group_system", exportable=False)

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")

    @api.model
    def _make_token(self):
        return secrets.token_urlsafe(24)

    @api.model
    def _hide_token(self, body, token):
        """:return: ``body`` as evidence keeps it: whoever may read it does not get the customer's link with it"""
        return body.replace(f"{PAYMENT_PATH}{token}", "#") if token else body

    @api.model
    def _hide_token_sql(self, body, token):
        """:return: SQL of what ``_hide_token`` makes of these columns"""
        return SQL("REPLACE(%s, COALESCE(%s || %s, ''), '#')", body, PAYMENT_PATH, token)

    @api.model
    def _find_by_token(self, token):
        """:return: the follow-up that ``token`` opens, or none"""
        # sudo: a reader with the token may see what the e-mail contained.
        return self.sudo().search([("access_token", "=", token)], limit=1) if token else self.browse()

    def _get_payable(self):
        """What is left of the listed items at this moment as the demand counts it, disputed and promised parts aside: paid
        ones have dropped off. Once all is promised, what was promised can be paid.

        :return: ``{currency: (amount to pay, items with what is to be paid of each)}`` in the currency of the items, only
            where something is to be paid net of the listed credits
        """
        self.ensure_one()
        Line = self.env["account.move.line"]
        lines = Line.search(
            Domain("id", "in", self.line_ids.ids) & Line._get_open_receivable_domain(), order="date_maturity, id"
        )
        today = fields.Date.context_today(self)
        return self._sum_payable(lines, lambda line: line._get_collectible_amount(today)) or self._sum_payable(
            lines, lambda line: max(line.amount_residual - line.credit_disputed_amount, 0.0))

    @api.model
    def _sum_payable(self, lines, get_open_part):
        """:param get_open_part: function of a debt: what is to be paid of it in company currency"""
        payable = {}
        for currency, open_lines in lines.grouped("currency_id").items():
            parts = [(line, self._get_payable_part(line, get_open_part)) for line in open_lines]
            parts = [(line, part) for line, part in parts if not currency.is_zero(part)]
            amount = currency.round(sum(part for _line, part in parts))
            if currency.compare_amounts(amount, 0.0) > 0:
                payable[currency] = (amount, parts)
        return payable

    @api.model
    def _get_payable_part(self, line, get_open_part):
        """:return: what is to be paid of an item, in its currency"""
        if line.amount_residual <= 0:
            return line.amount_residual_currency
        return line.currency_id.round(line.amount_residual_currency * get_open_part(line) / line.amount_residual)

    def _get_running_transactions(self):
        """:return: online payments of these items that are on their way, but not in the books yet"""
        self.ensure_one()
        return self.env["payment.transaction"].search([
            ("landing_route", "=", self._get_payment_path()), ("state", "in", ("pending", "authorized", "done")),
            ("payment_id", "=", False),
        ])

    def _get_payment_path(self):
        return f"{PAYMENT_PATH}{self.access_token}"
