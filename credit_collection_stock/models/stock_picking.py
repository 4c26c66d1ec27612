from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date


class StockPicking(models.Model):
    """Deliveries of held customers wait: goods may be reserved and packed for them, but do not leave without a release."""

    _inherit = "stock.picking"

    credit_state = fields.Selection(
        [("clear", "Clear"), ("held", "Held"), ("released", "Released")],
        string="Credit", compute="_compute_credit_state", search="_search_credit_state", compute_sudo=True,
        groups="base.group_user",
        help="Held: the payer of this delivery is on hold, or its order waits for a credit decision.",
    )
    credit_manual_hold = fields.Char(
        string="Manual Hold", readonly=True, copy=False, groups="base.group_user",
        help="Why a credit manager holds this delivery, whatever the check says.",
    )
    credit_explanation = fields.Text(
        string="Credit Check", compute="_compute_credit_state", compute_sudo=True, groups="base.group_user",
        help="Reason for the hold of the delivery, or its release.",
    )

    @api.model
    def get_empty_list_help(self, help_message):
        """The list of held deliveries says that nothing is held; core's text invites to create a transfer."""
        if self.env.context.get("search_default_credit_held"):
            return help_message
        return super().get_empty_list_help(help_message)

    @api.depends(
        "state", "partner_id", "sale_id.credit_state", "sale_id.partner_invoice_id", "move_ids.state",
        "move_ids.product_uom_qty", "credit_manual_hold",
    )
    @api.depends_context("lang")
    def _compute_credit_state(self):
        checks = self._origin._get_credit_checks()
        for picking in self:
            check = checks.get(picking._origin.id)
            picking.credit_state = check.state if check else "clear"
            picking.credit_explanation = picking._explain_credit(check) if check else False

    @api.model_create_multi
    def create(self, vals_list):
        self._check_manual_hold(set().union(*vals_list))
        return super().create(vals_list)

    def write(self, vals):
        self._check_manual_hold(vals)
        return super().write(vals)

    def _check_manual_hold(self, names):
        """:raise AccessError: the user writes or removes a manual hold by hand"""
        if "credit_manual_hold" in names and not self.env.su:
            raise AccessError(self.env._("A manual hold is set and lifted by a credit manager; it cannot be edited."))

    def button_validate(self):
        """Do the deliveries that may leave; the others stay as they are, and the user is told why.

        This is where every way to validate ends: form, list, wizards, batch transfers, barcode scanners and RPC.

        :return: core's result, or an action that shows the held deliveries when the others are done
        :raise UserError: all of the deliveries are held, so that nothing is lost
        """
        checks = self._get_credit_checks()
        held = self.filtered(lambda picking: picking.id in checks and checks[picking.id].state == "held")
        if not held:
            return super().button_validate()
        passed = self - held
        if not passed:
            raise UserError(held._get_credit_refusal(checks))
        result = super(StockPicking, passed).button_validate()
        if result is True:
            return self.env["stock.picking.credit.hold"]._action_show(held)
        # Core asks or prints something: that comes first, the held deliveries are told beside it.
        self.env.user._bus_send("simple_notification", {
            "type": "warning", "sticky": True, "title": self.env._("Held for credit"),
            "message": held._get_credit_refusal(checks),
        })
        return result

    def action_credit_release(self):
        """Show why the deliveries are held and ask for the reason of a release, which is ``_release_credit_hold``."""
        self._check_credit_release_right()
        held = self.filtered(lambda picking: picking.credit_state == "held")
        if not held:
            raise UserError(self.env._("None of these deliveries is held for credit."))
        return self.env["stock.picking.credit.hold"]._action_show(held)

    def action_credit_hold(self):
        """Ask why the deliveries are to be held, which is ``_hold_manually``."""
        self._check_credit_release_right()
        return self.env["stock.picking.credit.hold"]._action_show(self, act="hold")

    def _hold_manually(self, reason):
        """Hold the deliveries of ``self`` until a credit manager releases them or lifts the hold.

        :param reason: why, a text or a ``credit.reason``
        :raise AccessError: the user is no credit manager or may not see a delivery
        :raise UserError: no reason is given, or a delivery is done or cancelled
        """
        self._check_credit_release_right()
        self.check_access("read")
        text = (reason.name if isinstance(reason, models.BaseModel) else reason or "").strip()
        if not text:
            raise UserError(self.env._("Give a reason for the hold."))
        for picking in self.sudo():  # sudo: credit managers need no right on the warehouse.
            if picking.state in ("done", "cancel"):
                raise UserError(self.env._("%(delivery)s is done or cancelled.", delivery=picking.name))
            picking.credit_manual_hold = text
            picking.message_post(
                body=self.env._("Delivery held manually: %(reason)s", reason=text), subtype_xmlid="mail.mt_note")
        # Earlier releases were given before this.
        self.env["credit.delivery.release"].sudo().search([("picking_id", "in", self.ids)])._expire()

    def action_lift_credit_hold(self):
        """End the manual hold of the deliveries; they stay held when something else holds them."""
        self._check_credit_release_right()
        self.check_access("read")
        for picking in self.sudo().filtered("credit_manual_hold"):  # sudo: as in _hold_manually.
            picking.credit_manual_hold = False
            picking.message_post(body=self.env._("Manual hold lifted."), subtype_xmlid="mail.mt_note")

    def _get_credit_refusal(self, checks):
        """:return: which deliveries wait, why, and what to do about it"""
        texts = [
            self.env._(
                "%(delivery)s of %(order)s is held for credit and cannot be validated.", delivery=picking.name,
                order=picking.sudo().sale_id.name or picking.origin or picking.sudo().partner_id.display_name)
            + "\n" + picking._explain_credit(checks[picking.id])
            for picking in self
        ]
        manager = self.sudo().company_id.root_id.credit_manager_id[:1]  # sudo: warehouse users need not read users.
        remedy = (
            self.env._("Ask %(manager)s to release the order or the delivery.", manager=manager.name)
            if manager else self.env._("Ask a credit manager to release the order or the delivery."))
        return "\n\n".join([*texts, remedy])

    def _check_credit_release_right(self):
        if not self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            raise AccessError(self.env._("Only credit managers release held deliveries."))

    def _release_credit_hold(self, reason, note=""):
        """Let the held deliveries of ``self`` out, as they are now and for the company's release days.

        Nothing is validated by this. A backorder, or goods added later, need a release of their own.

        :param reason: why, a text or a ``credit.reason``
        :param str note: what else matters
        :return: the released deliveries
        :raise AccessError: the user is no credit manager or may not see a delivery
        :raise UserError: no reason is given, or none of the deliveries is held
        """
        self._check_credit_release_right()
        self.check_access("read")
        is_record = isinstance(reason, models.BaseModel)
        texts = (reason.name if is_record else reason, note)
        text = ": ".join(text.strip() for text in texts if text and text.strip())
        if not text:
            raise UserError(self.env._("Give a reason for the release."))
        today = self.company_id[:1]._get_credit_today()
        checks = self._get_credit_checks(today)
        held = self.filtered(lambda picking: picking.id in checks and checks[picking.id].state == "held")
        if not held:
            raise UserError(self.env._("None of these deliveries is held for credit."))
        # sudo: only this writes releases, after the check above; credit managers need no right on the warehouse.
        for picking in held.sudo():
            vals = picking._prepare_credit_release_vals(checks[picking.id], today)
            picking._tell_credit_release(self.env["credit.delivery.release"].sudo().create({
                **vals, "reason": text, "reason_id": reason.id if is_record else False}))
        held.invalidate_recordset(["credit_state", "credit_explanation"])
        return held

    def _prepare_credit_release_vals(self, check, today):
        self.ensure_one()
        quantities = self._get_credit_quantities(self._get_credit_moves()[self])
        return {
            "picking_id": self.id,
            "explanation": self._explain_credit(check),
            "released_by_id": self.env.uid,
            "released_on": fields.Datetime.now(),
            "valid_until": today + relativedelta(days=self.company_id.root_id.credit_release_days),
            "quantities": {str(product.id): quantity for product, quantity in quantities.items()},
        }

    def _tell_credit_release(self, release):
        """Log the release on the delivery and notify the responsible user in their language."""
        self.ensure_one()
        env = self.with_context(lang=self.user_id.lang or self.env.lang).env
        self.message_post(
            body=env._(
                "Delivery released for credit until %(date)s: %(reason)s", date=format_date(env, release.valid_until),
                reason=release.reason),
            partner_ids=self.user_id.partner_id.ids, message_type="comment", subtype_xmlid="mail.mt_note")
