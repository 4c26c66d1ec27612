from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tools import float_compare

from .credit_payment_milestone import TRIGGERS


class CreditPaymentSchedule(models.Model):
    """A payment schedule to be chosen on orders and payment terms, for example 30 % with the order, 60 % on delivery and 10 %
    a year after acceptance. Orders have milestones of their own: what changes here later does not change them.
    """

    _name = "credit.payment.schedule"
    _inherit = "credit.shared.mixin"
    _description = "Payment Schedule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", help="Without a company, all companies use it.")
    line_ids = fields.One2many("credit.payment.schedule.line", "schedule_id", string="Milestones", copy=True)

    @api.constrains("line_ids")
    def _check_shares(self):
        for schedule in self:
            if float_compare(sum(schedule.line_ids.mapped("share")), 100, precision_digits=4):
                raise ValidationError(self.env._(
                    "The shares of the payment schedule “%(schedule)s” must come to 100 %%.", schedule=schedule.name))

    def _get_milestone_commands(self, lang):
        """:return: commands that make the milestones of an order, described in the language of its customer"""
        self.ensure_one()
        return [
            Command.create({
                "sequence": line.sequence, "name": line.name, "share": line.share, "trigger": line.trigger, "days": line.days})
            for line in self.with_context(lang=lang).line_ids]


class CreditPaymentScheduleLine(models.Model):
    """A milestone of a payment schedule that orders choose."""

    _name = "credit.payment.schedule.line"
    _inherit = ["credit.shared.mixin"]
    _shared_company_field = "schedule_id.company_id"
    _description = "Milestone of a Payment Schedule"
    _order = "sequence, id"

    schedule_id = fields.Many2one("credit.payment.schedule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="schedule_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Description", translate=True)
    share = fields.Float(string="Share (%)", digits=(16, 4), required=True, bounds=(0, 100), aggregator="avg")
    trigger = fields.Selection(TRIGGERS, required=True, default="order")
    days = fields.Integer(
        string="Days After", default=0, bounds=(0, 36500), aggregator="avg",
        help="The milestone is due so many days after its trigger.")

    _share_positive = models.Constraint("CHECK (share > 0)", "The share of a milestone must be greater than zero.")


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    credit_schedule_id = fields.Many2one(
        "credit.payment.schedule", string="Payment Schedule", groups="base.group_user", ondelete="restrict",
        help="Orders with this payment term get the milestones of this schedule. The payment term applies to the invoice "
             "of each milestone.")
