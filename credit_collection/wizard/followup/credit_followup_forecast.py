from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

BATCH = 1000
CHANNELS = ("mail", "call", "letter", "visit")


class CreditFollowupForecast(models.TransientModel):
    """Who would be where in so many days if nobody paid, by the plans as they are or by another one. Nothing is kept."""

    _name = "credit.followup.forecast"
    _inherit = "credit.bounds.mixin"
    _description = "Simulation of Follow-up Plans"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(related="company_id.currency_id")
    days = fields.Integer(required=True, default=30, help="Number of nights to simulate.")
    plan_id = fields.Many2one(
        "credit.followup.plan", string="Alternative Plan",
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="All customers follow this plan. Empty: each customer follows the plan in force today.",
    )
    as_of = fields.Date(string="Simulated On", readonly=True)
    until = fields.Date(readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    level_ids = fields.One2many("credit.followup.forecast.level", "forecast_id", string="Levels", readonly=True)
    line_ids = fields.One2many("credit.followup.forecast.line", "forecast_id", string="Customers Listed", readonly=True)

    _check_days = models.Constraint("CHECK (days BETWEEN 1 AND 366)", "Simulate at least one night and at most 366.")

    def action_simulate(self):
        """Work out where each customer would be. Nothing is sent or written on customers.

        :raise AccessError: for those who may not follow up customers
        """
        self.ensure_one()
        self.env["credit.profile"]._check_collector()
        today = self.company_id._get_credit_today()
        # sudo: the rows are a result that nobody enters; the rules decide on the customers.
        self_sudo = self.sudo()
        self_sudo.line_ids.unlink()
        self_sudo.level_ids.unlink()
        results = self._forecast(today)
        self_sudo.env["credit.followup.forecast.line"].create([
            self._prepare_line(profile, plan, result) for profile, plan, result in results])
        self_sudo.env["credit.followup.forecast.level"].create(self._prepare_levels(results))
        self.write({"as_of": today, "until": today + timedelta(self.days), "customer_count": len(results)})

    def _forecast(self, today):
        """:return: list of ``(profile, plan, Forecast)`` of the customers the user may see, batch by batch"""
        Profile, Round = self.env["credit.profile"], self.env["credit.followup.round"]
        until = today + timedelta(self.days)
        # sudo: as the run, which opens an account for a customer who owes us for the first time.
        Round.sudo()._create_profiles_of_debtors()
        customers = Profile.search(
            Round._get_candidates_domain(until) & Domain("company_id", "=", self.company_id.id), order="id")
        results = []
        for ids in split_every(BATCH, customers.ids):
            # sudo: as the run, which counts the items of all branches; the rules decided on the customers.
            results += Round.sudo()._forecast(Profile.sudo().browse(ids), today, self.days, self.plan_id.sudo())
        return results

    def _prepare_line(self, profile, plan, result):
        channels = self._count_channels(result.messages)
        return {
            "forecast_id": self.id,
            "profile_id": profile.id,
            "company_id": profile.company_id.id,
            "plan_id": plan.id,
            "level_now_id": profile.followup_level_id.id,
            "level_id": result.held or False,
            "amount": result.amount,
            "message_count": len(result.messages),
            "first_date": result.messages[0].day if result.messages else False,
            "handed_over_date": result.handed_over or False,
            **{f"{channel}_count": channels[channel] for channel in CHANNELS},
        }

    def _count_channels(self, messages):
        """:return: ``{channel: number of messages}``"""
        counts = defaultdict(int)
        for message in messages:
            for channel in self.env["credit.followup.level"].sudo().browse(message.step)._get_channels():
                counts[channel] += 1
        return counts

    def _prepare_levels(self, results):
        """:return: values of the summary: how many customers end at each level, and what they get of it until then"""
        ends, messages = defaultdict(list), defaultdict(list)
        for _profile, _plan, result in results:
            ends[result.held or False].append(result.amount)
            for message in result.messages:
                messages[message.step].append(message)
        levels = self.env["credit.followup.level"].sudo().browse({*ends, *messages} - {False})
        rows = [False, *levels.sorted(lambda level: (level.plan_id.sequence, level.plan_id.id, level.days_overdue)).ids]
        values = []
        for sequence, level_id in enumerate(rows):
            counts = self._count_channels(messages[level_id])
            values.append({
                "forecast_id": self.id, "company_id": self.company_id.id, "sequence": sequence, "level_id": level_id,
                "customer_count": len(ends[level_id]), "amount": sum(ends[level_id]),
                **{f"{channel}_count": counts[channel] for channel in CHANNELS},
            })
        return [row for row in values if row["level_id"] or row["customer_count"]]

    def action_view_customers(self):
        """:return: the list of the customers and where they would be"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_forecast_line_action")
        return {**action, "domain": [("forecast_id", "=", self.id)]}


class CreditFollowupForecastLevel(models.TransientModel):
    """Customers who would be at a level, and the messages that would go out at it until then."""

    _name = "credit.followup.forecast.level"
    _description = "Level in a Simulation"
    _order = "sequence, id"
    _rec_name = "level_id"

    forecast_id = fields.Many2one("credit.followup.forecast", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer()
    level_id = fields.Many2one("credit.followup.level", ondelete="cascade")
    plan_id = fields.Many2one(related="level_id.plan_id")
    name = fields.Char(string="Customers At", compute="_compute_name")
    customer_count = fields.Integer(string="Customers at Level")
    amount = fields.Monetary(string="Amount at Level")
    mail_count = fields.Integer(string="E-mails")
    call_count = fields.Integer(string="Calls")
    letter_count = fields.Integer(string="Letters")
    visit_count = fields.Integer(string="Visits")

    @api.depends_context("lang")
    @api.depends("level_id.name")
    def _compute_name(self):
        for row in self:
            row.name = row.level_id.name or self.env._("Not at a level yet")


class CreditFollowupForecastLine(models.TransientModel):
    """Where one customer would be."""

    _name = "credit.followup.forecast.line"
    _description = "Customer in a Simulation"
    _order = "amount desc, id"
    _rec_name = "profile_id"

    forecast_id = fields.Many2one("credit.followup.forecast", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, ondelete="cascade")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    plan_id = fields.Many2one("credit.followup.plan", ondelete="cascade")
    level_now_id = fields.Many2one("credit.followup.level", ondelete="cascade")
    level_id = fields.Many2one("credit.followup.level", string="Level Then", ondelete="cascade")
    amount = fields.Monetary(string="To Collect Then")
    message_count = fields.Integer(string="Follow-ups")
    first_date = fields.Date(string="First On")
    handed_over_date = fields.Date(string="Handed to User On")
    mail_count = fields.Integer(string="E-mails")
    call_count = fields.Integer(string="Calls")
    letter_count = fields.Integer(string="Letters")
    visit_count = fields.Integer(string="Visits")

    @api.readonly
    def action_open_profile(self):
        self.ensure_one()
        return self.profile_id.get_formview_action()
