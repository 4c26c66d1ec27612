import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import delete_rows, insert_rows
from odoo.addons.credit_collection.models.common.sql import build_items, get_root_sql
from odoo.addons.credit_collection.tools.common.notices import show_notice

from ..tools.allowance import Item, Terms, work_out
from .credit_loss_run import ACTIVITY

COLUMNS = ("gross", "netted", "tax", "insured", "base", "allowance")


class CreditLossRun(models.Model):
    """Working the allowance out: from the open items of the day, in a fixed number of statements."""

    _inherit = "credit.loss.run"

    booked_since = fields.Monetary(
        compute="_compute_booked_since",
        help="What was booked on receivable accounts since the allowance was worked out, dated on its day or before.")

    @api.depends("calculated_on", "ledger")
    def _compute_booked_since(self):
        """Never kept: any entry changes it."""
        self.booked_since = 0.0
        for run in self.filtered("calculated_on"):
            run.booked_since = run.currency_id.round(run._read_ledger()[0] - run.ledger)

    def action_calculate(self):
        """Work the allowance out, and ask another credit manager to approve it.

        :raise UserError: the run is no draft, the matrix has a gap, an account is not set, or the day is locked
        """
        for run in self:
            run._check_manager()
            if run.state != "draft":
                raise UserError(self.env._("“%(run)s” is not a draft any more.", run=run.display_name))
            run.company_id._check_loss_date(run.date)
            run.company_id._get_loss_accounts("credit_loss_account_id", "credit_allowance_account_id")
            run.matrix_id._check_complete()
            # sudo: the right has been checked; figures are written by code only, and cover all customers of the company.
            run.sudo()._calculate()
            run.sudo().prepared_by_id = self.env.uid
            run.sudo()._ask()
        return show_notice(self.env._("The allowance was worked out."))

    def _ask(self):
        """Give who decides a task."""
        self.activity_unlink([ACTIVITY])
        if decider := self._get_decider():
            self.activity_schedule(
                ACTIVITY, user_id=decider.id, date_deadline=self.company_id._get_credit_today(),
                summary=self.env._("Approve: %(run)s", run=self.display_name))

    def _calculate(self):
        self.ensure_one()
        self._forget_rows()
        data = self._read_items()
        rows = work_out(self._make_items(data), self._get_terms(data))
        self._keep_rows(rows, data)
        ledger, without_customer = self._read_ledger()
        differences = sum(row["residual"] for row in data if row["is_difference"])
        booked = self._read_booked()
        debts = [row for row in rows if row.kind != "credit"]
        credits = [row for row in rows if row.kind == "credit"]
        figures = {name: self._sum(debts, name) for name in COLUMNS}
        self.write({
            **figures, "credits": self._sum(credits, "gross"), "currency_differences": self.currency_id.round(differences),
            "without_customer": without_customer, "ledger": ledger, "booked": booked,
            "difference": self.currency_id.round(figures["allowance"] - booked), "limits": self.matrix_id.limits,
            "factor": self.matrix_id.forward_factor, "factor_reason": self.matrix_id.forward_reason,
            "calculated_on": fields.Datetime.now(),
        })

    def _sum(self, rows, name):
        return self.currency_id.round(sum(getattr(row, name) for row in rows))

    # Gathering

    def _read_items(self):
        """:return: list of dicts, a row per open item, by customer and due date; names in the language of the user"""
        Item = self.env["credit.open.item"]
        self.env["account.move"].flush_model(["amount_tax_signed", "amount_total_signed", "move_type"])
        self.env["res.partner"].flush_model(["category_id", "country_id", "name"])
        items = Item._build_items(self.date, SQL("%s = %s", get_root_sql("company"), self.company_id.id))
        return self.env.execute_query_dict(SQL(
            """
            SELECT item.partner_id, item.profile_id, customer.name AS partner_name, item.residual::float8 AS residual,
                   item.status = 'difference' AS is_difference, %(bucket)s AS bucket, %(group)s AS group_id,
                   CASE WHEN move.move_type IN ('out_invoice', 'out_receipt') AND move.amount_total_signed > 0
                        THEN LEAST(GREATEST(move.amount_tax_signed / move.amount_total_signed, 0), 1) ELSE 0
                   END::float8 AS tax_share
              FROM (%(items)s) item
              JOIN account_move move ON move.id = item.move_id
              JOIN res_partner customer ON customer.id = item.partner_id
         LEFT JOIN credit_profile profile ON profile.id = item.profile_id
          ORDER BY customer.name, item.partner_id, item.due_date, item.id
            """, bucket=Item._get_bucket_sql(self.matrix_id._get_buckets()), group=self.matrix_id._get_group_sql(),
            items=items))

    def _make_items(self, data):
        has_relief = self.company_id.credit_loss_tax_relief
        for row in data:
            if not row["is_difference"]:
                amount = row["residual"]
                yield Item(
                    row["partner_id"], row["bucket"] if amount > 0 else None, amount, row["tax_share"] if has_relief else 0.0)

    def _get_terms(self, data):
        rates = self.matrix_id._get_rates()
        known = {group for group, _bucket in rates}
        partner_ids = sorted({row["partner_id"] for row in data})
        return Terms(
            rates=rates, groups={row["partner_id"]: row["group_id"] for row in data if row["group_id"] in known},
            specific=self.env["credit.loss.specific"]._get_rates(self.company_id, self.date),
            covers=self._get_covers(partner_ids), factor=self.matrix_id.forward_factor,
            insured_percent=self.matrix_id.insured_rate, decimals=self.currency_id.decimal_places)

    def _get_covers(self, partner_ids):
        """Door for what is insured. Register by ``return {**super()._get_covers(partner_ids), …}``, in a fixed number of
        queries.

        :param list partner_ids: commercial partners who owe on the day of the run
        :return: ``{partner id: Cover}``
        """
        self.ensure_one()
        return {}

    def _read_ledger(self):
        """:return: the balance of the receivable accounts, by a plain sum over journal items, and what of it has no customer"""
        [(balance, without)] = self.env.execute_query(build_items(
            SQL("COALESCE(SUM(line.balance), 0)::float8, "
                "COALESCE(SUM(line.balance) FILTER (WHERE line.partner_id IS NULL), 0)::float8"),
            joins=SQL("JOIN res_company company ON company.id = line.company_id"),
            condition=SQL("line.date <= %s AND %s = %s", self.date, get_root_sql("company"), self.company_id.id)))
        return self.currency_id.round(balance), self.currency_id.round(without)

    def _read_booked(self):
        """:return: the allowance on the books at the end of the day"""
        account = self.company_id.credit_allowance_account_id
        self.env["account.move.line"].flush_model(["account_id", "balance", "company_id", "date", "parent_state"])
        [(balance,)] = self.env.execute_query(build_items(
            SQL("COALESCE(SUM(line.balance), 0)::float8"), accounts=SQL("ARRAY[%s]", account.id),
            joins=SQL("JOIN res_company company ON company.id = line.company_id"),
            condition=SQL("line.date <= %s AND %s = %s", self.date, get_root_sql("company"), self.company_id.id)))
        return self.currency_id.round(-balance)

    # Keeping

    def _forget_rows(self):
        """Remove the rows of customers by one statement: there may be tens of thousands."""
        delete_rows(self.env["credit.loss.run.line"], SQL("run_id = ANY(%s)", self.ids))
        self.invalidate_recordset(["line_ids"])

    @api.model
    def _get_group_names(self, matrix):
        """:return: ``{group id: its name in each language, as the database holds it}``"""
        groups, names = matrix.line_ids[matrix._get_group_field()], {}
        # The source too, which stands for languages that are installed later.
        for lang in {"en_US", *(code for code, _name in self.env["res.lang"].get_installed())}:
            groups.invalidate_recordset(["display_name"], flush=False)  # kept for one language in each transaction
            for group in groups.with_context(lang=lang):
                names.setdefault(group.id, {})[lang] = group.display_name
        groups.invalidate_recordset(["display_name"], flush=False)
        return {group_id: json.dumps(said) for group_id, said in names.items()}

    def _keep_rows(self, rows, data):
        customers = {row["partner_id"]: row for row in data}
        names = self._get_group_names(self.matrix_id)
        positions = {bucket.code: number for number, bucket in enumerate(self.matrix_id._get_buckets())}
        values = {
            "partner_id": [row.partner_id for row in rows],
            "partner_name": [customers[row.partner_id]["partner_name"] for row in rows],
            "profile_id": [customers[row.partner_id]["profile_id"] for row in rows],
            "kind": [row.kind for row in rows], "bucket": [row.bucket for row in rows],
            "position": [positions.get(row.bucket, 99) for row in rows],
            "group_name": [names.get(row.group) for row in rows], "rate": [row.percent for row in rows],
            **{name: [getattr(row, name) for row in rows] for name in COLUMNS},
        }
        for row in data:
            if row["is_difference"]:
                zero = dict.fromkeys((*COLUMNS, "rate"), 0.0)
                own = {
                    **zero, "partner_id": row["partner_id"], "partner_name": row["partner_name"],
                    "profile_id": row["profile_id"], "kind": "difference", "bucket": None, "position": 100,
                    "group_name": None, "gross": row["residual"]}
                for name, column in values.items():
                    column.append(own[name])
        count = len(values["kind"])
        if count:
            Line = self.env["credit.loss.run.line"]
            insert_rows(Line, {
                "run_id": [self.id] * count, "company_id": [self.company_id.id] * count, **values}, stamp=False)
        self.invalidate_recordset(["line_ids"])
