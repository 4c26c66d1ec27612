import math
from datetime import date, datetime

from werkzeug.exceptions import BadRequest

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

# What a field without «bounds» accepts. Days and months can be added to any of these dates without leaving the calendar,
# and all digits of these amounts are kept.
DATES = (date(1970, 1, 1), date(2199, 12, 31))
# For «never again»: code that adds days to such a date stops at the end of the calendar.
ANY_LATER_DATE = (date(1970, 1, 1), date.max)
INTEGERS = (-36500, 36500)
AMOUNTS = (-1e15, 1e15)
BOUNDS = {"date": DATES, "datetime": DATES, "integer": INTEGERS, "float": AMOUNTS, "monetary": AMOUNTS}
TEXTS = {"char", "text", "html"}
UNBOUNDED = {"id", "sequence", "color"}


class CreditValuesMixin(models.AbstractModel):
    """Numbers and dates that people type lie within bounds: no value of one record can make a job or a screen fail.

    A field says its own by ``bounds=(low, high)``; without, those of its type apply. What code writes with the rights of the
    system is only checked against bounds that the field says itself, for it copies what documents of Odoo contain.
    """

    _name = "credit.values.mixin"
    _description = "Values Within Bounds"

    # On a model of Odoo itself: how the names of our fields begin.
    _own_prefix = ""

    def _valid_field_parameter(self, field, name):
        return name == "bounds" or super()._valid_field_parameter(field, name)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_bounds(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_bounds(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_bounds(values)
        return super().onchange(values, field_names, fields_spec)

    @api.model
    def _get_bounds(self, field):
        """:return: ``(low, high)`` of a field of numbers or dates, ``None`` for any other. Fields of Odoo itself have none"""
        declared = getattr(field, "bounds", None)
        if declared or field.name in UNBOUNDED or not field.name.startswith(self._own_prefix):
            return declared
        return BOUNDS.get(field.type)

    def _check_bounds(self, vals):
        """:raise ValidationError: when a value of ``vals`` cannot be kept, or lies outside of the bounds of its field"""
        for name, value in vals.items():
            field = self._fields.get(name)
            if field is None or value in (None, False, "") or isinstance(value, (list, tuple, dict)):
                continue
            if field.type in TEXTS:
                if "\0" in str(value):
                    raise ValidationError(self.env._(
                        "%(record)s: “%(field)s” contains a character that cannot be stored.", **self._name_field(field)))
            elif bounds := self._get_bounds(field):
                self._check_value(field, value, bounds)

    def _check_value(self, field, value, bounds):
        low, high = bounds
        try:
            value = self._convert_bounded(field, value)
        except (TypeError, ValueError, OverflowError):
            is_within = False
        else:
            # What the system copies from documents need not lie within the bounds of a type.
            is_copy = self.env.su and not getattr(field, "bounds", None)
            is_within = is_copy or (low is None or low <= value) and (high is None or value <= high)
        if not is_within:
            raise ValidationError(self.env._(
                "%(record)s: “%(field)s” must lie between %(low)s and %(high)s.", **self._name_field(field),
                low=self._format_bound(low), high=self._format_bound(high)))

    @api.model
    def _convert_bounded(self, field, value):
        """:return: date or finite number
        :raise ValueError: when it is neither
        """
        if field.type in ("date", "datetime"):
            value = field.to_date(value) if field.type == "date" else field.to_datetime(value)
            return value.date() if isinstance(value, datetime) else value
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(value)
        return number

    def _name_field(self, field):
        label = field._description_string(self.env)
        record = self.display_name if len(self) == 1 and self.id else self.env["ir.model"]._get(self._name).sudo().name
        return {"record": record, "field": label}

    def _format_bound(self, bound):
        if bound is None:
            return "…"
        return format_date(self.env, bound) if isinstance(bound, date) else f"{bound:,.0f}"


class CreditBoundsMixin(models.AbstractModel):
    """A document or dialog of ours, or settings: its values lie within bounds, and it names what its user may see."""

    _name = "credit.bounds.mixin"
    _inherit = ["credit.values.mixin", "credit.named.mixin"]
    _description = "Values Within Bounds and Records that Users Name"


class IrHttp(models.AbstractModel):
    """An address with a character that no text of the database holds is a bad request. Whatever looks for a page or a file of
    that name would fail.
    """

    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        if "\0" in path_info:
            raise BadRequest()
        return super()._match(path_info)
