from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import REVIEW_ACTIVITY
from .credit_review import POLICY


class CreditReview(models.Model):
    """Putting an approved review into force, and telling people about it."""

    _inherit = "credit.review"

    def action_ask_approval(self):
        """Show what the reviews change before ``action_approve``."""
        return self._action_decide("approve", self.env._("Approve"))

    def action_ask_refusal(self):
        """Ask for the reason before ``action_refuse``."""
        return self._action_decide("refuse", self.env._("Reject"))

    def _action_decide(self, decision, title):
        self._check_manager()
        reason = self.decision_reason if len(self) == 1 else False
        return {
            "type": "ir.actions.act_window", "name": title, "res_model": "credit.review.decide", "view_mode": "form",
            "target": "new",
            "context": {"default_review_ids": self.ids, "default_decision": decision, "default_reason": reason},
        }

    def _get_all_changes(self):
        """:return: list of (label, before, after) of all that an approval changes, with what is granted for a time"""
        changes = self._get_changes()
        if self.proposed_temporary_until:
            before = self.profile_id
            changes.append((
                self.env._("Temporary limit"),
                self.currency_id.format(before.temporary_limit) if before.temporary_limit else self.env._("none"),
                self.env._("%(amount)s until %(date)s", amount=self.currency_id.format(self.proposed_temporary_limit),
                           date=format_date(self.env, self.proposed_temporary_until))))
        return changes

    def _check_policy_unchanged(self):
        """:raise UserError: when a policy was changed since the review froze it, lest an approval undo that change"""
        for review in self:
            now, then = review.profile_id._get_policy_vals(), review._get_policy_vals("current")
            limits = now.pop("credit_limit"), then.pop("credit_limit")
            if now != then or review.currency_id.compare_amounts(*limits):
                raise UserError(self.env._(
                    "The policy of %(customer)s was changed after this review was opened. Recalculate it, then decide.",
                    customer=review.partner_id.display_name,
                ))

    def _apply(self, today):
        """Write the proposed policy on the profile and log before and after there."""
        self.ensure_one()
        profile = self.profile_id
        profile.write({
            **self._prepare_profile_vals(today),
            "change_reason": self.decision_reason or self.reason or self.display_name,
            "change_review_id": self.id,
        })
        self._record_score(today)
        profile.message_post(body=self._get_decision_note())

    def _record_score(self, today):
        """Keep the score that was decided on in the history; that of the profile may be newer."""
        if self.is_scored:
            # sudo: scores are evidence, nobody may write them by hand.
            latest_sudo = self.profile_id.sudo().latest_score_id
            self.env["credit.score"].sudo().create({
                "profile_id": self.profile_id.id,
                "source": "review",
                "date": today,
                "month": today.replace(day=1),
                "score": self.score,
                "change": self.score - latest_sudo.score if latest_sudo else 0.0,
                "is_provisional": self.is_provisional,
                "rating_id": self.proposed_rating_id.id,
                "components": self.line_ids._prepare_components(),
            })

    def _prepare_profile_vals(self, today):
        """:return: the policy to write on the profile; the longest term is the rating's unless another was decided"""
        rating = self.proposed_rating_id
        vals = self._get_policy_vals("proposed")
        longest = vals.pop("max_term_days")
        vals["own_max_term_days"] = -1 if rating and longest == rating.max_term_days else longest
        vals["next_review_date"] = self._get_next_review_date(rating, today)
        return vals

    def _get_next_review_date(self, rating, today):
        """:return: the date by the cycle of ``rating``; without a cycle a later date set by hand stays"""
        planned = self.profile_id.next_review_date
        return rating._get_next_review_date(today) or (planned if planned and planned > today else False)

    def _tell_requesters(self):
        """Notify the requesters; the nightly run and a requester who decides need no message."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for review in self:
            requester = review.requested_by_id
            if requester.active and requester != self.env.user:
                review.message_post(
                    body=Markup("<p>%s: %s</p><p>%s</p>") % (
                        labels[review.state], review.summary, review.decision_reason or ""),
                    partner_ids=requester.partner_id.ids,
                )

    def _get_policy_vals(self, side):
        """:param side: "current" or "proposed"
        :return: ``{policy field of the profile: value}``
        """
        return {name: self._fields[f"{side}_{name}"].convert_to_write(self[f"{side}_{name}"], self) for name in POLICY}

    def _get_changes(self):
        """:return: list of (label, before, after) of what the proposal changes, for people"""
        pairs = [
            (self.env._("Rating"), *(self[f"{side}_rating_id"].code for side in ("current", "proposed"))),
            (self.env._("Limit"), *(self._get_limit_text(side) for side in ("current", "proposed"))),
            (self.env._("Payment term"), *(self[f"{side}_payment_term_id"].name for side in ("current", "proposed"))),
            (self.env._("Maximum payment term"), *(self._get_longest_text(side) for side in ("current", "proposed"))),
        ]
        none = self.env._("none")
        return [(label, before or none, after or none) for label, before, after in pairs if before != after]

    def _get_limit_text(self, side):
        mode = self[f"{side}_limit_mode"]
        if mode == "limited":
            return self.currency_id.format(self[f"{side}_credit_limit"])
        labels = dict(self._fields[f"{side}_limit_mode"]._description_selection(self.env))
        return labels.get(mode)

    def _get_longest_text(self, side):
        days = self[f"{side}_max_term_days"]
        return self.env._("%(days)s days", days=days) if days >= 0 else None

    def _get_decision_note(self):
        """:return: markup for the customer's log: what changed from what to what, by which review, and why"""
        changes = Markup().join(
            Markup("<li>%s: %s → %s</li>") % change for change in self._get_changes()
        ) or Markup("<li>%s</li>") % self.env._("Nothing changed")
        reason = self.decision_reason or self.reason
        note = Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._(
                "%(review)s approved by %(manager)s, asked by %(requester)s.",
                review=self._get_html_link(), manager=self.decided_by_id.name, requester=self.requested_by_id.name,
            ),
            changes,
        )
        return note + (Markup("<p>%s</p>") % reason if reason else Markup())

    def _schedule_decision(self, today):
        """Give the decision to the company's credit manager, else to the customer's collector."""
        for user, reviews in self.grouped(lambda review: review._get_decider()).items():
            if user:
                reviews.activity_schedule(REVIEW_ACTIVITY, today, user_id=user.id)

    def _get_decider(self):
        """:return: who is asked to decide: the first of credit manager, users whose approval tier covers the limit, and
            collector who can open the review; the credit manager only if their own tier covers it
        """
        self.ensure_one()
        company = self.company_id
        Tier = self.env["credit.approval.tier"]
        amount = self._get_decision_amount()
        manager = company.credit_manager_id
        if manager and not Tier._may_decide(manager, company, amount):
            manager = manager.browse()
        for user in (*manager, *(Tier._get_deciders(company, amount) if amount else ()), *self.collector_id):
            viewer = user.has_group("credit_collection.credit_collection_group_viewer")
            if viewer and user._credit_filter_of_company(company):
                return self.env["credit.approval.delegation"]._get_stand_in(user, company)
        return self.env["res.users"]
