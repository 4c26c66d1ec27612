from odoo import api, fields, models
from odoo.tools import format_date

# 1 January 2024 was a Monday.
MONDAY = fields.Date.to_date("2024-01-01")


class CreditForecast(models.AbstractModel):
    """How a customer pays, in words that can be checked against the ledger."""

    _inherit = "credit.forecast"

    @api.model
    def _describe_paying_habit(self, facts, is_later_than_usual=False):
        """:param facts: :class:`Facts` of the customer, or None
        :return: such as «pays 6 days late on average over 14 invoices, usually on the 15th»; False without payments"""
        if not facts:
            return self.env._("Later than usual") if is_later_than_usual else False
        parts = [self._describe_lateness(facts.invoices, round(facts.late))]
        if facts.month_day or facts.weekday is not None:
            parts.append(self._describe_usual_day(facts))
        if facts.change:
            days = abs(round(facts.change))
            parts.append(self.env._("lately %(days)s days later", days=days) if facts.change > 0
                         else self.env._("lately %(days)s days earlier", days=days))
        if is_later_than_usual:
            parts.append(self.env._("this one is later than usual"))
        return self.env._(", ").join(parts)

    @api.model
    def _describe_lateness(self, invoices, late):
        values = {"days": abs(late), "count": invoices}
        if late > 0:
            return self.env._("Pays %(days)s days late on average over %(count)s invoices", **values)
        if late < 0:
            return self.env._("Pays %(days)s days early on average over %(count)s invoices", **values)
        return self.env._("Pays on the due date on average over %(count)s invoices", count=invoices)

    @api.model
    def _describe_usual_day(self, facts):
        if facts.month_day and facts.month_day < 0:
            return self.env._("usually on one of the last days of the month")
        if facts.month_day:
            return self.env._("usually on the %(day)s of the month", day=self._get_ordinal(facts.month_day))
        weekday = fields.Date.add(MONDAY, days=facts.weekday)
        return self.env._("usually on a %(weekday)s", weekday=format_date(self.env, weekday, date_format="EEEE"))

    @api.model
    def _get_ordinal(self, day):
        """:return: 1st, 2nd … in English; other languages add what they need in the sentence"""
        if self.env.lang and not self.env.lang.startswith("en"):
            return str(day)
        suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
        return f"{day}{suffix}"
