from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.policy_change import policy_preview
from ...tools.rating import proposals
from .credit_policy_change import PREVIEW_FIELDS
from .credit_policy_change_line import LIMIT_DRAFT


class PolicyPreview(NamedTuple):
    """What a draft would change: nothing of it is written.

    ``limits`` and ``terms`` are by profile: ``(Limit before, Limit after)`` and the payment term; ``orders`` are tuples of
    profile, quotation, its amount in company currency and its ``OrderEffect``.
    """

    profiles: models.BaseModel
    limits: dict
    terms: dict
    orders: list


class CreditPolicyChange(models.Model):
    """What would change: how many customers, which limits, which quotations, which payment terms."""

    _inherit = "credit.policy.change"

    preview_date = fields.Date(readonly=True, copy=False)
    is_preview_stale = fields.Boolean(readonly=True, copy=False)
    previewed_draft = fields.Json(readonly=True, copy=False)  # what was drafted when its effects were worked out
    effect_ids = fields.One2many("credit.policy.effect", "change_id", string="Effects", readonly=True, copy=False)
    limit_effect_ids = fields.One2many(
        "credit.policy.effect", "change_id", domain=[("kind", "=", "limit")], string="New Limits", readonly=True)
    order_effect_ids = fields.One2many(
        "credit.policy.effect", "change_id", domain=[("kind", "in", ("held", "freed"))], string="Open Quotations",
        readonly=True)
    term_effect_ids = fields.One2many(
        "credit.policy.effect", "change_id", domain=[("kind", "=", "term")], string="Terms Not Allowed Any More",
        readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True, copy=False)
    other_customer_count = fields.Integer(
        string="Customers of Other Companies", readonly=True, copy=False,
        help="They have a rating that the companies share; what would change for them is not shown here.",
    )
    limit_count = fields.Integer(string="Limits That Change", readonly=True, copy=False)
    limit_before = fields.Monetary(string="Total Today", readonly=True, default=0.0, copy=False)
    limit_after = fields.Monetary(string="New Total", readonly=True, default=0.0, copy=False)
    held_count = fields.Integer(string="Quotations to Be Held", readonly=True, copy=False)
    held_amount = fields.Monetary(string="Amount to Be Held", readonly=True, default=0.0, copy=False)
    freed_count = fields.Integer(string="Quotations No Longer Held", readonly=True, copy=False)
    freed_amount = fields.Monetary(string="Amount No Longer Held", readonly=True, default=0.0, copy=False)
    term_count = fields.Integer(string="Payment Terms Not Allowed", readonly=True, copy=False)

    apply_question = fields.Text(compute="_compute_apply_question")

    @api.depends(*PREVIEW_FIELDS, "limit_action")
    @api.depends_context("lang")
    def _compute_apply_question(self):
        """The figures of the preview in words, for the question before the policy is applied."""
        for change in self:
            money = change.currency_id.format if change.currency_id else str
            lines = [change.env._("Customers concerned: %(count)s", count=change.customer_count)]
            if change.limit_count:
                lines.append(change.env._(
                    "Limits that change: %(count)s, their sum from %(before)s to %(after)s (%(action)s)",
                    count=change.limit_count, before=money(change.limit_before), after=money(change.limit_after),
                    action=dict(change._fields["limit_action"]._description_selection(change.env))[change.limit_action]))
            if change.held_count or change.freed_count:
                lines.append(change.env._(
                    "Quotations: %(held)s would be held (%(held_amount)s), %(freed)s no longer (%(freed_amount)s)",
                    held=change.held_count, held_amount=money(change.held_amount), freed=change.freed_count,
                    freed_amount=money(change.freed_amount)))
            if change.term_count:
                lines.append(change.env._("Payment terms no longer allowed: %(count)s", count=change.term_count))
            if change.other_customer_count:
                lines.append(change.env._(
                    "Customers of other companies with the same ratings: %(count)s", count=change.other_customer_count))
            change.apply_question = "\n".join(lines)

    def action_ask_apply(self):
        """:return: the question whether to put the policy into force, with the figures of the preview"""
        self.ensure_one()
        self._check_draft()
        if not self.preview_date or self.is_preview_stale:
            self.action_preview()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Put This Policy into Force?"), "res_model": self._name,
            "res_id": self.id, "target": "new",
            "views": [(self.env.ref("credit_collection.credit_policy_change_view_form_apply").id, "form")],
        }

    def action_preview(self):
        """Show what would change if the draft were applied today."""
        self.ensure_one()
        self._check_draft()
        self._refresh_preview(self.company_id._get_credit_today())

    def _forget_preview(self):
        # sudo: what a preview found is evidence, nobody may write it by hand.
        self.sudo().effect_ids.unlink()
        self.sudo().write({**dict.fromkeys(PREVIEW_FIELDS, False), "is_preview_stale": False, "previewed_draft": False})

    def _get_draft(self):
        """:return: the drafted rules, in JSON: to tell whether they were edited since their effects were worked out"""
        return [self.new_limit_mode, *([line.rating_id.id, line._get_changes()] for line in self.line_ids.sorted("id"))]

    def _refresh_preview(self, today):
        """Work out what would change and record it as the effects of this draft.

        :return: the :class:`PolicyPreview`
        """
        preview = self._preview(today)
        Effect = self.env["credit.policy.effect"].sudo()  # sudo: as in _forget_preview.
        self.sudo().effect_ids.unlink()
        effects = Effect.create(self._prepare_effects(preview))
        by_kind = effects.grouped("kind")

        def total(kind, name):
            return sum(by_kind.get(kind, Effect).mapped(name))

        self.sudo().write({  # sudo: as in _forget_preview.
            "preview_date": today, "is_preview_stale": False, "previewed_draft": self._get_draft(),
            "customer_count": len(preview.profiles),
            "other_customer_count": self._count_others(),
            "limit_count": len(preview.limits),
            "limit_before": total("limit", "amount_before"),
            "limit_after": total("limit", "amount_after"),
            "held_count": len(by_kind.get("held", ())),
            "held_amount": total("held", "order_amount"),
            "freed_count": len(by_kind.get("freed", ())),
            "freed_amount": total("freed", "order_amount"),
            "term_count": len(preview.terms),
        })
        return preview

    def _count_others(self):
        """:return: number of customers of other companies with a rating that is drafted otherwise here"""
        ratings = self.line_ids.filtered("is_changed").rating_id
        # sudo: only their number is told, lest a change for one company surprise another.
        return self.env["credit.profile"].sudo().search_count(
            Domain("rating_id", "in", ratings.ids) & Domain("company_id", "!=", self.company_id.id))

    def _prepare_effects(self, preview):
        """:return: list of values of ``credit.policy.effect``"""
        common = {"change_id": self.id}
        return [
            {**common, "kind": "limit", "profile_id": profile.id, "mode_before": before.mode, "mode_after": after.mode,
             "amount_before": before.amount if before.mode == "limited" else 0.0,
             "amount_after": after.amount if after.mode == "limited" else 0.0}
            for profile, (before, after) in preview.limits.items()
        ] + [
            {**common, "kind": effect.effect, "profile_id": profile.id, "order_id": order.id, "order_amount": amount,
             "reason_codes": ",".join(effect.reasons)}
            for profile, order, amount, effect in preview.orders
        ] + [
            {**common, "kind": "term", "profile_id": profile.id, "payment_term_id": term.id}
            for profile, term in preview.terms.items()
        ]

    def _preview(self, today):
        """Compare the policy in force with the draft, for all customers concerned in a fixed number of queries.

        :return: :class:`PolicyPreview`
        """
        self.ensure_one()
        drafts = {line.rating_id.id: line for line in self.line_ids if line._get_changes()}
        profiles = self.env["credit.profile"].search(
            Domain("company_id", "=", self.company_id.id) & Domain("rating_id", "in", list(drafts)))
        if not profiles:
            return PolicyPreview(profiles, {}, {}, [])
        Check = self.env["credit.check"]
        rows = {row["id"]: row for row in Check._read_standing_rows(
            profiles.partner_id.ids, self.company_id.ids, today)}
        limits = self._preview_limits(profiles, drafts, rows, today)
        standings = {
            profile: (Check._prepare_standing(rows[profile.id]), Check._prepare_standing(self._draft_row(
                profile, rows[profile.id], drafts[profile.rating_id.id], limits.get(profile), today)))
            for profile in profiles
        }
        terms = {
            profile: profile.payment_term_id for profile, (before, after) in standings.items()
            if policy_preview.is_term_excluded(before.policy, after.policy, profile.payment_term_id.credit_days)
        }
        return PolicyPreview(profiles, limits, terms, self._preview_orders(standings, today))

    def _preview_limits(self, profiles, drafts, rows, today):
        """Only a changed limit rule changes limits; that sales have moved since the last review is for the next one.

        :return: ``{profile: (Limit before, Limit after)}`` of the limits that change
        """
        concerned = profiles.filtered(lambda profile: not drafts[profile.rating_id.id]._get_changes().keys().isdisjoint(
            LIMIT_DRAFT))
        histories = self.env["credit.scorecard"]._get_history(concerned, today)
        limits = {}
        for profile in concerned:
            before = proposals.Limit(profile.limit_mode, float(rows[profile.id]["credit_limit"] or 0.0))
            history, line = histories[profile.id], drafts[profile.rating_id.id]
            sales = proposals.monthly_sales(history["sales"], history["days"])
            after = proposals.propose_limit(
                proposals.LimitRule(line.limit_mode, line.limit_rule, line.limit_amount, line.limit_months), before, sales)
            if policy_preview.is_limit_changed(before, after, self.currency_id.rounding):
                limits[profile] = (before, after)
        return limits

    def _draft_row(self, profile, row, line, limits, today):
        """:return: the ``row`` of a standing as it would be under the draft ``line``"""
        row = {**row, **{name: line[name] for name in line._get_rule_columns()}}
        if not row["has_own_term"]:
            row["max_term_days"] = line.max_term_days
        if profile.own_grace_days < 0:
            row["grace_days"] = line.grace_days
        if limits and self.limit_action == "set":
            runs = profile.temporary_limit_until and profile.temporary_limit_until >= today
            row["limit_mode"] = limits[1].mode
            row["effective_limit"] = policy_preview.get_effective_limit(
                limits[1], profile.temporary_limit if runs else 0.0)
        return row

    def _preview_orders(self, standings, today):
        """:return: list of (profile, quotation, amount, ``OrderEffect``) of the quotations treated differently"""
        profile_by_partner = {profile.partner_id.id: profile for profile in standings}
        # sudo: credit managers judge quotations that they may not sell.
        orders_sudo = self.env["sale.order"].sudo().search([
            ("state", "in", ("draft", "sent")), ("company_id", "child_of", self.company_id.id),
            ("partner_invoice_id.commercial_partner_id", "in", list(profile_by_partner)),
        ], order="id")
        if not orders_sudo:
            return []
        rows = {row["id"]: row for row in orders_sudo._read_credit_requests(today)}
        payments = orders_sudo._get_credit_payments(today)
        requests = {}
        for row in rows.values():
            requests.setdefault(profile_by_partner[row["partner_id"]], []).append(orders_sudo._prepare_credit_request(
                row, payments.get(row["id"], (0.0, 0.0)), self.currency_id))
        return [
            (profile, orders_sudo.browse(effect.key), rows[effect.key]["total_amount"], effect)
            for profile, asked in requests.items()
            for effect in policy_preview.compare_orders(
                *(standing.policy for standing in standings[profile]), standings[profile][0].position, asked,
                self.currency_id.rounding)
        ]
