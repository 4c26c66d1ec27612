from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.policy_change.replay_curve import LIMIT, OVERDUE_DAYS

# What is added up of the documents.
SUMS = (
    "amount", "held_amount", "price_amount", "gain_amount", "held_amount_before", "price_amount_before", "gain_amount_before",
)


class CreditPolicyReplayResult(models.Model):
    """What a drafted policy and the policy in force would have held of some documents: of all, of a rating, for a reason, or of
    a band of scores. Written by code only."""

    _name = "credit.policy.replay.result"
    _description = "Result of a Policy Replay"
    _order = "grouping, sequence, id"
    _rec_names_search = ["rating_id", "reason_id", "score_band"]

    change_id = fields.Many2one("credit.policy.change", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    grouping = fields.Selection(
        [("total", "All"), ("rating", "Rating"), ("rule", "Reason"), ("band", "Score Band")], required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="Breakdown", compute="_compute_name")
    rating_id = fields.Many2one("credit.rating", readonly=True, ondelete="cascade")
    reason_id = fields.Many2one("credit.reason", readonly=True, ondelete="cascade")
    score_band = fields.Char(readonly=True)
    document_count = fields.Integer(string="Documents", readonly=True)
    known_count = fields.Integer(string="Outcome Known", readonly=True)
    late_count = fields.Integer(string="Late or Not Paid", readonly=True)
    late_percent = fields.Float(string="Late (%)", compute="_compute_percents", digits=(5, 1))
    amount = fields.Monetary(readonly=True, default=0.0)
    held_amount_before = fields.Monetary(string="Held: in Force", readonly=True, default=0.0)
    held_amount = fields.Monetary(string="Held: Draft", readonly=True, default=0.0)
    price_amount_before = fields.Monetary(string="Paid on Time Anyway: in Force", readonly=True, default=0.0)
    price_amount = fields.Monetary(string="Paid on Time Anyway: Draft", readonly=True, default=0.0)
    gain_amount_before = fields.Monetary(string="Late or Lost: in Force", readonly=True, default=0.0)
    gain_amount = fields.Monetary(string="Late or Lost: Draft", readonly=True, default=0.0)
    price_percent_before = fields.Float(string="Price (%): in Force", compute="_compute_percents", digits=(5, 1))
    price_percent = fields.Float(string="Price (%): Draft", compute="_compute_percents", digits=(5, 1))

    @api.depends("grouping", "rating_id.display_name", "reason_id.name", "score_band")
    @api.depends_context("lang")
    def _compute_name(self):
        empty = {
            "total": self.env._("All documents"), "rating": self.env._("Customers without rating"),
            "rule": self.env._("Other"), "band": self.env._("Without score")}
        for result in self:
            result.name = result.rating_id.display_name or result.reason_id.name or result.score_band or empty[result.grouping]

    @api.depends("held_amount", "price_amount", "held_amount_before", "price_amount_before", "late_count", "known_count")
    def _compute_percents(self):
        """The price is the share of what is held that was paid on time anyway."""
        for result in self:
            result.price_percent = _get_percent(result.price_amount, result.held_amount)
            result.price_percent_before = _get_percent(result.price_amount_before, result.held_amount_before)
            result.late_percent = _get_percent(result.late_count, result.known_count)

    def action_open_lines(self):
        """:return: the documents behind the figures"""
        self.ensure_one()
        domain = Domain(self._get_group_domain())
        if self.grouping in ("total", "rating"):
            domain &= Domain("held", "=", True) | Domain("held_before", "=", True)
        return self.change_id._get_lines_action(self.name, domain)

    def _get_group_domain(self):
        return {
            "total": Domain.TRUE,
            "rating": Domain("rating_id", "=", self.rating_id.id),
            "rule": Domain("reason_ids", "=", self.reason_id.id) | Domain("reason_before_ids", "=", self.reason_id.id),
            "band": Domain("score_band", "=", self.score_band or False),
        }[self.grouping]

    # Written

    @api.model
    def _write_results(self, change):
        """Add up the lines of ``change``; a document with several reasons counts for each of them."""
        rows = [*self._sum_up(change, "total", None), *self._sum_up(change, "rating", "rating_id"),
                *self._sum_reasons(change), *self._sum_up(change, "band", "score_band")]
        self.create([{"change_id": change.id, **row} for row in rows])

    @api.model
    def _sum_up(self, change, grouping, field):
        Line = self.env["credit.policy.replay.line"]
        groups = Line._read_group(
            [("change_id", "=", change.id)], [field] if field else [],
            ["__count", *(f"{name}:sum" for name in SUMS)])
        counts = {
            flag: {tuple(key): number for *key, number in Line._read_group(
                [("change_id", "=", change.id), (flag, "=", True)], [field] if field else [], ["__count"])}
            for flag in ("is_known", "is_late")}
        for number, group in enumerate(groups):
            key, (count, *sums) = group[:1] if field else (), group[1:] if field else group
            value = key[0] if key else False
            yield {
                "grouping": grouping, "document_count": count, **dict(zip(SUMS, sums, strict=True)),
                "known_count": counts["is_known"].get(tuple(key), 0), "late_count": counts["is_late"].get(tuple(key), 0),
                "sequence": value.sequence if grouping == "rating" and value else number + 1000 * (not value),
                **({field: value.id if grouping == "rating" else value} if field else {}),
            }

    @api.model
    def _sum_reasons(self, change):
        Line = self.env["credit.policy.replay.line"]
        rows = {}
        for field, flag, suffix in (("reason_ids", "held", ""), ("reason_before_ids", "held_before", "_before")):
            names = [name for name in SUMS if name.endswith("_before") == bool(suffix) and name != "amount"]
            for reason, count, *sums in Line._read_group(
                [("change_id", "=", change.id), (flag, "=", True)], [field],
                ["__count", *(f"{name}:sum" for name in names)],
            ):
                row = rows.setdefault(reason, {
                    "grouping": "rule", "reason_id": reason.id, "sequence": reason.sequence, "document_count": 0})
                row.update(zip(names, sums, strict=True))
                row["document_count"] = max(row["document_count"], count)
        return rows.values()


class CreditPolicyReplayPoint(models.Model):
    """A point of the curve of a policy: what another limit or tolerance would have held. Written by code only."""

    _name = "credit.policy.replay.point"
    _description = "Curve of a Policy Replay"
    _order = "curve, value"

    change_id = fields.Many2one("credit.policy.change", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    curve = fields.Selection(
        [(LIMIT, "Limit (% of the drafted limits)"), (OVERDUE_DAYS, "Tolerated overdue days")], required=True, readonly=True)
    value = fields.Integer(readonly=True, aggregator=None)
    label = fields.Char(readonly=True)
    held_count = fields.Integer(string="Documents Held", readonly=True)
    held_amount = fields.Monetary(readonly=True, default=0.0)
    on_time_amount = fields.Monetary(string="Price: Paid on Time Anyway", readonly=True, default=0.0)
    stopped_amount = fields.Monetary(string="Gain: Late, Unpaid or Lost", readonly=True, default=0.0)


def _get_percent(part, whole):
    return part / whole * 100.0 if whole else 0.0
