from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.models import MAGIC_COLUMNS

ROLES = {
    "policy": "a credit decision: credit managers only",
    "guarded": "decides about orders: a change waits for confirmations under way and re-evaluates the pending holds",
    "logged": "each change goes into the customer change log",
    "merged": "the decision of a merged customer moves to the customer who stays",
    "system": "written by code only",
    "fixed": "given when the record is created, never changed by hand",
    "open": "kept by everyone who may write the record",
}

# What makes a message say something else.
TELLING = {"body", "subject", "author_id", "email_from", "date", "model", "res_id", "message_type", "subtype_id"}


class CreditRolesMixin(models.AbstractModel):
    """Roles of fields, declared at the field: ``fields.Date(…, role="policy guarded")``, the names of ``ROLES``.

    Code asks for the fields with a role; no list of names stands apart from the fields. A stored field that is read-only
    has the role «system» unless it declares another: nobody enters it, neither by a form nor by a call, an import or a
    ``default_…`` key of the context.
    """

    _name = "credit.roles.mixin"
    _inherit = "credit.bounds.mixin"
    _description = "Fields with Roles"

    def _valid_field_parameter(self, field, name):
        return name == "role" or super()._valid_field_parameter(field, name)

    @api.model
    def _get_roles(self, field):
        """:return: the roles of ``field``, a set"""
        if role := getattr(field, "role", ""):
            return set(role.split())
        return {"system"} if field.store and field.readonly and field.name not in MAGIC_COLUMNS else set()

    @api.model
    def _get_role_fields(self, role):
        """:return: the names of the fields with ``role``, in the order of their definition"""
        return [name for name, field in self._fields.items() if role in self._get_roles(field)]

    @api.model
    def _has_role(self, role, names):
        """:return: whether a field of ``names`` has ``role``"""
        return any(role in self._get_roles(field) for name in names if (field := self._fields.get(name)))

    @api.model
    def _get_system_message(self):
        """:return: why nobody enters the fields with the role «system», and what to do instead"""
        return self.env._("This is recorded by the system and cannot be entered.")

    @api.model
    def _check_entered(self, names, creating=False):
        """:raise AccessError: when somebody other than code enters a field that only code writes"""
        refused = {"system"} if creating else {"system", "fixed"}
        if self.env.su:
            return
        for name in names:
            field = self._fields.get(name)
            if field and refused & self._get_roles(field):
                label = self.env._(
                    "Field: %(field)s (%(model)s)", field=field._description_string(self.env), model=self._description)
                raise AccessError("\n".join((self._get_system_message(), label)))  # pylint: disable=translation-required

    def _forget_guarded_defaults(self):
        """:return: ``self`` without ``default_…`` keys of the context for system and policy fields"""
        guarded = {
            f"default_{name}" for name in self._fields
            if f"default_{name}" in self.env.context and {"system", "policy"} & self._get_roles(self._fields[name])}
        if self.env.su or not guarded:
            return self
        kept = {key: value for key, value in self.env.context.items() if key not in guarded}
        return self.with_context(kept)  # pylint: disable=context-overridden

    @api.model
    def default_get(self, fields):
        return super(CreditRolesMixin, self._forget_guarded_defaults()).default_get(fields)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            # A form sends what it shows: empty values and defaults are not entered.
            self._check_entered(
                [name for name, value in vals.items() if value and not self._is_default(name, value)], creating=True)
        return super(CreditRolesMixin, self._forget_guarded_defaults()).create(vals_list)

    @api.model
    def _is_default(self, name, value):
        field = self._fields.get(name)
        if not (field and field.default):
            return False
        default = field.default(self)
        return (default.ids == [value] if isinstance(default, models.BaseModel) else default == value)

    def write(self, vals):
        self._check_entered(vals)
        return super().write(vals)


class MailMessage(models.Model):
    """E-mails to and from customers, and what was logged about a decision, are evidence like the document they stand at.
    Notes of users are theirs."""

    _inherit = "mail.message"

    def write(self, vals):
        if TELLING & vals.keys():
            self._check_credit_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credit_evidence(self):
        self._check_credit_evidence()

    def _check_credit_evidence(self):
        """:raise UserError: for users who would change or delete what was sent, received or logged"""
        if self.env.su:
            return
        ours = self.pool.descendants(["credit.roles.mixin"], "_inherit")
        # sudo: what kind of messages these are; the rights on them have been checked.
        if any(message.message_type != "comment" and message.model in ours for message in self.sudo()):
            raise UserError(self.env._("What was sent, received or logged is evidence and stays as it is."))
