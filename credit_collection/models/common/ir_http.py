from werkzeug.exceptions import BadRequest

from odoo import models


class IrHttp(models.AbstractModel):
    """An address with a character that no text of the database holds is a bad request. Whatever looks for a page or a file of
    that name would fail.
    """

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        if "\0" in path_info:
            raise BadRequest()
        return super()._match(path_info)
