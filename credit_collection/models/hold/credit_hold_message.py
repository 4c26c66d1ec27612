from odoo import api, models
from odoo.exceptions import UserError


class CreditHold(models.Model):
    """Telling salespeople what was decided on their orders, and asking them before."""

    _inherit = "credit.hold"

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
