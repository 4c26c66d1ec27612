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

OURS = "credit_collection"  # begins the name of each of our add-ons
# What makes a file something else, or takes it from where it belongs.
CONTENT = {"raw", "datas", "db_datas", "store_fname", "type", "url", "res_model", "res_id", "res_field", "name", "public"}
# What opens the chatter of a document to somebody who has its link.
LINK_PARAMS = {"token", "hash", "pid"}
# What makes a message say something else, or to somebody else.
TELLING = {
    "body", "subject", "author_id", "email_from", "date", "model", "res_id", "message_type", "subtype_id", "attachment_ids",
    "parent_id", "is_internal", "partner_ids", "incoming_email_to", "incoming_email_cc", "outgoing_email_to", "message_id"}


def is_document_of_ours(env, name):
    """:return: whether the model ``name`` is one of our add-ons, or of others with our roles"""
    return name in env and (
        env[name]._original_module.startswith(OURS) or name in env.registry.descendants(["credit.roles.mixin"], "_inherit"))


def forget_defaults(records, is_forgotten):
    """:param is_forgotten: function of the name of a field
    :return: ``records`` without the ``default_…`` keys of the context for these fields
    """
    kept = {
        key: value for key, value in records.env.context.items()
        if not (key.startswith("default_") and is_forgotten(key.removeprefix("default_")))}
    # A context without some keys, not one with further ones.
    return records if len(kept) == len(records.env.context) else records.with_context(  # pylint: disable=context-overridden
        kept)


class CreditGroupingMixin(models.AbstractModel):
    """Nobody groups by a field that they may not read. Odoo asks so for every field but those that name several records."""

    _name = "credit.grouping.mixin"
    _description = "Document with Fields that not Everybody Reads"

    def _read_group_groupby(self, alias, groupby_spec, query):
        field = self._fields.get(groupby_spec)
        if field is not None and field.type == "many2many":
            self._check_field_access(field, "read")
        return super()._read_group_groupby(alias, groupby_spec, query)


class CreditRolesMixin(models.AbstractModel):
    """Roles of fields, declared at the field: ``fields.Date(…, role="policy guarded")``, the names of ``ROLES``.

    Code asks for the fields with a role; no list of names stands apart from the fields. A stored field that is read-only
    has the role «system» unless it declares another: nobody enters it, neither by a form nor by a call, an import or a
    ``default_…`` key of the context.
    """

    _name = "credit.roles.mixin"
    _inherit = ["credit.bounds.mixin", "credit.grouping.mixin"]
    _description = "Fields with Roles"

    # Of a document with a state: the states in which the files attached to it are no evidence yet; None where they never are.
    _open_states = None

    def _valid_field_parameter(self, field, name):
        return name == "role" or super()._valid_field_parameter(field, name)

    @api.model
    def _get_roles(self, field):
        """:return: the roles of ``field``, a set"""
        roles = set(getattr(field, "role", "").split())
        # A copy of a field of another record has taken over the role of that one, too; nobody enters the copy.
        if field.store and field.readonly and field.name not in MAGIC_COLUMNS and (not roles or field.related):
            roles.add("system")
        return roles

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
                    "Field: %(field)s (%(model)s)", field=field._description_string(self.env),
                    model=self.env["ir.model"]._get(self._name).name)
                raise AccessError("\n".join((self._get_system_message(), label)))  # pylint: disable=translation-required

    def _forget_guarded_defaults(self):
        """:return: ``self`` without ``default_…`` keys of the context for system and policy fields"""
        return self if self.env.su else forget_defaults(
            self, lambda name: name in self._fields and {"system", "policy"} & self._get_roles(self._fields[name]))

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

    @api.model
    def _get_file_fields(self):
        """:return: list of the stored fields of this model that hold files"""
        return [field for field in self._fields.values() if field.comodel_name == "ir.attachment" and field.store]

    def _get_kept_files(self):
        """Hook: :return: the files of these records that are evidence by now; those that only code writes always are, those
            attached to a document once it has left its ``_open_states``"""
        Attachment = self.env["ir.attachment"]
        names = [field.name for field in self._get_file_fields() if "system" in self._get_roles(field)]
        kept = Attachment.union(*(self[name] for name in names))
        if self._open_states is None:
            return kept
        closed = self.filtered(lambda document: document.state not in self._open_states)
        return kept | Attachment.search(
            [("res_model", "=", self._name), ("res_id", "in", closed.ids), ("res_field", "=", False)])


class CreditResultsMixin(models.AbstractModel):
    """A document of Odoo that bears results of ours: its read-only fields with our prefix, and links of ours from the other
    side. Code writes them, neither a call, an import nor a ``default_…`` key of the context."""

    _name = "credit.results.mixin"
    _inherit = "credit.grouping.mixin"
    _description = "Document with Results of Credit Management"

    @api.model
    def _is_credit_result(self, name):
        field = self._fields.get(name) if name.startswith("credit_") else None
        # Other add-ons use the prefix, too: their fields are written by their own rules.
        is_ours = field is not None and any(module.startswith(OURS) for module in field._modules)
        return is_ours and field.store and (field.readonly or field.type == "many2many")

    @api.model
    def _check_credit_results(self, names):
        """:raise AccessError: somebody other than code enters a result"""
        if not self.env.su and (found := next(filter(self._is_credit_result, names), None)):
            raise AccessError(self.env._(
                "“%(field)s” follows from other documents and cannot be entered.",
                field=self._fields[found]._description_string(self.env)))

    @api.model_create_multi
    def create(self, vals_list):
        self._check_credit_results(set().union(*vals_list))
        records = self if self.env.su else forget_defaults(self, self._is_credit_result)
        return super(CreditResultsMixin, records).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_credit_results(vals)
        return super().write(vals)


class IrAttachment(models.Model):
    """Files of what was sent, filed or recorded are evidence: nobody changes, moves or deletes them."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_credit_contents()
        return files

    def write(self, vals):
        if not CONTENT & vals.keys() or self.env.su:
            return super().write(vals)
        self.check_access("write")
        self._check_credit_evidence()
        result = super().write(vals)
        self._check_credit_contents()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credit_evidence(self):
        self._check_credit_evidence()

    def _check_credit_evidence(self):
        """:raise UserError: for users who would change a file that is evidence"""
        if self.env.su or not self:
            return
        self._check_credit_contents()
        # sudo: what the files belong to; the rights on them have been checked.
        files = self.sudo()
        for documents in files._find_credit_documents():
            if kept := files & documents._get_kept_files():
                raise UserError(self.env._("“%(file)s” is evidence and stays as it is.", file=kept[0].name))

    def _find_credit_documents(self):
        """:return: iterator of the messages and documents of ours that name these files, or bear them, one model each"""
        yield self.env["mail.message"].search([("attachment_ids", "in", self.ids)])
        for name in (ours := self.pool.descendants(["credit.roles.mixin"], "_inherit")):
            model = self.env[name].with_context(active_test=False)
            for field in model._get_file_fields() if not model._abstract else ():
                yield model.search([(field.name, "in", self.ids)])
        for name, files in self.filtered(lambda file: file.res_id and file.res_model in ours).grouped("res_model").items():
            yield self.env[name].browse(files.mapped("res_id")).exists()

    def _check_credit_contents(self):
        """:raise UserError: for users, when a file is what a field of a document holds: it is changed there, by its rules"""
        if self.env.su:
            return
        # sudo: as above.
        if contents := self.sudo().filtered(lambda file: file.res_field and is_document_of_ours(self.env, file.res_model)):
            raise UserError(self.env._("“%(file)s” belongs to a document: change it there.", file=contents[0].name))


class MailThread(models.AbstractModel):
    """The token of a link opens the page of a document, as long as the link is valid. It opens no chatter: whoever has an old
    link would read and write there in the name of the customer."""

    _inherit = "mail.thread"

    @api.model
    def _get_allowed_access_params(self):
        params = super()._get_allowed_access_params()
        return params - LINK_PARAMS if is_document_of_ours(self.env, self._name) else params


class MailMessage(models.Model):
    """E-mails to and from customers, and what was logged about a decision, are evidence like the document they stand at.
    Notes of users are theirs."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        # What others wrote is brought by the mail server, with the rights of the system.
        if not self.env.su and "email" in messages._filter_credit_evidence().mapped("message_type"):
            raise AccessError(self.env["credit.roles.mixin"]._get_system_message())
        return messages

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
        if self._filter_credit_evidence():
            raise UserError(self.env._("What was sent, received or logged is evidence and stays as it is."))

    def _get_kept_files(self):
        """:return: the files of those that were sent, received or logged, see the roles mixin"""
        return self._filter_credit_evidence().attachment_ids

    def _filter_credit_evidence(self):
        """:return: those of these messages that were sent, received or logged at a document of ours, as superuser"""
        # sudo: what kind of messages these are; the rights on them have been checked.
        return self.sudo().filtered(
            lambda message: message.message_type != "comment" and is_document_of_ours(self.env, message.model))
