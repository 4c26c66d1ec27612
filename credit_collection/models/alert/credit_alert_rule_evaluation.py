from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...tools.alert import decision
from ...tools.alert.indicators import AMOUNT
from ...tools.score.measures import Sources
from ..common.bulk import get_columns

# Little is done for each: a larger batch reads the ledger a fifth faster in all.
BATCH = 4000


class CreditAlertRule(models.Model):
    """Holding the rules against customers: gather what they watch, decide, record."""

    _inherit = "credit.alert.rule"

    @api.model
    def _cron_evaluate(self):
        """Look at one batch of the customers for whom it was not done today; called again while some remain."""
        self.env["credit.profile"]._run_batch(
            "credit_collection.ir_cron_evaluate_alerts", lambda _today: Domain.TRUE,
            lambda profiles, today: profiles._evaluate_alerts(today), size=BATCH, stamped=True)

    @api.model
    def _evaluate(self, profiles, today, indicators=None):
        """Open, raise and close the alerts of ``profiles``, tell people, apply what applies itself.

        The number of queries does not depend on the number of customers. A second run on the same day does nothing.

        :param profiles: with the rights of the system
        :param indicators: codes of the indicators that may have changed; all without
        :return: the ``credit.alert`` opened or raised
        """
        Alert = profiles.env["credit.alert"]
        rules = self._get_rules(indicators)
        if not rules or not profiles:
            return Alert
        values = self._measure(profiles, set(rules.mapped("indicator")), today)
        cases, gone = rules._decide(profiles, values, Alert._get_latest(profiles, rules), today)
        Alert.browse(gone)._close(today)
        return Alert._record(cases, today)

    @api.model
    def _measure(self, profiles, codes, today):
        """Measure what the rules ask for, nothing else.

        :return: ``{code: {profile id: number that grows with the risk}}``; amounts in the currency of the customer's company,
            shares in percent
        """
        sources = Sources(self.env["credit.scorecard"], profiles, today)
        known = self._get_indicators_by_code()
        return {code: getattr(self, known[code].method)(sources) for code in codes if code in known}

    def _decide(self, profiles, values, latest, today):
        """:return: cases for ``credit.alert._record``, and the ids of the alerts whose cause is gone"""
        cases, gone = [], []
        known = self._get_indicators_by_code()
        roundings = {company.id: company.currency_id.rounding for company in profiles.company_id}
        companies = dict(zip(profiles._ids, get_columns(profiles, "company_id"), strict=True))
        warned = defaultdict(set)
        for profile_id, rule_id in latest:
            warned[rule_id].add(profile_id)
        for rule in self.filtered(lambda rule: rule.indicator in values):
            plain, measured, rule_id = rule._get_plain_rule(), values[rule.indicator], rule.id
            is_amount = known[rule.indicator].unit == AMOUNT
            least = decision.get_least(plain, max(roundings.values()) if is_amount else 0.0)
            # Most of thousands of customers reach no threshold and never did.
            near = {profile_id for profile_id, value in measured.items() if value and value >= least} | warned[rule_id]
            for profile_id in rule._filter_customers(profiles.browse(filter(near.__contains__, profiles._ids)))._ids:
                value = measured.get(profile_id) or None
                alert, last = latest.get((profile_id, rule_id), (None, None))
                tolerance = roundings[companies[profile_id][0]] / 2 if is_amount else 0.0
                verdict = decision.decide(value, plain, last, today, tolerance)
                if verdict.step == decision.CLOSE:
                    gone.append(alert)
                elif verdict.step:
                    cases.append((profiles.browse(profile_id), rule, verdict.threshold, value,
                                  alert if verdict.step == decision.RAISE else None))
        return cases, gone
