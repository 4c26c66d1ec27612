from odoo import api, models
from odoo.fields import Domain


class ResCurrencyRate(models.Model):
    """Limits in the currency of a customer follow the rate from the moment it is entered."""

    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates._credit_convert_limits(rates.currency_id)
        return rates

    def write(self, vals):
        currencies = self.currency_id
        result = super().write(vals)
        self._credit_convert_limits(currencies | self.currency_id)
        return result

    def unlink(self):
        currencies = self.currency_id
        result = super().unlink()
        self._credit_convert_limits(currencies)
        return result

    def _credit_convert_limits(self, currencies):
        """Convert the limits that depend on the rates of ``currencies``, in the company's or in the customer's."""
        # sudo: a user who keeps the rates need not see the customers.
        Profile_sudo = self.env["credit.profile"].sudo()
        either = Domain("limit_currency_id", "in", currencies.ids) | Domain("company_id.currency_id", "in", currencies.ids)
        self.env["credit.limit.conversion"].sudo()._convert_now(Profile_sudo.search(
            self.env["credit.limit.conversion"]._get_domain() & either,
        ))
