from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.common.accuracy import get_auc
from ...tools.policy_change.outcomes import Outcome
from ...tools.policy_change.replay import get_end
from ...tools.policy_change.replay_curve import Curves
from ..common.bulk import delete_rows, insert_rows, link_rows
from ..exposure.credit_past_account import LARGE_BATCH, Period
from .credit_policy_change import MANAGER
from .past_customers import PastCustomers
from .replay_policies import get_known_rules, read_books

MONTHS = 12
LONGEST_MONTHS = 60


class CreditPolicyChange(models.Model):
    """What would this policy have done? The past replayed under the draft, beside the policy in force."""

    _inherit = "credit.policy.change"

    replay_from = fields.Date(compute="_compute_replay_period", store=True, readonly=False, copy=False)
    replay_to = fields.Date(compute="_compute_replay_period", store=True, readonly=False, copy=False)
    replay_basis = fields.Selection(
        [("recorded", "As first recorded"), ("score", "By the score of the day")], string="Ratings Before the Records",
        required=True, default="recorded",
        help="Ratings and limits of days before the credit profile of a customer: those of its first day, which knew more than "
             "these days, or the rating that the score of the day deserved and the limit that follows from it.")
    replayed_on = fields.Date(readonly=True, copy=False)
    replayed_draft = fields.Json(readonly=True, copy=False, groups=MANAGER)
    is_replay_stale = fields.Boolean(compute="_compute_is_replay_stale", compute_sudo=True)
    replay_line_ids = fields.One2many("credit.policy.replay.line", "change_id", string="Replayed Documents", readonly=True,
        groups=MANAGER)
    replay_result_ids = fields.One2many("credit.policy.replay.result", "change_id", string="Replay Results", readonly=True,
        groups=MANAGER)
    replay_total_ids = fields.One2many(
        "credit.policy.replay.result", "change_id", domain=[("grouping", "=", "total")], string="All Documents", readonly=True,
        groups=MANAGER)
    replay_rating_ids = fields.One2many(
        "credit.policy.replay.result", "change_id", domain=[("grouping", "=", "rating")], string="By Rating", readonly=True,
        groups=MANAGER)
    replay_rule_ids = fields.One2many(
        "credit.policy.replay.result", "change_id", domain=[("grouping", "=", "rule")], string="By Reason", readonly=True,
        groups=MANAGER)
    replay_band_ids = fields.One2many(
        "credit.policy.replay.result", "change_id", domain=[("grouping", "=", "band")], string="By Score Band", readonly=True,
        groups=MANAGER)
    replay_limit_point_ids = fields.One2many(
        "credit.policy.replay.point", "change_id", domain=[("curve", "=", "limit")], string="By Limit", readonly=True,
        groups=MANAGER)
    replay_overdue_point_ids = fields.One2many(
        "credit.policy.replay.point", "change_id", domain=[("curve", "=", "overdue")], string="By Tolerated Overdue Days",
        readonly=True, groups=MANAGER)
    replay_assumed_count = fields.Integer(readonly=True, copy=False)
    score_auc = fields.Float(
        string="Score Ranks Late Payers (AUC)", digits=(4, 3), readonly=True, copy=False,
        help="How often, of two documents one of which was paid late or not at all, this one had the lower score on its day: "
             "0.5 is chance, 1 is always.", groups=MANAGER, aggregator=None)
    score_auc_count = fields.Integer(
        string="Documents with Score and Known Outcome", readonly=True, copy=False, aggregator=None)
    replay_notes = fields.Text(compute="_compute_replay_notes", groups=MANAGER)

    @api.depends("company_id")
    def _compute_replay_period(self):
        for change in self:
            today = change.company_id._get_credit_today()
            change.replay_to = change.replay_to or today
            change.replay_from = change.replay_from or today - relativedelta(months=MONTHS)

    @api.depends("replayed_draft", "new_limit_mode", "line_ids.is_changed", "line_ids.base")
    def _compute_is_replay_stale(self):
        for change in self:
            change.is_replay_stale = bool(change.replayed_draft) and (
                change.state == "draft" and change.replayed_draft != change._get_replayed_draft())

    @api.depends("replayed_on", "replay_assumed_count", "score_auc", "score_auc_count")
    @api.depends_context("lang")
    def _compute_replay_notes(self):
        """What the figures rest on, in words."""
        known = {rule.code for rule in get_known_rules(self.env)}
        reasons = self.env["credit.hold"]._get_reasons_by_code()
        unknown = [
            reasons[rule.code].name for rule in self.env["credit.hold"]._get_sorted_rules()
            if rule.code not in known and rule.code in reasons]
        for change in self:
            change.replay_notes = "\n".join(
                [*change._prepare_replay_notes(unknown), *change._explain_unknown_measures()]) if change.replayed_on else False

    def _explain_unknown_measures(self):
        """:return: a note that names what the score of the company measures and scores of the past leave out, if anything"""
        # sudo: settings of the scorecard.
        weights = self.env["credit.criterion"].sudo()._get_scorecard(self.company_id.sudo())._get_weights()
        weighed = {weight.measure for weight in weights}
        unknown = ", ".join(
            measure.label for measure in self.env["credit.scorecard"]._get_measures()
            if measure.code in weighed and not measure.past_method)
        return [self.env._("Scores of the past leave out what is not known of them: %(measures)s", measures=unknown)] * bool(
            unknown)

    def _prepare_replay_notes(self, unknown_rules):
        notes = [self.env._(
            "Replayed on %(date)s: documents from %(begin)s to %(end)s.", date=format_date(self.env, self.replayed_on),
            begin=format_date(self.env, self.replay_from), end=format_date(self.env, self.replay_to))]
        if self.score_auc_count and self.score_auc:
            notes.append(self.env._(
                "Of two documents, one paid on time and one not, the score of their days was lower for the one paid late in "
                "%(percent)s of 100 cases (50 is chance).", percent=round(self.score_auc * 100)))
        if self.replay_assumed_count:
            notes.append(self.env._(
                "%(count)s documents are older than the records of their customers: ratings and limits are assumed there.",
                count=self.replay_assumed_count))
        if unknown_rules:
            notes.append(self.env._(
                "These rules cannot tell of the past and are left out: %(rules)s", rules=", ".join(unknown_rules)))
        return notes

    # Buttons

    def action_open_replay(self):
        """:return: the page on which the past is replayed under this policy"""
        self.ensure_one()
        self._check_manager()
        return {
            "type": "ir.actions.act_window", "name": self.env._("What Would This Policy Have Done?"),
            "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "views": [(self.env.ref("credit_collection.credit_policy_change_view_form_replay").id, "form")],
        }

    def action_replay(self):
        """Replay the period under the draft; the results of an earlier replay are replaced."""
        self.ensure_one()
        self._check_draft()
        self._check_replay_period(self.replay_from, self.replay_to)
        self._replay(self.replay_from, self.replay_to)

    def action_open_replay_lines(self):
        self.ensure_one()
        self._check_manager()
        return self._get_lines_action(self.env._("Replayed Documents"), Domain.TRUE)

    def action_open_replay_curve(self):
        """:return: the curves as graph and list"""
        self.ensure_one()
        self._check_manager()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_policy_replay_point_action")
        return {**action, "domain": [("change_id", "=", self.id)], "context": {"search_default_limit": 1}}

    def _get_lines_action(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_policy_replay_line_action")
        return {**action, "name": name, "domain": list(Domain("change_id", "=", self.id) & domain), "context": {}}

    def _check_replay_period(self, date_from, date_to):
        """:raise UserError: when the period is empty or too long"""
        self._check_order_of_days(date_from, date_to)
        if date_from < date_to - relativedelta(months=LONGEST_MONTHS):
            raise UserError(self.env._("Choose a period of %(months)s months at most.", months=LONGEST_MONTHS))

    def _check_order_of_days(self, date_from, date_to):
        if not date_from or not date_to or date_from > date_to:
            raise UserError(self.env._("Choose a period that begins before it ends."))

    def _get_replayed_draft(self):
        return [*self._get_draft(), self.replay_basis]

    # Replay

    def _replay(self, date_from, date_to):
        """Replay the documents of the company from ``date_from`` to ``date_to`` under this policy and the one in force.

        Nothing of a later day is used for an earlier one, but for how documents were paid in the end.

        :return: records of ``credit.policy.replay.line``
        :raise UserError: for a period that ends before it begins
        """
        self.ensure_one()
        self._check_manager()
        self._check_order_of_days(date_from, date_to)
        self._forget_replay()
        today = self.company_id._get_credit_today()
        Replay, Line = self.env["credit.policy.replay"], self.env["credit.policy.replay.line"].sudo()
        documents = Replay._read_documents(self.company_id, date_from, date_to)
        curves, ranks, assumed, line_ids = Curves(self.currency_id.rounding), ([], []), 0, []
        books = read_books(self)
        reasons = self.env["credit.hold"]._get_reasons_by_code()
        period = Period(self.company_id, date_from - timedelta(days=1), date_to)
        for partner_ids, own, are_grouped in self._split_documents(documents):
            orderer_ids = {document.orderer_id for document in own if document.orderer_id}
            customers = PastCustomers(self, partner_ids, orderer_ids, period, today)
            judged = Replay._replay_batch(self, books, customers, own, are_grouped, today)
            line_ids += self._write_lines(Line, judged, reasons)
            for one in judged:
                curves.add(one)
                assumed += one.is_assumed
                if one.score is not None and one.outcome.is_late is not None:
                    ranks[0].append(-one.score)
                    ranks[1].append(one.outcome.is_late)
        self._write_summary(curves, get_auc(*ranks), len(ranks[0]), assumed, (date_from, date_to, today))
        return self.env["credit.policy.replay.line"].browse(line_ids)

    def _forget_replay(self):
        # sudo: what a replay found is evidence, nobody may write it by hand.
        for name in ("line", "result", "point"):
            delete_rows(self.env[f"credit.policy.replay.{name}"].sudo(), SQL("change_id = %s", self.id))

    def _split_documents(self, documents):
        """Yield batches of customers: their ids, their documents, and whether they share limits and are looked at together."""
        by_partner = {}
        for document in documents:
            by_partner.setdefault(document.partner_id, []).append(document)
        # sudo: who shares a limit, or did, whoever may see it.
        shared = self.env["credit.profile"].sudo().search([
            ("company_id", "=", self.company_id.id), "|", ("limit_group_id", "!=", False),
            ("policy_log_ids.field_name", "=", "limit_group_id")]).partner_id.ids
        together = [document for document in documents if document.partner_id in set(shared)]
        if together:
            yield shared, together, True
        alone = [partner_id for partner_id in by_partner if partner_id not in set(shared)]
        for start in range(0, len(alone), LARGE_BATCH):
            partner_ids = alone[start:start + LARGE_BATCH]
            yield partner_ids, sorted(
                (document for partner_id in partner_ids for document in by_partner[partner_id]),
                key=lambda document: document.number), False

    def _write_lines(self, Line, judged, reasons):
        """:return: ids of the lines"""
        if not judged:
            return []
        rows = [self._prepare_line(one) for one in judged]
        line_ids = insert_rows(Line, {name: [row[name] for row in rows] for name in rows[0]})
        for name, suffix in (("reason_ids", ""), ("reason_before_ids", "_before")):
            pairs = [
                (line_id, reasons[code].id) for line_id, one in zip(line_ids, judged, strict=True)
                for code in get_end(one, suffix)[1] if code in reasons]
            if pairs:
                link_rows(Line, name, *map(list, zip(*pairs, strict=True)))
        return line_ids

    def _prepare_line(self, one):
        """:return: ``{column: value as the database holds it}``"""
        document, outcome, position = one.document, one.outcome, one.case.position
        score = None if one.score is None else round(one.score, 1)
        (state, reasons, held), (state_before, reasons_before, held_before) = get_end(one), get_end(one, "_before")
        places = self.currency_id.decimal_places

        def money(amount):
            return round(amount, places)

        amounts = {name: money(getattr(outcome, name)) for name in ("on_time", "late", "unpaid", "lost", "pending", "credited")}
        return {
            "change_id": self.id, "company_id": self.company_id.id, "name": document.name, "order_id": document.order_id,
            "move_id": document.move_id, "kind": "order" if document.order_id else "invoice", "profile_id": one.profile_id,
            "partner_id": document.partner_id, "date": document.day, "amount": money(document.amount),
            "is_assumed": one.is_assumed, "rating_id": one.rating_id, "limit_mode": one.policy.limit_mode,
            "effective_limit": money(one.policy.effective_limit),
            "effective_limit_before": money(one.policy_before.effective_limit), "exposure": money(position.exposure),
            "overdue_amount": money(position.overdue_amount), "days_overdue": position.days_overdue,
            "term_days": document.term_days, "score": score,
            "score_band": None if score is None else self.env["credit.policy.replay.line"]._get_band(score),
            "verdict": state, "verdict_before": state_before, "held": bool(held), "held_before": bool(held_before),
            "held_on": held and held.day,
            "effect": ("both" if held_before else "held") if held else ("freed" if held_before else "none"),
            "reason_codes": ",".join(reasons) or None, "reason_codes_before": ",".join(reasons_before) or None,
            "outcome": outcome.kind, "days_late": outcome.days_late, "is_late": outcome.is_late is True,
            "is_known": outcome.is_late is not None,
            **{f"{name}_amount": amount for name, amount in amounts.items()},
            **{f"{name}{suffix}": money(amount) for suffix, part in (("", held), ("_before", held_before))
               for name, amount in _get_held_amounts(part).items()},
        }

    def _write_summary(self, curves, auc, auc_count, assumed, days):
        date_from, date_to, today = days
        # sudo: as in _forget_replay.
        self.env["credit.policy.replay.point"].sudo().create([{
            "change_id": self.id, "curve": point.curve, "value": point.value,
            "label": f"{point.value} %" if point.curve == "limit" else f"{point.value}",
            "held_count": point.count, "held_amount": point.amount, "on_time_amount": point.on_time,
            "stopped_amount": point.stopped} for point in curves.get_points()])
        self.env["credit.policy.replay.result"].sudo()._write_results(self)
        self.sudo().write({
            "replay_from": date_from, "replay_to": date_to, "replayed_on": today,
            "replayed_draft": self._get_replayed_draft(), "replay_assumed_count": assumed, "score_auc": auc or 0.0,
            "score_auc_count": auc_count})


def _get_held_amounts(held):
    """:return: ``{column: amount}`` of what a policy held of a document"""
    outcome = held.outcome if held else Outcome()
    return {"held_amount": held.amount if held else 0.0, "price_amount": outcome.on_time, "gain_amount": outcome.stopped}
