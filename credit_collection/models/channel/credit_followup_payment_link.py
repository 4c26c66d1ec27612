from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import ACCOUNT_LINK_PATH, PAYMENT_PATH


class CreditFollowup(models.Model):
    """The page where exactly the items of one follow-up can be paid, opened by a token that expires and can be revoked."""

    _name = "credit.followup"
    _inherit = ["credit.followup", "credit.payment.link.mixin", "portal.mixin"]

    # Not unique: a message that is written anew keeps it.
    account_token = fields.Char(
        readonly=True, groups="base.group_system", exportable=False, copy=False,
        help="Token of the link to the account that the message contains.")

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for followup in self:
            followup.access_url = f"{PAYMENT_PATH}{followup.id}"
        return result

    @api.model
    def _prepare_access_vals(self, level, token, today, account=None):
        """:return: values of a follow-up whose message contains the payment link with ``token`` and the link to the account
            with the token ``account``"""
        until = bool(token) and today + timedelta(level.payment_link_days)
        return {"access_token": token, "access_until": until, "account_token": account}

    @api.model
    def _hide_tokens(self, body, token, account):
        """:return: ``body`` as evidence keeps it: readers of the evidence do not get the customer's links with it"""
        text = str(body)  # marked as safe again once, at the end
        for path, each in ((PAYMENT_PATH, token), (ACCOUNT_LINK_PATH, account)):
            text = text.replace(f"{path}{each}", "#") if each else text
        return type(body)(text)

    @api.model
    def _hide_tokens_sql(self, body, token, account):
        """:return: SQL of what ``_hide_tokens`` makes of these columns"""
        for path, each in ((PAYMENT_PATH, token), (ACCOUNT_LINK_PATH, account)):
            body = SQL("REPLACE(%s, COALESCE(%s || %s, ''), '#')", body, path, each)
        return body

    def _is_link_expired(self):
        self.ensure_one()
        until = self.access_until or self.date + timedelta(self.level_id.payment_link_days)
        return until < self.company_id._get_credit_today() or self._has_left(self.contact_id)

    def _get_payable(self):
        """What is left of the listed items at this moment as the demand counts it, disputed and promised parts aside: paid
        ones have dropped off. Once all is promised, what was promised can be paid.

        :return: ``{currency: (amount to pay, items with what is to be paid of each)}`` in the currency of the items, only
            where something is to be paid net of the listed credits
        """
        lines, today = self._get_payable_lines(), self.company_id._get_credit_today()
        collectible = lines._get_collectible_amounts(today)
        return self._sum_payable(lines, lambda line, _announced: collectible[line], today) or super()._get_payable()

    def _get_listed_items(self):
        return self.line_ids
