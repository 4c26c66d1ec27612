from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import RESPONSES, SEVERITIES
from ...tools.alert.indicators import AMOUNT
from ...tools.common.notices import show_notice
from ..common.kept_text import KeptText

# What people may write; all else is evidence.
OPEN_STATES = ("open", "acknowledged")


class CreditAlert(models.Model):
    """A warning about a customer: what was noticed, how bad it is, what is proposed, and who took care of it.

    Raised by the rules every night and by sudden events, or reported by somebody who met a risk.
    """

    _name = "credit.alert"
    _description = "Credit Alert"
    _inherit = ["credit.state.mixin"]
    _order = "severity desc, date desc, id desc"
    _rec_names_search = ["partner_id"]
    _transitions = {
        "open": {"acknowledged", "closed"},
        # An alert that gets worse asks for attention again.
        "acknowledged": {"open", "closed"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Credit Profile", required=True, readonly=True, index=True, ondelete="restrict",
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Customer", store=True, index=True, precompute=True,
    )
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id", string="Collector")
    rule_id = fields.Many2one("credit.alert.rule", readonly=True, index="btree_not_null", ondelete="set null")
    indicator = fields.Selection("_selection_indicator", readonly=True, required=True)
    value = fields.Float(readonly=True, aggregator=None, help="Value measured when the alert was opened or last worsened.")
    threshold = fields.Float(readonly=True, aggregator=None)
    summary = fields.Char(compute="_compute_summary")
    severity = fields.Selection(SEVERITIES, required=True, readonly=True, default="2")
    date = fields.Date(string="Opened On", required=True, readonly=True)
    raised_date = fields.Date(string="Worsened On", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("acknowledged", "Acknowledged"), ("closed", "Closed")],
        required=True, readonly=True, default="open", index=True,
    )
    acknowledged_by_id = fields.Many2one("res.users", readonly=True)
    acknowledged_on = fields.Date(readonly=True)
    closed_by_id = fields.Many2one("res.users", readonly=True)
    closed_on = fields.Date(readonly=True)
    note = fields.Text(help="Findings and actions taken. Required to close the alert.")

    response = fields.Selection(RESPONSES, readonly=True, string="Proposed Response")
    limit_cut_percent = fields.Float(readonly=True, digits=(5, 1), aggregator=None)
    response_state = fields.Selection(
        [("proposed", "Proposed"), ("applied", "Applied"), ("failed", "Not possible")], readonly=True,
    )
    response_error = KeptText(readonly=True)
    applied_by_id = fields.Many2one("res.users", readonly=True, help="The system itself, when the rule says so.")
    applied_on = fields.Date(readonly=True)
    review_id = fields.Many2one("credit.review", readonly=True, index="btree_not_null", ondelete="set null")

    reported_by_id = fields.Many2one("res.users", readonly=True)
    reason_id = fields.Many2one("credit.reason", string="Kind of Risk", readonly=True, ondelete="restrict")
    report = fields.Text(string="What Was Reported", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True, index="btree_not_null", ondelete="set null")
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="set null")

    # Also what makes two runs at once harmless.
    _open_rule_uniq = models.UniqueIndex(
        "(profile_id, rule_id) WHERE state IN ('open', 'acknowledged')", "This rule has an open alert about the customer.",
    )
    # The nightly run: the latest alert of each rule about a customer.
    _latest_idx = models.Index("(profile_id, rule_id, id) WHERE rule_id IS NOT NULL")

    @api.model
    def _selection_indicator(self):
        return [*self.env["credit.alert.rule"]._selection_indicator(), ("report", self.env._("Reported risk"))]

    @api.depends("partner_id.display_name", "rule_id.name", "reason_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["indicator"]._description_selection(self.env))
        for alert in self:
            subject = alert.rule_id.name or alert.reason_id.name or labels.get(alert.indicator, "")
            alert.display_name = f"{alert.partner_id.display_name} – {subject}"

    @api.depends("indicator", "value", "threshold", "reason_id.name", "report")
    @api.depends_context("lang")
    def _compute_summary(self):
        for alert in self:
            alert.summary = alert._get_report_text() if alert.indicator == "report" else alert._get_measured_text()

    def _get_report_text(self):
        return ": ".join(filter(None, (self.reason_id.name, (self.report or "").split("\n")[0])))

    def _get_measured_text(self):
        """:return: what was measured, in the reader's language; the bare number of an indicator that is gone"""
        indicator = self.env["credit.alert.rule"]._get_indicators_by_code().get(self.indicator)
        value, threshold = (
            self.currency_id.format(number) if indicator and indicator.unit == AMOUNT
            else f"{abs(number):.1f}".removesuffix(".0")
            for number in (self.value, self.threshold)
        )
        return indicator.text % {"value": value, "threshold": threshold} if indicator else value

    @api.model
    def _get_system_message(self):
        return self.env._("An alert is evidence: only its note may be entered.")

    def action_acknowledge(self):
        """Somebody takes care of the alerts."""
        self.profile_id._check_collector()
        self.check_access("write")
        # sudo: the state is evidence that collectors do not write themselves; the right has been checked.
        for today, alerts in self.env["res.company"]._get_credit_days_of(self).items():
            alerts.sudo()._acknowledge(today)
        return show_notice(self.env._("Acknowledged."))

    def action_close(self):
        """The matter is settled; the note says how."""
        self.profile_id._check_collector()
        self.check_access("write")
        for alert in self:
            if not (alert.note or "").strip():
                raise UserError(self.env._("%(alert)s: enter a note before you close the alert.", alert=alert.display_name))
        # sudo: as in action_acknowledge.
        for today, alerts in self.env["res.company"]._get_credit_days_of(self).items():
            alerts.sudo()._close(today, closed_by_id=self.env.uid)
        return show_notice(self.env._("Closed."))

    def action_open_profile(self):
        self.ensure_one()
        return self.profile_id.get_formview_action()

    def action_open_review(self):
        self.ensure_one()
        return self.review_id.get_formview_action()

    def _acknowledge(self, today):
        """:return: the alerts that were open"""
        moved = self.filtered(lambda alert: alert.state == "open")._set_state(
            "acknowledged", acknowledged_by_id=self.env.uid, acknowledged_on=today)
        moved._drop_activities()
        moved._tell_reporters()
        return moved

    def _close(self, today, **vals):
        """:return: the alerts closed now, the activities about them are gone"""
        closed = self.filtered(lambda alert: alert.state != "closed")._set_state("closed", closed_on=today, **vals)
        closed._drop_activities()
        return closed
