from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..common.days import day_of_entry, days_until


class CreditFileDocument(models.Model):
    """A document of the credit file. It counts once somebody has checked it."""

    _name = "credit.file.document"
    _description = "Document of a Credit File"
    _inherit = ["credit.roles.mixin"]
    _order = "kind_id, date desc, id desc"
    _check_company_auto = True

    file_id = fields.Many2one("credit.file", string="Credit File", required=True, index=True, ondelete="cascade", role="fixed")
    profile_id = fields.Many2one(related="file_id.profile_id", string="Customer", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="file_id.company_id", store=True, index=True, precompute=True)
    kind_id = fields.Many2one("credit.file.kind", index=True, ondelete="restrict", check_company=True)
    name = fields.Char(string="Description")
    content = fields.Binary(string="File", attachment=True)
    file_name = fields.Char()
    date = day_of_entry("date", "company_id", required=True, help="Date of the document itself.")
    valid_from = fields.Date()
    valid_until = fields.Date(compute="_compute_valid_until", store=True, precompute=True, readonly=False)
    valid_until_days = days_until("valid_until")
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    checked_on = fields.Date(readonly=True, copy=False)
    # Stays where other days are entered, which have to be checked again.
    first_checked_on = fields.Date(readonly=True, copy=False)

    @api.depends("kind_id", "name")
    def _compute_display_name(self):
        for document in self:
            document.display_name = document.kind_id.name or document.name or document.file_name or "–"

    @api.depends("kind_id", "date")
    def _compute_valid_until(self):
        for document in self:
            months = document.kind_id.valid_months
            if months and document.date and not document.valid_until:
                document.valid_until = document.date + relativedelta(months=months, days=-1)

    @api.constrains("valid_from", "valid_until")
    def _check_validity(self):
        for document in self:
            if document.valid_from and document.valid_until and document.valid_until < document.valid_from:
                raise ValidationError(self.env._("“%(document)s” ends before it begins.", document=document.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        documents.profile_id._check_collector()
        documents.file_id._refresh()
        return documents

    def write(self, vals):
        """Other days are to be checked again; another file takes the place of a checked one by a manager alone."""
        if "content" in vals:
            self._check_kept()
        if not self.env.su and not {"content", "kind_id", "date", "valid_from", "valid_until"}.isdisjoint(vals):
            # sudo: who checked is recorded by code only.
            for document in self.sudo().filtered("checked_on"):
                super(CreditFileDocument, document).write({
                    "checked_by_id": False, "checked_on": False,
                    "first_checked_on": document.first_checked_on or document.checked_on})
        result = super().write(vals)
        self.file_id._refresh()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        self._check_kept()

    def _check_kept(self):
        """:raise UserError: for collectors, when somebody has decided by a document"""
        if self.env.su or self.env.user.has_group("credit_collection.credit_collection_group_manager"):
            return
        if checked := self.filtered(lambda document: document.checked_on or document.first_checked_on)[:1]:
            raise UserError(self.env._(
                "“%(document)s” was checked and stays as it is. Add the new document beside it; a credit manager can delete "
                "this one.", document=checked.display_name))

    def unlink(self):
        files = self.file_id
        result = super().unlink()
        files.exists()._refresh()
        return result

    def action_check(self):
        """Note that the user has looked at these documents and found them valid."""
        self.profile_id._check_collector()
        self.check_access("write")
        if unsorted := self.filtered(lambda document: not document.kind_id)[:1]:
            raise UserError(self.env._("Choose the kind of “%(document)s” first.", document=unsorted.display_name))
        for today, documents in self.env["res.company"]._get_credit_days_of(self).items():
            # sudo: as in write().
            documents.sudo().write({"checked_by_id": self.env.uid, "checked_on": today})
