import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import PAYMENT_PATH


class CreditFollowup(models.Model):
    """The page where exactly the items of one follow-up can be paid, opened by a token that expires and can be revoked."""

    _name = "credit.followup"
    _inherit = ["credit.followup", "portal.mixin"]

    access_token = fields.Char(readonly=True, groups="base.group_system", exportable=False)
    access_until = fields.Date(string="Link Valid Until", readonly=True, copy=False)
    has_link = fields.Boolean(compute="_compute_has_link", compute_sudo=True)

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for followup in self:
            followup.access_url = f"{PAYMENT_PATH}{followup.id}"
        return result

    @api.depends("access_token", "access_until")
    def _compute_has_link(self):
        for followup in self:
            followup.has_link = followup.access_token and not followup._is_link_expired()

    @api.model
    def _make_token(self):
        return secrets.token_urlsafe(24)

    @api.model
    def _prepare_access_vals(self, level, token, today):
        """:return: values of a follow-up whose message contains ``token``"""
        until = bool(token) and today + timedelta(level.payment_link_days)
        return {"access_token": token, "access_until": until}

    @api.model
    def _hide_token(self, body, token):
        """:return: ``body`` as evidence keeps it: readers of the evidence do not get the customer's link with it"""
        return body.replace(f"{PAYMENT_PATH}{token}", "#") if token else body

    @api.model
    def _hide_token_sql(self, body, token):
        """:return: SQL of what ``_hide_token`` makes of these columns"""
        return SQL("REPLACE(%s, COALESCE(%s || %s, ''), '#')", body, PAYMENT_PATH, token)

    @api.model
    def _find_by_token(self, token):
        """:return: the follow-up that ``token`` opens, or none; its link may have expired"""
        # sudo: a reader with the token may see what the e-mail contained.
        return self.sudo().search([("access_token", "=", token)], limit=1) if token else self.browse()

    def _is_link_expired(self):
        self.ensure_one()
        until = self.access_until or self.date + timedelta(self.level_id.payment_link_days)
        return until < self.company_id._get_credit_today()

    def action_revoke_link(self):
        """Close the payment pages of these follow-ups: their links are not found any more."""
        self.profile_id._check_collector()
        self.check_access("write")
        # sudo: the token is evidence that collectors do not write themselves; the right has been checked.
        self.sudo().write({"access_token": False, "access_until": False})

    def _get_payable_lines(self):
        """:return: the listed items that are open and still owed by this customer to this company"""
        self.ensure_one()
        Line = self.env["account.move.line"]
        return Line.search(
            Domain("id", "in", self.line_ids.ids) & Line._get_open_receivable_domain()
            & Domain("partner_id", "child_of", self.partner_id.ids) & Domain("company_id", "child_of", self.company_id.ids),
            order="date_maturity, id",
        )

    def _get_payable(self):
        """What is left of the listed items at this moment as the demand counts it, disputed and promised parts aside: paid
        ones have dropped off. Once all is promised, what was promised can be paid.

        :return: ``{currency: (amount to pay, items with what is to be paid of each)}`` in the currency of the items, only
            where something is to be paid net of the listed credits
        """
        lines, today = self._get_payable_lines(), self.company_id._get_credit_today()
        return self._sum_payable(lines, lambda line: line._get_collectible_amount(today), today) or self._sum_payable(
            lines, lambda line: max(line.amount_residual - line.credit_disputed_amount, 0.0), today)

    @api.model
    def _sum_payable(self, lines, get_open_part, today):
        """:param get_open_part: function of a debt: what is to be paid of it in company currency"""
        payable = {}
        for currency, open_lines in lines.grouped("currency_id").items():
            parts = [(line, self._get_payable_part(line, get_open_part, today)) for line in open_lines]
            parts = [(line, part) for line, part in parts if not currency.is_zero(part)]
            amount = currency.round(sum(part for _line, part in parts))
            if currency.compare_amounts(amount, 0.0) > 0:
                payable[currency] = (amount, parts)
        return payable

    @api.model
    def _get_payable_part(self, line, get_open_part, today):
        """:return: what is to be paid of an item, in its currency; less a discount for early payment that still runs"""
        if line.amount_residual <= 0:
            return line.amount_residual_currency
        part = line.currency_id.round(line.amount_residual_currency * get_open_part(line) / line.amount_residual)
        whole = not line.currency_id.compare_amounts(part, line.amount_residual_currency)
        return part - line._get_credit_early_discount(today) if whole else part

    def _describe_payee(self, payable):
        """:return: text of the bank accounts to which ``payable`` is paid"""
        self.ensure_one()
        named = {
            (currency.id, line.move_id.partner_bank_id.id)
            for currency, (_amount, parts) in payable.items() for line, part in parts if part > 0
        }
        return self.env["credit.payee.account"]._describe(self.company_id, named)

    def _get_running_transactions(self):
        """:return: online payments of these items that are on their way, but not in the books yet"""
        self.ensure_one()
        return self.env["payment.transaction"].search([
            ("landing_route", "=", self._get_payment_path()), ("state", "in", ("pending", "authorized", "done")),
            ("payment_id", "=", False),
        ])

    def _get_payment_path(self):
        return f"{PAYMENT_PATH}{self.access_token}"
