from odoo import api, models
from odoo.models import MAGIC_COLUMNS
from odoo.tools import format_amount, format_date, formatLang

# Types of fields that people fill in; all others say whose record it is.
ENTERED = {"char", "date", "float", "integer", "monetary"}


class CreditOutsideMixin(models.AbstractModel):
    """What others say about a customer is evidence for the rating: collectors enter and correct it, credit managers alone
    delete what is wrong, and the customer's record tells what it was before."""

    _name = "credit.outside.mixin"
    _inherit = ["credit.roles.mixin"]
    _description = "Data from Outside"

    def write(self, vals):
        before = {} if self.env.su else self._describe_all()
        result = super().write(vals)
        for record, text in before.items():
            if text != (now := record._describe()):
                record.profile_id._message_log(body=self.env._(
                    "%(kind)s changed. Before: %(before)s. Now: %(now)s.", kind=record._get_kind(), before=text, now=now))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_trace(self):
        for record, text in self._describe_all().items():
            record.profile_id._message_log(body=self.env._(
                "%(kind)s deleted: %(before)s.", kind=record._get_kind(), before=text))

    def _get_kind(self):
        """:return: what such a record is called"""
        return self.env["ir.model"]._get(self._name).name

    def _describe_all(self):
        """:return: ``{record: text}``"""
        return {record: record._describe() for record in self}

    def _describe(self):
        """:return: what was entered, with the labels of the fields"""
        names = [
            name for name, field in self._fields.items()
            if field.store and field.type in ENTERED and name not in MAGIC_COLUMNS]
        return ", ".join(
            f"{self._fields[name]._description_string(self.env)} {self._say(name)}" for name in names if self[name])

    def _say(self, name):
        """:return: the value of a field as the reader writes it"""
        value, kind = self[name], self._fields[name].type
        if kind == "date":
            return format_date(self.env, value)
        if kind == "monetary":
            return format_amount(self.env, value, self[self._fields[name].get_currency_field(self)])
        digits = self._fields[name].get_digits(self.env) if kind == "float" else None
        return formatLang(self.env, value, digits=digits[1]) if digits else str(value)
