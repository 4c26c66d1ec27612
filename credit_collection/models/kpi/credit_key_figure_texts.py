from typing import NamedTuple

from odoo import api, models

DAYS = (
    "dso", "dso_countback", "best_possible_dso", "average_days_delinquent", "average_days_late", "days_to_pay",
    "weighted_days_to_pay", "weighted_days_late",
)
RATIOS = (
    "collection_effectiveness", "collection_rate", "on_time_ratio", "on_time_count_ratio", "overdue_ratio", "overdue_90_ratio",
    "concentration_10", "right_party_rate", "promise_rate", "promise_kept_ratio", "promise_kept_amount_ratio",
    "confirmation_rate", "dispute_ratio", "bad_debt_ratio",
)


class Figure(NamedTuple):
    """A key figure on a screen."""

    code: str
    label: str
    is_ratio: bool
    how: str  # it is computed


class CreditKeyFigure(models.AbstractModel):
    _inherit = "credit.key.figure"

    @api.model
    def _get_figures(self):
        """:return: list of :class:`Figure` in the order of the screen; the same words as at the months that are kept"""
        kept = self.env["credit.snapshot"].fields_get(attributes=["string", "help"])
        texts = {code: (field["string"], field.get("help") or "") for code, field in kept.items()}
        texts["dso_countback"] = (
            self.env._("DSO by Counting Back"),
            self.env._(
                "Sales of the latest month are taken off what is owed and its days are counted, then the month before, until "
                "less is left than the sales of a month: of that one the same share of its days counts. At most 24 months."))
        texts["concentration_10"] = (
            self.env._("Share of the Ten Largest"), self.env._("Owed by the ten customers who owe most / what is owed."))
        return [Figure(code, texts[code][0], code in RATIOS, texts[code][1]) for code in (*DAYS, *RATIOS)]
