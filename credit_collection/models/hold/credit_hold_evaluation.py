from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ..common.credit_batch_mixin import act_isolated

BATCH_SIZE = 500


class CreditHold(models.Model):
    """Holding orders: the record of it, who decides, what a release covers; and whether the reason still stands."""

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
        reason_by_code = self._get_reasons_by_code()
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
        if created:
            # A payment that was booked while the order was checked could not see the hold: look again afterwards.
            self.env.ref("credit_collection.ir_cron_reevaluate_holds")._trigger()
        return refused | self.concat(*waiting.values()) | created

    def _prepare_hold_vals(self, order, check, reason_by_code):
        return {
            "order_id": order.id,
            "profile_id": check.standing.profile_id,
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
        managers = self.env.ref("credit_collection.credit_collection_group_manager").all_user_ids
        managers = managers._credit_filter_of_company(self.company_id) - root_user
        decider = self.company_id.credit_manager_id & managers or managers[:1]
        return self.env["credit.approval.delegation"]._get_stand_in(decider, self.company_id)

    def _get_authority(self, covered=None):
        """
        :param float covered: what the release is to cover of the order, its present amount without
        :return: in whose approval tier the user may release this hold
        :raise AccessError: nobody's, or the user sold the order and somebody else has to decide
        """
        self.ensure_one()
        sellers = self.salesperson_id | self.order_id._get_credit_sellers()
        Tier = self.env["credit.approval.tier"]
        authority = Tier._check_amount(self.env.user, self.company_id, self._get_excess(covered), self.env.user in sellers)
        Tier._check_four_eyes(self.env.user, self.company_id, sellers, self.display_name)
        return authority

    def _get_excess(self, covered=None):
        """:return: by how much the order may exceed the limits when a release covers ``covered`` of it, its present amount
            without
        """
        self.ensure_one()
        present = self._get_present_amount()
        covered = max(covered or 0.0, present)
        # Of a confirmed order the open part was held.
        is_confirmed = self.order_id.sudo().state == "sale"
        held = self.order_amount + covered - present if is_confirmed else max(self.order_amount, covered)
        return max(self._get_overshoot(held), self.overshoot)

    def _prepare_release_vals(self, amount, valid_until):
        """:return: what a release covers and until when; refuses one that would not cover the order as it is"""
        self.ensure_one()
        today = self.company_id._get_credit_today()
        present = self._get_present_amount()
        if amount is not None and self.currency_id.compare_amounts(amount, present) < 0:
            raise UserError(self.env._(
                "%(order)s amounts to %(amount)s: a release of less would not cover it.", order=self.order_name,
                amount=formatLang(self.env, present, currency_obj=self.currency_id)))
        if valid_until and valid_until < today:
            raise UserError(self.env._("The last day of a release cannot be in the past."))
        order_sudo = self.order_id.sudo()  # sudo: as for the amount.
        released = present if amount is None else amount
        return {
            "released_amount": released,
            "released_currency_id": order_sudo.currency_id.id,
            "released_in_currency": max(
                self.currency_id._convert(released, order_sudo.currency_id, self.company_id, today), order_sudo.amount_total),
            "valid_until": valid_until or today + relativedelta(days=self.company_id.credit_release_days),
            "term_days": order_sudo.payment_term_id.credit_days,
        }

    def _get_present_amount(self):
        """:return: amount of the whole order as it is now, in company currency at the rate of the day

        With what add-ons add to it on its confirmation, if it was held for that.
        """
        self.ensure_one()
        order_sudo = self.order_id.sudo()  # sudo: credit managers decide on orders that they may not sell.
        company = self.company_id
        present = order_sudo.currency_id._convert(
            order_sudo.amount_total, company.currency_id, company, company._get_credit_today())
        return present + self.surcharge

    @api.model
    def _get_pending_domain(self, partner_ids):
        """:return: domain of the holds that wait for a decision on orders that these commercial partners pay or placed, or
        those who share a limit with them
        """
        members = self.env["credit.limit.group"]._get_member_domain(partner_ids)
        return Domain("state", "=", "pending") & (
            Domain("profile_id", "any", members)
            | Domain("order_id.partner_id.commercial_partner_id", "in", partner_ids))

    def _reevaluate(self, today=None):
        """Check the pending holds of ``self`` again, the oldest first; lift those whose reasons are gone.

        Nothing is confirmed by this: the salesperson is told and confirms. What was lifted or released for one order is kept
        for it as long as a release would last, and is not available for a younger one.

        :param date today: day of the check; without, the day at each company
        :return: the holds that were cleared
        """
        pending = self.filtered(lambda hold: hold.state == "pending").sorted("id")
        if not pending:
            return pending
        orders = pending._get_recently_passed(today).order_id | pending.order_id
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

    def _get_recently_passed(self, today):
        """:return: the lifted and released holds of the customers whose orders still wait to be confirmed, oldest first"""
        since = min(
            (today or company._get_credit_today()) - relativedelta(days=company.credit_release_days)
            for company in self.company_id)
        return self.search([
            ("profile_id", "in", (self.profile_id | self.profile_id.limit_group_id.profile_ids).ids),
            ("state", "in", ("cleared", "released")), ("decided_on", ">=", since),
            ("order_id.state", "in", ("draft", "sent")),
        ], order="id")

    @api.model
    def _reevaluate_partners(self, partner_ids):
        """Lift the holds whose reason a payment or credit has removed. One query when nothing is held.

        :param partner_ids: commercial partners whose credit has risen
        """
        if not partner_ids:
            return
        # sudo: a user who books a payment need not see holds.
        pending_sudo = self.sudo().search(self._get_pending_domain(list(partner_ids)))
        pending_sudo._reevaluate_isolated()

    def _reevaluate_isolated(self):
        """Re-evaluate the holds within the transaction of a user who books or edits something else: a failure must not undo
        that work, and is tried again by the job.
        """
        if act_isolated(self, lambda holds: holds._reevaluate()):
            self.env.ref("credit_collection.ir_cron_reevaluate_holds")._trigger()

    @api.model
    def _cron_reevaluate_holds(self):
        """Nightly: lift holds whose reason is gone, end unused releases, escalate late decisions. One call, one batch."""
        self._run_batch(
            "credit_collection.ir_cron_reevaluate_holds", self._get_to_reevaluate_domain,
            lambda holds, today: holds._reevaluate_batch(today), size=BATCH_SIZE, in_turn=True)

    @api.model
    def _get_to_reevaluate_domain(self, today):
        """:return: domain of the holds that were not looked at today: pending ones, and releases that were not used in time"""
        not_today = Domain("evaluation_date", "=", False) | Domain("evaluation_date", "<", today)
        overdue_release = (
            Domain("state", "=", "released") & Domain("valid_until", "<", today)
            & Domain("order_id.state", "in", ("draft", "sent")))
        return not_today & (Domain("state", "=", "pending") | overdue_release)

    def _reevaluate_batch(self, today):
        """Re-evaluate the holds, end unused releases and escalate late decisions."""
        self.evaluation_date = today
        self._reevaluate(today)
        self._expire_releases(today)
        self._escalate(today)

    def _expire_releases(self, today):
        """End the releases whose last day has passed; their orders need a new decision."""
        # sudo: the states are closed to users.
        expired = self.sudo().filtered(lambda hold: hold.state == "released" and hold.valid_until < today)
        expired._set_state("expired")
        expired.order_id.credit_state = "held"
        expired._tell_sales(lambda env: env._("The credit release was not used in time: the order needs a new decision."))
        return expired

    def _escalate(self, today):
        """Move the decisions that wait for longer than the company allows to the list of the user named for that."""
        late = self.filtered(lambda hold: hold.state == "pending" and hold.company_id.credit_escalation_user_id and (
            hold.date <= today - relativedelta(days=hold.company_id.credit_escalation_days)))
        for company, holds in late.grouped("company_id").items():
            user = company.credit_escalation_user_id
            waiting = holds.activity_search(
                ["credit_collection.mail_activity_credit_decision"],
                additional_domain=[("user_id", "!=", user.id)])
            waiting.user_id = user
            holds.browse(waiting.mapped("res_id"))._message_log_batch(bodies={
                hold_id: self.env._("Not decided in time: moved to %(user)s.", user=user.name)
                for hold_id in waiting.mapped("res_id")})
        return late
