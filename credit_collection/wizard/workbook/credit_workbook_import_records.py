from typing import NamedTuple

from odoo import models

from ...tools.workbook.stamps import unpack


class Checked(NamedTuple):
    """A row of the file with what is found out about it; ``error`` says why it is rejected, ``note`` why it is skipped."""

    table: object
    row: object
    stamp: object
    profile: object
    move_line: object
    edited: dict
    error: str
    note: str = ""


class CreditWorkbookImport(models.TransientModel):
    """Which record each row of the file is about, by its hidden key alone."""

    _inherit = "credit.workbook.import"

    def _read_stamps(self, table):
        secret = self.env["credit.overdue.workbook"]._get_secret()
        for row in table.rows:
            stamp = unpack(row.key, secret)
            error = "" if stamp and stamp.sheet == table.about.get("sheet") else self.env._("The hidden key is damaged.")
            yield Checked(table, row, stamp, None, None, {}, error)

    def _find_records(self, rows):
        """Find the customers of the rows, by key alone; what the user may not see is rejected as what does not exist."""
        rows = list(rows)
        lines = self._find_move_lines({row.stamp.record_id for row in rows if not row.error and row.stamp.sheet == "items"})
        wanted = {row.stamp.record_id for row in rows if not row.error and row.stamp.sheet != "items"}
        profiles = self.env["credit.profile"].search([("id", "in", list(wanted))]).grouped("id")
        merged = self._find_merged(wanted - profiles.keys())
        return [row if row.error else self._find_record(row, profiles, lines, merged) for row in rows]

    def _find_record(self, row, profiles, lines, merged):
        record_id, unknown = row.stamp.record_id, self.env._(
            "Unknown: deleted, or not among the customers and companies that you work with now.")
        if row.stamp.sheet == "items":
            line, profile = lines.get(record_id, (None, None))
            return row._replace(profile=profile, move_line=line, error="" if line else unknown)
        if record_id in profiles:
            return row._replace(profile=profiles[record_id])
        if record_id in merged and self.follow_merged:
            return row._replace(profile=merged[record_id])
        if record_id in merged:
            return row._replace(error=self.env._(
                "This customer was merged into %(customer)s. Tick “%(follow)s” to change that one.",
                customer=merged[record_id].display_name,
                follow=self._fields["follow_merged"]._description_string(self.env)))
        return row._replace(error=unknown)

    def _find_merged(self, ids):
        """:return: ``{id that is gone: profile that has taken over}``, of those that the user may see"""
        # sudo: the table has ids alone; what the user may see is asked below.
        found = self.env["credit.workbook.successor"].sudo().search([("gone_id", "in", list(ids))])
        visible = self.env["credit.profile"].search([("id", "in", found.profile_id.ids)])
        return {
            successor.gone_id: visible.browse(successor.profile_id.id) for successor in found
            if successor.profile_id.id in visible.ids}

    def _find_move_lines(self, ids):
        """:return: ``{journal item id: (journal item, profile)}`` of those that the user may see"""
        lines = self.env["account.move.line"].search([("id", "in", list(ids)), ("company_id", "in", self.env.companies.ids)])
        profiles = self.env["credit.profile"].search(
            [("partner_id", "in", lines.partner_id.commercial_partner_id.ids)])._get_by_partner()
        found = {}
        for line in lines:
            profile = profiles.get((line.partner_id.commercial_partner_id.id, line.company_id.root_id.id))
            if profile:
                found[line.id] = line, profile
        return found
