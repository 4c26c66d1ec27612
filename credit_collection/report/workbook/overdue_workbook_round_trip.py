from typing import NamedTuple

from odoo import api, models
from odoo.tools.misc import hmac

from ...tools.workbook.cells import to_plain
from ...tools.workbook.stamps import Stamp, fingerprint, pack, pack_heading
from .workbook_sheet import LONGEST_TEXT, Column

LISTS = "Lists"
KEY = "workbook_key"
# Longer than any heading of the hidden column: nothing is clipped where it is unhidden.
KEY_WIDTH = 250


class ChoiceList(NamedTuple):
    """What may be entered in some columns, and where the hidden sheet has it."""

    labels: list
    cells: str


class CreditOverdueWorkbook(models.AbstractModel):
    """What makes the workbook come back: a hidden key in each row, and lists of what may be entered."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _is_two_way(self, scope):
        """:return: whether changes in the file can come back: of a past day they cannot"""
        return scope.today == self.env.company._get_credit_today()

    @api.model
    def _get_secret(self):
        # sudo: the secret of the database; what is signed with it tells nobody what it is.
        return hmac(self.env(su=True), "credit.workbook", "key").encode()

    @api.model
    def _get_database(self):
        # sudo: as above.
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    @api.model
    def _get_key_column(self, declared, columns):
        """:return: the hidden column with the :class:`Stamp` of each row"""
        about = {
            "sheet": declared.key, "database": self._get_database(),
            "columns": {column.heading: column.key for column in columns if column.is_editable},
            "amounts": [column.heading for column in columns if self._is_guarded(column)],
        }
        return Column(
            KEY, pack_heading(about), width=KEY_WIDTH, is_hidden=True,
            values=lambda rows: self._get_stamps(declared, columns, rows))

    @api.model
    def _is_guarded(self, column):
        """:return: whether the import refuses rows in which this column was changed"""
        return column.kind == "money" and not column.is_editable

    @api.model
    def _get_stamps(self, declared, columns, rows):
        """:return: the stamp of each row, none for a row about nothing that is recorded"""
        editable = [
            (column.key, "choice" if column.choices else column.kind) for column in columns if column.is_editable]
        amounts = [column.key for column in columns if self._is_guarded(column)]
        secret = self._get_secret()
        return [self._get_stamp(declared, editable, amounts, row, secret) for row in rows]

    @api.model
    def _get_stamp(self, declared, editable, amounts, row, secret):
        if not row[declared.record]:
            return None
        shown = {}
        for key, kind in editable:
            value = row.get(key)
            if value:
                shown[key] = fingerprint(to_plain(kind, value[:LONGEST_TEXT] if isinstance(value, str) else value))
        known = {
            key: fingerprint(value) for key, value in row.get("known", {}).items() if value != shown.get(key)}
        return pack(Stamp(
            declared.key, row[declared.record], row[declared.part] if declared.part else "", shown, known,
            [float(row.get(key) or 0.0) for key in amounts]), secret)

    @api.model
    def _get_lists(self, sheets):
        """:return: ``{name: ChoiceList}`` of what may be entered in the columns of these sheets"""
        names = dict.fromkeys(
            column.choices for sheet in sheets for column in self._get_columns(sheet.key) if column.choices)
        lists = {}
        for number, name in enumerate(names):
            labels = sorted(set(self.env["credit.workbook.editor"]._get_choices(name).values()))
            letter = chr(ord("A") + number)
            lists[name] = ChoiceList(labels, f"={LISTS}!${letter}$1:${letter}${max(len(labels), 1)}")
        return lists

    @api.model
    def _write_lists(self, workbook, lists):
        if not lists:
            return
        worksheet = workbook.add_worksheet(LISTS)
        for row in range(max(len(choices.labels) for choices in lists.values())):
            for number, choices in enumerate(lists.values()):
                if row < len(choices.labels):
                    worksheet.write_string(row, number, choices.labels[row])
        worksheet.hide()

    @api.model
    def _get_hints(self):
        """:return: what the spreadsheet says when something else is entered, see ``Sheet.guide``"""
        return {
            "choice": self.env._("Choose an entry of the list."),
            "date": self.env._("Enter a date."),
            "money": self.env._("Enter an amount of zero or more."),
        }
