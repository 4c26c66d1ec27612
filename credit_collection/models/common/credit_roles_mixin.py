from odoo import api, models

ROLES = {
    "policy": "a credit decision: credit managers only",
    "guarded": "decides about orders: a change waits for confirmations under way and re-evaluates the pending holds",
    "logged": "each change goes into the policy log",
    "merged": "the decision of a merged customer moves to the customer who stays",
    "system": "written by code only",
    "open": "kept by everyone who may write the record",
}


class CreditRolesMixin(models.AbstractModel):
    """Roles of fields, declared at the field: ``fields.Date(…, role="policy guarded")``, the names of ``ROLES``.

    Code asks for the fields with a role; no list of names stands apart from the fields.
    """

    _name = "credit.roles.mixin"
    _description = "Fields with Roles"

    def _valid_field_parameter(self, field, name):
        return name == "role" or super()._valid_field_parameter(field, name)

    @api.model
    def _get_role_fields(self, role):
        """:return: the names of the fields with ``role``, in the order of their definition"""
        return [name for name, field in self._fields.items() if role in getattr(field, "role", "").split()]

    @api.model
    def _has_role(self, role, names):
        """:return: whether a field of ``names`` has ``role``"""
        return any(
            role in getattr(field, "role", "").split() for name in names if (field := self._fields.get(name)))
