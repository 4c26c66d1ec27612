from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.credit_collection.models.common.bulk import update_rows
from odoo.addons.credit_collection.models.common.days import day_of_entry

from .credit_case import COLLECTOR, ITEM_DOMAIN, MANAGER
from .received import Span, find_last_entry

ACTIVITY = "credit_collection_legal.mail_activity_placement"


class CreditAgencyPlacement(models.Model):
    """Items that an agency collects for us: on what terms, what it reports, what came in, what is left after its fee.

    While they are placed, we do not remind them ourselves. Credit managers place; recall ends it.
    """

    _name = "credit.agency.placement"
    _description = "Placement with an Agency"
    _inherit = ["credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_placed desc, id desc"
    _check_company_auto = True
    _decision_activity = ACTIVITY
    _transitions = {
        "draft": {"submitted", "placed"}, "submitted": {"draft", "placed"}, "placed": {"recalled", "closed"},
    }

    agency_id = fields.Many2one(
        "credit.agency", required=True, index=True, ondelete="restrict", check_company=True, tracking=True)
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", role="fixed")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    case_id = fields.Many2one(
        "credit.case", index="btree_not_null", ondelete="restrict", domain="[('profile_id', '=', profile_id)]")
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, index="btree_not_null",
        domain=[("share", "=", False)])
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "To Approve"), ("placed", "Placed"), ("recalled", "Recalled"), ("closed", "Closed")],
        default="draft", required=True, readonly=True, index=True, copy=False, tracking=True)
    line_ids = fields.Many2many(
        "account.move.line", "credit_placement_line_rel", "placement_id", "line_id", string="Items", copy=False,
        domain=ITEM_DOMAIN)
    fee_percent = fields.Float(
        string="Fee (%)", digits=(5, 2), compute="_compute_fee_percent", store=True, readonly=False, precompute=True,
        bounds=(0, 100), aggregator="avg", help="Of what comes in. By the fee scale of the agency unless another is agreed.")
    fee_on_direct = fields.Boolean(
        string="Fee on Direct Payments", default=True, help="What the customer pays to us while placed bears the fee too.")
    plan = fields.Text(help="What was agreed: calls, letters, visits, court, until when.")
    date_placed = fields.Date(readonly=True, copy=False)
    date_until = fields.Date(string="Agreed Until")
    date_ended = fields.Date(readonly=True, copy=False)
    placed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    recall_reason = fields.Char(copy=False)
    entry_before = fields.Integer(
        readonly=True, copy=False, aggregator=None,
        help="The last entry before the items were placed: tells money of that day apart.")
    last_entry = fields.Integer(
        readonly=True, copy=False, aggregator=None,
        help="The last entry before the placement ended: tells money of that day apart.")
    amount_placed = fields.Monetary(string="Placed", readonly=True, copy=False, default=0.0, help="Open when it was placed.")
    claim = fields.Monetary(string="Open", compute="_compute_claim", help="What is open of the items now.")
    report_ids = fields.One2many("credit.agency.report", "placement_id", string="Status Reports", copy=False)

    @api.depends("agency_id.name", "profile_id.display_name")
    def _compute_display_name(self):
        for placement in self:
            placement.display_name = f"{placement.profile_id.display_name or ''} → {placement.agency_id.name or ''}"

    @api.depends("line_ids.amount_residual")
    def _compute_claim(self):
        for placement in self:
            # sudo: what is open of items that are listed in a placement the user may read.
            placement.claim = placement.sudo().line_ids._get_credit_claim()

    @api.depends("agency_id", "line_ids")
    def _compute_fee_percent(self):
        for placement in self:
            if placement.state != "draft":
                continue
            lines = placement.sudo().line_ids
            today = placement.company_id._get_credit_today()
            days = max(((today - (line.date_maturity or line.date)).days for line in lines), default=0)
            placement.fee_percent = placement.agency_id._get_fee_percent(placement.claim, days) if placement.agency_id else 0.0

    @api.model
    def _get_system_message(self):
        return self.env._("Placements move by their buttons, and what came in is read from the ledger.")

    @api.onchange("profile_id", "case_id")
    def _onchange_profile_id(self):
        if self.case_id:
            self.line_ids = self.case_id.line_ids
        elif self.profile_id:
            self.line_ids = self._find_items()

    def _find_items(self):
        """:return: the overdue items of the customer that are with no agency and in no case"""
        return self.env["account.move.line"]._credit_find_due_debts(
            self.profile_id, Domain("credit_placement_id", "=", False) & Domain("credit_case_id", "=", False))

    # Who may, and what

    def _check_collector(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers propose placements."))

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only credit managers place items with agencies."))

    def _check_items(self):
        """:raise ValidationError: for a placement without items, or with items that do not belong in it"""
        for placement in self.sudo():  # sudo: whose items they are; the user may write the placement.
            if not placement.line_ids:
                raise ValidationError(self.env._(
                    "A placement needs items: name what %(customer)s owes.", customer=placement.profile_id.display_name))
            for line in placement.line_ids:
                placement._check_item(line)

    def _check_item(self, line):
        line._check_debt_of(self.profile_id)
        other = line.credit_placement_id
        if other and other != self:
            raise ValidationError(self.env._(
                "%(item)s is placed with %(agency)s already.", item=line.display_name, agency=other.agency_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers propose placements."))
        placements = super().create(vals_list)
        placements._check_items()
        return placements

    def write(self, vals):
        terms = {"line_ids", "agency_id", "fee_percent", "fee_on_direct"} & vals.keys()
        if terms and not self.env.su and self.filtered(lambda placement: placement.state not in ("draft", "submitted")):
            raise UserError(self.env._("The terms of a placement do not change once it is placed. Recall it instead."))
        result = super().write(vals)
        if "line_ids" in vals:
            self._check_items()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_placed(self):
        if kept := self.filtered(lambda placement: placement.state not in ("draft", "submitted"))[:1]:
            raise UserError(self.env._("“%(placement)s” is evidence and cannot be deleted.", placement=kept.display_name))

    # Steps

    def action_submit(self):
        """Ask a credit manager to place the items."""
        for placement in self:
            placement._check_collector()
            placement.agency_id._check_licensed(placement.company_id._get_credit_today(), placement.partner_id.country_id)
            placement.sudo()._set_state("submitted")  # sudo: the right has been checked; the state is written by code only.
            placement.sudo()._ask()

    def _ask(self):
        self.activity_unlink([ACTIVITY])
        if decider := self._get_decider():
            self.activity_schedule(
                ACTIVITY, user_id=decider.id, date_deadline=self.company_id._get_credit_today(),
                summary=self.env._("Place: %(placement)s", placement=self.display_name))

    def _get_decider(self):
        # sudo: a setting, and users whom the one who asks need not see.
        company = self.company_id.sudo()
        others = self.env["credit.approval.tier"]._get_managers(company)
        return self.env["credit.approval.delegation"]._get_stand_in((company.credit_manager_id or others)[:1], company)

    def action_place(self):
        """Hand the items over: from now on the agency collects them, not we.

        :raise UserError: the agency has no valid licence, or an item is not open any more
        """
        for placement in self:
            placement._check_manager()
            today = placement.company_id._get_credit_today()
            placement.agency_id._check_licensed(today, placement.partner_id.country_id)
            placement._check_items()
            if placement.date_until and placement.date_until < today:
                raise UserError(self.env._("“%(placement)s”: the agreed end has passed.", placement=placement.display_name))
            if placement.currency_id.compare_amounts(placement.claim, 0) <= 0:
                raise UserError(self.env._("Nothing is open in “%(placement)s” any more.", placement=placement.display_name))
            # sudo: the right has been checked; evidence is written by code only.
            placement.sudo()._place(today, self.env.user)

    def _place(self, today, user):
        placed = self._set_state(
            "placed", date_placed=today, placed_by_id=user.id, amount_placed=self.claim,
            entry_before=find_last_entry(self.env))
        placed.activity_unlink([ACTIVITY])
        placed._mark_items(self.id)

    def _mark_items(self, placement_id):
        """Let items know where they are placed; None where they are with us."""
        update_rows(self.line_ids, {"credit_placement_id": [placement_id] * len(self.line_ids)}, stamp=False)

    def action_draft(self):
        """Take the proposal back, to change it."""
        for placement in self:
            placement._check_collector()
            placement.sudo()._set_state("draft")  # sudo: as above.
            placement.sudo().activity_unlink([ACTIVITY])

    def action_recall(self):
        """Take the items back: we remind them again.

        :raise UserError: no reason is given
        """
        for placement in self:
            placement._check_manager()
            if not (placement.recall_reason or "").strip():
                raise UserError(self.env._(
                    "“%(placement)s”: say why it is recalled.", placement=placement.display_name))
            placement.sudo()._end("recalled")  # sudo: as above.

    def action_close(self):
        """The agency is done: what is still open is ours again."""
        for placement in self:
            placement._check_manager()
            placement.sudo()._end("closed")  # sudo: as above.

    def _end(self, state):
        # Ended before, the items may be placed elsewhere since.
        self._set_state(
            state, date_ended=self.company_id._get_credit_today(), last_entry=find_last_entry(self.env))._mark_items(None)

    def _get_span(self):
        self.ensure_one()
        return Span(self.date_placed, self.entry_before, self.date_ended, self.last_entry)


class CreditAgencyReport(models.Model):
    """What an agency reported of a placement."""

    _name = "credit.agency.report"
    _description = "Status Report of an Agency"
    _inherit = "credit.roles.mixin"
    _order = "date desc, id desc"
    _rec_name = "text"

    placement_id = fields.Many2one("credit.agency.placement", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="placement_id.company_id", store=True, index=True)
    date = day_of_entry("date", "placement_id.company_id", required=True)
    text = fields.Text(string="Report", required=True)
    attachment_ids = fields.Many2many(
        "ir.attachment", "credit_agency_report_attachment_rel", "report_id", "attachment_id", string="Files")

    @api.model_create_multi
    def create(self, vals_list):
        reports = super().create(vals_list)
        for placement in reports.placement_id:
            placement._check_collector()
        return reports


class CreditCase(models.Model):
    _inherit = "credit.case"

    placement_ids = fields.One2many("credit.agency.placement", "case_id", string="Placements", copy=False)

    def action_place(self):
        """:return: the form of a placement of the items of this case"""
        self.ensure_one()
        self._check_collector()
        self._check_open()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.agency.placement", "view_mode": "form",
            "views": [(False, "form")], "name": self.env._("Place with an Agency"),
            "context": {
                "default_profile_id": self.profile_id.id, "default_case_id": self.id,
                "default_line_ids": [Command.set(self.line_ids.ids)]},
        }
