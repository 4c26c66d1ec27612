from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.credit_collection.models.common.bulk import delete_rows, insert_rows
from odoo.addons.credit_collection.tools.common.notices import show_notice

from ..tools.commission import find_band, settle, share_out, slice_amount
from .credit_commission_run import ACTIVITY

COLUMNS = (
    "plan_id", "user_id", "profile_id", "payment_line_id", "debt_line_id", "pair", "document", "kind", "cause", "cause_date",
    "date", "age_days", "base_amount", "target", "percent", "amount")


class CreditCommissionRun(models.Model):
    """Working a settlement out: gathered in a fixed number of statements, whatever the number of receipts."""

    _inherit = "credit.commission.run"

    def action_calculate(self):
        """Work the settlement out, and ask another credit manager to approve it.

        :raise UserError: the run is no draft, there is no plan, the period has not ended, or a later one is settled
        """
        for run in self:
            run._check_manager()
            run._check_draft()
            run._check_order()
            # sudo: the right has been checked; figures are written by code only, and cover all receipts of the company.
            run_sudo = run.sudo()
            run_sudo._calculate()
            run_sudo.prepared_by_id = self.env.uid
            run_sudo.activity_unlink([ACTIVITY])
            if decider := run_sudo._get_decider():
                run_sudo.activity_schedule(
                    ACTIVITY, user_id=decider.id, date_deadline=run.company_id._get_credit_today(),
                    summary=self.env._("Approve: %(run)s", run=run.display_name))
        return show_notice(self.env._("The commission was worked out."))

    def _forget(self):
        for run in self:
            delete_rows(self.env["credit.commission.line"], SQL("run_id = %s", run.id))
            run.payout_ids.unlink()
            run.write({"calculated_on": False, "collected": 0.0, "unattributed": 0.0, "amount": 0.0})
        self.invalidate_recordset(["line_ids"])

    def _calculate(self):
        self.ensure_one()
        self._forget()
        plans = self.env["credit.commission.plan"].search([
            ("company_id", "=", self.company_id.id), ("date_from", "<=", self.date_to)])
        if not plans:
            raise UserError(self.env._(
                "%(company)s has no commission plan until %(day)s.", company=self.company_id.name,
                day=format_date(self.env, self.date_to)))
        Sources = self.env["credit.commission.sources"]
        changes = Sources._read_changes(self.company_id, min(plans.mapped("date_from")), self.date_to)
        kinds = {"collected": [], "taken_back": [], "paid_back": []}
        for row in changes:
            kinds[self._get_kind(row)].append(row)
        rows = self._make_collected(kinds["collected"], plans)
        settled = Sources._read_settled(self.company_id, [row["pair"] for row in kinds["taken_back"]])
        rows += self._make_taken_back(kinds["taken_back"], settled)
        rows += self._make_paid_back(kinds["paid_back"], rows, plans)
        rows += self._make_bonus(plans)
        self._keep(rows)

    @api.model
    def _get_kind(self, row):
        if row["payment_id"] is None or (row["change"] < 0 and not row["is_payout"]):
            return "taken_back"  # it pays nothing any more, or less than was settled
        return "paid_back" if row["is_payout"] else "collected"

    def _round(self, amount):
        return self.currency_id.round(amount)

    def _make_row(self, change, user_id, **vals):
        return {
            **dict.fromkeys(COLUMNS), "profile_id": change["profile_id"], "payment_line_id": change["payment_id"],
            "debt_line_id": change["debt_id"], "pair": change["pair"], "document": change["document"], "date": change["date"],
            "user_id": user_id or None, "age_days": 0, "target": 0.0, "percent": 0.0, "amount": 0.0, **vals}

    # What came in

    def _attribute(self, changes, plans):
        """:return: ``{pair: [(user id, share, cause, day of the cause)]}``; of the latest contact or promise within the days of
            the plan of that collector, else of the owners of the day"""
        days = {(row["profile_id"], row["date"]) for row in changes if row["profile_id"]}
        Sources, users = self.env["credit.commission.sources"], self.env["res.users"]
        causes, owners = Sources._read_causes(days), Sources._read_owners(days)
        result = {}
        for row in changes:
            key = row["profile_id"], row["date"]
            result[row["pair"]] = self._choose_cause(
                row["date"], causes.get(key, ()), plans, users) or self._get_owners(owners.get(key, ()))
        return result

    def _choose_cause(self, date, causes, plans, users):
        for day, kind, user_id in causes:
            plan = plans._find(users.browse(user_id), date)
            if plan.contact_days and (date - day).days <= plan.contact_days:
                return [(user_id, 1.0, kind, day)]
        return None

    def _get_owners(self, owners):
        if not any(user_id for user_id, _share in owners):
            return [(None, 1.0, "nobody", None)]
        cause = "shared" if len(owners) > 1 else "portfolio"
        return [(user_id, share, cause, None) for user_id, share in owners]

    def _make_collected(self, changes, plans):
        rows, before, users = [], {}, self.env["res.users"]
        attributed, decimals = self._attribute(changes, plans), self.currency_id.decimal_places
        for change in changes:
            owners = attributed[change["pair"]]
            age = (change["date"] - change["due_date"]).days
            amounts = share_out(self._round(change["change"]), [owner[1] for owner in owners], decimals)
            for (user_id, _share, cause, day), amount in zip(owners, amounts, strict=True):
                vals = {"kind": "collected", "cause": cause, "cause_date": day, "age_days": age}
                plan = plans._find(users.browse(user_id), change["date"]) if user_id else plans.browse()
                if not plan:
                    rows.append(self._make_row(change, user_id, base_amount=amount, **vals))
                    continue
                for part, percent in slice_amount(plan._get_rates(), age, amount, before.get(user_id, 0.0), decimals):
                    rows.append(self._make_row(
                        change, user_id, base_amount=part, percent=percent, amount=self._round(part * percent / 100),
                        plan_id=plan.id, **vals))
                before[user_id] = before.get(user_id, 0.0) + amount
        return rows

    # What went back

    def _make_taken_back(self, changes, settled):
        """Deduct what a receipt does not pay any more from those for whom it counted, at the rate of that time."""
        receipts = {row["pair"]: int(row["pair"].split("-")[0]) for row in changes}
        returns = self.env["credit.commission.sources"]._read_returns(list(receipts.values()), self.date_to)
        rows = []
        for change in changes:
            lines = settled[change["pair"]]
            first = lines[0]
            known = {**change, "profile_id": first.profile_id.id, "document": first.document, "date": first.date,
                     "payment_id": first.payment_line_id.id or None, "debt_id": first.debt_line_id.id or None}
            rows += self._share_back(
                known, change["change"], lines.mapped(lambda line: (
                    line.user_id.id, line.plan_id.id, line.base_amount, line.amount)),
                kind="taken_back", cause="original", cause_date=returns.get(receipts[change["pair"]]))
        return rows

    def _share_back(self, change, amount, parts, **vals):
        """:param parts: list of (user id, plan id, base, commission) for whom it counted
        :return: rows that deduct ``amount`` (below zero) by the same shares and rates
        """
        sums = {}
        for user_id, plan_id, base, commission in parts:
            key = user_id or None, plan_id or None
            before = sums.get(key, (0.0, 0.0))
            sums[key] = before[0] + base, before[1] + commission
        sums = {key: value for key, value in sums.items() if not self.currency_id.is_zero(value[0])}
        if not sums:
            return []
        bases = share_out(self._round(amount), [base for base, _commission in sums.values()], self.currency_id.decimal_places)
        return [
            self._make_row(
                change, user_id, plan_id=plan_id, base_amount=part, percent=round(100 * commission / base, 4),
                amount=self._round(part * commission / base), **vals)
            for ((user_id, plan_id), (base, commission)), part in zip(sums.items(), bases, strict=True)]

    def _make_paid_back(self, changes, rows, plans):
        """Deduct what was paid back of a credit note: at the rate at which its invoice was paid, else that of the owners."""
        by_move = self._get_paid_parts({row["reversed_entry_id"] for row in changes if row["reversed_entry_id"]}, rows)
        unknown = [row for row in changes if not by_move.get(row["reversed_entry_id"])]
        owners, users = self._attribute(unknown, plans), self.env["res.users"]
        result = []
        for change in changes:
            vals = {"kind": "paid_back", "cause": "original"}
            if parts := by_move.get(change["reversed_entry_id"]):
                result += self._share_back(change, change["change"], parts, **vals)
                continue
            for user_id, share, cause, day in owners[change["pair"]]:
                plan = plans._find(users.browse(user_id), change["date"]) if user_id else plans.browse()
                percent = find_band(plan._get_rates(), 0)[0].percent if plan else 0.0
                base = self._round(change["change"] * share)
                result.append(self._make_row(
                    change, user_id, plan_id=plan.id or None, base_amount=base, percent=percent,
                    amount=self._round(base * percent / 100), **{**vals, "cause": cause, "cause_date": day}))
        return result

    def _get_paid_parts(self, move_ids, rows):
        """:return: ``{id of an invoice: [(user id, plan id, base, commission)]}``, of what was settled before and of ``rows``
        """
        if not move_ids:
            return {}
        items = self.env["account.move"].browse(move_ids).line_ids
        parts = {}
        for line in self.env["credit.commission.line"].search([
                ("debt_line_id", "in", items.ids), ("run_id.state", "in", ("approved", "paid"))]):
            parts.setdefault(line.debt_line_id.move_id.id, []).append(
                (line.user_id.id, line.plan_id.id, line.base_amount, line.amount))
        moves = {item.id: item.move_id.id for item in items}
        for row in rows:
            if row["debt_line_id"] in moves:
                parts.setdefault(moves[row["debt_line_id"]], []).append(
                    (row["user_id"], row["plan_id"], row["base_amount"], row["amount"]))
        return parts

    # Keeping

    def _keep(self, rows):
        if rows:
            Line, count = self.env["credit.commission.line"], len(rows)
            insert_rows(Line, {
                "run_id": [self.id] * count, "company_id": [self.company_id.id] * count,
                **{name: [row[name] for row in rows] for name in COLUMNS}}, stamp=False)
        self.invalidate_recordset(["line_ids"])
        earned, collected = {}, {}
        for row in rows:
            earned[row["user_id"]] = earned.get(row["user_id"], 0.0) + row["amount"]
            if row["kind"] != "bonus":
                collected[row["user_id"]] = collected.get(row["user_id"], 0.0) + row["base_amount"]
        carried = {user.id: amount for user, amount in self.env["credit.commission.payout"]._get_carried(self).items()}
        payouts = []
        for user_id in sorted({*(key for key in earned if key), *carried}):
            paid, rest = settle(earned.get(user_id, 0.0), carried.get(user_id, 0.0))
            payouts.append({
                "run_id": self.id, "user_id": user_id, "collected": self._round(collected.get(user_id, 0.0)),
                "earned": self._round(earned.get(user_id, 0.0)), "carried_in": carried.get(user_id, 0.0),
                "amount": self._round(paid), "carried_out": self._round(rest)})
        self.env["credit.commission.payout"].create(payouts)
        self.write({
            "calculated_on": fields.Datetime.now(), "collected": self._round(sum(collected.values())),
            "unattributed": self._round(collected.get(None, 0.0)),
            "amount": self._round(sum(payout["amount"] for payout in payouts))})
