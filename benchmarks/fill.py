"""Fill a database with receivables: the templates multiplied by INSERT .. SELECT, amounts scaled by whole numbers.

Two companies, 15% of the invoices in the other currency, due dates from 400 days ago to in 60 days, about 60% paid,
5% partly, 3% credit notes not allocated yet, a twelfth of the others unpaid in two instalments; a few customers have most
of the invoices. Besides, customers «PROBE n» with exactly n open invoices.
A fifth as many confirmed orders: half not invoiced, a quarter partly, a quarter fully.
"""
from . import fill_sql
from .templates import Templates
from .timing import environment, load_registry

PROBES = (10, 100, 1000, 10000)
BULK = 50000
TABLES = ["account_move", "account_move_line", "sale_order", "sale_order_line", "res_partner",
          "account_partial_reconcile"]
SEQUENCES = (*TABLES, "account_full_reconcile")


def fill(database, templates: Templates, customers, invoices):
    """Add ``customers`` with ``invoices`` to ``database``."""
    with environment(load_registry(database), commit=True) as env:
        Filler(env.cr, templates, customers, invoices).run()


class Filler:

    def __init__(self, cr, templates, customers, invoices):
        self.cr = cr
        self.templates = templates
        self.values = {"customers": customers, "invoices": invoices}
        self.values.update(partner_template=templates.partner_id, contact_template=templates.contact_id)

    def run(self):
        self.cr.execute("SELECT SETSEED(0.42)")
        self.cr.execute("SET LOCAL work_mem = '256MB'; SET LOCAL max_parallel_workers_per_gather = 0")
        self._skip_foreign_keys()
        indexes = self._drop_indexes() if self.values["invoices"] >= BULK else []
        for name in TABLES + ["account_full_reconcile"]:
            self.values[f"{name}_base"] = self._get_last_id(name)
        self._plan()
        self._add_partners()
        self._add_invoices()
        self._add_payments()
        self._add_instalments()
        self._add_orders()
        for name in SEQUENCES:
            self.cr.execute(f"SELECT SETVAL('{name}_id_seq', (SELECT MAX(id) FROM {name}))")
        for definition in indexes:
            self.cr.execute(definition)

    def _execute(self, statement):
        self.cr.execute(statement, self.values)

    def _get_last_id(self, table):
        self.cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")
        return self.cr.fetchone()[0]

    def _skip_foreign_keys(self):
        """The references are right by construction; checking them takes longer than the rows, but needs a superuser."""
        self.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = CURRENT_USER")
        if self.cr.fetchone()[0]:
            self.cr.execute("SET LOCAL session_replication_role = replica")

    def _drop_indexes(self):
        self.cr.execute(fill_sql.SECONDARY_INDEXES, [TABLES])
        found = self.cr.fetchall()
        for name, _definition in found:
            self.cr.execute(f"DROP INDEX {name}")
        return [definition for _name, definition in found]

    def _plan(self):
        """Decide in temporary tables which invoice belongs to whom, its day, amount, and what was paid."""
        self.cr.execute(fill_sql.TEMPLATE_TABLES)
        for number, template in enumerate((*self.templates.combinations, *self.templates.credit_notes)):
            row = [number, *template[:9], number >= len(self.templates.combinations)]
            self.cr.execute(f"INSERT INTO combination VALUES ({', '.join(['%s'] * len(row))})", row)
            for table, lines in (("template_line", template.lines), ("template_payment_line", template.payment_lines)):
                for place, line_id in lines.items():
                    self.cr.execute(f"INSERT INTO {table} VALUES (%s, %s, %s)", [number, place, line_id])
        home = [number for number, template in enumerate(self.templates.combinations)
                if template.currency_id == template.company_currency_id]
        foreign = [number for number in range(len(self.templates.combinations)) if number not in home]
        first, second = (self.templates.combinations[number].company_id for number in home)
        self.values.update(home_1=home[0], home_2=home[1], foreign_1=foreign[0], foreign_2=foreign[1],
                           company_1=str(first), company_2=str(second), credit_notes=len(self.templates.combinations))
        self.values["probes"] = [n for n in PROBES if n <= self.values["invoices"] // 10]
        for statement in fill_sql.PLAN:
            self._execute(statement)

    def _add_partners(self):
        self._clone("res_partner", "(SELECT * FROM planned_partner WHERE parent_id IS NULL)",
                    "t.id = %(partner_template)s", fill_sql.CUSTOMER)
        self._clone("res_partner", fill_sql.CONTACTS, "t.id = %(contact_template)s", fill_sql.CONTACT)

    def _add_invoices(self):
        self._clone("account_move", "planned", "t.id = d.template_invoice", fill_sql.INVOICE)
        self._clone("account_move_line", fill_sql.INVOICE_LINES, "t.id = d.template_line", fill_sql.INVOICE_LINE)
        for name in ("line_taxes", "line_tags"):
            self._copy_relation(
                name, "d.line_base + l.place",
                "planned d JOIN template_line l USING (combination) JOIN {table} r ON r.{own} = l.line_id")

    def _add_payments(self):
        self._clone("account_move", "paid_plan", "t.id = d.template_payment", fill_sql.PAYMENT)
        self._clone("account_move_line", fill_sql.PAYMENT_LINES, "t.id = d.template_line", fill_sql.PAYMENT_LINE)
        for statement in fill_sql.RECONCILE:
            self._execute(statement)

    def _add_instalments(self):
        self._clone("account_move_line", "instalment", "t.id = d.line_base + 3", fill_sql.SECOND_INSTALMENT)
        for statement in fill_sql.FIRST_INSTALMENTS:
            self._execute(statement)

    def _add_orders(self):
        self._clone("sale_order", "planned_order", "t.id = d.template_order", fill_sql.ORDER)
        self._clone("sale_order_line", "planned_order", "t.id = d.template_order_line", fill_sql.ORDER_LINE)
        line = "%(sale_order_line_base)s + d.number"
        self._copy_relation("order_taxes", line, "planned_order d JOIN {table} r ON r.{own} = d.template_order_line")
        table, own, other = self.templates.relations["order_invoices"]
        self._execute(f"INSERT INTO {table} ({own}, {other}) SELECT {line}, d.line_base + 1 "
                      "FROM planned_order d WHERE invoiced > 0")

    def _copy_relation(self, name, record, source):
        table, own, other = self.templates.relations[name]
        source = source.format(table=table, own=own)
        self._execute(f"INSERT INTO {table} ({own}, {other}) SELECT {record}, r.{other} FROM {source}")

    def _clone(self, table, driver, condition, replaced):
        """Insert into ``table`` the template row ``t`` for each row ``d`` of ``driver``, some columns replaced."""
        self.cr.execute(fill_sql.COLUMNS, [table])
        columns = [name for name, in self.cr.fetchall()]
        values = ", ".join(replaced.get(name) or f't."{name}"' for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        self._execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {driver} d JOIN {table} t ON {condition}")
