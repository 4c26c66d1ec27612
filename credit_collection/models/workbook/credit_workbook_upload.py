from odoo import fields, models
from odoo.exceptions import UserError


class CreditWorkbookUpload(models.Model):
    """Evidence of an import: who brought in which file, and all that it changed. Written by code only.

    A second person may confirm that what came in is complete and right.
    """

    _name = "credit.workbook.upload"
    _description = "Workbook Import"
    _inherit = ["credit.roles.mixin"]
    _order = "id desc"
    _rec_name = "file_name"

    user_id = fields.Many2one("res.users", string="Imported By", required=True, readonly=True, index=True, ondelete="restrict")
    date = fields.Datetime(string="Imported On", required=True, readonly=True, default=fields.Datetime.now)
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    file = fields.Binary(attachment=True, readonly=True)
    file_name = fields.Char(readonly=True)
    read_count = fields.Integer(string="Rows Read", readonly=True)
    changed_count = fields.Integer(string="Rows Changed", readonly=True)
    same_count = fields.Integer(string="Rows Unchanged", readonly=True)
    rejected_count = fields.Integer(string="Rows Rejected", readonly=True)
    report = fields.Text(string="Rejected", readonly=True, help="Rows that were left out, and why.")
    line_ids = fields.One2many("credit.workbook.upload.line", "upload_id", string="Changes", readonly=True)
    verified_by_id = fields.Many2one("res.users", readonly=True)
    verified_on = fields.Datetime(readonly=True)

    def action_verify(self):
        """Confirm, as a second person, that the import is complete and right.

        :raise UserError: for the user who imported it
        """
        self.check_access("read")
        self.env["credit.workbook.editor"]._check_right()
        for upload in self:
            if upload.user_id == self.env.user:
                raise UserError(self.env._("A second person confirms an import, not the one who made it."))
        # sudo: evidence is written by code; the right has been checked.
        self.sudo().write({"verified_by_id": self.env.uid, "verified_on": fields.Datetime.now()})


class CreditWorkbookUploadLine(models.Model):
    """One cell that an import changed."""

    _name = "credit.workbook.upload.line"
    _description = "Change by a Workbook Import"
    _inherit = ["credit.roles.mixin"]
    _order = "upload_id, row, id"

    upload_id = fields.Many2one("credit.workbook.upload", required=True, readonly=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True, index=True, ondelete="set null")
    move_line_id = fields.Many2one("account.move.line", string="Item", readonly=True, ondelete="set null")
    sheet = fields.Char(readonly=True)
    row = fields.Integer(readonly=True, aggregator=None)
    column = fields.Char(readonly=True)
    old_value = fields.Text(string="Before", readonly=True)
    new_value = fields.Text(string="After", readonly=True)
