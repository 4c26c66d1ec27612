from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    """What the company gives to customers who pay on time."""

    _inherit = "res.company"

    credit_loyalty_program_id = fields.Many2one(
        "loyalty.program", string="Program for Prompt Payers", domain=[("program_type", "=", "loyalty")],
        help="Customers get points of this loyalty program for invoices that are paid in full by their due date. Empty: none.",
        **COMPANY_SETTING)
    credit_loyalty_unit = fields.Monetary(
        string="One Point Per", default=100.0, bounds=(0, 1e15),
        help="Of what was paid on time, in company currency; what is beyond whole points is not counted.", **COMPANY_SETTING)
    credit_loyalty_from = fields.Date(
        string="Invoices Due From", help="Invoices due before this day earn nothing.", **COMPANY_SETTING)

    @api.constrains("credit_loyalty_program_id", "credit_loyalty_unit")
    def _check_credit_loyalty(self):
        for company in self:
            # sudo: settings of a company that the user need not be in.
            program = company.sudo().credit_loyalty_program_id
            if program and program.program_type != "loyalty":
                raise ValidationError(self.env._(
                    "“%(program)s” is no program whose points are collected over time. Choose one of type Loyalty Cards.",
                    program=program.name))
            if program.company_id and program.company_id.root_id != company.root_id:
                raise ValidationError(self.env._(
                    "Program “%(program)s” belongs to another company than %(company)s.", program=program.name,
                    company=company.name))
            if program and company.currency_id.compare_amounts(company.credit_loyalty_unit, 0) <= 0:
                raise ValidationError(self.env._(
                    "%(company)s: enter for which amount a point is given; it has to be above zero.", company=company.name))

    def write(self, vals):
        """Switching on rewards what falls due from then on, not the past."""
        result = super().write(vals)
        for company in self.sudo():  # sudo: as above.
            if company.credit_loyalty_program_id and not company.credit_loyalty_from:
                company.credit_loyalty_from = company._get_credit_today()
        return result
