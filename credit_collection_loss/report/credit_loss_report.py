from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

from odoo.addons.credit_collection.tools.exposure.aging import make_buckets

VIEWER = "credit_collection.credit_collection_group_viewer"
AMOUNTS = ("gross", "netted", "tax", "insured", "base", "allowance")


class ReportRow(NamedTuple):
    group: str
    bucket: str
    customers: int
    amounts: dict
    #: percent, None for a sum
    rate: float | None


class CreditLossRun(models.Model):
    """What PDF and XLSX of a run tell: how the allowance comes about, and how it agrees with aging and ledger."""

    _inherit = "credit.loss.run"

    def _check_viewer(self):
        """:raise AccessError: the user is no credit viewer"""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(VIEWER)):
            raise AccessError(self.env._("Only credit viewers see the loss allowance."))

    def _get_bucket_names(self):
        """:return: ``{code: name}`` of the buckets of the run, in their order"""
        limits = self.limits or self.matrix_id.limits
        return self.env["credit.open.item"]._get_bucket_labels(
            make_buckets(self.env["res.company"]._parse_credit_aging_limits(limits)))

    def _get_matrix_rows(self):
        """:return: list of :class:`ReportRow` of the matrix, by group and bucket; the default group last"""
        names = self._get_bucket_names()
        order = list(names)
        groups = self.env["credit.loss.run.line"]._read_group(
            [("run_id", "=", self.id), ("kind", "=", "matrix")], ["group_name", "bucket"],
            ["partner_id:count_distinct", "rate:max", *(f"{name}:sum" for name in AMOUNTS)])
        rows = sorted(groups, key=lambda row: (not row[0], row[0] or "", order.index(row[1])))
        return [
            ReportRow(group or self.env._("All others"), names[bucket], count, dict(zip(AMOUNTS, amounts, strict=True)), rate)
            for group, bucket, count, rate, *amounts in rows]

    def _get_specific_rows(self):
        """:return: list of :class:`ReportRow`, one per customer who is estimated singly"""
        groups = self.env["credit.loss.run.line"]._read_group(
            [("run_id", "=", self.id), ("kind", "=", "specific")], ["partner_id"],
            ["rate:max", *(f"{name}:sum" for name in AMOUNTS)])
        # sudo: names of customers whom the user sees in the run.
        rows = [ReportRow(partner.sudo().display_name, "", 1, dict(zip(AMOUNTS, amounts, strict=True)), rate)
                for partner, rate, *amounts in groups]
        return sorted(rows, key=lambda row: row.group)

    def _get_total(self, rows):
        return {name: self.currency_id.round(sum(row.amounts[name] for row in rows)) for name in AMOUNTS}

    def _get_ledger_rows(self):
        """:return: list of pairs of text and amount, from the aging to the balance that the receivable accounts have now"""
        in_credit = self.currency_id.round(self.credits + self.netted)
        rows = [
            (self.env._("Debts, as in the aging"), self.gross),
            (self.env._("Open credits that cover debts"), -self.netted),
            (self.env._("Customers in credit: no allowance, and none less"), in_credit),
            (self.env._("Currency differences: nobody owes them"), self.currency_differences),
            (self.env._("Entries without customer"), self.without_customer),
            (self.env._("Booked since it was worked out: not in these figures"), self.booked_since),
        ]
        return rows[:2] + [row for row in rows[2:] if not self.currency_id.is_zero(row[1])]

    def _get_notes(self):
        """:return: sentences that say how the figures are meant"""
        notes = [
            self.env._("Company: %(company)s. Matrix: %(matrix)s.", company=self.company_id.name, matrix=self.matrix_id.name),
            self.env._("Open credits cover the oldest debt of their customer. Rating, country and tag are those of the day on "
                       "which the allowance was worked out."),
        ]
        if self.factor and self.factor != 1:
            notes.append(self.env._(
                "Rates include the forward factor %(factor)s: %(reason)s.", factor=f"{self.factor:g}",
                reason=self.factor_reason or ""))
        if not self.currency_id.is_zero(self.booked_since):
            notes.append(self._describe_booked_since())
        elif self.currency_id.is_zero(self.difference_to_ledger):
            notes.append(self.env._(
                "Agrees with the balance of the receivable accounts, %(ledger)s.", ledger=self.currency_id.format(self.ledger)))
        else:
            notes.append(self.env._(
                "Differs from the balance of the receivable accounts, %(ledger)s, by %(difference)s.",
                ledger=self.currency_id.format(self.ledger),
                difference=self.currency_id.format(self.difference_to_ledger)))
        return notes

    def _describe_booked_since(self):
        return self.env._(
            "The balance of the receivable accounts was %(before)s when the allowance was worked out, and is %(now)s now: "
            "%(difference)s was booked since, dated %(date)s or before, and is not in these figures.",
            before=self.currency_id.format(self.ledger), now=self.currency_id.format(self.ledger + self.booked_since),
            difference=self.currency_id.format(self.booked_since), date=format_date(self.env, self.date))

    def _get_entry_rows(self):
        """:return: list of pairs of text and amount"""
        return [
            (self.env._("Allowance as of %(date)s", date=format_date(self.env, self.date)), self.allowance),
            (self.env._("Booked before"), self.booked),
            (self.env._("To book"), self.difference),
        ]

    def action_print(self):
        """Print how the allowance comes about."""
        self._check_viewer()
        return self.env.ref("credit_collection_loss.action_report_loss_run").report_action(self)

    def action_download(self):
        """Download the allowance with all customers as XLSX."""
        self.ensure_one()
        self._check_viewer()
        return {
            "type": "ir.actions.act_url", "url": f"/credit_collection/loss/{self.id}.xlsx", "target": "download"}


class ReportLossRun(models.AbstractModel):
    _name = "report.credit_collection_loss.report_loss_run"
    _description = "Loss Allowance (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        runs = self.env["credit.loss.run"].browse(docids)
        for run in runs:
            run._check_viewer()
        return {"docs": runs, "tables": {run: self._prepare_table(run) for run in runs}}

    @api.model
    def _prepare_table(self, run):
        matrix, specific = run._get_matrix_rows(), run._get_specific_rows()

        def show(amount):
            return "" if run.currency_id.is_zero(amount) else run.currency_id.format(amount)

        names = [name for name in AMOUNTS if name != "insured" or run.insured]
        fields = self.env["credit.loss.run.line"]._fields
        return {
            "headings": [fields[name]._description_string(self.env) for name in names],
            "matrix": [(row.group, row.bucket, row.customers, [show(row.amounts[name]) for name in names], f"{row.rate:g} %")
                       for row in matrix],
            "matrix_total": [show(run._get_total(matrix)[name]) for name in names],
            "specific": [(row.group, [show(row.amounts[name]) for name in names], f"{row.rate:g} %") for row in specific],
            "specific_total": [show(run._get_total(specific)[name]) for name in names],
            "total": [show(run._get_total(matrix + specific)[name]) for name in names],
            "ledger": [(text, run.currency_id.format(amount)) for text, amount in run._get_ledger_rows()],
            "balance": run.currency_id.format(run.ledger + run.booked_since),
            "entry": [(text, run.currency_id.format(amount)) for text, amount in run._get_entry_rows()],
            "notes": run._get_notes(),
        }
