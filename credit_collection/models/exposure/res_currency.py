from odoo import models
from odoo.tools import SQL


class ResCurrency(models.Model):
    """The conversion of Odoo as a function of the database, for amounts that are summed there."""

    _inherit = "res.currency"

    def init(self):
        """Create ``credit_convert``: an amount in another currency at the rates that a root company has on a day, rounded; for
        many amounts, ``credit_currency_factor`` once for each pair of currencies."""
        self._create_rate_function()
        self.env.cr.execute(SQL(
            """
            CREATE OR REPLACE FUNCTION credit_currency_factor(
                from_currency int, to_currency int, of_company int, of_day date) RETURNS numeric
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
            BEGIN
                RETURN credit_currency_rate(to_currency, of_company, of_day)
                    / credit_currency_rate(from_currency, of_company, of_day);
            END $$;

            CREATE OR REPLACE FUNCTION credit_convert(
                amount numeric, from_currency int, to_currency int, of_company int, of_day date) RETURNS numeric
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
            BEGIN
                IF amount = 0 OR from_currency = to_currency THEN
                    RETURN amount;
                END IF;
                RETURN (
                    SELECT ROUND(
                        amount * credit_currency_factor(from_currency, to_currency, of_company, of_day) / rounding) * rounding
                      FROM res_currency WHERE id = to_currency);
            END $$;
            """))

    def _create_rate_function(self):
        """The rates are those of ``res.currency._get_rates``: the company's own before the shared ones, the latest until the
        day, else the first after it, else 1."""
        self.env.cr.execute(SQL(
            """
            CREATE OR REPLACE FUNCTION credit_currency_rate(of_currency int, of_company int, of_day date) RETURNS numeric
            LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
            BEGIN
                RETURN COALESCE(
                    (SELECT rate.rate FROM res_currency_rate rate
                      WHERE rate.currency_id = of_currency AND rate.name <= of_day
                        AND (rate.company_id IS NULL OR rate.company_id = of_company)
                      ORDER BY rate.company_id, rate.name DESC LIMIT 1),
                    (SELECT rate.rate FROM res_currency_rate rate
                      WHERE rate.currency_id = of_currency
                        AND (rate.company_id IS NULL OR rate.company_id = of_company)
                      ORDER BY rate.company_id, rate.name LIMIT 1),
                    1);
            END $$;
            """))
