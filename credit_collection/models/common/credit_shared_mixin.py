from odoo import api, models
from odoo.exceptions import AccessError

from .bulk import get_kept

ROLE = "credit_collection.credit_collection_group_shared"


class CreditSharedMixin(models.AbstractModel):
    """Settings that govern all companies while they name none: a role of its own changes them, the credit manager of one
    company does not. With a single company there is nobody else whom they could govern."""

    _name = "credit.shared.mixin"
    _inherit = "credit.bounds.mixin"
    _description = "Setting that Companies Share"

    # Path to the company; a model without one is always shared.
    _shared_company_field = "company_id"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_shared()
        return records

    def write(self, vals):
        self._check_shared()
        result = super().write(vals)
        # What named a company and names none any more.
        self._check_shared()
        return result

    def unlink(self):
        self._check_shared()
        return super().unlink()

    def update_field_translations(self, field_name, translations, source_lang=""):
        self._check_shared()
        return super().update_field_translations(field_name, translations, source_lang)

    def _check_shared(self):
        """:raise AccessError: for those without the role, for a setting of all companies"""
        if self.env.su or self.env.user.has_group(ROLE) or not self._has_several_companies():
            return
        path = self._shared_company_field
        shared = self.filtered(lambda record: not (path and record.mapped(path)))
        if shared:
            raise AccessError(self.env._(
                "“%(name)s” applies to all companies. Only users with the role “Shared Credit Configuration” change it: ask "
                "one of them, or enter a setting for your company alone.", name=shared[0].sudo().display_name))

    @api.model
    def _has_several_companies(self):
        # sudo: a user of one company need not see the others.
        return self.env["res.company"].sudo().search_count([("parent_id", "=", False)], limit=2) > 1


class CreditTableMixin(models.AbstractModel):
    """A table whose rows obey a rule together, such as one rate for each bucket. The rule holds after each call: while the
    table is written with its rows it is checked once, at the end."""

    _name = "credit.table.mixin"
    _description = "Table of Rows"

    def _check_rows(self):
        """Hook: :raise ValidationError: the rows do not fit together"""

    def write(self, vals):
        pending = get_kept(self.env, "credit_tables", {})
        opened = [key for table in self if (key := (self._name, table.id)) not in pending]
        pending.update(dict.fromkeys(opened, False))
        try:
            result = super().write(vals)
        finally:
            changed = [table_id for model, table_id in opened if pending.pop((model, table_id))]
        self.browse(changed)._check_rows()
        return result

    def _check_rows_changed(self):
        """A row of these tables was changed: check them now, or at the end of the call that writes them."""
        pending = get_kept(self.env, "credit_tables", {})
        tables = self.exists()
        later = tables.filtered(lambda table: (table._name, table.id) in pending)
        pending.update({(table._name, table.id): True for table in later})
        (tables - later)._check_rows()


class CreditRowMixin(models.AbstractModel):
    """A row of a table; a row that is written, added or deleted alone leaves the table in order too."""

    _name = "credit.row.mixin"
    _description = "Row of a Table"

    # Field of the table, of a model with ``credit.table.mixin``.
    _table_field = None

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows[self._table_field]._check_rows_changed()
        return rows

    def write(self, vals):
        before = self[self._table_field]
        result = super().write(vals)
        (before | self[self._table_field])._check_rows_changed()
        return result

    def unlink(self):
        tables = self[self._table_field]
        result = super().unlink()
        tables._check_rows_changed()
        return result
