from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request

from odoo.addons.credit_collection.controllers.common.parameters import check_id


class InsuranceWorkbookController(http.Controller):

    @http.route("/credit_collection/insurance/declaration/<int:declaration_id>.xlsx", type="http", auth="user")
    def download(self, declaration_id):
        """Download a turnover declaration as XLSX; the model checks the right.

        :raise NotFound: when there is none
        """
        check_id(declaration_id)
        declaration = request.env["credit.insurance.declaration"].browse(declaration_id).exists()
        if not declaration:
            raise NotFound()
        return request.make_response(declaration._generate(), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(declaration._get_file_name())),
        ])
