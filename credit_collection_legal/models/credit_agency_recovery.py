from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.sql import table_exists

from odoo.addons.credit_collection.models.common.bulk import add_columns, fill_columns

from .received import read_received

NOTICE = "credit_collection_legal.mail_activity_direct_payment"
# Within so many days the agency is told that the customer paid us.
NOTICE_DAYS = 2


class CreditAgencyRecovery(models.Model):
    """What came in for placed items, gross: by the agency, less its fee, or from the customer directly.

    Written by code only.
    """

    _name = "credit.agency.recovery"
    _description = "Recovery by an Agency"
    _inherit = "credit.roles.mixin"
    _order = "date desc, id desc"

    placement_id = fields.Many2one(
        "credit.agency.placement", required=True, readonly=True, index=True, ondelete="cascade")
    agency_id = fields.Many2one(related="placement_id.agency_id", store=True, index=True)
    profile_id = fields.Many2one(related="placement_id.profile_id", store=True, index=True)
    company_id = fields.Many2one(related="placement_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="placement_id.currency_id")
    kind = fields.Selection(
        [("agency", "Sent by the agency"), ("direct", "Paid to us")], required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    amount = fields.Monetary(readonly=True, default=0.0, help="What the customer paid.")
    fee = fields.Monetary(readonly=True, default=0.0)
    net = fields.Monetary(readonly=True, default=0.0, help="After the fee.")
    move_id = fields.Many2one("account.move", string="Entry", readonly=True, index="btree_not_null", ondelete="restrict")
    receipt_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", ondelete="set null",
        help="Empty once its entry is deleted: what was billed for it is still to be credited.")
    told_on = fields.Date(string="Agency Told On", readonly=True)
    told_by_id = fields.Many2one("res.users", readonly=True)
    taken_back = fields.Selection(
        [("mistake", "Recorded by mistake"), ("returned", "The payment went back")], readonly=True)
    taken_back_on = fields.Date(readonly=True)
    taken_back_by_id = fields.Many2one("res.users", readonly=True)
    take_back_reason = fields.Char(string="Reason", readonly=True)
    fee_back = fields.Monetary(string="Fee Given Back", readonly=True, default=0.0)
    reversal_id = fields.Many2one(
        "account.move", string="Entry of the Reversal", readonly=True, index="btree_not_null", ondelete="restrict")
    reference = fields.Char(string="Number at the Agency", readonly=True)

    _receipt_uniq = models.UniqueIndex("(placement_id, receipt_id) WHERE receipt_id IS NOT NULL")

    def _auto_init(self):
        # What was billed before it was kept: the whole fee.
        if table_exists(self.env.cr, self._table) and add_columns(self.env.cr, self._table, {"fee_billed": "numeric"}):
            fill_columns(self.env.cr, self._table, {"fee_billed": SQL("fee")}, condition=SQL("bill_id IS NOT NULL"))
        return super()._auto_init()

    def _get_counted(self):
        """:return: what the customer paid, and the fee on it, after what was taken back"""
        self.ensure_one()
        return (0.0, self.fee - self.fee_back) if self.taken_back else (self.amount, self.fee)

    @api.model
    def _get_system_message(self):
        return self.env._("What came in is read from the ledger. Record what the agency sent by its button.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self.env.su and self:
            raise UserError(self.env._("What came in is evidence and cannot be deleted."))

    def action_tell(self):
        """Tell the agency what the customer paid to us, by e-mail on the placement.

        :raise UserError: in test mode, or there is no address
        """
        for recovery in self:
            placement = recovery.placement_id
            placement._check_collector()
            recovery.company_id._check_credit_live()
            partner = recovery.agency_id.partner_id
            if not partner.email:
                raise UserError(self.env._("%(agency)s has no e-mail address.", agency=partner.name))
            placement.message_post(
                partner_ids=partner.ids, subtype_xmlid="mail.mt_comment",
                subject=self.env._("Direct payment of %(customer)s", customer=recovery.profile_id.partner_id.name),
                body=self.env._(
                    "%(customer)s paid %(amount)s to us on %(date)s. Please do not collect it again.",
                    customer=recovery.profile_id.partner_id.name, amount=recovery.currency_id.format(recovery.amount),
                    date=fields.Date.to_string(recovery.date)))
            # sudo: the right has been checked; who told whom is written by code only.
            recovery.sudo().write({"told_on": recovery.company_id._get_credit_today(), "told_by_id": self.env.uid})
            if not placement.recovery_ids.filtered(lambda other: other.kind == "direct" and not other.told_on):
                placement.sudo().activity_unlink([NOTICE])

    def _follow_receipt(self, date, amount):
        """Let a direct payment be what the ledger says. What went back after its fee was billed is kept, so that the fee is
        credited, and asked for again where the credit note is deleted.

        :param date: None when nothing of it is left
        """
        self.ensure_one()
        if date is None and self.fee_bill_ids:
            if not self.taken_back:
                self.write({
                    "taken_back": "returned", "taken_back_on": self.company_id._get_credit_today(), "fee_back": self.fee})
        elif date is None:
            self.unlink()
        elif self.taken_back or self.currency_id.compare_amounts(amount, self.amount):
            self.write({
                **self.placement_id._prepare_direct(date, amount), "taken_back": False, "taken_back_on": False,
                "fee_back": 0.0})


class CreditAgencyPlacement(models.Model):
    """What a placement brought."""

    _inherit = "credit.agency.placement"

    recovery_ids = fields.One2many("credit.agency.recovery", "placement_id", string="Recoveries", readonly=True, copy=False)
    recovered = fields.Monetary(compute="_compute_recovered", store=True, help="Gross: what the customer paid.")
    fee = fields.Monetary(compute="_compute_recovered", store=True, help="What the agency kept, and what it bills.")
    net = fields.Monetary(compute="_compute_recovered", store=True, help="What is left after the fee.")
    fee_to_bill = fields.Monetary(
        compute="_compute_recovered", store=True, help="Fee on direct payments that no bill has yet; below zero what was "
                                                            "billed for payments that went back.")
    success = fields.Float(
        string="Success (%)", compute="_compute_success", store=True, digits=(6, 2), aggregator="avg",
        help="Recovered of what was placed.")

    @api.depends(
        "recovery_ids.amount", "recovery_ids.fee", "recovery_ids.fee_billed", "recovery_ids.fee_back",
        "recovery_ids.taken_back")
    def _compute_recovered(self):
        for placement in self:
            counted = [recovery._get_counted() for recovery in placement.recovery_ids]
            placement.recovered = sum(amount for amount, _fee in counted)
            placement.fee = sum(fee for _amount, fee in counted)
            placement.net = placement.recovered - placement.fee
            placement.fee_to_bill = sum(recovery._get_fee_to_bill() for recovery in placement.recovery_ids)

    @api.depends("recovered", "amount_placed")
    def _compute_success(self):
        for placement in self:
            placed = placement.amount_placed
            placement.success = min(placement.recovered / placed, 1.0) * 100 if placed else 0.0

    def _get_fee(self, amount):
        self.ensure_one()
        return self.currency_id.round(amount * self.fee_percent / 100.0)

    # What the customer pays to us

    def _keep_receipts(self):
        """Note what was paid to us for the items, and take back what is gone; who collects tells the agency in time."""
        rows, booked = read_received(self.line_ids), self.recovery_ids.move_id.ids
        for placement in self:
            direct = placement.recovery_ids.filtered(lambda recovery: recovery.kind == "direct")
            known = {recovery.receipt_id.id: recovery for recovery in direct if recovery.receipt_id}
            own, span, wanted = set(placement.line_ids.ids), placement._get_span(), {}
            for row in rows:
                if row.line_id in own and row.move_id not in booked and span.has(row, known):
                    _date, amount = wanted.get(row.receipt_id, (None, 0.0))
                    wanted[row.receipt_id] = row.date, amount + row.amount
            for deleted in direct.filtered(lambda recovery: not recovery.receipt_id):
                deleted._follow_receipt(None, 0.0)
            for receipt_id, recovery in known.items():
                recovery._follow_receipt(*wanted.pop(receipt_id, (None, 0.0)))
            for receipt_id, (date, amount) in wanted.items():
                self.env["credit.agency.recovery"].create({
                    "placement_id": placement.id, "receipt_id": receipt_id, **placement._prepare_direct(date, amount)})
                placement._ask_to_tell(amount)

    def _prepare_direct(self, date, amount):
        fee = self._get_fee(amount) if self.fee_on_direct else 0.0
        return {"kind": "direct", "date": date, "amount": amount, "fee": fee, "net": amount - fee}

    def _ask_to_tell(self, amount):
        self.activity_unlink([NOTICE])
        self.activity_schedule(
            NOTICE, user_id=(self.user_id | self.collector_id | self.company_id.credit_manager_id)._credit_choose().id,
            date_deadline=fields.Date.add(self.company_id._get_credit_today(), days=NOTICE_DAYS),
            summary=self.env._("Tell %(agency)s: %(amount)s were paid to us", agency=self.agency_id.name,
                               amount=self.currency_id.format(amount)))
