from odoo import api, models
from odoo.exceptions import AccessError
from odoo.models import BaseModel


class CreditNamedMixin(models.AbstractModel):
    """Users name records that they may see, in dialogs and in whatever they fill in: what is computed from those tells their
    figures, and stored values are computed with the rights of the system. Companies are their own ones.
    """

    _name = "credit.named.mixin"
    _description = "Records that Users Name"

    # On a model of Odoo itself: how the names of our fields begin.
    _own_prefix = ""

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_named(vals, is_kept=True)
        return super().create(vals_list)

    def write(self, vals):
        self._check_named(vals, is_kept=True)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_named(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        self._check_named(values)
        return values

    def _check_named(self, vals, *, is_kept=False):
        """
        :param bool is_kept: whether a record is created or written. Then record rules and companies decide about documents, and
            about all else in dialogs, which belong to nobody but their user
        :raise AccessError: ``vals`` name a record that the user may not see
        """
        if self.env.su:
            return
        for name, value in vals.items():
            field = self._fields.get(name)
            if not value or field is None or not field.store or field.related or not name.startswith(self._own_prefix):
                continue
            if field.comodel_name == "res.company":
                self._check_own_companies(self.env["res.company"].browse(get_named_ids(value)))
            elif field.comodel_name and not (is_kept and not self._transient):
                self.env[field.comodel_name].browse(get_named_ids(value)).check_access("read")

    def _check_own_companies(self, companies):
        """:raise AccessError: the user works for none of the branches of one of the companies"""
        # sudo: a user of a branch need not be in its root company.
        own_sudo = self.env.user.sudo().company_ids
        if foreign := companies - own_sudo - own_sudo.parent_ids:
            raise AccessError(self.env._("%(company)s is not one of your companies.", company=foreign[:1].sudo().name))


def get_named_ids(value):
    """:return: set of the ids of existing records that a value of a relation names: an id, ids, or commands"""
    if isinstance(value, BaseModel):
        return {*value.ids}
    if isinstance(value, dict):
        return get_named_ids(value.get("id"))
    if isinstance(value, (list, tuple)):
        return {*_get_listed_ids(value)}
    return {value} if isinstance(value, int) and value is not True and value else set()


def _get_listed_ids(value):
    for part in value:
        if not isinstance(part, (list, tuple)):
            yield from get_named_ids(part)
        elif len(part) > 2 and part[0] == 6:
            yield from get_named_ids(part[2])
        elif len(part) > 1 and part[0] in (1, 2, 3, 4):
            yield from get_named_ids(part[1])
