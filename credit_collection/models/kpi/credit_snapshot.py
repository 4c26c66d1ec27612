from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.kpi.key_figures import FORMULAS, NOTHING
from ..common.bulk import build_amount_sum

# Components that are no amounts, beside those that are counted.
NUMBERS = {"settlement_days"}


def _balance(string, help=None):
    """An amount at the end of the month: over several months their average, never their sum."""
    return fields.Monetary(string=string, help=help, readonly=True, default=0.0, aggregator="avg")


def _flow(string, help=None):
    """An amount of the month."""
    return fields.Monetary(string=string, help=help, readonly=True, default=0.0)


def _days(string, help):
    return fields.Float(string=string, help=help, readonly=True, digits=(16, 1), aggregator="avg")


def _ratio(string, help):
    return fields.Float(string=string, help=help, readonly=True, aggregator="avg")


def _part():
    """What a figure is made of and nobody looks at by itself."""
    return fields.Float(readonly=True, default=0.0, aggregator=None, exportable=False)


class CreditSnapshot(models.Model):
    """What a customer owed at the end of a month, and what came of it in the month: equal to the ledger of that day.

    Owners and rating are those of the time when the month was first kept: who takes over a customer does not take over the
    past. A group of customers and months has the figures of its sums, never an average of figures.
    """

    _name = "credit.snapshot"
    _description = "Key Figures by Month"
    _order = "date desc, id desc"
    _rec_name = "profile_id"

    # Without index of its own: the unique index begins with it.
    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Month", required=True, readonly=True, help="Last day of the month.")
    collector_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", help="At the end of the month, or when it was first kept.")
    salesperson_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True, index="btree_not_null")
    rating_id = fields.Many2one("credit.rating", readonly=True, index="btree_not_null")

    receivable = _balance("Receivable", "What the customer owes less open credits, at the end of the month.")
    not_due = _balance("Not Due", "Open debts before credits.")
    # Headings are those of the buckets of the company, see credit_snapshot_buckets.py.
    bucket_1 = _balance("Overdue, Bucket 1")
    bucket_2 = _balance("Overdue, Bucket 2")
    bucket_3 = _balance("Overdue, Bucket 3")
    bucket_4 = _balance("Overdue, Bucket 4")
    bucket_5 = _balance("Overdue, Bucket 5")
    bucket_6 = _balance("Overdue, Bucket 6")
    bucket_7 = _balance("Overdue, Bucket 7")
    credits = _balance("Open Credits", "Credit notes and receipts that are not matched, negative.")
    debts = _balance("Open Debts", "Not due and overdue, before credits.")
    owing = _balance("Owed", "Receivable of customers who are not in credit.")
    overdue = _balance("Overdue", "Past due less open credits, which cover the oldest debts first.")
    overdue_90 = _balance("Overdue over 90 Days", "Less open credits.")
    current = _balance("Current", "What is owed and not overdue.")
    disputed = _balance("Disputed", "Of the open debts.")
    opening = _balance("Opening Receivable", "Receivable at the end of the month before.")
    sales = _flow("Sales on Account", "Invoices less credit notes of the month, including tax.")
    collected = _flow("Collected", "Receipts of the month less those that were returned in it.")
    due = _flow("To Be Collected", "Overdue at the beginning or due in the month, less credits and credit notes.")
    settled = _flow("Settled by Payments", "Debts that payments of customers settled in the month.")
    on_time = _flow("Settled on Time", "On or before the original due date.")
    written_off = _flow("Written Off", "Receivables that entries took to expense in the month.")
    promised_due = _flow("Promises Due", "Promised amounts that fell due in the month and have been judged.")
    promised_kept = _flow("Promises Kept")
    promises_due = fields.Integer(string="Number of Promises Due", readonly=True, default=0)
    promises_kept = fields.Integer(string="Number of Promises Kept", readonly=True, default=0)
    contacts = fields.Integer(string="Calls and Visits", readonly=True, default=0)
    right_contacts = fields.Integer(
        string="With the Right Person", readonly=True, default=0, help="The person reached can decide on the payment.")
    promising_contacts = fields.Integer(string="Ending in a Promise", readonly=True, default=0)
    confirmations_asked = fields.Integer(
        string="Confirmations Requested", readonly=True, default=0, help="Statements as of a day of the month that ask.")
    confirmations_given = fields.Integer(string="Balances Confirmed", readonly=True, default=0)

    owing_days = _part()
    current_days = _part()
    open_late_days = _part()
    settled_days = _part()
    late_days = _part()
    deviation_days = _part()
    settlement_days = _part()
    settlements = fields.Integer(readonly=True, default=0, aggregator=None)
    on_time_settlements = fields.Integer(readonly=True, default=0, aggregator=None)

    dso = _days(
        "DSO",
        "Days sales outstanding: what is owed at the end / sales on account including tax × days of the period. Customers in "
        "credit owe nothing.")
    best_possible_dso = _days(
        "Best Possible DSO", "What is owed and not past due / sales on account × days of the period.")
    average_days_delinquent = _days(
        "Average Days Delinquent", "DSO less best possible DSO: how many days of sales are past due.")
    average_days_late = _days(
        "Average Days Late",
        "By amount, of debts settled by payments in the period and of those open at its end; early ones count as zero days.")
    days_to_pay = _days(
        "Average Days to Pay", "From the invoice to the payment, mean of all payments that settled invoices in the period.")
    weighted_days_to_pay = _days(
        "Days to Pay by Amount", "From the invoice to the payment, weighted by the amount settled in the period.")
    weighted_days_late = _days(
        "Days Late by Amount",
        "From the original due date to the payment, weighted by the amount settled; early payments count as negative days.")
    collection_effectiveness = _ratio(
        "Collection Effectiveness (CEI)",
        "(Opening receivable + sales − closing receivable) / (the same + what is past due at the end). 80 % and more is "
        "usually called good.")
    collection_rate = _ratio(
        "Collection Rate",
        "Receipts of the period less returned ones / what was overdue at the beginning or fell due in the period, less "
        "credits. Above 100 % where customers pay early.")
    on_time_ratio = _ratio("Paid on Time", "Amount settled on or before the original due date / amount settled by payments.")
    on_time_count_ratio = _ratio("Paid on Time (Number)", "The same by number of payments.")
    overdue_ratio = _ratio(
        "Overdue Ratio",
        "Past due less open credits, which cover the oldest debts first / what is owed. Customers in credit owe nothing.")
    overdue_90_ratio = _ratio("Over 90 Days Ratio", "The same of what is more than 90 days past due: at risk.")
    promise_rate = _ratio(
        "Promise Rate", "Calls and visits that ended in a promise / those that reached the person who can decide.")
    promise_kept_ratio = _ratio(
        "Promises Kept Ratio",
        "Promised installments that fell due in the period and were kept / all of them that were judged.")
    promise_kept_amount_ratio = _ratio("Promises Kept by Amount", "The same by amount.")
    right_party_rate = _ratio(
        "Right-Party Rate", "Calls and visits that reached the person who can decide / all calls and visits made.")
    confirmation_rate = _ratio(
        "Confirmation Rate",
        "Balances that customers confirmed / statements of the period in which they were asked to. A contested or unanswered "
        "balance is not confirmed.")
    dispute_ratio = _ratio("Dispute Ratio", "Open debts in dispute at the end of the period / open debts.")
    bad_debt_ratio = _ratio(
        "Bad-Debt Ratio", "Receivables that entries took to expense in the period / sales on account of the period.")

    _profile_date_uniq = models.UniqueIndex("(profile_id, date)", "A month of a customer is kept once.")
    # Trends read some months of a company.
    _date_idx = models.Index("(company_id, date)")

    @api.model
    def _get_kept_figures(self):
        """:return: codes of the formulas that are kept"""
        return [code for code in FORMULAS if code in self._fields]

    def _read_group_select(self, aggregate_spec, query):
        """Figures of a group are those of its sums; a balance over several months is the average of its month ends, also where
        it is asked for as core asks for amounts of several currencies, by ``sum_currency``."""
        name, _separator, function = aggregate_spec.partition(":")
        is_balance = name in self._fields and self._fields[name].type == "monetary" and self._fields[name].aggregator == "avg"
        if function != "avg" and not (is_balance and function == "sum_currency"):
            return super()._read_group_select(aggregate_spec, query)

        def total(part):
            if self._fields[part].type == "integer" or part in NUMBERS or is_balance and function == "avg":
                return SQL("SUM(%s)", self._field_to_sql(self._table, part, query))
            return build_amount_sum(self, part, query, "owing")

        if name in FORMULAS:
            return get_formula_sql(name, total)
        return SQL("%s / NULLIF(COUNT(DISTINCT %s), 0)", total(name), self._field_to_sql(self._table, "date", query))


def get_formula_sql(code, get_part):
    """:param get_part: function of the name of a component: SQL of its sum
    :return: SQL of the figure, NULL where there is nothing to divide by; the twin of ``evaluate`` in ``tools/kpi``
    """
    above, below = (
        SQL("(%s)", SQL(" + ").join(SQL("%s * %s", factor, get_part(name)) for name, factor in side.items()))
        for side in FORMULAS[code])
    return SQL("CASE WHEN %(below)s > %(nothing)s THEN (%(above)s)::float8 / %(below)s END",
               above=above, below=below, nothing=NOTHING)
