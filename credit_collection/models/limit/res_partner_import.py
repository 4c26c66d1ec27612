from odoo import api, models
from odoo.exceptions import UserError

from ...tools.limit.imported import NO_CREDIT, UNLIMITED, find_doubles, read_limit

COLUMN = "credit_limit"
MANAGER = "credit_collection.credit_collection_group_manager"
# Columns that identify the customer of a row without an identifier.
NAMED_BY = ("name", "vat", "ref", "company_registry")


class ImportProblems(Exception):
    """Rows that cannot be imported; ``args[0]``: ``{row: message}``."""


class ResPartner(models.Model):
    """Credit limits that come with a file of contacts: all of them or none.

    An empty cell leaves the limit as it is, 0 is no credit, the word for it is unlimited; anything else is told. The limit
    belongs to the customer, not to its contacts, and stands once in a file.
    """

    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        if COLUMN not in fields:
            return super().load(fields, data)
        column = fields.index(COLUMN)
        rest = [name for number, name in enumerate(fields) if number != column]
        rows = [[cell for number, cell in enumerate(row) if number != column] for row in data]
        try:
            limits = self._read_credit_limits(fields, data, column)
            with self.env.cr.savepoint():
                result = super().load(rest, rows)
                if result["ids"]:
                    starts = self._find_import_starts(rest, rows)
                    self._import_credit_limits(result["ids"], starts, limits)
        except ImportProblems as problems:
            return {"ids": False, "nextrow": 0, "messages": [{
                "type": "error", "message": message, "record": row, "rows": {"from": row, "to": row}, "field": COLUMN,
            } for row, message in sorted(problems.args[0].items())]}
        return result

    @api.model
    def _read_credit_limits(self, fields, data, column):
        """:return: ``{row: limit as read}`` of the rows that bring one
        :raise ImportProblems: the user may bring none, a cell says none, or a customer is there twice
        """
        limits, problems = {}, {}
        for number, row in enumerate(data):
            try:
                limit = read_limit(row[column])
            except ValueError:
                problems[number] = self.env._(
                    "“%(text)s” is no credit limit. Enter an amount, 0 for no credit, or “unlimited”.", text=row[column])
            else:
                if limit is not None:
                    limits[number] = limit
        if limits and not self._may_import_credit_limits():
            raise ImportProblems(dict.fromkeys(limits, self.env._(
                "Only credit managers import the column “Credit Limit”. Leave it out.")))
        keys = [self._get_import_key(fields, row) if number in limits else None for number, row in enumerate(data)]
        for number in find_doubles(keys):
            problems[number] = self.env._("This customer has a credit limit in several rows. Keep one of them.")
        if problems:
            raise ImportProblems(problems)
        return limits

    @api.model
    def _may_import_credit_limits(self):
        return self._has_field_access(self._fields[COLUMN], "write") or self.env.user.has_group(MANAGER)

    @api.model
    def _get_import_key(self, fields, row):
        """:return: key of the customer that a row names, None without one"""
        cells = dict(zip(fields, row, strict=True))
        for name in (".id", "id"):
            if cells.get(name):
                return name, str(cells[name])
        key = tuple(str(cells.get(name) or "").strip().casefold() for name in NAMED_BY)
        return key if any(key) else None

    @api.model
    def _find_import_starts(self, fields, rows):
        """:return: the rows with which a contact begins; the others go on with its lines"""
        lines = [number for number, name in enumerate(fields) if (
            field := self._fields.get(name.split("/")[0])) and field.type == "one2many"]
        others = [number for number in range(len(fields)) if number not in lines]
        return [position for position, row in enumerate(rows) if any(row[number] for number in others) or not any(
            row[number] for number in lines)]

    @api.model
    def _import_credit_limits(self, partner_ids, starts, limits):
        """:raise ImportProblems: a row is about a contact of a customer, or the user may not give this limit"""
        problems, seen, contacts = {}, {}, {}
        for partner, row in zip(self.browse(partner_ids), starts, strict=False):
            if row not in limits:
                continue
            if partner.commercial_partner_id != partner:
                contacts[row] = partner
            elif partner in seen:
                problems[row] = problems[seen[partner]] = self.env._(
                    "This customer has a credit limit in several rows. Keep one of them.")
            else:
                seen[partner] = row
        if not problems:
            for partner, row in seen.items():
                try:
                    partner._give_imported_credit_limit(limits[row])
                except UserError as error:
                    problems[row] = str(error)
        # An exported list shows the limit of the customer at its contacts, too: unchanged, it is accepted there.
        problems |= {row: contact._explain_contact_limit() for row, contact in contacts.items()
                     if not contact._is_customer_limit(limits[row])}
        if problems:
            raise ImportProblems(problems)

    def _is_customer_limit(self, limit):
        amount = {NO_CREDIT: 0.0, UNLIMITED: None}.get(limit, limit)
        # sudo: core hides the limit from those who do not invoice.
        own = self.commercial_partner_id.sudo().credit_limit
        return amount is not None and self.env.company.currency_id.compare_amounts(amount, own) == 0

    def _explain_contact_limit(self):
        return self.env._(
            "%(contact)s is a contact of %(customer)s, which has the credit limit. Enter it there.",
            contact=self.name, customer=self.commercial_partner_id.display_name)

    def _give_imported_credit_limit(self, limit):
        self.ensure_one()
        vals = {"limit_mode": limit} if limit in (UNLIMITED, NO_CREDIT) else {"limit_mode": "limited", COLUMN: limit}
        if self.env.user.has_group(MANAGER):
            profile = self._get_credit_profiles()
            if any(profile[name] != value for name, value in vals.items()):
                profile.write(vals)
        elif COLUMN in vals:
            # A first limit on a new customer; core's field asks for a credit manager where one was decided.
            self.write({COLUMN: limit})
        else:
            self.env["credit.profile"]._check_policy_right(vals)
