from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.credit_collection.controllers.common.parameters import check_id


class CommissionWorkbookController(http.Controller):

    @http.route("/credit_collection/commission/<int:run_id>.xlsx", type="http", auth="user")
    def download(self, run_id):
        """Download a settlement as XLSX; the model checks the right.

        :raise NotFound: when there is none
        """
        check_id(run_id)
        run = request.env["credit.commission.run"].browse(run_id).exists()
        if not run:
            raise NotFound()
        return request.make_response(run._generate(), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(run._get_file_name())),
        ])
