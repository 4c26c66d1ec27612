from odoo import api, fields, models

from ...tools.forecast.cash_in import DUE_DATE, PREDICTION, PROMISE, SCHEDULE

GROUP = "credit_collection.credit_collection_group_viewer"


class AccountMoveLine(models.Model):
    """When an open item will be paid, from a promise, a plan or the paying history of the customer."""

    _inherit = "account.move.line"

    credit_expected_date = fields.Date(
        string="Expected Payment", compute="_compute_credit_expected", compute_sudo=True, groups=GROUP,
        help="The day promised or agreed in a plan, else the day on which such items of this customer are paid. Never in the "
             "past: what should have been paid by now is expected from now on. Empty for what is wholly in dispute.")
    credit_expected_source = fields.Selection(
        [(PROMISE, "Promise"), (SCHEDULE, "Repayment Plan"), (PREDICTION, "Paying History"), (DUE_DATE, "Due Date")],
        string="Expected By", compute="_compute_credit_expected", compute_sudo=True, groups=GROUP,
        help="The due date counts as long as too few invoices have been paid to learn from.")
    credit_expected_first_date = fields.Date(
        string="Expected From", compute="_compute_credit_expected", compute_sudo=True, groups=GROUP,
        help="Of ten such items, eight are paid between these two days.")
    credit_expected_last_date = fields.Date(
        string="Expected Until", compute="_compute_credit_expected", compute_sudo=True, groups=GROUP)
    credit_late_probability = fields.Float(
        string="Probability Late", compute="_compute_credit_expected", compute_sudo=True, groups=GROUP, aggregator=None,
        help="How likely the item is to be paid after its due date; 1 when it has passed.")
    credit_expected_reason = fields.Char(
        string="Paying Habit", compute="_compute_credit_expected", compute_sudo=True, groups=GROUP)

    @api.depends(
        "amount_residual", "date_maturity", "parent_state", "credit_deferred_until", "credit_disputed_amount",
        "credit_promise_ids.state", "credit_promise_ids.line_shares", "credit_promise_ids.instalment_ids.date")
    @api.depends_context("lang")
    def _compute_credit_expected(self):
        for name in (
                "credit_expected_date", "credit_expected_source", "credit_expected_first_date", "credit_expected_last_date",
                "credit_late_probability", "credit_expected_reason"):
            self[name] = False
        Forecast, by_id = self.env["credit.forecast"], {line._origin.id: line for line in self}
        candidates = self._origin.filtered(lambda line: line.parent_state == "posted" and line.amount_residual > 0)
        for today, lines in self.env["res.company"]._get_credit_days_of(candidates).items():
            items = Forecast._get_open_items(
                today, Forecast._get_line_condition(lines), lines.partner_id.commercial_partner_id)
            rows = [row for row in items if row["residual"] > 0]
            promised = Forecast._get_promised([row["id"] for row in rows])
            for company in self.env["res.company"].browse({row["root_id"] for row in rows}):
                own = [row for row in rows if row["root_id"] == company.id]
                partners = self.env["res.partner"].browse({row["partner_id"] for row in own})
                history = Forecast._read_items(company, today, partners)
                facts = Forecast._get_facts_of(company, today, partners, history)
                predictions = Forecast._predict(company, today, own, history)
                for row in own:
                    line, prediction = by_id[row["id"]], predictions[row["id"]]
                    if line.company_currency_id.compare_amounts(row["disputed"], row["residual"]) >= 0:
                        # Nobody can date it, as in expected cash.
                        line.credit_late_probability = prediction.late_probability
                        continue
                    line._set_credit_expected(prediction, promised.get(row["id"]), today)
                    line.credit_expected_reason = self.env["credit.forecast"]._describe_paying_habit(
                        facts.get(row["partner_id"]), prediction.is_later_than_usual)

    def _set_credit_expected(self, prediction, promised, today):
        self.update({
            "credit_expected_date": prediction.day,
            "credit_expected_source": prediction.source,
            "credit_expected_first_date": prediction.first_day,
            "credit_expected_last_date": prediction.last_day,
            "credit_late_probability": prediction.late_probability,
        })
        if promised:
            day, _amount, source = promised[-1]
            day = max(day, today)
            self.update(dict(
                dict.fromkeys(["credit_expected_date", "credit_expected_first_date", "credit_expected_last_date"], day),
                credit_expected_source=source))
