from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date, html2plaintext, plaintext2html

from ...const import LIMIT_MODES
from ...tools.workbook.cells import clean
from . import entered

# Columns whose values go straight into a field of the credit profile.
FIELDS = {
    "owner": "collector_id", "rating": "rating_id", "limit_mode": "limit_mode", "credit_limit": "credit_limit",
    "payment_term": "payment_term_id",
}
POLICY = ("rating", "limit_mode", "credit_limit", "payment_term")


class Edit(NamedTuple):
    """What a file changes about one customer.

    :param dict values: ``{column key: value}``, as ``tools/workbook`` compares them
    :param dict items: ``{journal item: {column key: value}}``
    """

    profile: models.BaseModel
    values: dict
    items: dict


class CreditWorkbookEditor(models.AbstractModel):
    """What may be changed in the workbook: what it is now, what may be chosen, and how a change is made. Each change goes
    through the door that a user would take, with the rights of the user.

    Another add-on adds a column with ``is_editable`` to a sheet, and its part of ``_get_current`` and ``_apply``.
    """

    _name = "credit.workbook.editor"
    _description = "Editor of the Overdue Workbook"

    # What may be chosen

    @api.model
    def _get_choices(self, name):
        """:param str name: of a list of choices, as a column declares it
        :return: ``{value: label}`` in the language of the user"""
        return getattr(self, f"_get_{name}_choices")()

    @api.model
    def _get_user_choices(self):
        # sudo: names of colleagues.
        users = self.env["res.users"].sudo().search_fetch(
            [("share", "=", False), ("company_ids", "in", self.env.companies.ids)], ["name"])
        return {user.id: user.name for user in users}

    @api.model
    def _get_late_reason_choices(self):
        return self._get_names("credit.reason", [("kind", "=", "late")])

    @api.model
    def _get_rating_choices(self):
        return self._get_names("credit.rating", [])

    @api.model
    def _get_payment_term_choices(self):
        return self._get_names("account.payment.term", [("company_id", "in", [False, *self.env.companies.ids])])

    @api.model
    def _get_limit_mode_choices(self):
        return dict(self.env["credit.profile"]._fields["limit_mode"]._description_selection(self.env))

    @api.model
    def _get_names(self, model, domain):
        return {record.id: record.display_name for record in self.env[model].search(domain)}

    @api.model
    def _get_choice_index(self, name):
        """:return: ``{label, in any language that is installed: values}``"""
        index = {}
        for lang, _label in self.env["res.lang"].get_installed():
            for value, label in self.with_context(lang=lang)._get_choices(name).items():
                index.setdefault(label.strip().casefold(), set()).add(value)
        if name == "user":
            for user in self.env["res.users"].sudo().browse(self._get_choices(name)):
                index.setdefault(user.login.casefold(), set()).add(user.id)
        return index

    # What it is now

    @api.model
    def _get_current(self, profiles, today):
        """:return: ``{profile id: {column key: value}}`` of all that may be changed, in a fixed number of queries"""
        current = entered.read_entered(self.env, today, profiles.ids)
        for profile in profiles:
            current[profile.id]["remark"] = get_remark(profile.note)
            for key in POLICY:
                value = profile[FIELDS[key]]
                current[profile.id][key] = value.id or None if isinstance(value, models.BaseModel) else value
        return current

    @api.model
    def _get_current_items(self, lines):
        """:return: ``{journal item id: {column key: value}}``, as :meth:`_get_current`"""
        agreed = entered.read_agreed_items(self.env)
        return {
            line_id: {"expected_date": line_id in agreed and agreed[line_id].payment_date.isoformat() or None}
            for line_id in lines.ids}

    @api.model
    def _describe(self, column, value):
        """:return: ``value`` as a person reads it"""
        if value is None:
            return "–"
        if column.choices:
            return self._get_choices(column.choices).get(value) or str(value)
        if column.kind == "date":
            return format_date(self.env, value)
        return str(value) if isinstance(value, str) else f"{value:,.2f}"

    # How it is changed

    @api.model
    def _check_right(self):
        """:raise AccessError: for those who may not enter anything about customers"""
        self.env["credit.profile"]._check_collector()

    @api.model
    def _apply(self, edits, today):
        """Make the changes of these customers, all of one company's day.

        :param edits: list of :class:`Edit`
        :raise UserError: when one of them cannot be made; the caller undoes them all
        """
        self._check_right()
        profiles = self.env["credit.profile"].concat(*(edit.profile for edit in edits))
        current = self._get_current(profiles, today)
        self._write_profiles(edits)
        self.env["credit.workbook.editor.promise"]._apply(edits, current, today)
        self.env["credit.workbook.editor.contact"]._apply(edits, current, today)

    @api.model
    def _prepare_profile_vals(self, values):
        """:return: what of ``values`` goes into fields of the credit profile"""
        vals = {FIELDS[key]: value or False for key, value in values.items() if key in FIELDS}
        if "credit_limit" in values:
            vals["credit_limit"] = values["credit_limit"] or 0.0
        if "remark" in values:
            vals["note"] = plaintext2html(values["remark"], "p", False) if values["remark"] else False
        return vals

    @api.model
    def _write_profiles(self, edits):
        """Write what is alike for several customers at once."""
        groups = {}
        for edit in edits:
            self._check_policy(edit)
            if vals := self._prepare_profile_vals(edit.values):
                groups.setdefault(tuple(sorted(vals.items(), key=lambda item: item[0])), []).append(edit.profile)
        for vals, profiles in groups.items():
            self.env["credit.profile"].concat(*profiles).write(dict(vals))

    @api.model
    def _check_policy(self, edit):
        """:raise UserError: for a customer without limit type, or whose amount and type contradict each other"""
        mode = edit.values.get("limit_mode", edit.profile.limit_mode)
        if "limit_mode" in edit.values and mode not in dict(LIMIT_MODES):
            raise UserError(self.env._(
                "%(customer)s: choose a limit type.", customer=edit.profile.display_name))
        if edit.values.get("credit_limit") and "limit_mode" in edit.values and mode != "limited":
            raise UserError(self.env._(
                "%(customer)s: a limit amount does not go with this limit type.", customer=edit.profile.display_name))
        if (edit.values.get("credit_limit") or 0.0) < 0:
            raise UserError(self.env._(
                "%(customer)s: a credit limit cannot be negative.", customer=edit.profile.display_name))


def get_remark(note):
    """:return: internal notes as the workbook has them"""
    return clean(html2plaintext(note, include_references=False)) if note else None
