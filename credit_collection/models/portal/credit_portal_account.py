from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..promise.credit_promise_check import COVERING_STATES
from ..statement.statement_writer import StatementWriter

# Rows on a page.
PAGE = 50
# Statements that are listed, and the states of those that the customer got.
MOST_STATEMENTS = 12
SHOWN_STATES = ("sent", "confirmed", "contested")


class Account(NamedTuple):
    """What is open of a customer: the parts of a statement, one for each currency, and the items by their id."""

    parts: list
    items: dict
    buckets: tuple


class CreditPortalAccount(models.AbstractModel):
    """What a customer sees of the own account, as plain texts: a constant number of queries, whatever is open."""

    _name = "credit.portal.account"
    _description = "Credit Account in the Portal"

    @api.model
    def _get_profiles(self, partner):
        """:return: the accounts, for code, that a contact of the customer may see, one for each company that shows them"""
        # sudo: the customer has no right to credit profiles, but may see the own account.
        return self.env["credit.profile"].sudo().search(
            Domain("partner_id", "=", partner.sudo().commercial_partner_id.id)
            & Domain("company_id.credit_portal", "=", True), order="company_id, id")

    @api.model
    def _get_first_companies(self, partner):
        """Who was invoiced for the first time today need not wait for the night to see the own account.

        :return: the root companies, for code, that show their account to a customer who has none yet
        """
        customer = partner.sudo().commercial_partner_id
        shown = self.env["res.company"].sudo().search(
            Domain("parent_id", "=", False) & Domain("credit_portal", "=", True) if customer else Domain.FALSE)
        if not shown or self._get_profiles(partner):
            return shown.browse()
        invoiced = self.env["account.move"].sudo()._read_group(self._get_invoices_domain(customer), ["company_id"])
        return shown.browse().union(*(company.root_id for [company] in invoiced)) & shown

    @api.model
    def _create_profiles(self, partner):
        """Write the accounts that a contact of the customer looks at for the first time. All else only reads."""
        for company in self._get_first_companies(partner):
            partner.sudo()._get_credit_profiles(company)

    @api.model
    def _count(self, partner):
        """:return: number of accounts that the contact sees, those too that the first look creates"""
        return len(self._get_profiles(partner)) or len(self._get_first_companies(partner))

    @api.model
    def _get_invoices_domain(self, customer):
        return Domain("partner_id.commercial_partner_id", "=", customer.id) & Domain("state", "=", "posted") & Domain(
            "move_type", "in", ("out_invoice", "out_refund", "out_receipt"))

    @api.model
    def _read(self, profile, today):
        """:return: the :class:`Account` of a customer"""
        Statement = self.env["credit.statement"]
        items = self.env["credit.open.item"]._read(profile, today, announced=True)
        buckets = profile.company_id._get_credit_aging_buckets()
        documents = Statement._make_documents(items)[profile]
        return Account(
            Statement._make_open_parts(documents, today, buckets), {item.id: item for item in items[profile]}, buckets)

    # Choosing

    @api.model
    def _select(self, profile, today, ids, act=None):
        """:param set ids: of items that were ticked, whatever they are; one that is not open on this account is none
        :param str act: ``pay_all`` and ``pay_overdue`` choose by themselves, credits too
        :return: list of :class:`~..exposure.values.OpenItem`
        """
        items = [item for item in self.env["credit.open.item"]._read(profile, today)[profile] if item.residual_currency]
        if act == "pay_overdue":
            return [item for item in items if item.residual < 0 or item.due_date < today]
        return items if act == "pay_all" else [item for item in items if item.id in ids]

    @api.model
    def _get_payable_lines(self, items):
        """:return: the journal items of ``items``, for code, without those of which a payment is under way"""
        lines = self.env["account.move.line"].sudo().browse([item.id for item in items])
        paying = self._get_paying(lines)
        return lines.filtered(lambda line: line.move_id.id not in paying)

    # The page

    @api.model
    def _describe(self, profile, today, page=1):
        """:return: values of the page of the account, in the language of the context"""
        account = self._read(profile, today)
        writer = StatementWriter(self.env, self.env.lang)
        count = sum(len(part.documents) for part in account.parts)
        last = max((count + PAGE - 1) // PAGE, 1)
        page = min(max(page, 1), last)
        shown = self._cut(account.parts, (page - 1) * PAGE, page * PAGE)
        rows = [row for part in shown for row in part.documents]
        notes = self._get_notes(writer, account, rows)
        for line_id, text in self.env["credit.open.item"]._get_item_notes(today).items():
            if line_id in notes:
                notes[line_id]["notes"].append(("info", text, None))
        described = writer.describe(shown, "open_item", account.buckets)
        for part, texts in zip(shown, described, strict=True):
            for row, text in zip(part.documents, texts["rows"], strict=True):
                text.update(
                    id=row.line_id, late=self.env._("%(days)s days overdue", days=row.days_overdue) if row.days_overdue else "",
                    **notes[row.line_id])
        return {
            "company": profile.company_id.name,
            "customer": profile.partner_id.name,
            "reference": profile._get_followup_reference(),
            "heading": self.env._("Your account as of %(date)s", date=writer.format_date(today)),
            "today": today.isoformat(),
            "parts": described,
            "limit": self._describe_limit(writer, profile, today),
            "statements": self._describe_statements(writer, profile) if page == 1 else [],
            # Where all is overdue, one button says it.
            "can_pay_overdue": len({item.due_date < today for item in account.items.values() if item.residual > 0}) > 1,
            "can_propose": profile.company_id.credit_portal_instalments > 1,
            "demands": writer.describe_demands(profile.with_env(self.env)._get_demands(today), {})["demands"],
            "can_pay": profile.company_id._has_online_payment(),
            "pages": range(1, last + 1) if last > 1 else (),
            "page": page,
            "count": count,
        }

    @api.model
    def _cut(self, parts, start, end):
        """:return: ``parts`` with the rows from ``start`` to ``end`` of all of them; the sums are those of all"""
        cut = []
        for part in parts:
            cut.append(part._replace(documents=part.documents[max(start, 0):max(end, 0)]))
            start, end = start - len(part.documents), end - len(part.documents)
        return cut

    @api.model
    def _describe_limit(self, writer, profile, today):
        """:return: texts of the credit limit; nothing where the company does not show it, or there is none"""
        if not profile.company_id.credit_portal_show_limit:
            return None
        facts = profile._get_facts(today)[profile.id]
        if facts["available_credit"] is None:
            return None
        currency = profile.currency_id
        return {
            name: writer.format_amount(currency.round(facts[fact]), currency.id)
            for name, fact in (("limit", "effective_limit"), ("used", "exposure_total"))
        } | {"available": writer.format_amount(max(currency.round(facts["available_credit"]), 0.0), currency.id)}

    @api.model
    def _describe_statements(self, writer, profile):
        """:return: list of texts of the statements of account that were sent last"""
        # sudo: what the customer got.
        statements = self.env["credit.statement"].sudo().search(
            [("profile_id", "=", profile.id), ("state", "in", SHOWN_STATES)], limit=MOST_STATEMENTS)
        states = {
            "confirmed": self.env._("Confirmed by you"), "contested": self.env._("Contested by you"),
            "sent": self.env._("Please confirm")}
        return [
            {"id": statement.id, "number": statement._get_number(), "date": writer.format_date(statement.date_to),
             "balance": " + ".join(writer.format_amount(balance.closing_balance, balance.currency_id.id)
                                   for balance in statement.balance_ids) or "–",
             "state": states[statement.state] if statement.state != "sent" or statement.asks_confirmation else "",
             "is_open": statement.state == "sent" and statement.asks_confirmation}
            for statement in statements]

    # What is to be said of an item

    @api.model
    def _get_notes(self, writer, account, rows):
        """:return: ``{item id: {"part": which instalment it is, "notes": [(kind, text, address or None)]}}`` of these rows"""
        lines = self.env["account.move.line"].sudo().browse([row.line_id for row in rows])
        promises, paying = self._get_promised(lines), self._get_paying(lines)
        places = self._get_instalments(lines)
        notes = {}
        for row in rows:
            item, texts = account.items[row.line_id], []
            if row.move_id in paying:
                texts.append(("info", self.env._("Payment under way"), None))
            if row.disputed:
                texts.append(("warning", self.env._(
                    "In dispute: %(amount)s", amount=writer.format_amount(row.disputed, row.currency_id)), None))
            if row.line_id in promises:
                promise = promises[row.line_id]
                texts.append(("info", self._describe_promise(writer, promise), self._get_answer_path(promise)))
            if item.discount and not row.disputed:
                texts.append(("success", self.env._(
                    "%(amount)s if paid until %(date)s",
                    amount=writer.format_amount(item.residual_currency - item.discount, row.currency_id),
                    date=writer.format_date(item.discount_until)), None))
            notes[row.line_id] = {"part": places.get(row.line_id), "notes": texts}
        return notes

    @api.model
    def _describe_promise(self, writer, promise):
        if promise.state == "open":
            return self.env._("Promised until %(date)s", date=writer.format_date(promise.next_date))
        if promise.state == "proposed":
            return self.env._("Plan waits for your answer")
        return self.env._("Your proposal is being looked at")

    @api.model
    def _get_answer_path(self, promise):
        """:return: where the customer answers a plan that we propose; None for colleagues, who answer nothing"""
        if promise.state != "proposed" or not promise.access_token or self.env.user._is_internal():
            return None
        return f"{promise.access_url}?access_token={promise.access_token}"

    @api.model
    def _get_promised(self, lines):
        """:return: ``{item id: the promise that covers it or may come to}``"""
        promises = self.env["credit.promise"].sudo().search_fetch(
            [("line_ids", "in", lines.ids), ("state", "in", COVERING_STATES)], ["state", "next_date", "line_ids"])
        return {line.id: promise for promise in promises for line in promise.line_ids}

    @api.model
    def _get_paying(self, lines):
        """:return: ids of the entries of ``lines`` of which a payment is on its way, but not in the books yet"""
        transactions = self.env["payment.transaction"].sudo().search_fetch(
            self.env["credit.payment.link"]._get_running_domain(lines.move_id), ["invoice_ids"])
        paid = lines.move_id.filtered(lambda move: move.payment_state == "in_payment")
        return {*transactions.invoice_ids.ids, *paid.ids}

    @api.model
    def _get_instalments(self, lines):
        """:return: ``{item id: "1/3"}`` of the items of documents that are due in several instalments"""
        terms = self.env["account.move.line"].sudo().search_fetch(
            [("move_id", "in", lines.move_id.ids), ("display_type", "=", "payment_term")], ["move_id"],
            order="date_maturity, id")
        return {
            term.id: f"{place}/{len(group)}"
            for group in terms.grouped("move_id").values() if len(group) > 1 for place, term in enumerate(group, 1)}
