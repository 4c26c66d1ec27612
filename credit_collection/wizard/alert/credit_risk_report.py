from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_report_risk(self):
        """:return: the dialog in which anybody who knows the customer reports a risk to the credit team"""
        return self.env["credit.risk.report"]._action_open(self)


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def action_report_risk(self):
        """:return: the dialog to report a risk about the customer of the order"""
        return self.env["credit.risk.report"]._action_open(self)


class AccountMove(models.Model):
    _inherit = "account.move"

    def action_report_risk(self):
        """:return: the dialog to report a risk about the customer of the invoice"""
        return self.env["credit.risk.report"]._action_open(self)


class CreditRiskReport(models.TransientModel):
    """An employee reports a risk to the credit team. They see that it arrived, not the credit file."""

    _name = "credit.risk.report"
    _inherit = "credit.bounds.mixin"
    _description = "Report a Risk"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", readonly=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, ondelete="cascade")
    kind = fields.Selection(selection="_get_kinds", string="What Did You Notice?", required=True)
    text = fields.Text(string="Details", required=True)
    is_urgent = fields.Boolean(string="Urgent", help="Something must be done today, before more is delivered.")

    @api.model
    def _get_kinds(self):
        # sudo: salespeople have no right to the coded reasons; here they get their names.
        reasons_sudo = self.env["credit.reason"].sudo().search([("kind", "=", "risk")])
        return [(str(reason.id), reason.name) for reason in reasons_sudo]

    @api.model
    def _action_open(self, document):
        """:param document: customer, order or invoice"""
        document.ensure_one()
        names = {"res.partner": "partner_id", "sale.order": "order_id", "account.move": "move_id"}
        return {
            "type": "ir.actions.act_window", "name": self.env._("Report a Risk"), "res_model": self._name,
            "view_mode": "form", "target": "new",
            "context": {
                f"default_{names[document._name]}": document.id, "default_partner_id": self._get_customer(document).id,
            },
        }

    @api.model
    def _get_customer(self, document):
        """:return: the commercial partner who owes us for ``document``"""
        if document._name == "res.partner":
            return document.commercial_partner_id
        payer = document.partner_invoice_id if document._name == "sale.order" else document.partner_id
        return payer.commercial_partner_id

    def action_report(self):
        """Send the report; its author reads that it arrived and is told when somebody takes care of it.

        :raise AccessError: for those who may not read the customer, order or invoice
        """
        self.ensure_one()
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees report risks."))
        document = self.order_id or self.move_id or self.partner_id
        document.check_access("read")
        company = document.company_id if document != self.partner_id else self.env.company
        # sudo: salespeople have no right to credit profiles; the alert goes there for them.
        profile = self._get_customer(document).sudo()._get_credit_profiles(company or self.env.company)
        # sudo: the kind was chosen from a list of names; the coded reasons are not open to salespeople.
        reason_sudo = self.env["credit.reason"].sudo().browse(int(self.kind))
        self.env["credit.alert"]._report(
            profile, profile.company_id._get_credit_today(), reason_sudo, self.text, "3" if self.is_urgent else "2",
            reported_by_id=self.env.uid, order_id=self.order_id.id, move_id=self.move_id.id)
        # sudo: a user who may read the document may report on it, without the right to change it.
        document.sudo()._message_log(
            author_id=self.env.user.partner_id.id,
            body=self.env._("Risk reported to the credit team: %(kind)s", kind=reason_sudo.name))
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success", "title": self.env._("Thank you"),
                "message": self.env._("The credit team has received your report and will tell you when it is dealt with."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
