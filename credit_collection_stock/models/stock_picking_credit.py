from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

OPEN_STATES = ("draft", "waiting", "confirmed", "assigned")


class DeliveryCheck(NamedTuple):
    """What speaks against a delivery, and the release that lets it out all the same. All records are sudoed."""

    state: str
    held_orders: models.BaseModel
    profiles: models.BaseModel
    release: models.BaseModel


class StockPicking(models.Model):
    """Whether goods may leave for a customer: gathered for many deliveries at once, in a fixed number of queries."""

    _inherit = "stock.picking"

    def _get_credit_checks(self, today=None):
        """Judge the payers of the deliveries; the delivery contact does not matter when there is an order.

        :param date today: decides which releases still count; without, the day it is at the company
        :return: ``{picking id: DeliveryCheck}`` of the deliveries that are held, or would be without a release
        """
        today = today or self.company_id[:1]._get_credit_today()
        # sudo: warehouse and sales have no access to credit profiles; they get a state and words, no figures.
        moves_by_picking = self.sudo()._get_credit_moves()
        orders_by_picking = self._get_credit_orders(moves_by_picking)
        profiles = self._get_credit_forced_holds(orders_by_picking)
        on_hold = self.env["sale.order"].sudo().union(*(
            self._filter_credit_on_hold(picking, orders, profiles) for picking, orders in orders_by_picking.items()))
        settled, released = on_hold._filter_credit_settled(), on_hold._filter_credit_released(today)
        checks = {}
        for picking, orders in orders_by_picking.items():
            waiting = self._filter_credit_on_hold(picking, orders, profiles) - settled
            documents = waiting - released if orders else picking
            found = self.env["credit.profile"].sudo().union(*(
                profile for document in documents if (profile := profiles.get(self._get_credit_payer(picking, document)))))
            held_orders = orders._filter_credit_held()
            if held_orders or found or waiting or picking.credit_manual_hold:
                state = "held" if held_orders or found or picking.credit_manual_hold else "released"
                checks[picking.id] = DeliveryCheck(state, held_orders, found, self.env["credit.delivery.release"].sudo())
        return self._apply_credit_releases(checks, moves_by_picking, today)

    def _get_credit_moves(self):
        """:return: ``{picking: moves}`` of what goes out of our stock to a customer and is not done yet"""
        moves_by_picking = {}
        for picking in self:
            moves = picking.move_ids.filtered(
                lambda move: move.state not in ("done", "cancel") and move.location_id.usage not in ("customer", "supplier")
                # As core counts what is delivered: also to the transit between companies.
                and any(place._is_outgoing() for place in move.location_dest_id | move.move_line_ids.location_dest_id))
            if moves:
                moves_by_picking[picking] = moves
        return moves_by_picking

    @api.model
    def _get_credit_orders(self, moves_by_picking):
        """:return: ``{picking: orders}``; what the check reads of the orders is read for all of them at once"""
        all_moves = self.env["stock.move"].sudo().union(*moves_by_picking.values())
        orders = all_moves.credit_order_id | all_moves.sale_line_id.order_id | all_moves.picking_id.sale_id
        orders.credit_hold_id.profile_id.mapped("partner_id.name")
        orders.credit_hold_id.reason_ids.mapped("code")
        orders.partner_invoice_id.mapped("commercial_partner_id.name")
        all_moves.picking_id.mapped("partner_id.commercial_partner_id.name")
        return {
            # What the goods were meant for counts, also when the transfer has lost its order.
            picking: picking.sale_id | moves.sale_line_id.order_id | moves.credit_order_id
            for picking, moves in moves_by_picking.items()}

    @api.model
    def _get_credit_payer(self, picking, document):
        """:return: (commercial entity that will owe the goods, root company); ``document`` is an order or the picking"""
        contact = picking.partner_id if document == picking else document.partner_invoice_id
        return contact.commercial_partner_id, picking.company_id.root_id

    @api.model
    def _get_credit_forced_holds(self, orders_by_picking):
        """:return: ``{(partner, root company): credit.profile}`` of the payers on hold whose deliveries have to wait"""
        payers = {
            self._get_credit_payer(picking, document)
            for picking, orders in orders_by_picking.items() for document in orders or picking}
        profiles = self.env["credit.profile"].sudo().search([
            ("on_hold", "=", True), ("company_id.credit_hold_deliveries", "=", True),
            ("partner_id", "in", [partner.id for partner, _company in payers]),
            ("company_id", "in", [company.id for _partner, company in payers]),
        ])
        return {(profile.partner_id, profile.company_id): profile for profile in profiles}

    @api.model
    def _filter_credit_on_hold(self, picking, orders, profiles):
        return orders.filtered(lambda order: self._get_credit_payer(picking, order) in profiles)

    def _apply_credit_releases(self, checks, moves_by_picking, today):
        """Let out the held deliveries that have a release of their own, as far as it still covers them."""
        held_ids = [picking_id for picking_id, check in checks.items() if check.state == "held"]
        releases_by_picking = self.env["credit.delivery.release"].sudo().search([
            ("picking_id", "in", held_ids), ("valid_until", ">=", today)]).grouped("picking_id")
        released_moves = self.env["stock.move"].sudo().union(*(moves_by_picking[picking] for picking in releases_by_picking))
        released_moves.product_id.uom_id.mapped("name")  # read for all deliveries at once
        for picking, releases in releases_by_picking.items():
            quantities = self._get_credit_quantities(moves_by_picking[picking])
            release = next((release for release in releases if release._covers(quantities)), None)
            if release:
                checks[picking.id] = checks[picking.id]._replace(state="released", release=release)
        return checks

    @api.model
    def _get_credit_quantities(self, moves):
        """:return: ``{product: quantity}`` in the product's unit: demand, or what is picked when that is more"""
        quantities = defaultdict(float)
        for move in moves:
            picked = move.product_uom._compute_quantity(move.quantity, move.product_id.uom_id, round=False)
            quantities[move.product_id] += max(move.product_qty, picked)
        return quantities

    @api.model
    def _get_credit_candidate_domain(self):
        """:return: domain of the open transfers of customers on hold and of held orders, deliveries or not"""
        # sudo: a user who filters transfers need not have access to credit profiles.
        partner_ids = self.env["credit.profile"].sudo().search([
            ("on_hold", "=", True), ("company_id.credit_hold_deliveries", "=", True)]).partner_id.ids
        held_order = self.env["sale.order"]._get_credit_held_domain() | Domain(
            "partner_invoice_id.commercial_partner_id", "in", partner_ids)
        return Domain("state", "in", OPEN_STATES) & (
            Domain("sale_id", "any", held_order)
            | Domain("move_ids", "any", Domain("credit_order_id", "any", held_order))
            | Domain("credit_manual_hold", "!=", False)
            | Domain("sale_id", "=", False) & Domain("partner_id.commercial_partner_id", "in", partner_ids))

    @api.model
    def _search_credit_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: as above; the result only narrows what the user may see anyway.
        checks = self.sudo().search(self._get_credit_candidate_domain())._get_credit_checks()
        if "clear" in value:
            return Domain("id", "not in", [picking_id for picking_id, check in checks.items() if check.state not in value])
        return Domain("id", "in", [picking_id for picking_id, check in checks.items() if check.state in value])

    def _explain_credit(self, check):
        """:return: the check in words for the warehouse: reasons, but no figures of the customer's account"""
        self.ensure_one()
        texts = []
        if check.release:
            texts.append(self.env._(
                "Released by %(user)s until %(date)s: %(reason)s", user=check.release.released_by_id.name,
                date=format_date(self.env, check.release.valid_until), reason=check.release.reason))
        elif check.state == "released":
            texts.append(self.env._("The order was released by the credit manager."))
        if self.sudo().credit_manual_hold:  # sudo: the words of the check, as for the order.
            texts.append(self.env._("Held manually: %(reason)s", reason=self.sudo().credit_manual_hold))
        for profile in check.profiles:
            customer = profile.partner_id.name
            texts.append(
                self.env._("%(customer)s is on hold: %(reason)s", customer=customer, reason=profile.hold_reason)
                if profile.hold_reason else self.env._("%(customer)s is on hold.", customer=customer))
        for order in check.held_orders:
            reasons = ", ".join(order.credit_hold_id.reason_ids.mapped("name"))
            texts.append(
                self.env._("Order %(order)s is held for credit: %(reasons)s", order=order.name, reasons=reasons)
                if reasons else self.env._("Order %(order)s is held for credit.", order=order.name))
        return "\n".join(texts)
