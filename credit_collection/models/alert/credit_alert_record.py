from odoo import api, models
from odoo.tools import SQL

from ...tools.alert.decision import LastAlert
from ..common.bulk import insert_select, update_from


class CreditAlert(models.Model):
    """Writing the alerts of thousands of customers: one statement to open them, one to raise them."""

    _inherit = "credit.alert"

    @api.model
    def _get_latest(self, profiles, rules):
        """:return: ``{(profile id, rule id): (alert id, LastAlert)}`` in one query"""
        self.flush_model(["profile_id", "rule_id", "severity", "state", "closed_on"])
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (profile_id, rule_id)
                   profile_id, rule_id, id, severity, CASE WHEN state = 'closed' THEN COALESCE(closed_on, date) END
              FROM credit_alert
             WHERE profile_id = ANY(%s) AND rule_id = ANY(%s)
             ORDER BY profile_id, rule_id, id DESC
            """, profiles.ids, rules.ids))
        return {row[:2]: (row[2], LastAlert(int(row[3]), row[4])) for row in rows}

    @api.model
    def _record(self, cases, today):
        """Open or raise alerts, tell people and apply what applies itself.

        :param cases: list of ``(profile, rule, Threshold, value, id of the alert to raise or None)``
        :return: the alerts opened or raised
        """
        opened = self._open_cases([case for case in cases if case[4] is None], today)
        raised = self._raise_cases([case for case in cases if case[4] is not None], today)
        alerts = opened | raised
        if alerts:
            lines = {(case[0].id, case[1].id): case[2].key for case in cases}
            Line = self.env["credit.alert.rule.line"]
            alerts._notify(today)
            alerts.filtered(
                lambda alert: Line.browse(lines[alert.profile_id.id, alert.rule_id.id]).applies_itself,
            )._apply_by_itself(today)
        return alerts

    def _open_cases(self, cases, today):
        if not cases:
            return self.browse()
        columns = {
            "profile_id": "profile.id", "partner_id": "profile.partner_id", "company_id": "profile.company_id",
            "rule_id": "rule.id", "indicator": "rule.indicator", "value": "raised.value", "threshold": "raised.threshold",
            "severity": "line.severity", "response": "line.response", "limit_cut_percent": "line.limit_cut_percent",
            "response_state": "CASE WHEN line.response IS NOT NULL THEN 'proposed' END", "state": "'open'",
        }
        rows = insert_select(
            self, {**{name: SQL(value) for name, value in columns.items()}, "date": SQL("%s::date", today)},
            SQL(
                """
                (%s) raised
                  JOIN credit_profile profile ON profile.id = raised.profile_id
                  JOIN credit_alert_rule_line line ON line.id = raised.line_id
                  JOIN credit_alert_rule rule ON rule.id = line.rule_id
                 ORDER BY raised.profile_id, rule.id
                """, self._get_cases_sql(cases)),
            conflict=SQL("(profile_id, rule_id) WHERE state IN ('open', 'acknowledged') DO NOTHING"))
        self.env["credit.profile"].invalidate_model(
            ["alert_ids", "has_alerts", "open_alert_count", "alert_severity"], flush=False)
        return self.browse(row[0] for row in rows)

    def _raise_cases(self, cases, today):
        """An alert that got worse is open again; a response that the new threshold does not have stays as it was."""
        if not cases:
            return self.browse()
        alerts = self.browse(case[4] for case in cases)
        alerts._drop_activities()
        self.env.flush_all()
        columns = {
            "value": "raised.value", "threshold": "raised.threshold", "severity": "line.severity", "state": "'open'",
            "response": "COALESCE(line.response, credit_alert.response)",
            "limit_cut_percent": "CASE WHEN line.response IS NULL THEN credit_alert.limit_cut_percent "
                                 "ELSE line.limit_cut_percent END",
            "response_state": "CASE WHEN line.response IS NULL THEN credit_alert.response_state ELSE 'proposed' END",
        }
        update_from(
            self.browse(), {**{name: SQL(value) for name, value in columns.items()}, "raised_date": SQL("%s::date", today)},
            SQL("(%s) raised JOIN credit_alert_rule_line line ON line.id = raised.line_id", self._get_cases_sql(cases)),
            SQL("credit_alert.id = raised.alert_id"))
        self.env.invalidate_all(flush=False)
        return alerts

    @api.model
    def _get_cases_sql(self, cases):
        """:return: SQL rows of (profile id, threshold id, value, threshold, id of the alert to raise)"""
        self.env["credit.alert.rule"].flush_model()
        self.env["credit.alert.rule.line"].flush_model()
        self.env["credit.profile"].flush_model(["partner_id", "company_id"])
        return SQL(
            "SELECT * FROM UNNEST(%s::int[], %s::int[], %s::float[], %s::float[], %s::int[]) "
            "AS row (profile_id, line_id, value, threshold, alert_id)",
            [case[0].id for case in cases], [case[2].key for case in cases], [case[3] for case in cases],
            [case[2].value for case in cases], [case[4] for case in cases])
