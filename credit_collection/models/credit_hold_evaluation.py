import logging

from dateutil.relativedelta import relativedelta
from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

_logger = logging.getLogger(__name__)

BATCH_SIZE = 500


class CreditHold(models.Model):
    """Holding orders: the record of it, who decides, why in words; and whether the reason still stands."""

    _inherit = "credit.hold"

    @api.model
    def _hold_orders(self, orders, checks):
        """Record that ``orders`` are held for the reasons in ``checks`` and schedule the decision.

        An order that waits already keeps its hold, with fresh figures; a refused one stays refused unless it got smaller.

        :param orders: ``sale.order``
        :param dict checks: ``{order id: CreditCheck}``
        :return: the holds
        """
        if not orders:
            return self.browse()
        reason_by_code = self.env["credit.reason"].with_context(active_test=False).search(
            [("kind", "=", "hold")]).grouped("code")
        # Written first, so that two users who press «Confirm» at once end in a retry and not in a second hold.
        orders.filtered(lambda order: order.credit_state != "held").credit_state = "held"
        orders.flush_recordset(["credit_state"])
        refused = orders.credit_hold_id.filtered(
            lambda hold: hold.state == "refused"
            and hold.currency_id.compare_amounts(checks[hold.order_id.id].order_amount, hold.order_amount) >= 0)
        orders -= refused.order_id
        waiting = self.search([("order_id", "in", orders.ids), ("state", "=", "pending")]).grouped("order_id")
        vals_by_order = {order: self._prepare_hold_vals(order, checks[order.id], reason_by_code) for order in orders}
        for order, hold in waiting.items():
            hold.write(vals_by_order[order])
        created = self.create([vals for order, vals in vals_by_order.items() if order not in waiting])
        for hold in created:
            hold.order_id.credit_hold_id = hold
            hold._schedule_decision()
        return refused | self.concat(*waiting.values()) | created

    def _prepare_hold_vals(self, order, check, reason_by_code):
        return {
            "order_id": order.id,
            "profile_id": check.standing.profile_id,
            "date": fields.Date.context_today(self),
            "reason_ids": [fields.Command.set([
                reason.id for code in check.verdict.reasons for reason in reason_by_code.get(code, ())])],
            "limit_mode": check.standing.policy.limit_mode,
            **check.get_figures(),
        }

    def _schedule_decision(self):
        """Put the decision on the list of the company's credit manager, and say on the order what happened."""
        self.ensure_one()
        user = self._get_decider()
        if user:
            summary = self.with_context(lang=user.lang or self.env.lang).explanation.split("\n")[0]
            self.activity_schedule("credit_collection.mail_activity_credit_decision", user_id=user.id, summary=summary)
        self.order_id.message_post(
            body=self.env._("Held by the credit check.\n%(explanation)s", explanation=self.explanation),
            author_id=self.env.ref("base.partner_root").id, message_type="comment", subtype_xmlid="mail.mt_note")

    def _get_decider(self):
        """:return: the credit manager of the company, else any active one with access to it"""
        self.ensure_one()
        root_user = self.env.ref("base.user_root")
        managers = self.env.ref("credit_collection.credit_collection_group_manager").all_user_ids.filtered(
            lambda user: user.active and user != root_user and self.company_id in user.company_ids)
        return self.company_id.credit_manager_id & managers or managers[:1]

    @api.model
    def _explain(self, check):
        """:return: the reasons of a ``CreditCheck`` in plain words, a line each, for whoever sells the order"""
        profile = self.env["credit.profile"].browse(check.standing.profile_id)
        return self._get_explanation(check.verdict.reasons, check.get_figures(), profile.currency_id, profile.hold_reason)

    @api.model
    def _get_explanation(self, codes, values, currency, hold_reason):
        def money(amount):
            return formatLang(self.env, amount, currency_obj=currency)

        excess = values["exposure"] + values["order_amount"] - values["effective_limit"]
        texts = {
            "over_limit": self.env._(
                "Over the credit limit by %(excess)s: limit %(limit)s, exposure %(exposure)s, this order %(order)s.",
                excess=money(excess), limit=money(values["effective_limit"]), exposure=money(values["exposure"]),
                order=money(values["order_amount"])),
            "overdue": self.env._(
                "%(overdue)s overdue, the oldest item for %(days)s days (tolerated: %(tolerated)s).",
                overdue=money(values["overdue_amount"]), days=values["days_overdue"], tolerated=values["max_overdue_days"]),
            "no_credit": self.env._(
                "This customer buys without credit: the order of %(order)s has to be paid in advance.",
                order=money(values["order_amount"])),
            "forced_hold": self.env._("The customer is on hold: %(reason)s", reason=hold_reason)
            if hold_reason else self.env._("The customer is on hold."),
            "term": self.env._(
                "Payment term of %(term)s days; this customer is allowed %(allowed)s.",
                term=values["term_days"], allowed=values["max_term_days"]),
        }
        return "\n".join(texts[code] for code in codes if code in texts)

    @api.model
    def _get_pending_domain(self, partner_ids):
        """:return: domain of the holds that wait for a decision on orders of these commercial partners"""
        return Domain("state", "=", "pending") & Domain("profile_id.partner_id", "in", partner_ids)

    def _reevaluate(self, today):
        """Check the pending holds of ``self`` again, the oldest first; lift those whose reasons are gone.

        Nothing is confirmed by this: the salesperson is told and confirms. What was lifted for an older order is kept for
        it as long as a release would last, and is not available for a younger one.

        :param date today: day of the check
        :return: the holds that were cleared
        """
        pending = self.filtered(lambda hold: hold.state == "pending").sorted("id")
        if not pending:
            return pending
        orders = pending._get_recently_cleared(today).order_id | pending.order_id
        checks = orders._get_credit_checks(today)
        cleared = pending.filtered(
            lambda hold: hold.order_id.id in checks and checks[hold.order_id.id].verdict.state != "held")
        for hold in cleared:
            hold.order_id.credit_state = checks[hold.order_id.id].verdict.state
        cleared._end("cleared")
        waiting = cleared.filtered(lambda hold: hold.order_id.state in ("draft", "sent"))
        waiting._tell_sales(lambda env: env._("The reason for the credit hold is gone: the order may be confirmed."))
        (cleared - waiting)._tell_sales(lambda env: env._("The reason for the credit hold is gone."))
        return cleared

    def _get_recently_cleared(self, today):
        """:return: the cleared holds of the same customers whose orders still wait to be confirmed, the oldest first"""
        since = min((today - relativedelta(days=company.credit_release_days) for company in self.company_id), default=today)
        return self.search([
            ("profile_id", "in", self.profile_id.ids), ("state", "=", "cleared"), ("decided_on", ">=", since),
            ("order_id.state", "in", ("draft", "sent")),
        ], order="id")

    @api.model
    def _reevaluate_partners(self, partner_ids):
        """Lift the holds whose reason a payment or credit has removed. One query when nothing is held.

        :param partner_ids: commercial partners whose credit has risen
        """
        if not partner_ids:
            return
        # sudo: whoever books a payment need not see holds.
        pending_sudo = self.sudo().search(self._get_pending_domain(list(partner_ids)))
        if pending_sudo:
            pending_sudo._reevaluate(fields.Date.context_today(self))

    @api.model
    def _cron_reevaluate_holds(self):
        """Nightly: lift holds whose reason is gone, end releases that were not used in time. One call, one batch."""
        today = fields.Date.context_today(self)
        not_today = Domain("evaluation_date", "=", False) | Domain("evaluation_date", "<", today)
        overdue_release = (
            Domain("state", "=", "released") & Domain("valid_until", "<", today)
            & Domain("order_id.state", "in", ("draft", "sent")))
        domain = not_today & (Domain("state", "=", "pending") | overdue_release)
        holds = self.search(domain, limit=BATCH_SIZE, order="id").try_lock_for_update(allow_referencing=True)
        holds._reevaluate_batch(today)
        self.env["ir.cron"]._commit_progress(len(holds), remaining=self.search_count(domain) if holds else 0)

    def _reevaluate_batch(self, today):
        """Re-evaluate the holds and end unused releases; a hold that fails is left as it is and stops no other."""
        self.evaluation_date = today
        self.flush_recordset(["evaluation_date"])
        try:
            with self.env.cr.savepoint():
                self._reevaluate(today)
                self._expire_releases(today)
        except OperationalError:
            raise
        except Exception:
            _logger.exception("Re-evaluation of %s credit holds failed", len(self))
            if len(self) > 1:
                for hold in self:
                    hold._reevaluate_batch(today)

    def _expire_releases(self, today):
        """End the releases whose last day has passed; their orders need a new decision."""
        # sudo: the states are closed to users.
        expired = self.sudo().filtered(lambda hold: hold.state == "released" and hold.valid_until < today)
        expired._set_state("expired")
        expired.order_id.credit_state = "held"
        expired._tell_sales(lambda env: env._("The credit release was not used in time: the order needs a new decision."))
        return expired
