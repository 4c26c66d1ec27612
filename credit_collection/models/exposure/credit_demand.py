from typing import NamedTuple

from odoo import models


class Demand(NamedTuple):
    """Something that is demanded of a customer beside the open items: the ledger does not have it yet."""

    label: str
    amount: float
    currency_id: int


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    def _get_demands(self, day, level=None):
        """Hook: what is demanded of the customer beside the open items, such as charges that are not booked. Letters,
        statements and pages show it apart from the balance, which stays that of the ledger.

        :param date day: of the letter or statement
        :param level: of the follow-up that demands it, none elsewhere
        :return: list of :class:`Demand`, with labels in the language of the environment
        """
        self.ensure_one()
        return []
