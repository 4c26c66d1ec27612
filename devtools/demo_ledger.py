"""Load a checked ledger into an Odoo database as real accounting: customers, posted invoices, receipts, disputes.

Everything goes through Odoo's own models in a few large batches. The caller's transaction makes it all or nothing.
"""
import hashlib
from collections import defaultdict
from pathlib import Path

from .console import DevError, step

LOADED = "credit_collection.demo_ledger"
BATCH = 500
# No chatter, tracking or mails for documents that come from another system.
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True, "mail_notrack": True}


def load_once(env, path, invoices, day):
    """Load what the ledger holds at the end of ``day`` into the main company; return whether it had to be loaded.

    :raise DevError: when the database holds another ledger, or this one on another day
    """
    stamp = f"{hashlib.sha256(Path(path).read_bytes()).hexdigest()} {day}"
    parameters = env["ir.config_parameter"].sudo()
    loaded = parameters.get_param(LOADED)
    if loaded == stamp:
        return False
    if loaded:
        raise DevError(f"The database {env.cr.dbname} holds another ledger, or this one on another day.",
                       "start from a fresh database, as ./dev demo --ledger FILE makes it")
    LedgerLoader(env, day).load([invoice for invoice in invoices if invoice.exists_on(day)])
    parameters.set_param(LOADED, stamp)
    return True


class LedgerLoader:
    """Puts the ledger's invoices into the main company of ``env``."""

    def __init__(self, env, day):
        self.day = day
        self.company = env.ref("base.main_company")
        self.env = env(context=dict(env.context, allowed_company_ids=self.company.ids, **QUIET))
        self.partners = {}

    def load(self, invoices):
        invoices = sorted(invoices, key=lambda invoice: (invoice.invoice_date, invoice.number))
        with step(f"loading {len(invoices)} invoices into {self.env.cr.dbname}"):
            self.prepare_company()
            self.create_customers(invoices)
            moves = self.create_invoices(invoices)
            self.create_receipts(moves)
            self.create_disputes(moves)

    def prepare_company(self):
        """Make sure that the company keeps its books in US dollars and has a chart of accounts."""
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company=self.company, install_demo=False)
        if self.company.currency_id.name != "USD":
            self.company.currency_id = self.env.ref("base.USD")
        self.income = self.env["account.account"].search([("account_type", "=", "income")], limit=1)
        self.journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        self.bank = self.env["account.journal"].search([("type", "=", "bank")], limit=1)

    def create_customers(self, invoices):
        """Create one company per customer; addresses end in example.com, so that no mail can reach anybody."""
        first = {}
        for invoice in invoices:
            first.setdefault(invoice.customer, invoice)
        term = self.env.ref("account.account_payment_term_30days")
        partners = self.env["res.partner"].create([{
            "name": name,
            "ref": name,
            "is_company": True,
            "customer_rank": 1,
            "email": f"accounts-{number}@example.com",
            "comment": f"Country code {invoice.country_code}, billing {invoice.billing}",
            "property_payment_term_id": term.id,
        } for number, (name, invoice) in enumerate(first.items(), 1)])
        self.partners = dict(zip(first, partners, strict=True))

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
            "move_type": "out_invoice",
            "journal_id": self.journal.id,
            "partner_id": self.partners[invoice.customer].id,
            "ref": invoice.number,
            "payment_reference": invoice.number,
            "date": invoice.invoice_date,
            "invoice_date": invoice.invoice_date,
            "invoice_date_due": invoice.due_date,
            "invoice_payment_term_id": False,
            "invoice_line_ids": [(0, 0, {
                "name": f"Invoice {invoice.number}",
                "account_id": self.income.id,
                "quantity": 1,
                "price_unit": float(invoice.amount),
                "tax_ids": [(5,)],
            })],
        }

    def create_receipts(self, moves):
        """Book the receipts up to the day, one bank entry per customer and day, and match them with their invoices."""
        paid = defaultdict(list)
        for invoice, move in moves.items():
            if not invoice.is_open_on(self.day):
                paid[invoice.settled_date, invoice.customer].append((invoice, move))
        keys = sorted(paid)
        for start in range(0, len(keys), BATCH):
            batch = keys[start:start + BATCH]
            receipts = self.env["account.move"].create([self.receipt_values(*key, paid[key]) for key in batch])
            receipts.action_post()
            self.analyze()
            self.env["account.move.line"]._reconcile_plan([
                self.receivables(receipt.union(*(move for _invoice, move in paid[key])))
                for key, receipt in zip(batch, receipts, strict=True)
            ])

    def receipt_values(self, settled_date, customer, paid):
        partner = self.partners[customer]
        amount = float(sum(invoice.amount for invoice, _move in paid))
        label = ", ".join(invoice.number for invoice, _move in paid)
        shared = {"partner_id": partner.id, "name": label}
        return {
            "move_type": "entry",
            "journal_id": self.bank.id,
            "date": settled_date,
            "ref": label,
            "line_ids": [
                (0, 0, {**shared, "account_id": self.bank.default_account_id.id, "debit": amount}),
                (0, 0, {**shared, "account_id": paid[0][1].line_ids.account_id.filtered(
                    lambda account: account.account_type == "asset_receivable").id, "credit": amount}),
            ],
        }

    def receivables(self, moves):
        return moves.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")

    def create_disputes(self, moves):
        """Open a dispute over the whole of each invoice that is disputed and open on the day."""
        disputed = [move for invoice, move in moves.items() if invoice.is_disputed and invoice.is_open_on(self.day)]
        if not disputed:
            return
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        self.env["credit.dispute"].create([
            {"move_id": move.id, "amount": move.amount_residual, "reason_id": reason.id} for move in disputed
        ]).action_open()
