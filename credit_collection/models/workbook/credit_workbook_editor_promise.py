from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from . import entered

KEYS = ("expected_date", "expected_amount")


class CreditWorkbookEditorPromise(models.AbstractModel):
    """An expected payment that is entered in the workbook is a promise to pay, with all that goes with it: limits on
    renewals, approval, judgement. Another date or amount withdraws the promise before it."""

    _name = "credit.workbook.editor.promise"
    _description = "Promises of the Workbook"

    @api.model
    def _apply(self, edits, current, today):
        """:param dict current: see ``credit.workbook.editor._get_current``"""
        agreed = entered.read_agreed(self.env)
        for edit in edits:
            promised = {key: edit.values.get(key, current[edit.profile.id][key]) for key in KEYS}
            is_new = any(key in edit.values for key in KEYS)
            if is_new and edit.items:
                raise self._refuse(edit, self.env._(
                    "the expected payment is changed for the customer and for items. Decide for one of them."))
            if is_new:
                self._promise(edit, agreed.get(edit.profile.id), promised, today)
        self._promise_items([edit for edit in edits if edit.items])

    @api.model
    def _refuse(self, edit, text):
        return UserError(f"{edit.profile.display_name}: {text}")  # pylint: disable=translation-required

    @api.model
    def _promise(self, edit, before, promised, today):
        """Promise what may be collected from the customer, or the given part of it."""
        if not promised["expected_date"]:
            raise self._refuse(edit, self.env._(
                "a promise is withdrawn where it was made, not by emptying the cell.") if before else self.env._(
                "enter the day of the expected payment."))
        if before and not before.is_simple:
            raise self._refuse(edit, self.env._(
                "several payments are agreed. Change the promise or plan itself."))
        earlier = self.env["credit.promise"].browse(before.promise_ids if before else ())
        lines = edit.profile._get_promisable_items(today) | earlier.line_ids.filtered(
            lambda line: not line.reconciled and line.amount_residual > 0)
        if not lines:
            raise self._refuse(edit, self.env._("nothing is overdue that could be promised."))
        amount = promised["expected_amount"]
        if amount is None:
            amount = self._get_promisable(edit, lines)
        self._check_amount(edit, amount, lines)
        self._replace(edit, earlier, lines, amount, promised["expected_date"], edit.values.get("reason"))

    @api.model
    def _check_amount(self, edit, amount, lines):
        currency, owed = edit.profile.currency_id, sum(lines.mapped("amount_residual"))
        if currency.compare_amounts(amount, owed) > 0:
            raise self._refuse(edit, self.env._(
                "%(amount)s cannot be promised, %(owed)s is overdue.", amount=currency.format(amount),
                owed=currency.format(owed)))

    @api.model
    def _get_promisable(self, edit, lines):
        return sum(lines._get_promisable_amounts(edit.profile.company_id._get_credit_today()).values())

    @api.model
    def _promise_items(self, edits):
        """Promise items for the same day together."""
        Item = self.env["account.move.line"]
        agreed = entered.read_agreed_items(self.env) if edits else {}
        for edit in edits:
            by_day = {}
            for line, values in edit.items.items():
                by_day.setdefault(values["expected_date"], []).append(line)
            for day, group in by_day.items():
                self._promise_lines(edit, Item.concat(*group), day, agreed)

    @api.model
    def _promise_lines(self, edit, lines, day, agreed):
        before = [agreed[line.id] for line in lines if line.id in agreed]
        earlier = self.env["credit.promise"].browse(
            sorted({promise_id for promises in before for promise_id in promises.promise_ids}))
        if not day:
            raise self._refuse(edit, self.env._(
                "a promise is withdrawn where it was made, not by emptying the cell."))
        others = earlier.line_ids.filtered(lambda line: not line.reconciled) - lines
        if others or not all(promises.is_simple for promises in before):
            raise self._refuse(edit, self.env._(
                "the promise over %(items)s covers more than these items. Change the promise itself.",
                items=", ".join(lines.move_id.mapped("name"))))
        self._replace(edit, earlier, lines, self._get_promisable(edit, lines), day)

    @api.model
    def _replace(self, edit, earlier, lines, amount, day, reason_id=None):
        earlier.action_cancel()
        self.env["credit.promise"].create({
            "profile_id": edit.profile.id,
            "line_ids": [Command.set(lines.ids)],
            "instalment_ids": [Command.create({
                "date": date.fromisoformat(day), "amount": edit.profile.currency_id.round(amount)})],
            "reason_id": reason_id or False,
            "note": self.env._("Entered in the overdue workbook."),
        }).action_open()
