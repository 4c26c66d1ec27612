from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import flush
from odoo.addons.credit_collection.models.common.sql import TRADE_ACCOUNT_COLUMNS, build_items, get_account_holder_sql, to_array
from odoo.addons.credit_collection.models.exposure.settlements import SETTLEMENT_DEPENDS, build_settlements

from ..tools.classify import EARNED, NOT_DUE, Rest, classify

JOB = "credit_collection_short_payment.ir_cron_short_payments"
BATCH = 2000
# Receipts before that are history.
LOOKED_BACK = 90
READ = {
    **SETTLEMENT_DEPENDS,
    "account.account": [*SETTLEMENT_DEPENDS["account.account"], *TRADE_ACCOUNT_COLUMNS],
    "account.move": ["amount_total", "amount_untaxed", "move_type"],
    "account.move.line": [
        *SETTLEMENT_DEPENDS["account.move.line"], "account_id", "amount_currency", "amount_residual",
        "amount_residual_currency", "company_id", "credit_disputed_amount", "credit_promised_until", "currency_id",
        "discount_amount_currency", "discount_date", "display_type", "parent_state", "partner_id",
    ],
    "account.partial.reconcile": [*SETTLEMENT_DEPENDS["account.partial.reconcile"], "credit_amount_currency"],
}


class CreditShortPayment(models.Model):
    """Finding rests that receipts left: after a reconciliation, and overnight what was missed. A fixed number of queries."""

    _inherit = "credit.short.payment"

    @api.model
    def _cron_find(self):
        """Look for short payments of one batch of customers."""
        self.env["credit.profile"]._run_batch(
            JOB, lambda today: [], lambda profiles, today: self._find_of_customers(profiles, today), size=BATCH, stamped=True)

    @api.model
    def _find_of_customers(self, profiles, today):
        """Look again at what these customers left open."""
        partner_ids = profiles.partner_id.ids
        # sudo: found by the system, whoever reconciles.
        known = self.sudo().search([("profile_id", "in", profiles.ids), ("state", "in", ("proposed", "claimed", "waiving"))])
        known._look_again()
        self._find(get_account_holder_sql(SQL("line.partner_id"), partner_ids), today)

    @api.model
    def _look_at(self, line_ids):
        """Look again at items that were reconciled or unreconciled."""
        # sudo: as above.
        self.sudo().search([("line_id", "in", line_ids), ("state", "in", ("proposed", "claimed", "waiving"))])._look_again()
        items = SQL("line.id = ANY(%s)", to_array(line_ids))
        self._find(items, None)

    def _look_again(self):
        """End what is owed no longer; forget proposals that do not hold any more, so that they are made anew."""
        ended, gone = self.browse(), self.browse()
        for short in self:
            item = short.line_id
            is_owed = item.parent_state == "posted" and short.currency_id.compare_amounts(item.amount_residual_currency, 0) > 0
            is_same = is_owed and not short.currency_id.compare_amounts(item.amount_residual_currency, short.amount)
            if is_owed and not is_same and short.state == "proposed":
                gone |= short
            elif not is_same:
                ended |= short
        for short in ended:
            short._set_state("settled")
        ended.activity_unlink(["credit_collection_short_payment.mail_activity_short_payment"])
        gone.unlink()

    @api.model
    def _find(self, condition, today):
        """Propose what is to be done with the rests of items that fulfil ``condition``, SQL on ``line``.

        :param date today: the day it is at their company; None: each company's own
        :return: the proposals made
        """
        found = self._read_rests(condition)
        if not found:
            return self.browse()
        Company = self.env["res.company"].sudo()  # sudo: as above.
        by_company = {}
        for row in found:
            by_company.setdefault(Company.browse(row["company_id"]).root_id, []).append(row)
        values = []
        for company, rows in by_company.items():
            values += self._classify(company, rows, today or company._get_credit_today())
        # At once: the new records look their items up one by one.
        self.env["account.move.line"].sudo().browse([row["id"] for row in found]).fetch(["move_id", "currency_id"])
        # Core's own switch: what is only proposed needs no message.
        return self.sudo().with_context(tracking_disable=True).create(values)

    @api.model
    def _read_rests(self, condition):
        """:return: list of dicts: items of invoices that a receipt left open in part, which nobody has looked at since"""
        flush(self.env, READ)
        self.flush_model(["line_id", "receipt_id"])
        bounced = self.env["credit.receipts"]._get_bounced_sql(self.env.company._get_credit_today(), SQL(
            "back.partner_id = ANY(ARRAY(%s))", build_items(SQL("line.partner_id"), condition=SQL(
                "line.reconciled IS NOT TRUE AND line.amount_residual > 0 AND %s", condition))))
        settled = SQL(
            """
            SELECT SUM(amount_currency) FILTER (WHERE is_credit_note) AS credited,
                   MAX(counterpart_date) FILTER (WHERE is_payment) AS paid_on,
                   (ARRAY_AGG(counterpart_id ORDER BY counterpart_date DESC, counterpart_id DESC)
                       FILTER (WHERE is_payment))[1] AS receipt_id
              FROM (%s) settlement
            """, build_settlements(SQL("line.id"), bounced=bounced, debt="line"))
        return self.env.execute_query_dict(build_items(
            SQL(
                """
                line.id, line.partner_id, line.company_id, line.currency_id, line.amount_currency::float8 AS invoiced,
                line.amount_residual_currency::float8 AS amount, line.amount_residual::float8 AS company_amount,
                line.discount_date, (line.amount_currency - line.discount_amount_currency)::float8 AS discount,
                move.amount_untaxed::float8 AS untaxed, move.amount_total::float8 AS total, line.credit_promised_until,
                COALESCE(settled.credited, 0)::float8 AS credited, settled.paid_on, settled.receipt_id
                """),
            joins=SQL(
                "JOIN account_move move ON move.id = line.move_id CROSS JOIN LATERAL (%s OFFSET 0) settled", settled),
            condition=SQL(
                """
                line.reconciled IS NOT TRUE AND line.amount_residual > 0 AND line.amount_residual_currency > 0
                AND line.amount_residual < line.balance AND line.display_type = 'payment_term'
                AND move.move_type IN ('out_invoice', 'out_receipt') AND line.amount_residual > COALESCE(
                    line.credit_disputed_amount, 0)
                AND settled.receipt_id IS NOT NULL AND NOT EXISTS (
                    SELECT FROM credit_short_payment known
                     WHERE known.line_id = line.id AND (known.receipt_id = settled.receipt_id OR known.state = 'waiving'))
                AND %s
                """, condition)))

    @api.model
    def _classify(self, company, rows, today):
        """:return: values of the proposals for those of ``rows`` that are short payments"""
        rules, patterns = self.env["credit.short.payment.rule"]._get_patterns(company)
        # sudo: found by the system, whoever reconciles. Read together.
        receipts = {receipt.id: receipt for receipt in self.env["account.move.line"].sudo().browse(
            [row["receipt_id"] for row in rows])}
        texts = self._read_texts(list(receipts))
        since = fields.Date.subtract(today, days=LOOKED_BACK)
        profiles, result = None, []
        partners = self.env["res.partner"].sudo().browse([row["partner_id"] for row in rows])  # sudo: as above.
        payers = {partner.id: partner.commercial_partner_id for partner in partners}
        for row in rows:
            is_promised = row["credit_promised_until"] and row["credit_promised_until"] >= today
            if is_promised or row["paid_on"] < since:
                continue
            receipt = receipts[row["receipt_id"]]
            rest, found = self._choose(company, row, self._get_rest(row, texts.get(receipt.id, "")), receipt, patterns)
            if not found:
                continue
            profiles = profiles or partners._get_credit_profiles(company).grouped("partner_id")
            profile = profiles[payers[row["partner_id"]]]
            result.append(self._prepare(row, rest, profile, found[0], rules.browse(found[1]), company, today))
        return result

    @api.model
    def _choose(self, company, row, rest, receipt, patterns):
        """:return: the rest, and what ``classify`` takes it to be: by the discount of its own invoice, else by the discounts of
            all that its receipt paid, which stand on the last one together"""
        def ask(asked):
            return classify(asked, patterns, company.credit_short_tolerance, company.credit_discount_moves_on)

        found = ask(rest)
        if not found or found[0] not in (EARNED, NOT_DUE):
            others = receipt._get_credit_discounted_in_full(self.env["res.currency"].browse(row["currency_id"]))
            if others:
                dates = [*others.mapped("discount_date"), *([rest.discount_until] if rest.discount_until else [])]
                together = rest._replace(
                    discount=rest.discount + sum(item._get_credit_printed_discount() for item in others),
                    discount_until=min(dates))
                again = ask(together)
                if again and again[0] in (EARNED, NOT_DUE):
                    return together, again
        return rest, found

    @api.model
    def _get_rest(self, row, text):
        left = 1 - row["credited"] / row["invoiced"]
        currency = self.env["res.currency"].browse(row["currency_id"])
        is_printed = row["discount_date"] and row["discount"] > 0
        return Rest(
            row["amount"], row["invoiced"], row["untaxed"] * row["invoiced"] / (row["total"] or 1.0), row["company_amount"],
            currency.round(row["discount"] * left) if is_printed else 0.0, row["discount_date"] if is_printed else None,
            row["paid_on"], text, currency.rounding)

    @api.model
    def _read_texts(self, receipt_ids):
        """:return: ``{receipt id: what it says}``"""
        receipts = self.env["account.move.line"].sudo().browse(receipt_ids)  # sudo: as above.
        return {receipt.id: " ".join(filter(None, dict.fromkeys((
            receipt.name, receipt.ref, receipt.move_id.statement_line_id.payment_ref)))) for receipt in receipts}

    @api.model
    def _prepare(self, row, rest, profile, kind, rule, company, today):
        reason = rule.reason_id
        owner = rule.user_id or reason.user_id
        days = rule.deadline_days or reason.deadline_days
        return {
            "line_id": row["id"], "receipt_id": row["receipt_id"], "receipt_date": row["paid_on"], "receipt_text": rest.text,
            "profile_id": profile.id, "invoiced": row["invoiced"], "amount": row["amount"],
            "company_amount": row["company_amount"], "discount": rest.discount, "discount_until": rest.discount_until,
            "kind": kind, "rule_id": rule.id, "reason_id": reason.id if kind != EARNED else False,
            # A collector need not see in which companies others work.
            "user_id": owner.id if owner.active and company in owner.sudo().company_ids.root_id else profile.collector_id.id,
            "date_due": fields.Date.add(today, days=days) if days and kind not in (EARNED, "small") else False,
        }


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_credit_discounted_in_full(self, currency):
        """:return: items in ``currency`` with a printed discount that this receipt alone paid, without taking the discount"""
        self.ensure_one()
        is_taken = self.company_id.account_journal_early_pay_discount_loss_account_id in self.move_id.line_ids.account_id
        if is_taken:
            return self.browse()
        paid = self.matched_debit_ids.filtered(lambda partial: currency == partial.debit_move_id.currency_id and not (
            currency.compare_amounts(partial.debit_amount_currency, partial.debit_move_id.amount_currency)))
        return paid.debit_move_id.filtered(lambda item: item._get_credit_printed_discount() > 0)
