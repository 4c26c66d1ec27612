from contextlib import contextmanager
from typing import NamedTuple

from odoo import api, fields, models

from ..common.bulk import get_kept

# Key of the cursor's cache: ids of the orders whose check is under way, so that one edit is one check.
WATCHED = "credit_collection.watched_orders"
# Changing one of these on a confirmed order is checked again, as if it were new.
CHECKED_FIELDS = {"partner_id", "partner_invoice_id", "payment_term_id", "company_id", "currency_id", "pricelist_id"}
# Changing one of these may make a confirmed order grow.
WATCHED_FIELDS = {"order_line", "date_order", "commitment_date"}


class Commitment(NamedTuple):
    """What a confirmed order binds: for whom and in which currency, its total, and of it what may still come and counts."""

    account: tuple
    total: float
    counted: float


class SaleOrder(models.Model):
    """Confirmed orders are checked again when they grow or change hands, whatever the way: by edits of the order or of its
    lines, by deliveries and hours beyond the order, by a contact that moves to another customer."""

    _inherit = "sale.order"

    def write(self, vals):
        is_confirmation = vals.get("state") == "sale"
        if not is_confirmation and (CHECKED_FIELDS | WATCHED_FIELDS).isdisjoint(vals):
            return super().write(vals)
        watched = get_kept(self.env, WATCHED, set())
        if watched.issuperset(self._ids):
            return super().write(vals)
        # Confirmed by writing the state or moved to another payer or term: checked afterwards, as nothing was before.
        unchecked = self.filtered(lambda order: order.id not in watched and (
            is_confirmation if order.state != "sale" else not CHECKED_FIELDS.isdisjoint(vals)))
        with unchecked._credit_unwatched(), (self - unchecked)._credit_watching():
            result = super().write(vals)
        unchecked._recheck_grown_credit()
        return result

    def action_unlock(self):
        """Check again an order that may be changed again."""
        result = super().action_unlock()
        self.filtered(lambda order: order.state == "sale")._recheck_grown_credit()
        return result

    @contextmanager
    def _credit_unwatched(self):
        """Do not check the orders of ``self`` within: they are checked afterwards, or were before."""
        watched = get_kept(self.env, WATCHED, set())
        orders = set(self.ids) - watched
        watched.update(orders)
        try:
            yield
        finally:
            watched.difference_update(orders)

    @contextmanager
    def _credit_watching(self):
        """Check the confirmed orders of ``self`` once after an edit, however many lines it changes."""
        watched = get_kept(self.env, WATCHED, set())
        # sudo: what the order binds, for users without the right to read it, such as warehouse users.
        orders_sudo = self.sudo().filtered(lambda order: order.state == "sale" and order.id not in watched)
        before = {order: order._get_credit_commitment() for order in orders_sudo}
        with orders_sudo._credit_unwatched():
            yield
        orders_sudo = orders_sudo.exists().filtered(lambda order: order.state == "sale")
        grown, shrunk = orders_sudo.browse(), orders_sudo.browse()
        for order in orders_sudo:
            change = order._compare_credit_commitment(before[order], order._get_credit_commitment())
            grown |= order if change > 0 else order.browse()
            shrunk |= order if change < 0 else order.browse()
        grown._recheck_grown_credit()
        self.env["credit.hold"]._reevaluate_partners(shrunk.partner_invoice_id.commercial_partner_id.ids)

    def _get_credit_commitment(self):
        """:return: :class:`Commitment` of the order today, in the currency of the order"""
        self.ensure_one()
        company = self.company_id.root_id
        horizon = company.credit_horizon_days and fields.Date.add(
            company._get_credit_today(), days=company.credit_horizon_days)
        return Commitment(
            (self.partner_invoice_id.commercial_partner_id, company, self.currency_id), self.amount_total,
            sum(line.credit_open_amount + (0.0 if company.credit_count_draft else line.credit_draft_amount)
                for line in self.order_line
                if not horizon or not line.credit_delivery_date or line.credit_delivery_date <= horizon))

    def _compare_credit_commitment(self, before, after):
        """:return: 1 when the order binds more than ``before``, -1 when it binds less, 0 else; moved elsewhere is more"""
        if before.account != after.account:
            return 1
        changes = [
            self.currency_id.compare_amounts(getattr(after, name), getattr(before, name)) for name in ("total", "counted")]
        return max(changes) if max(changes) > 0 else min(changes)

    def _recheck_grown_credit(self):
        """Check confirmed orders again that have grown; record and tell those that may not, and let them be decided.

        Nothing is undone or refused: the salesperson's change is kept.

        :return: the orders that are held
        """
        if not self:
            return self
        # sudo: as for the check on confirmation.
        orders_sudo = self.sudo()
        checks = orders_sudo._get_credit_checks()
        held_sudo = orders_sudo.filtered(lambda order: order.id in checks and checks[order.id].verdict.state == "held")
        self._guard_credit(checks.values())
        self.env["credit.hold"].sudo()._hold_orders(held_sudo, checks)
        (orders_sudo - held_sudo)._log_credit_warnings(checks)
        return held_sudo.sudo(self.env.su)


class AccountAnalyticLine(models.Model):
    """Hours and expenses that an order is billed for may push it over the limit."""

    _inherit = "account.analytic.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = self.env["sale.order.line"].browse({vals["so_line"] for vals in vals_list if vals.get("so_line")})
        with lines.order_id._credit_watching():
            return super().create(vals_list)

    def write(self, vals):
        if {"so_line", "unit_amount", "amount", "product_uom_id"}.isdisjoint(vals):
            return super().write(vals)
        lines = self.so_line | self.so_line.browse(vals.get("so_line") or ())
        with lines.order_id._credit_watching():
            return super().write(vals)


class ResPartner(models.Model):
    """The invoice contact of confirmed orders that moves to another customer brings them along."""

    _inherit = "res.partner"

    def write(self, vals):
        if {"parent_id", "is_company", "commercial_partner_id"}.isdisjoint(vals):
            return super().write(vals)
        # sudo: the orders of all salespeople and companies.
        orders_sudo = self.env["sale.order"].sudo().search([
            ("state", "=", "sale"), ("partner_invoice_id", "child_of", self.ids)])
        before = {order: order.partner_invoice_id.commercial_partner_id for order in orders_sudo}
        result = super().write(vals)
        orders_sudo.filtered(
            lambda order: order.partner_invoice_id.commercial_partner_id != before[order],
        )._recheck_grown_credit()
        return result
