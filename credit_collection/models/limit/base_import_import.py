from odoo import models

from ...tools.limit.imported import is_unlimited
from .res_partner_import import COLUMN


class BaseImport(models.TransientModel):
    """The dialog of Odoo reads a file of contacts: the word for *unlimited* is no broken number."""

    _inherit = "base_import.import"

    def _parse_float_from_data(self, data, index, name, options):
        if self.res_model == "res.partner" and name == COLUMN:
            # Each row is changed where it stands.
            data = [row for row in data if not is_unlimited(row[index])]
        return super()._parse_float_from_data(data, index, name, options)
