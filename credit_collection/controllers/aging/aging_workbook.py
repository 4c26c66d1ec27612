from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from ..common.parameters import check_id


class AgingWorkbookController(http.Controller):

    @http.route("/credit_collection/aging/<int:aging_id>.xlsx", type="http", auth="user")
    def download(self, aging_id):
        """Download an aging as XLSX; the model checks the right, and that it is an aging of the user.

        :raise NotFound: when it is no longer there
        """
        check_id(aging_id)
        aging = request.env["credit.aging"].browse(aging_id).exists()
        if not aging:
            raise NotFound()
        aging._check_viewer()
        aging = aging.with_context(allowed_company_ids=(request.env.user.company_id | aging._get_companies()).ids)
        return request.make_response(aging._generate(), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(aging._get_file_name())),
        ])
