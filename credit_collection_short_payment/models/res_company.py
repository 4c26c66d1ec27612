from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    """How the company takes rests of invoices."""

    _inherit = "res.company"

    credit_short_tolerance = fields.Monetary(
        string="Small Rests", default=0.0,
        help="Rests of invoices up to this amount after a receipt are proposed for write-off. 0: none.", **COMPANY_SETTING)
    credit_discount_moves_on = fields.Boolean(
        string="Discount Until the Next Working Day",
        help="A discount period that ends on a Saturday or Sunday ends on the Monday after.", **COMPANY_SETTING)
    credit_discount_journal_id = fields.Many2one(
        "account.journal", string="Journal of Discounts", domain=[("type", "=", "general")],
        help="Entries of earned and waived discounts. Without it, the first journal of miscellaneous operations.",
        **COMPANY_SETTING)

    @api.constrains("credit_short_tolerance", "credit_discount_journal_id")
    def _check_short_payments(self):
        for company in self.sudo():  # sudo: settings of a company that the user need not be in.
            if company.credit_short_tolerance < 0:
                raise ValidationError(self.env._("The amount of small rests cannot be negative."))
            journal = company.credit_discount_journal_id
            if journal and journal.company_id.root_id != company.root_id:
                raise ValidationError(self.env._(
                    "Journal “%(journal)s” belongs to another company than %(company)s.", journal=journal.display_name,
                    company=company.name))

    def _get_discount_journal(self):
        """:return: the journal in which discounts are booked
        :raise UserError: the company has none
        """
        self.ensure_one()
        root = self.root_id.sudo()  # sudo: a setting, also for users of a branch alone.
        journal = root.credit_discount_journal_id or self.env["account.journal"].sudo().search([
            ("type", "=", "general"), ("company_id", "parent_of", self.id)], order="sequence, id", limit=1)
        if not journal:
            raise UserError(self.env._("%(company)s has no journal of miscellaneous operations.", company=self.name))
        return journal


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    credit_short_tolerance = fields.Monetary(
        related="company_id.root_id.credit_short_tolerance", readonly=False, currency_field="credit_company_currency_id")
    credit_discount_moves_on = fields.Boolean(related="company_id.root_id.credit_discount_moves_on", readonly=False)
    credit_discount_journal_id = fields.Many2one(related="company_id.root_id.credit_discount_journal_id", readonly=False)
