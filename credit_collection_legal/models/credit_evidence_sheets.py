from odoo import api, models
from odoo.tools import SQL, format_date

from odoo.addons.credit_collection.models.common.sql import build_items, to_array
from odoo.addons.credit_collection.models.exposure.settlements import build_settlements, get_settlement_fields

from .credit_evidence import SHEET, Piece


class CreditEvidence(models.AbstractModel):
    """Evidence that is a table: ledger, contact log, promises, disputes, limitation; in each language."""

    _inherit = "credit.evidence"

    @api.model
    def _make_sheets(self, case, langs, title, make, numbers=()):
        """:param title: function of an environment
        :param make: function of the case in a language: (headings, rows)
        :param numbers: places of the columns with amounts
        :return: pieces, none where there is no row
        """
        pieces = []
        for lang in langs:
            localized = case.with_context(lang=lang)
            headings, rows = make(localized)
            if rows:
                name = title(localized.env)
                pieces.append(Piece(name, f"{name}.pdf", lambda localized=localized, name=name, headings=headings, rows=rows: (
                    self._print_sheet(localized, name, headings, rows, numbers)), lang))
        return pieces

    @api.model
    def _print_sheet(self, case, title, headings, rows, numbers=()):
        """:return: ``(content, mimetype)`` of a table with this title"""
        return self._print(SHEET, case, {"title": title, "headings": headings, "rows": rows, "numbers": numbers})

    @api.model
    def _collect_ledger(self, case, langs):
        entries = self._read_ledger(case)
        return self._make_sheets(
            case, langs, lambda env: env._("Ledger"), lambda localized: self._describe_ledger(localized, entries), (3, 4, 5))

    @api.model
    def _read_ledger(self, case):
        """:return: list of dicts of the items and of what settled them, by date: a ledger for each currency of the items, that
            of the company first"""
        lines, own = case.line_ids, case.currency_id
        entries = [{
            "currency": line.currency_id, "date": line.date, "due": line.date_maturity, "document": line.move_name,
            "debit": line.amount_currency, "credit": 0.0,
        } for line in lines]
        rows = self.env.execute_query(build_items(
            SQL("""settlement.counterpart_date, settlement.move_id, line.move_name, line.currency_id,
                   settlement.amount_currency::float8"""),
            accounts=None, joins=SQL("CROSS JOIN LATERAL (%s) settlement", build_settlements(SQL("line.id"))),
            # What differs by the rates is not owed.
            condition=SQL(
                "settlement.amount_currency <> 0 AND line.id = ANY(%s)", to_array(lines.ids),
                to_flush=get_settlement_fields(self.env))))
        moves = self.env["account.move"].browse(move_id for _date, move_id, *_rest in rows)
        names = {move.id: move.name or "" for move in moves}
        entries += [{
            "currency": self.env["res.currency"].browse(currency_id), "date": date, "due": None,
            "document": f"{names[move_id]} → {number or ''}", "debit": 0.0, "credit": amount,
        } for date, move_id, number, currency_id, amount in rows]
        return sorted(entries, key=lambda entry: (
            entry["currency"] != own, entry["currency"].name, entry["date"], entry["credit"] > 0))

    @api.model
    def _describe_ledger(self, case, entries):
        env, balances, rows = case.env, {}, []
        for entry in entries:
            currency = entry["currency"].with_env(env)
            money = currency.format
            balance = balances[currency] = balances.get(currency, 0.0) + entry["debit"] - entry["credit"]
            due = format_date(env, entry["due"]) if entry["due"] else ""
            rows.append([
                format_date(env, entry["date"]), entry["document"] or "", due,
                money(entry["debit"]) if entry["debit"] else "", money(entry["credit"]) if entry["credit"] else "",
                money(balance)])
        return [env._("Date"), env._("Document"), env._("Due"), env._("Debit"), env._("Credit"), env._("Balance")], rows

    @api.model
    def _collect_contacts(self, case, langs):
        followups = self._get_followups(case)

        def describe(localized):
            env = localized.env
            records = followups.with_env(env)
            channels = dict(records._fields["channel"]._description_selection(env))
            outcomes = dict(records._fields["outcome"]._description_selection(env))
            amounts = self.with_env(env)._describe_demanded(records)
            headings = [
                env._("Date"), env._("Channel"), env._("Level"), env._("Addressed To"), env._("Outcome"), env._("Amount")]
            return headings, [[
                format_date(env, record.date), channels.get(record.channel, record.channel), record.level_id.name,
                record.contact_id.name or localized.partner_id.name,
                " ".join(filter(None, [outcomes.get(record.outcome), record.note])),
                amounts[record]] for record in records]

        return self._make_sheets(case, langs, lambda env: env._("Contact log"), describe, (5,))

    @api.model
    def _collect_promises(self, case, langs):
        promises = self.env["credit.promise"].search([
            ("profile_id", "=", case.profile_id.id), ("line_ids", "in", case.line_ids.ids),
            ("state", "not in", ("draft", "to_approve"))], order="date, id")

        def describe(localized):
            env = localized.env
            records = promises.with_env(env)
            states = dict(records._fields["state"]._description_selection(env))
            amounts = self.with_env(env)._describe_promised(records)
            headings = [
                env._("Promised On"), env._("Until"), env._("By"), env._("Promised"), env._("Received"), env._("Status")]
            return headings, [[
                format_date(env, record.date), format_date(env, record.covered_until), record.author_id.name or "",
                *amounts[record], states[record.state]] for record in records]

        return self._make_sheets(case, langs, lambda env: env._("Promises to pay"), describe, (3, 4))

    @api.model
    def _collect_disputes(self, case, langs):
        disputes = self.env["credit.dispute"].search(
            [("move_id", "in", case.line_ids.move_id.ids), ("state", "!=", "draft")], order="date_opened, id")

        def describe(localized):
            env = localized.env
            records = disputes.with_env(env)
            states = dict(records._fields["state"]._description_selection(env))
            return [env._("Opened On"), env._("Invoice"), env._("Reason"), env._("Disputed"), env._("Status"),
                    env._("Resolution")], [[
                format_date(env, record.date_opened), record.move_id.name, record.reason_id.name,
                record.currency_id.format(record.amount), states[record.state], record.resolution or record.note or ""]
                for record in records]

        return self._make_sheets(case, langs, lambda env: env._("Disputes"), describe, (3,))

    @api.model
    def _collect_limitation(self, case, langs):
        Limitation = self.env["credit.limitation"]

        def describe(localized):
            env = localized.env
            return [env._("Document"), env._("Time-barred After"), env._("How the date came about")], [[
                line.move_name or "", format_date(env, line.credit_limitation_date) if line.credit_limitation_date else "–",
                "; ".join(Limitation.with_env(env)._explain(line))] for line in localized.line_ids]

        events = case.limitation_event_ids.filtered(lambda event: event.state == "recorded")
        files = events.attachment_ids - case.letter_ids.proof_ids
        return [
            *self._make_sheets(case, langs, lambda env: env._("Limitation"), describe), *self._get_file_pieces(files)]
