from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_collection.const import COMPANY_SETTING

from ..tools.addresses import AddressError, read_hosts


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_webhook_hosts = fields.Text(
        string="Allowed Hosts", **COMPANY_SETTING,
        help="One host per line, with a port if only that one is meant. Webhooks call public addresses by https; a host of "
             "this list may also lie in the own network, and be called without encryption.",
    )

    @api.constrains("credit_webhook_hosts")
    def _check_credit_webhook_hosts(self):
        for company in self:
            try:
                read_hosts(company.credit_webhook_hosts)
            except AddressError as error:
                raise ValidationError(self.env._(
                    "%(company)s: “%(line)s” is not a host. Enter a name such as erp.example.com or erp.example.com:8443.",
                    company=company.name, line=error.detail)) from error
