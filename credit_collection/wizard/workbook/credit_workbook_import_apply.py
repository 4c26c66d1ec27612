import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...models.workbook.credit_workbook_editor import Edit
from ...tools.workbook.cells import is_equal

MOST_ERRORS = 5
# What is entered here is a promise to pay.
PROMISED = {"expected_date", "expected_amount"}


class Undo(Exception):
    """Everything went well, and is undone."""


class CreditWorkbookImport(models.TransientModel):
    """Making the changes of a file: first to see whether they can be made, then for good."""

    _inherit = "credit.workbook.import"

    def _try_edits(self, edits):
        """Make these changes, all at once or, when that fails, by halves, and undo them.

        :return: ``{profile id: (why its changes are rejected, what else there is to know about them)}``
        """
        if not edits:
            return {}
        hints = {}
        # No e-mails about what will be undone.
        env = self.env(context={**self.env.context, "mail_activity_quick_update": True, "tracking_disable": True})
        try:
            with self.env.cr.savepoint():
                self._make(env, edits)
                hints = self._get_hints(env, edits)
                raise Undo
        except Undo:
            return {profile_id: ("", hint) for profile_id, hint in hints.items()}
        except UserError as error:
            rejection = str(error)
        except psycopg2.OperationalError:
            raise
        except psycopg2.Error as error:
            rejection = self.env._("The database rejects this: %(error)s", error=error.diag.message_primary or error)
        if len(edits) == 1:
            return {edits[0].profile.id: (rejection, "")}
        middle = len(edits) // 2
        return self._try_edits(edits[:middle]) | self._try_edits(edits[middle:])

    def _make(self, env, edits):
        """Make these changes, each company's on its own day."""
        edits = [self._with_env(env, edit) for edit in edits]
        profiles = env["credit.profile"].concat(*(edit.profile for edit in edits))
        by_profile = {edit.profile: edit for edit in edits}
        for today, of_day in env["res.company"]._get_credit_days_of(profiles).items():
            env["credit.workbook.editor"]._apply([by_profile[profile] for profile in of_day], today)
        env.flush_all()

    def _with_env(self, env, edit):
        return Edit(
            edit.profile.with_env(env), edit.values, {line.with_env(env): values for line, values in edit.items.items()})

    def _get_hints(self, env, edits):
        """:return: ``{profile id: text}`` of changes that do not come into force at once"""
        hints, Editor = {}, env["credit.workbook.editor"]
        profiles = env["credit.profile"].concat(*(edit.profile.with_env(env) for edit in edits))
        profiles.invalidate_recordset()
        for today, of_day in env["res.company"]._get_credit_days_of(profiles).items():
            current = Editor._get_current(of_day, today)
            for edit in edits:
                after = current.get(edit.profile.id)
                if after and any(
                        key in after and value is not None and not is_equal(value, after[key])
                        for key, value in edit.values.items() if key != "reason"):
                    hints[edit.profile.id] = self.env._("Not all of it comes into force at once: it waits for an approval.")
        for profile_id in self._find_waiting_promises(env, edits):
            hints[profile_id] = "\n".join(filter(None, (hints.get(profile_id), self.env._(
                "The promise is above what you may grant: it waits for an approval."))))
        return hints

    def _find_waiting_promises(self, env, edits):
        """:return: ids of the customers whose expected payment, as these edits made it, is a promise that waits"""
        promised = [edit.profile.id for edit in edits if edit.items or PROMISED & set(edit.values)]
        return env["credit.promise"].search([
            ("profile_id", "in", promised), ("state", "=", "to_approve")]).profile_id.ids

    def _apply(self):
        rejected = self.line_ids.filtered(lambda line: line.state == "error")
        changed = self.line_ids.filtered(lambda line: line.state == "change")
        if rejected and not self.skip_rejected:
            raise UserError(self.env._(
                "Nothing was imported. Correct these rows, or leave them out:\n%(rows)s",
                rows="\n".join(self._name_row(line) for line in rejected[:MOST_ERRORS])))
        if not changed:
            raise UserError(self.env._("There is nothing to import: the file changes nothing."))
        edits = self._collect(changed)
        with self.env.cr.savepoint():
            # Of two imports at once, the second one is done again and finds what the first one has changed.
            self.env["credit.guard"]._write_guard(changed.profile_id.ids)
            self._check_fresh(changed)
            self._make(self.env, edits)
        upload = self._keep_evidence(changed, rejected)
        # sudo: the state is written by code.
        self.sudo().state = "done"
        return {
            "type": "ir.actions.act_window", "res_model": upload._name, "res_id": upload.id, "view_mode": "form",
            "target": "current", "name": self.env._("Workbook Import"),
        }

    def _name_row(self, line):
        return self.env._(
            "%(sheet)s, row %(row)s: %(message)s", sheet=line.sheet, row=line.row, message=line.message or "")

    def _collect(self, lines):
        """:return: the :class:`Edit` of each customer, of those that the user may see"""
        visible = self.env["credit.profile"].search([("id", "in", lines.profile_id.ids)])
        if lines.profile_id - visible:
            raise UserError(self.env._("You do not work with some of these customers any more. Check the file again."))
        edits = {}
        for line in lines:
            edit = edits.setdefault(line.profile_id, Edit(visible.browse(line.profile_id.id), {}, {}))
            new = {key: value for key, _old, value in line._get_changes()}
            if line.move_line_id:
                edit.items.setdefault(line.move_line_id, {}).update(new)
            else:
                edit.values.update(new)
        return list(edits.values())

    def _check_fresh(self, lines):
        """:raise UserError: when something has changed since the preview was made"""
        self.env.invalidate_all()
        Editor = self.env["credit.workbook.editor"]
        current = {}
        for today, profiles in self.env["res.company"]._get_credit_days_of(lines.profile_id).items():
            current.update(Editor._get_current(profiles, today))
        items = Editor._get_current_items(lines.move_line_id) if lines.move_line_id else {}
        for line in lines:
            now = items[line.move_line_id.id] if line.move_line_id else current[line.profile_id.id]
            if any(not is_equal(old, now.get(key)) for key, old, _new in line._get_changes()):
                raise UserError(self.env._(
                    "%(customer)s was changed since the file was checked. Check it again.",
                    customer=line.profile_id.display_name))

    # Evidence

    def _keep_evidence(self, changed, rejected):
        """:return: the ``credit.workbook.upload``, with the file and all changes"""
        columns = {}
        for keys in self._get_columns({"customers", "items", "start"}).values():
            columns.update(keys)
        lines = [vals for line in changed for vals in self._prepare_evidence(line, columns)]
        # sudo: evidence is written by code.
        upload = self.env["credit.workbook.upload"].sudo().create({
            "user_id": self.env.uid, "company_ids": [Command.set(self.env.companies.ids)],
            "file": self.file, "file_name": self.file_name or self.env._("Workbook.xlsx"),
            "read_count": self.read_count, "changed_count": len(changed), "same_count": self.same_count,
            "rejected_count": len(rejected), "report": "\n".join(map(self._name_row, rejected)) or False,
            "line_ids": [Command.create(vals) for vals in lines],
        })
        self._tell_customers(upload)
        return upload.sudo(False)

    def _prepare_evidence(self, line, columns):
        Editor = self.env["credit.workbook.editor"]
        for key, old, new in line._get_changes():
            yield {
                "profile_id": line.profile_id.id, "move_line_id": line.move_line_id.id, "sheet": line.sheet, "row": line.row,
                "column": columns[key].heading, "old_value": Editor._describe(columns[key], old),
                "new_value": Editor._describe(columns[key], new)}

    def _tell_customers(self, upload):
        """Keep with each customer what the import has changed."""
        bodies = {
            profile.id: "\n".join([
                self.env._("Imported from %(file)s:", file=upload.file_name),
                *(f"{line.column}: {line.old_value} → {line.new_value}" for line in lines)])
            for profile, lines in upload.line_ids.grouped("profile_id").items()}
        # sudo: what a user may change may be noted with the customer.
        profiles = self.env["credit.profile"].browse(bodies).sudo()
        profiles._message_log_batch(bodies, author_id=self.env.user.partner_id.id)
