from odoo import api, fields, models
from odoo.fields import Domain

from .credit_alert import OPEN_STATES


class CreditProfile(models.Model):
    """Early warning: every night the rules look at all customers, and at once at those something happened to."""

    _inherit = "credit.profile"

    alert_ids = fields.One2many("credit.alert", "profile_id", string="Alerts")
    has_alerts = fields.Boolean(compute="_compute_open_alerts", help="There are alerts, open or closed.")
    open_alert_count = fields.Integer(string="Open Alerts", compute="_compute_open_alerts")
    alert_severity = fields.Selection(
        [("1", "Low"), ("2", "Medium"), ("3", "High")], string="Worst Alert", compute="_compute_open_alerts",
        search="_search_alert_severity", help="Severity of the worst open alert.",
    )

    @api.depends("alert_ids.state", "alert_ids.severity")
    def _compute_open_alerts(self):
        groups = {}
        for profile, state, count, severity in self.env["credit.alert"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id", "state"], ["__count", "severity:max"]):
            groups.setdefault(profile.id, {})[state] = count, severity
        for profile in self:
            of_states = groups.get(profile._origin.id, {})
            open_ones = [of_states[state] for state in OPEN_STATES if state in of_states]
            profile.has_alerts = bool(of_states)
            profile.open_alert_count = sum(count for count, _severity in open_ones)
            profile.alert_severity = max((severity for _count, severity in open_ones), default=False)

    def _search_alert_severity(self, operator, value):
        if operator != "in":
            return NotImplemented
        is_open = Domain("state", "in", OPEN_STATES)
        worse = {"1": ["2", "3"], "2": ["3"], "3": []}
        domains = [
            Domain("alert_ids", "any", is_open & Domain("severity", "=", severity))
            & ~Domain("alert_ids", "any", is_open & Domain("severity", "in", worse[severity]))
            for severity in value if severity in worse
        ]
        if False in value:
            domains.append(~Domain("alert_ids", "any", is_open))
        return Domain.OR(domains)

    def action_view_alerts(self):
        """:return: the alerts about the customers"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_alert_action")
        return {
            **action, "domain": [("profile_id", "in", self.ids)],
            "context": {"search_default_not_closed": 1 if any(self.mapped("open_alert_count")) else 0},
        }

    def _evaluate_alerts(self, today, indicators=None):
        """Hold the rules against these customers: open, raise and close alerts, tell people, apply what applies itself.

        The number of queries does not depend on the number of customers. A second run on the same day does nothing.

        :param date today:
        :param indicators: names of the indicators that may have changed; all without
        :return: the ``credit.alert`` opened or raised
        """
        # sudo: alerts are evidence written by the system, no matter whose deed set them off.
        return self.env["credit.alert.rule"].sudo()._evaluate(self.sudo(), today, indicators)


class ResPartner(models.Model):
    _inherit = "res.partner"

    credit_alert_count = fields.Integer(
        related="credit_profile_id.open_alert_count", related_sudo=False, string="Open Credit Alerts",
        groups="credit_collection.credit_collection_group_viewer",
    )

    def action_view_credit_alerts(self):
        """:return: the alerts about the customer in the current company"""
        return self.credit_profile_id.action_view_alerts()
