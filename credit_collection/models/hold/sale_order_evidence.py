from odoo import api, models


class SaleOrder(models.Model):
    """What stays of the credit check: a note of every warning, and the holds of orders that are deleted."""

    _inherit = "sale.order"

    def _log_credit_warnings(self, checks):
        """Note on the orders that were let through with a warning what spoke against them.

        :param dict checks: ``{order id: CreditCheck}``
        """
        warned = self.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "warned")
        if warned:
            warned.filtered(lambda order: order.credit_state != "warned").credit_state = "warned"
            Hold = self.env["credit.hold"]
            warned._message_log_batch(
                bodies={
                    order.id: self.env._(
                        "Confirmed in spite of a credit warning.\n%(explanation)s",
                        explanation=Hold._explain(checks[order.id]))
                    for order in warned
                },
                author_id=self.env.ref("base.partner_root").id,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_credit_evidence(self):
        """The decisions on a deleted order stay, with its number; one that still waits is not needed any more."""
        # sudo: a salesperson who deletes a quotation ends the decision that it waited for.
        holds_sudo = self.env["credit.hold"].sudo().search([("order_id", "in", self.ids)])
        holds_sudo._end("expired")
        holds_sudo._message_log_batch(bodies={
            hold.id: self.env._("The order %(order)s was deleted.", order=hold.order_name) for hold in holds_sudo})
        # Before the database empties the column, so that number and salesperson are kept as they were.
        holds_sudo.flush_recordset()
