from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang


class CreditHold(models.Model):
    """Why an order is held, in plain words; what salespeople are told of the decision, and asked before it."""

    _inherit = "credit.hold"

    @api.model
    def _explain(self, check):
        """:return: the reasons of a ``CreditCheck`` in plain words, a line each, for a user who sells the order"""
        profile = self.env["credit.profile"].browse(check.standing.profile_id)
        return self._get_explanation(
            check.verdict.reasons, check.get_figures(), profile.currency_id,
            self._choose_hold_reason(profile, profile.browse(check.orderer_profile_id or ())))

    def _get_forced_hold_reason(self):
        """:return: why the customer is on hold: the payer, else the one who ordered"""
        # sudo: the order may be of a salesperson whose orders the reader does not see.
        orderer_sudo = self.order_id.sudo().partner_id.commercial_partner_id
        orderer = self.profile_id
        if orderer_sudo and orderer_sudo != self.partner_id:
            orderer = orderer.search([("partner_id", "=", orderer_sudo.id), ("company_id", "=", self.company_id.id)])
        return self._choose_hold_reason(self.profile_id, orderer)

    @api.model
    def _choose_hold_reason(self, payer, orderer):
        if not payer.on_hold and orderer.on_hold and orderer != payer:
            return f"{orderer.display_name}: {orderer.hold_reason or self.env._('no reason given')}"
        return payer.hold_reason

    @api.model
    def _get_explanation(self, codes, values, currency, hold_reason):
        def money(name):
            return formatLang(self.env, values[name], currency_obj=currency)

        texts = self._get_customer_texts(values, money, hold_reason) | self._get_order_texts(values, money, currency)
        texts |= self._get_rule_texts(values, money)
        return "\n".join(texts[code] for code in codes if code in texts)

    @api.model
    def _get_customer_texts(self, values, money, hold_reason):
        """:return: ``{rule: text}`` of the rules that check the customer, for any order"""
        return {
            "overdue": self.env._(
                "%(overdue)s overdue, oldest item %(days)s days overdue (tolerance %(tolerated)s).",
                overdue=money("overdue_amount"), days=values["days_overdue"], tolerated=values["max_overdue_days"]),
            "overdue_amount": self.env._(
                "%(overdue)s overdue (tolerance %(tolerated)s).",
                overdue=money("overdue_amount"), tolerated=money("max_overdue_amount")),
            "forced_hold": self.env._("The customer is on hold: %(reason)s", reason=hold_reason)
            if hold_reason else self.env._("The customer is on hold."),
            "limit_expired": self.env._(
                "The credit limit was valid until %(date)s and has not been renewed.",
                date=format_date(self.env, values["limit_until"])),
            "review_overdue": self.env._(
                "The credit review of this customer was due on %(date)s.",
                date=format_date(self.env, values["next_review_date"])),
        }

    @api.model
    def _get_order_texts(self, values, money, currency):
        """:return: ``{rule: text}`` of the rules that look at the order"""
        excess = values["exposure"] + values["order_amount"] - values["effective_limit"]
        return {
            "manual": self.env._("Held manually: %(reason)s", reason=values["manual_hold"] or ""),
            "over_limit": self.env._(
                "Over the credit limit by %(excess)s: limit %(limit)s, exposure %(exposure)s, this order %(order)s.",
                excess=formatLang(self.env, excess, currency_obj=currency), limit=money("effective_limit"),
                exposure=money("exposure"), order=money("order_amount")),
            "group_limit": self.env._(
                "Over the limit shared by %(group)s by %(excess)s: limit %(limit)s, exposure of all %(exposure)s, this order "
                "%(order)s.",
                # sudo: salespeople are told why, they need not see shared limits.
                group=self.env["credit.limit.group"].sudo().browse(values["limit_group_id"] or ()).name or "",
                excess=formatLang(
                    self.env, values["group_exposure"] + values["order_amount"] - values["group_limit"], currency_obj=currency),
                limit=money("group_limit"), exposure=money("group_exposure"), order=money("order_amount")),
            "no_credit": self.env._(
                "This customer buys without credit: the order of %(order)s has to be paid in advance.",
                order=money("order_amount")),
            "order_amount": self.env._(
                "An order of this customer may not exceed %(largest)s.", largest=money("max_order_amount")),
            "term": self.env._(
                "Payment term of %(term)s days (maximum %(allowed)s).",
                term=values["term_days"], allowed=values["max_term_days"]),
            "prepayment": self.env._(
                "Prepayment required for this order: %(required)s; received: %(paid)s.",
                required=money("prepayment_amount"), paid=money("prepaid_amount")),
        }

    # Salespeople

    def action_ask(self):
        """Ask the salespeople what has to be known before the decision."""
        return self._action_decide("ask")

    @api.model
    def _action_notify(self, message, kind="success"):
        """:return: action that closes a dialog and shows what was done"""
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"message": message, "type": kind, "next": {"type": "ir.actions.act_window_close"}},
        }

    def _get_told_names(self):
        """:return: the names of the salespeople who were told of what was done with the holds"""
        return ", ".join(self.sudo().salesperson_id.mapped("name")) or self.env._("nobody")

    def _ask_sales(self, question):
        """Put a question on the orders and on the to-do lists of their salespeople; the holds go on waiting.

        :param str question: what has to be known before the decision
        :raise AccessError: the user is no credit manager
        :raise UserError: there is no question, nobody to ask, or nothing left to decide
        """
        self._check_decision_right()
        self.check_access("write")
        question = (question or "").strip()
        if not question:
            raise UserError(self.env._("Enter your question."))
        for hold in self:
            order_sudo = hold.order_id.sudo()  # sudo: as in _tell_sales.
            if hold.state != "pending":
                raise UserError(self.env._("%(hold)s has already been decided.", hold=hold.display_name))
            if not order_sudo.user_id:
                raise UserError(self.env._("Order %(order)s has no salesperson to ask.", order=hold.order_name))
            text = order_sudo.with_context(lang=order_sudo.user_id.lang or self.env.lang).env._(
                "Question about the credit hold: %(question)s", question=question)
            order_sudo.message_post(body=text, message_type="comment", subtype_xmlid="mail.mt_note")
            order_sudo.activity_schedule(
                "credit_collection.mail_activity_credit_result", user_id=order_sudo.user_id.id, summary=text)
            hold._message_log(body=text)

    def _tell_sales(self, get_text):
        """Put a text and the reason on the orders and on the to-do list of their salespeople, in their language.

        :param get_text: function of an environment that returns the text
        """
        for hold in self:
            order_sudo = hold.order_id.sudo()  # sudo: the decision is told on orders that the decider may not sell.
            order_sudo = order_sudo.with_context(lang=order_sudo.user_id.lang or self.env.lang)
            text = get_text(order_sudo.env)
            summary = f"{text} {hold.decision_reason}" if hold.decision_reason else text
            order_sudo.message_post(body=summary, message_type="comment", subtype_xmlid="mail.mt_note")
            if order_sudo.user_id:
                order_sudo.activity_schedule(
                    "credit_collection.mail_activity_credit_result", user_id=order_sudo.user_id.id, summary=summary)
