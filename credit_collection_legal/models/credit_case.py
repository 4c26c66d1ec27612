from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.credit_collection.models.common.bulk import update_rows
from odoo.addons.credit_collection.models.common.days import day_of_entry, days_until

COLLECTOR = "credit_collection.credit_collection_group_collector"
MANAGER = "credit_collection.credit_collection_group_manager"
ITEM_DOMAIN = (
    "[('credit_is_open_debt', '=', True), ('partner_id.commercial_partner_id', '=', partner_id), "
    "('company_id', 'child_of', company_id)]")


class CreditCase(models.Model):
    """Claims against a customer that are pursued by law. While it is open, its items are not reminded."""

    _name = "credit.case"
    _description = "Legal Case"
    _inherit = ["credit.roles.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_opened desc, id desc"
    _check_company_auto = True

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", role="fixed")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, index="btree_not_null",
        domain=[("share", "=", False)], tracking=True)
    stage_id = fields.Many2one(
        "credit.case.stage", required=True, index=True, ondelete="restrict", tracking=True, copy=False,
        default=lambda self: self.env["credit.case.stage"].search([], limit=1), group_expand="_expand_stages")
    stage_kind = fields.Selection(related="stage_id.kind", string="Kind of Stage", store=True)
    date_opened = day_of_entry("date_opened", "profile_id.company_id", string="Opened On", readonly=True, copy=False)
    date_stage = fields.Date(string="In This Stage Since", readonly=True, copy=False)
    date_closed = fields.Date(string="Closed On", readonly=True, copy=False)
    outcome = fields.Selection(
        [("paid", "Paid"), ("settled", "Settled"), ("uncollectible", "Uncollectible"), ("withdrawn", "Withdrawn")],
        tracking=True, copy=False)
    line_ids = fields.Many2many(
        "account.move.line", "credit_case_line_rel", "case_id", "line_id", string="Items", copy=False, domain=ITEM_DOMAIN)
    claim = fields.Monetary(compute="_compute_claim", help="What is open of the items now, in company currency.")
    claim_opened = fields.Monetary(
        string="Claim at Opening", readonly=True, copy=False, default=0.0, help="What was open of the items they came with.")
    limitation_rule_id = fields.Many2one(
        "credit.limitation.rule", string="Governing Law", ondelete="restrict", tracking=True,
        help="Agreed in the contract, where it is not that of the customer's or the company's country.")
    limitation_date = fields.Date(
        compute="_compute_limitation", compute_sudo=True, help="The earliest limitation date of its items.")
    limitation_days = fields.Integer(string="Time-barred in (days)", compute="_compute_limitation", compute_sudo=True)

    court_id = fields.Many2one("res.partner", ondelete="restrict")
    court_reference = fields.Char(string="File Number of the Court", tracking=True)
    counsel_id = fields.Many2one(
        "credit.agency", domain=[("kind", "=", "law_firm")], check_company=True, ondelete="restrict",
        tracking=True)
    counsel_reference = fields.Char(string="File Number of Counsel")
    note = fields.Html(string="Notes", help="Legal advice, for example.")
    next_deadline = fields.Date(compute="_compute_next_deadline", store=True)
    next_deadline_days = days_until("next_deadline", string="Next Deadline in (days)")
    step_ids = fields.One2many("credit.case.step", "case_id", string="Checklist and Deadlines", copy=False)

    @api.depends("profile_id.display_name")
    def _compute_display_name(self):
        for case in self:
            case.display_name = f"{case._get_number()} {case.profile_id.display_name or ''}".strip()

    def _get_number(self):
        """:return: the number by which people speak of this case, or of none yet"""
        return f"L{self._origin.id or 0:06d}"

    @api.model
    def _expand_stages(self, stages, domain):
        return stages.search(Domain.TRUE)

    @api.depends("line_ids.amount_residual")
    def _compute_claim(self):
        for case in self:
            # sudo: what is open of items that are listed in a case the user may read.
            case.claim = case.sudo().line_ids._get_credit_claim()

    @api.depends("line_ids.credit_limitation_date", "line_ids.amount_residual")
    def _compute_limitation(self):
        for case in self:
            dates = [line.credit_limitation_date for line in case.line_ids
                     if line.credit_limitation_date and line.amount_residual > 0]
            case.limitation_date = min(dates, default=False)
            today = case.company_id._get_credit_today() if dates else None
            case.limitation_days = (case.limitation_date - today).days if dates else 0

    @api.depends("step_ids.is_done", "step_ids.date_deadline")
    def _compute_next_deadline(self):
        for case in self:
            case.next_deadline = min(
                (step.date_deadline for step in case.step_ids if step.date_deadline and not step.is_done), default=False)

    @api.model
    def _get_system_message(self):
        return self.env._("What happened in a case is evidence, recorded by the system.")

    # Who may, and what

    def _check_collector(self):
        """:raise AccessError: for those who do not keep legal cases"""
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers keep legal cases."))

    def _get_responsible(self):
        """:return: who gets the tasks of the case; if that user has left, the collector or the credit manager"""
        return (self.user_id | self.collector_id | self.company_id.credit_manager_id)._credit_choose()

    def _check_open(self):
        """:raise UserError: for a case that is closed"""
        if closed := self.filtered(lambda case: case.stage_kind == "closed")[:1]:
            raise UserError(self.env._("“%(case)s” is closed.", case=closed.display_name))

    @api.onchange("profile_id")
    def _onchange_profile_id(self):
        self.line_ids = self._find_items() if self.profile_id else False

    def _find_items(self):
        """:return: the overdue items of the customer that are in no other case"""
        return self.env["account.move.line"]._credit_find_due_debts(self.profile_id, Domain("credit_case_id", "=", False))

    def _check_items(self):
        """:raise ValidationError: for a case without items, or with items that do not belong in it"""
        for case in self.sudo():  # sudo: whose items they are; the user may write the case.
            if not case.line_ids:
                raise ValidationError(self.env._(
                    "A legal case needs items: name what %(customer)s owes.", customer=case.profile_id.display_name))
            for line in case.line_ids:
                case._check_item(line)

    def _check_item(self, line):
        line._check_debt_of(self.profile_id)
        other = line.credit_case_id
        if other and other != self and self.stage_kind != "closed":
            raise ValidationError(self.env._(
                "%(item)s is in “%(case)s” already.", item=line.display_name, case=other.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        self._check_collector()
        cases = super().create(vals_list)
        cases._check_items()
        for case in cases.sudo():
            case.claim_opened = case.claim
        cases._check_beginning()
        cases._enter_stage()
        cases._keep_items()
        return cases

    def write(self, vals):
        before = {case: case.stage_id for case in self} if "stage_id" in vals else {}
        lines = self.sudo().line_ids if "line_ids" in vals or before else None
        if "line_ids" in vals:
            self._check_open()
        if before:
            self._check_move(self.env["credit.case.stage"].browse(vals["stage_id"]), vals)
        result = super().write(vals)
        if "line_ids" in vals:
            self._check_items()
        if moved := self.filtered(lambda case: case in before and case.stage_id != before[case]):
            moved._enter_stage()
        if lines is not None:
            self._keep_items(lines)
        if "limitation_rule_id" in vals:
            self.sudo().line_ids._forget_limitation()
        return result

    def _keep_items(self, before=None):
        """Let items know the open case that they are in, and note since when, until when they are in it."""
        cases = self.sudo()  # sudo: collectors need no right to write entries.
        wanted = {line: case.id for case in cases if case.stage_kind != "closed" for line in case.line_ids}
        lines = (before or self.env["account.move.line"].sudo()) | cases.line_ids
        changed = lines.filtered(lambda line: (
            line.credit_case_id.id != wanted.get(line, False)
            and (line in wanted or line.credit_case_id in cases)))
        update_rows(changed, {"credit_case_id": [wanted.get(line) for line in changed]}, stamp=False)
        cases._follow_items()
        changed._forget_limitation()

    def _has_begun(self):
        """:return: whether anything was done that a deletion would hide"""
        self.ensure_one()
        first = self.env["credit.case.stage"].search([], limit=1)
        return bool(
            self.stage_id != first or self.step_ids.stage_id - first or self.assessed_on or self.receipt_ids or self.pack_ids
            or self.cost_ids or self.placement_ids or self.letter_ids.filtered(lambda letter: letter.state != "draft"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if kept := self.filtered(lambda case: case._has_begun())[:1]:
            raise UserError(self.env._(
                "“%(case)s” is evidence and cannot be deleted. Close it instead.", case=kept.display_name))
        self.sudo().line_ids._forget_limitation()

    def copy_data(self, default=None):
        """:raise UserError: always, an item is in one case"""
        raise UserError(self.env._("A legal case cannot be duplicated."))

    def action_add_items(self):
        """Take in what has become due since.

        :raise UserError: nothing has
        """
        self.ensure_one()
        self._check_collector()
        self._check_open()
        items = self.sudo()._find_items()  # sudo: the items are written into a case that the user may write.
        if not items:
            raise UserError(self.env._("%(customer)s owes no further overdue item.", customer=self.profile_id.display_name))
        self.write({"line_ids": [Command.link(item.id) for item in items]})
