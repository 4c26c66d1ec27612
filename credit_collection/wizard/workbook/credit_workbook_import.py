from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [("change", "Change"), ("same", "Unchanged"), ("error", "Rejected")]


class CreditWorkbookImport(models.TransientModel):
    """Brings a workbook back: checks every row, shows what would change, and makes all changes or none.

    Reading is in ``workbook_reader.py``, checking in ``credit_workbook_import_check.py``, applying in
    ``credit_workbook_import_apply.py``; what may be changed, and how, is said by ``credit.workbook.editor``.
    """

    _name = "credit.workbook.import"
    _inherit = "credit.bounds.mixin"
    _description = "Import a Workbook"

    file = fields.Binary(string="Workbook", attachment=False)
    file_name = fields.Char()
    follow_merged = fields.Boolean(
        string="Follow Merged Customers",
        help="Rows of customers who were merged into another one since change that one.")
    skip_rejected = fields.Boolean(
        string="Leave Out Rejected Rows", help="Import all other rows. What is left out is kept with the import.")
    state = fields.Selection(
        [("draft", "To Check"), ("checked", "Checked"), ("done", "Imported")], default="draft", readonly=True)
    notes = fields.Text(string="Please Note", readonly=True)
    line_ids = fields.One2many("credit.workbook.import.line", "wizard_id", string="Rows", readonly=False)
    read_count = fields.Integer(string="Read", compute="_compute_counts")
    changed_count = fields.Integer(string="Changed", compute="_compute_counts")
    same_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    rejected_count = fields.Integer(string="Rejected", compute="_compute_counts")
    conflict_count = fields.Integer(string="Conflicts", compute="_compute_counts")

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.file_name or self.env._("Import a Workbook")

    @api.depends("line_ids.state", "line_ids.is_conflict", "line_ids.decision")
    def _compute_counts(self):
        for wizard in self:
            states = wizard.line_ids.mapped("state")
            wizard.read_count = len(states)
            wizard.changed_count = states.count("change")
            wizard.same_count = states.count("same")
            wizard.rejected_count = states.count("error")
            wizard.conflict_count = len(wizard.line_ids.filtered(lambda line: line.is_conflict and not line.decision))

    def action_check(self):
        """Read the file and compare it with what is in the system; nothing is changed.

        :return: the dialog with the preview
        """
        self.ensure_one()
        self.env["credit.workbook.editor"]._check_right()
        if self.state == "done":
            raise UserError(self.env._("This file has been imported. Upload a file to import another one."))
        self._check()
        return self._show()

    def action_apply(self):
        """Make all changes of the preview, or none.

        :return: the evidence of the import
        :raise UserError: while rows are rejected, conflicts are not decided, or something has changed since the check
        """
        self.ensure_one()
        self.env["credit.workbook.editor"]._check_right()
        if self.state == "done":
            raise UserError(self.env._("This file has been imported."))
        if self.state == "draft":
            self._check()
        return self._apply()

    def action_take_file(self):
        """In all conflicts, take what the file says."""
        self._decide("file")
        return self._show()

    def action_keep(self):
        """In all conflicts, keep what is in the system."""
        self._decide("system")
        return self._show()

    def _decide(self, decision):
        self.line_ids.filtered(lambda line: line.is_conflict and not line.decision).decision = decision

    def _show(self):
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
            "target": "current", "name": self.env._("Import a Workbook"),
        }


class CreditWorkbookImportLine(models.TransientModel):
    """A row of the file: what it would change, or why it cannot."""

    _name = "credit.workbook.import.line"
    _description = "Row of a Workbook Being Imported"
    _inherit = ["credit.roles.mixin"]
    _order = "place, id"

    wizard_id = fields.Many2one("credit.workbook.import", required=True, index=True, ondelete="cascade", readonly=True)
    place = fields.Integer(readonly=True)
    sheet = fields.Char(readonly=True)
    row = fields.Integer(readonly=True)
    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True, ondelete="cascade")
    move_line_id = fields.Many2one("account.move.line", string="Item", readonly=True, ondelete="cascade")
    result = fields.Selection([*STATES, ("conflict", "Conflict")], readonly=True)
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, precompute=True, role="system",
        help="Rejected: nothing is imported while there is such a row, unless rejected rows are left out.")
    message = fields.Text(readonly=True)
    is_conflict = fields.Boolean(string="Conflict", compute="_compute_state", store=True, precompute=True, role="system")
    decision = fields.Selection(
        [("file", "Take the file"), ("system", "Keep what is here")], role="open",
        help="The value was changed in the system after the file was written, and in the file too.")
    # [[column key, before, old, new, is_conflict], …]
    changes = fields.Json(readonly=True)

    @api.depends("result", "decision")
    def _compute_state(self):
        for line in self:
            line.is_conflict = line.result == "conflict"
            if line.result != "conflict":
                line.state = line.result
            elif not line.decision:
                line.state = "error"
            else:
                line.state = "change" if line._get_changes() else "same"

    def _get_changes(self):
        """:return: list of ``(column key, old, new)`` of the changes to be made, as far as conflicts are decided"""
        return [
            (key, old, new) for key, _before, old, new, is_conflict in self.changes or []
            if not is_conflict or self.decision == "file"]
