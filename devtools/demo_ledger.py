"""Load a checked ledger into an Odoo database as real accounting: customers, posted invoices, receipts, disputes.

Everything goes through Odoo's own models in a few large batches. The caller's transaction makes it all or nothing.
"""
import hashlib
from collections import defaultdict
from datetime import date

from .console import DevError, step
from .ledger import get_in_books

LOADED = "credit_collection.demo_ledger"
BATCH = 500
# Of the rates of other currencies: before every document.
FIRST_DAY = date(1970, 1, 1)
# No chatter, tracking or mails for documents that come from another system.
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}


def load_once(env, ledger, day, loader=None):
    """Load what the ledger holds at the end of ``day`` into the main company; return whether it had to be loaded.

    :param loader: function that makes another :class:`LedgerLoader`
    :raise DevError: when the database holds another ledger, or this one on another day
    """
    stamp = f"{hashlib.sha256(repr(ledger).encode()).hexdigest()} {day}"
    parameters = env["ir.config_parameter"].sudo()
    loaded = parameters.get_param(LOADED)
    if loaded == stamp:
        return False
    if loaded:
        raise DevError(f"The database {env.cr.dbname} holds another ledger, or this one on another day.",
                       "start from a fresh database, as ./dev demo --ledger FILE makes it")
    (loader or LedgerLoader)(env, day, ledger.currency).load([invoice for invoice in ledger.invoices if invoice.exists_on(day)])
    parameters.set_param(LOADED, stamp)
    return True


class LedgerLoader:
    """Puts the ledger's invoices into the main company of ``env``."""

    def __init__(self, env, day, currency):
        """:param str currency: code of the currency that the company keeps its books in"""
        self.day = day
        self.currency = currency
        self.company = env.ref("base.main_company")
        self.env = env(context=dict(env.context, allowed_company_ids=self.company.ids, **QUIET))
        self.partners = {}

    def load(self, invoices):
        invoices = sorted(invoices, key=lambda invoice: (invoice.invoice_date, invoice.number))
        with step(f"loading {len(invoices)} invoices into {self.env.cr.dbname}"):
            self.prepare_company()
            self.prepare_currencies(invoices)
            self.create_customers(invoices)
            moves = self.create_invoices(invoices)
            self.create_receipts(moves)
            self.create_disputes(moves)

    def prepare_company(self):
        """Make sure that the company keeps its books in the currency of the ledger and has a chart of accounts."""
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company=self.company, install_demo=False)
        self.currencies = {currency.name: currency for currency in self.env["res.currency"].with_context(
            active_test=False).search([])}
        if self.company.currency_id.name != self.currency:
            self.currencies[self.currency].active = True
            self.company.currency_id = self.currencies[self.currency]
        self.income = self.env["account.account"].search([("account_type", "=", "income")], limit=1)
        self.journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        self.bank = self.env["account.journal"].search([("type", "=", "bank")], limit=1)

    def prepare_currencies(self, invoices):
        """Give the other currencies of the ledger the one rate that holds on all its days."""
        rates = {invoice.currency: invoice.rate for invoice in invoices if invoice.currency != self.currency}
        if not rates:
            return
        others = self.env["res.currency"].union(*(self.currencies[code] for code in rates))
        others.active = True
        # Any other rate would give other amounts than the ledger.
        self.env["res.currency.rate"].search([("currency_id", "in", (others | self.company.currency_id).ids)]).unlink()
        self.env["res.currency.rate"].create([{
            "currency_id": self.currencies[code].id, "company_id": self.company.id, "name": FIRST_DAY, "rate": float(1 / rate),
        } for code, rate in rates.items()])

    def create_customers(self, invoices):
        """Create one company per customer; addresses end in example.com, so that no mail can reach anybody."""
        first = {}
        for invoice in invoices:
            first.setdefault(invoice.customer, invoice)
        partners = self.env["res.partner"].create([
            self.customer_values(number, name, invoice) for number, (name, invoice) in enumerate(first.items(), 1)])
        self.partners = dict(zip(first, partners, strict=True))

    def customer_values(self, number, name, invoice):
        return {
            "name": name,
            "ref": name,
            "is_company": True,
            "customer_rank": 1,
            "email": f"accounts-{number}@example.com",
            "comment": ", ".join(f"{name} {value}" for name, value in (
                ("Country code", invoice.country_code), ("billing", invoice.billing)) if value),
            "property_payment_term_id": self.env.ref("account.account_payment_term_30days").id,
        }

    def create_invoices(self, invoices):
        """Post the invoices on their dates; return ``{ledger invoice: account.move}``."""
        moves = {}
        for start in range(0, len(invoices), BATCH):
            batch = invoices[start:start + BATCH]
            created = self.env["account.move"].create([self.invoice_values(invoice) for invoice in batch])
            created.action_post()
            moves.update(zip(batch, created, strict=True))
            self.analyze()
        return moves

    def analyze(self):
        """Let PostgreSQL know how the tables have grown: it plans for the few rows they had before the transaction."""
        self.env.flush_all()
        self.env.cr.execute("ANALYZE account_move, account_move_line, account_partial_reconcile, account_payment")

    def invoice_values(self, invoice):
        return {
            "move_type": "out_refund" if invoice.is_credit_note else "out_invoice",
            "currency_id": self.currencies[invoice.currency].id,
            "journal_id": self.journal.id,
            "partner_id": self.partners[invoice.customer].id,
            "ref": invoice.number,
            "payment_reference": invoice.number,
            "date": invoice.invoice_date,
            "invoice_date": invoice.invoice_date,
            "invoice_date_due": invoice.due_date,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, self.line_values(invoice))],
        }

    def line_values(self, invoice):
        return {
            "name": f"{'Credit note' if invoice.is_credit_note else 'Invoice'} {invoice.number}",
            "account_id": self.income.id,
            "quantity": 1,
            "price_unit": float(abs(invoice.amount)),
            "tax_ids": [(5,)],
        }

    def create_receipts(self, moves):
        """Book the payments up to the day, one bank entry per customer, day and currency, and match each with its document."""
        paid = defaultdict(list)
        for invoice, move in moves.items():
            for payment in invoice.payments:
                if payment.day <= self.day:
                    paid[payment.day, invoice.customer, invoice.currency].append((payment, invoice, self.receivables(move)))
        keys = sorted(paid)
        for start in range(0, len(keys), BATCH):
            batch = keys[start:start + BATCH]
            receipts = self.env["account.move"].create([self.receipt_values(*key, paid[key]) for key in batch])
            receipts.action_post()
            self.analyze()
            self.env["account.move.line"]._reconcile_plan([
                document_line | receipt_line
                for key, receipt in zip(batch, receipts, strict=True)
                for (_payment, _invoice, document_line), receipt_line in zip(
                    paid[key], self.receivables(receipt).sorted("sequence"), strict=True)
            ])

    def receipt_values(self, day, customer, currency, paid):
        """Return a bank entry with a line for each document that was paid, in their order; credit notes are paid out."""
        label = ", ".join(invoice.number for _payment, invoice, _line in paid)
        shared = {"partner_id": self.partners[customer].id, "currency_id": self.currencies[currency].id}
        lines = [{
            **shared, "name": invoice.number, "account_id": line.account_id.id, "sequence": number,
            **self.amounts(-payment.amount, -get_in_books(payment.amount, invoice.rate, self.currency)),
        } for number, (payment, invoice, line) in enumerate(paid, 1)]
        total = sum(payment.amount for payment, _invoice, _line in paid)
        in_books = sum(get_in_books(payment.amount, invoice.rate, self.currency) for payment, invoice, _line in paid)
        if total or in_books:  # else credit notes were set off against invoices
            lines.append({**shared, "name": label, "account_id": self.bank.default_account_id.id, "sequence": 0,
                          **self.amounts(total, in_books)})
        return {
            "move_type": "entry",
            "journal_id": self.bank.id,
            "date": day,
            "ref": label,
            "line_ids": [(0, 0, line) for line in lines],
        }

    def amounts(self, amount, in_books):
        return {"amount_currency": float(amount), "balance": float(in_books)}

    def receivables(self, moves):
        return moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def create_disputes(self, moves):
        """Open a dispute over what is open of each invoice that is disputed; nobody disputes a credit note."""
        disputed = [move for invoice, move in moves.items()
                    if invoice.is_disputed and invoice.is_open_on(self.day) and not invoice.is_credit_note]
        if not disputed:
            return
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create([
            {"move_id": move.id, "amount": move.amount_residual, "reason_id": reason.id} for move in disputed
        ]).action_open()
