from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import COMPANY_SETTING


class ResCompany(models.Model):
    """The address to which customers write about what they owe."""

    _inherit = "res.company"

    credit_alias_id = fields.Many2one("mail.alias", copy=False, ondelete="set null", **COMPANY_SETTING)
    credit_alias_name = fields.Char(
        string="Address for Receivables", compute="_compute_credit_alias_name", inverse="_inverse_credit_alias_name",
        help="E-mails to this address go to the customer who writes and are read as replies, also when they answer none of "
             "ours; those of unknown senders wait in Messages to Assign. Empty: there is no such address.",
        **COMPANY_SETTING)

    @api.depends("credit_alias_id.alias_name")
    def _compute_credit_alias_name(self):
        for company in self:
            company.credit_alias_name = company.sudo().credit_alias_id.alias_name  # sudo: aliases belong to the system.

    def _inverse_credit_alias_name(self):
        for company in self:
            # sudo: aliases belong to the system; who may change the settings of the company chooses this one.
            company_sudo, name = company.sudo(), company.credit_alias_name
            alias_sudo = company_sudo.credit_alias_id
            if not name:
                alias_sudo.unlink()
                continue
            if not company_sudo.alias_domain_id:
                raise UserError(self.env._(
                    "%(company)s has no alias domain: set one up in the general settings first.", company=company.name))
            values = company_sudo._prepare_credit_alias(name)
            if alias_sudo:
                alias_sudo.write(values)
            else:
                company_sudo.credit_alias_id = alias_sudo.create(values)

    def _prepare_credit_alias(self, name):
        self.ensure_one()
        Model = self.env["ir.model"]
        return {
            "alias_name": name, "alias_domain_id": self.alias_domain_id.id, "alias_contact": "everyone",
            # With the model of the threads, a message that answers one of ours is known as such at this address, too.
            "alias_model_id": Model._get_id("credit.profile"), "alias_defaults": repr({"company_id": self.id}),
            "alias_parent_model_id": Model._get_id("res.company"), "alias_parent_thread_id": self.id,
        }


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_alias_name = fields.Char(related="company_id.root_id.credit_alias_name", readonly=False)
    credit_alias_domain = fields.Char(string="Domain of the Address", related="company_id.root_id.alias_domain_id.name")
