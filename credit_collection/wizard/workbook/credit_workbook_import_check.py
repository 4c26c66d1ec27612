import base64
from collections import Counter, defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.workbook.credit_workbook_editor import Edit
from ...tools.limit.imported import NO_CREDIT, UNLIMITED, read_limit
from ...tools.workbook.cells import MERGED, CellError, is_equal, read_cell
from ...tools.workbook.changes import compare, find_edited
from .workbook_reader import FileError, read_tables

# In what order rows are shown: what needs a decision comes first.
PLACES = {"error": 0, "conflict": 1, "change": 2, "same": 3}
MOST_NOTES = 20


class CreditWorkbookImport(models.TransientModel):
    """Checking a file, row by row."""

    _inherit = "credit.workbook.import"

    def _check(self):
        """Fill ``line_ids`` and ``notes``."""
        if not self.file:
            raise UserError(self.env._("Choose a workbook first."))
        tables = self._read_tables()
        rows = self._find_records([row for table in tables for row in self._read_stamps(table)])
        rows = self._reject_copies(self._read_edits(rows))
        lines = self._reject_failing(self._compare(rows))
        self.notes = "\n".join(self._get_notes(tables)) or False
        self.state = "checked"
        # sudo: rows are written by code.
        self.sudo().line_ids = [Command.clear(), *(Command.create(vals) for vals in lines)]

    def _read_tables(self):
        try:
            tables = read_tables(base64.b64decode(self.file))
        except FileError as error:
            if error.args[0] == "size":
                raise UserError(self.env._("The file is too large.")) from error
            raise UserError(self.env._("This is no XLSX file. Save the workbook as .xlsx and try again.")) from error
        database = self.env["credit.overdue.workbook"]._get_database()
        if not tables:
            raise UserError(self.env._(
                "No sheet can be imported: the hidden key column is missing. Start from a workbook of today, or from the "
                "starting template, and keep all columns."))
        if any(table.about.get("database") != database for table in tables):
            raise UserError(self.env._("This workbook was written in another database."))
        return tables

    def _get_notes(self, tables):
        """:return: list of what was passed over"""
        notes = []
        for table in tables:
            missing = [heading for heading in table.about["columns"] if heading not in table.headings]
            if missing:
                notes.append(self.env._(
                    "%(sheet)s: without the columns %(columns)s; nothing of them is changed.", sheet=table.title,
                    columns=", ".join(missing)))
            if table.without_key:
                numbers = ", ".join(map(str, table.without_key[:MOST_NOTES]))
                notes.append(self.env._(
                    "%(sheet)s: rows without key were passed over, such as totals and rows that were added: %(rows)s.",
                    sheet=table.title, rows=numbers + (" …" if len(table.without_key) > MOST_NOTES else "")))
        return notes

    # What was changed in it

    def _read_edits(self, rows):
        """Read the cells that were changed in the file."""
        columns = self._get_columns({row.table.about["sheet"] for row in rows if not row.error})
        indexes = {}
        return [row if row.error else self._read_edit(row, columns[row.stamp.sheet], indexes) for row in rows]

    def _get_columns(self, sheets):
        """:return: ``{sheet: {column key: Column}}`` of those that may be changed"""
        Workbook = self.env["credit.overdue.workbook"]
        return {
            sheet: {column.key: column for column in Workbook._get_columns(sheet) if column.is_editable} for sheet in sheets}

    def _read_edit(self, row, columns, indexes):
        lang = self.env["res.lang"]._get_data(code=self.env.user.lang)
        edited, errors = {}, self._find_changed_amounts(row, lang)
        for heading, key in row.table.about["columns"].items():
            if heading not in row.row.cells or key not in columns:
                continue
            if heading in row.table.doubled:
                errors.append(self.env._("The column %(column)s is there twice.", column=heading))
                continue
            column, cell = columns[key], row.row.cells[heading]
            try:
                if cell[1] == MERGED:
                    raise CellError(MERGED)
                if key == "credit_limit":
                    for name, new in self._read_limit(row, column, cell, lang).items():
                        edited.setdefault(name, new)
                    continue
                read = self._read_value(row, column, cell, lang)
                if find_edited(row.stamp.shown, {key: read}):
                    edited[key] = self._choose(column, read, indexes) if column.choices else read
            except CellError as error:
                errors.append(self._explain(error.args[0], heading, cell[0]))
        return row._replace(edited=edited, error="\n".join(errors))

    def _read_value(self, row, column, cell, lang):
        value, data_type = cell
        read = read_cell("choice" if column.choices else column.kind, value, data_type, _get_separators(lang))
        # As it will be kept: else the file would change it again.
        return row.profile.currency_id.round(read) if column.currency == "company_currency" and read else read

    def _read_limit(self, row, column, cell, lang):
        """:return: ``{column key: value}`` of what the limit and its type become"""
        limit = read_limit(cell[0], lambda _number: self._read_value(row, column, cell, lang))
        if limit == UNLIMITED:
            return {"limit_mode": UNLIMITED}
        amount = 0.0 if limit == NO_CREDIT else limit
        if amount is None or not find_edited(row.stamp.shown, {column.key: amount}):
            return {}
        return {column.key: amount} if amount else {"limit_mode": NO_CREDIT}

    def _choose(self, column, text, indexes):
        """:return: the value that ``text`` stands for"""
        if text is None:
            return None
        if column.choices not in indexes:
            indexes[column.choices] = self.env["credit.workbook.editor"]._get_choice_index(column.choices)
        found = indexes[column.choices].get(text.casefold(), set())
        if len(found) != 1:
            raise CellError("doubtful" if found else "choice")
        return next(iter(found))

    def _explain(self, code, heading, value):
        texts = {
            "formula": self.env._("%(column)s: a formula (%(value)s). Replace it by its value.", column=heading, value=value),
            "error": self.env._("%(column)s: an error of the spreadsheet (%(value)s).", column=heading, value=value),
            "merged": self.env._(
                "%(column)s: merged with other cells, of which only the first kept its value. Unmerge them, and check each.",
                column=heading),
            "date": self.env._("%(column)s: “%(value)s” is no date.", column=heading, value=value),
            "number": self.env._("%(column)s: “%(value)s” is no number.", column=heading, value=value),
            "text": self.env._("%(column)s: “%(value)s” is no text.", column=heading, value=value),
            "choice": self.env._("%(column)s: “%(value)s” is not known.", column=heading, value=value),
            "doubtful": self.env._(
                "%(column)s: “%(value)s” may be several. Users can be given by their login.", column=heading, value=value),
        }
        return texts[code]

    def _find_changed_amounts(self, row, lang):
        """:return: list of what to say about amounts that cannot be changed here"""
        errors = []
        for heading, amount in zip(row.table.about["amounts"], row.stamp.amounts, strict=True):
            value, data_type = row.row.cells.get(heading, (amount, "n"))
            if data_type == MERGED:
                errors.append(self._explain(MERGED, heading, value))
                continue
            try:
                read = read_cell("money", value, data_type, _get_separators(lang)) or 0.0
            except CellError:
                read = None
            if read is None or not is_equal(read, amount):
                errors.append(self.env._(
                    "%(column)s cannot be changed: it was %(old)s, the file says %(new)s.", column=heading, old=amount,
                    new=value))
        return errors

    def _reject_copies(self, rows):
        """Skip copies of a row that change nothing, or the same; reject copies that want different things, and other rows of
        one customer that do."""
        rows = self._skip_copies(rows)
        keys = Counter(row.row.key for row in rows if not row.error and not row.note)
        wanted = defaultdict(set)
        for row in rows:
            for key, value in row.edited.items():
                wanted[self._get_target(row), key].add(value)

        def reject(row):
            if row.error or row.note:
                return row
            if keys[row.row.key] > 1:
                return row._replace(error=self.env._("This row is there more than once."))
            if any(len(wanted[self._get_target(row), key]) > 1 for key in row.edited):
                return row._replace(error=self.env._("Another row of this customer says something else."))
            return row

        return [reject(row) for row in rows]

    def _skip_copies(self, rows):
        """:return: ``rows``, where of those with the same key only one is left for each change that they want; the others have
            a ``note``. An untouched copy wants nothing."""
        wanted, checked = defaultdict(list), {}
        # Rows that were changed come first: an untouched one is the copy.
        for row in sorted((row for row in rows if not row.error), key=lambda row: not row.edited):
            changes = wanted[row.row.key]
            if changes and (not row.edited or row.edited in changes):
                checked[id(row)] = row._replace(
                    edited={}, note=self.env._("Skipped: a copy of another row without changes of its own."))
            else:
                changes.append(row.edited)
        return [checked.get(id(row), row) for row in rows]

    def _get_target(self, row):
        return row.move_line or row.profile

    # What it would change here

    def _compare(self, rows):
        """:return: list of values of lines"""
        changed = [row for row in rows if row.edited and not row.error]
        current = self._get_current(changed)
        columns = self._get_columns({row.stamp.sheet for row in changed})
        return [self._prepare_line(row, columns, current) for row in rows]

    def _get_current(self, rows):
        """:return: ``{profile or journal item: {column key: value}}`` as it is now"""
        Editor = self.env["credit.workbook.editor"]
        profiles = self.env["credit.profile"].union(*(row.profile for row in rows if not row.move_line))
        lines = self.env["account.move.line"].union(*(row.move_line for row in rows if row.move_line))
        current = {}
        for today, of_day in self.env["res.company"]._get_credit_days_of(profiles).items():
            values = Editor._get_current(of_day, today)
            current.update({profile: values[profile.id] for profile in of_day})
        values = Editor._get_current_items(lines) if lines else {}
        return {**current, **{line: values[line.id] for line in lines}}

    def _prepare_line(self, row, columns, current):
        vals = {
            "sheet": row.table.title, "row": row.row.number, "profile_id": row.profile and row.profile.id,
            "move_line_id": row.move_line and row.move_line.id}
        if row.error:
            return {**vals, "result": "error", "place": PLACES["error"], "message": row.error}
        changes = compare(
            row.edited, {**row.stamp.shown, **row.stamp.known}, current[self._get_target(row)]) if row.edited else []
        if not changes:
            return {**vals, "result": "same", "place": PLACES["same"], "message": row.note or False}
        result = "conflict" if any(change.is_conflict for change in changes) else "change"
        return {
            **vals, "result": result, "place": PLACES[result],
            "message": "\n".join(self._tell(columns[row.stamp.sheet][change.key], change) for change in changes),
            "changes": [[*change, change.is_conflict] for change in changes]}

    def _tell(self, column, change):
        old, new, before = (
            self.env["credit.workbook.editor"]._describe(column, value)
            for value in (change.old, change.new, change.before))
        if change.is_conflict:
            return self.env._(
                "%(column)s: %(before)s → %(old)s here since the file was written, %(new)s in the file", column=column.heading,
                before=before, old=old, new=new)
        return self.env._("%(column)s: %(old)s → %(new)s", column=column.heading, old=old, new=new)

    # Would it work?

    def _reject_failing(self, lines):
        """Try all changes and undo them, so that nothing that is shown as a change fails later."""
        edits = self._get_edits([vals for vals in lines if vals["result"] in ("change", "conflict")])
        outcomes = self._try_edits(edits)
        for vals in lines:
            if vals["result"] not in ("change", "conflict"):
                continue
            rejection, hint = outcomes.get(vals["profile_id"], ("", ""))
            if rejection:
                vals.update(
                    result="error", place=PLACES["error"], message=f"{rejection}\n{vals['message']}", changes=False)
            elif hint:
                vals["message"] = f"{vals['message']}\n{hint}"
        return lines

    def _get_edits(self, lines):
        """:param lines: values of lines with ``changes``; of conflicts, what the file wants
        :return: list of :class:`Edit`, one per customer"""
        edits = {}
        for vals in lines:
            profile_id, line_id = vals["profile_id"], vals["move_line_id"]
            edit = edits.setdefault(profile_id, Edit(self.env["credit.profile"].browse(profile_id), {}, {}))
            new = {change[0]: change[3] for change in vals["changes"]}
            if line_id:
                edit.items.setdefault(self.env["account.move.line"].browse(line_id), {}).update(new)
            else:
                edit.values.update(new)
        return list(edits.values())


def _get_separators(lang):
    """:return: the decimal point of a language, and what separates its thousands"""
    return lang.decimal_point, lang.thousands_sep
