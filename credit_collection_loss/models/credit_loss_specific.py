from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CreditLossSpecific(models.Model):
    """The loss expected of one customer, estimated singly: the matrix leaves this customer out."""

    _name = "credit.loss.specific"
    _inherit = ["credit.roles.mixin", "mail.thread"]
    _description = "Specific Allowance"
    _order = "id desc"
    _rec_name = "profile_id"

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    active = fields.Boolean(default=True, tracking=True)
    rate = fields.Float(
        string="Expected Loss (%)", required=True, digits=(16, 4), bounds=(0, 100), tracking=True,
        help="Of what this customer owes after open credits, net of tax that can be got back.", aggregator=None)
    date_from = fields.Date(string="From", required=True, tracking=True, default=lambda self: self._get_default_date())
    date_to = fields.Date(string="Until", tracking=True, help="Last day. Without one, until it is archived.")
    reason = fields.Char(
        required=True, tracking=True,
        help="What the estimate is based on, such as a report of the insolvency administrator.")

    _check_dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "The last day lies before the first one.")

    @api.model
    def _get_default_date(self):
        return self.env.company._get_credit_today()

    @api.constrains("profile_id", "date_from", "date_to", "active")
    def _check_overlap(self):
        for own in self.filtered("active"):
            others = self.search(Domain("profile_id", "=", own.profile_id.id) & Domain("id", "!=", own.id))
            if any(own._overlaps(other) for other in others):
                raise ValidationError(self.env._(
                    "%(customer)s has another specific allowance in these days.", customer=own.profile_id.display_name))

    def _overlaps(self, other):
        """:return: whether there is a day on which both count"""
        return (not self.date_to or other.date_from <= self.date_to) and (not other.date_to or self.date_from <= other.date_to)

    @api.model
    def _get_rates(self, company, day):
        """:return: ``{commercial partner id: percent}`` of the customers of ``company`` with a specific allowance on ``day``"""
        found = self.search(
            Domain("company_id", "=", company.id) & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day)))
        return {own.profile_id.partner_id.id: own.rate for own in found}
