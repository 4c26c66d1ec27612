"""Pieces of SQL that several rooms need, each written once."""

from odoo.tools import SQL

# Companies with their root company, worked out once for each instead of once for each item.
BRANCHES = SQL("(SELECT id, SPLIT_PART(parent_path, '/', 1)::int AS root_id FROM res_company OFFSET 0)")
COMPARISONS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">=")}
# Trade receivables: a staff loan or a tax refund on an account of type receivable is no debt of a customer. An array that is
# read once: a join to the accounts is taken for one row by the planner, and then done for every item.
TRADE_ACCOUNTS = SQL(
    "ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable' AND non_trade IS NOT TRUE)")
TRADE_PAYABLES = SQL(
    "ARRAY(SELECT id FROM account_account WHERE account_type = 'liability_payable' AND non_trade IS NOT TRUE)")
# What decides which accounts these are.
TRADE_ACCOUNT_COLUMNS = ["account_type", "non_trade"]
MONEY_TYPES = ("bank", "cash", "credit")
MONEY_JOURNALS = SQL("ARRAY(SELECT id FROM account_journal WHERE type IN %s)", MONEY_TYPES)
# What is flushed for :func:`is_money`.
MONEY_COLUMNS = ["credit_is_receipt", "journal_id"]

POSTED = SQL("= 'posted'")


def build_comparison(number, operator, value):
    """:param SQL number: a column or expression
    :param operator: of :data:`COMPARISONS`, or ``in`` with a collection, where an empty value is zero
    :return: SQL: whether it holds
    """
    if operator == "in":
        return SQL("%s = ANY(%s)", number, [each or 0 for each in value])
    return SQL("%s %s %s", number, COMPARISONS[operator], value)


def is_zero_found(operator, value):
    """:return: whether zero is what a search for a number looks for, see :func:`build_comparison`"""
    if operator == "in":
        return any(not each for each in value)
    return {"<": value > 0, "<=": value >= 0, ">": value < 0, ">=": value <= 0}[operator]


def build_items(columns, *, alias="line", accounts=TRADE_ACCOUNTS, state=POSTED, joins=None, condition=None):
    """Build a statement over journal items: the one place that says which of them concern customers.

    What is open of them on a day is said by ``exposure/ledger.py``, what settled them by ``exposure/settlements.py``.

    :param SQL columns: of ``line``, the journal item, and of what ``joins`` adds
    :param str alias: name of the item where it is not ``line``
    :param SQL accounts: array of their accounts; None for any account
    :param SQL state: condition on the state of their entry; None for drafts and cancelled ones too
    :param SQL joins: further tables, which may refer to the item
    :param SQL condition: on all of these
    :return: SQL of a SELECT, without access rights; what it reads must be flushed
    """
    conditions = [
        SQL("%s = ANY(%s)", SQL.identifier(alias, "account_id"), accounts) if accounts else None,
        SQL("%s %s", SQL.identifier(alias, "parent_state"), state) if state else None,
        condition,
    ]
    return SQL(
        """
        SELECT %(columns)s
          FROM account_move_line %(alias)s
               %(joins)s
         WHERE %(conditions)s
        """,
        columns=columns, alias=SQL.identifier(alias), joins=joins or SQL(),
        conditions=SQL(" AND ").join(filter(None, conditions)) or SQL("TRUE"))


def is_money(alias):
    """The one idea of money: what a bank, cash or card journal books, and what was paid at a counter, whose entries have a
    journal of their own (``account.move.line.credit_is_receipt``).

    :param str alias: of a journal item
    :return: SQL: whether money came with it, or was given back
    """
    return SQL(
        "(%s = ANY(%s) OR %s IS TRUE)", SQL.identifier(alias, "journal_id"), MONEY_JOURNALS,
        SQL.identifier(alias, "credit_is_receipt"))


def is_trade_account(account):
    """:return: whether items on ``account`` are trade receivables, the twin of ``TRADE_ACCOUNTS`` in Python"""
    return account.account_type == "asset_receivable" and not account.non_trade


def get_root_sql(company):
    """
    :param str company: alias of ``res_company``
    :return: SQL of the id of its root company
    """
    return SQL("SPLIT_PART(%s, '/', 1)::int", SQL.identifier(company, "parent_path"))


def get_reference_sql(partner, profile):
    """
    :param str partner: alias of the customer, ``profile``: of the credit profile
    :return: SQL of the one reference of a customer: that of the contact, or else the number of the credit profile
    """
    return SQL(
        "COALESCE(NULLIF(%s, ''), 'C' || LPAD(%s::text, GREATEST(5, LENGTH(%s::text)), '0'))",
        SQL.identifier(partner, "ref"), SQL.identifier(profile, "id"), SQL.identifier(profile, "id"))


def get_account_holder_sql(column, partner_ids):
    """
    :param partner_ids: ids of commercial partners, or SQL of an array of them
    :return: SQL: whether ``column`` is one of these customers or one of their contacts, whom entries may name
    """
    partners = partner_ids if isinstance(partner_ids, SQL) else to_array(partner_ids)
    # An array, so that PostgreSQL looks up the contacts first and the items by index.
    return SQL("%s = ANY(ARRAY(SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)))", column, partners)


def get_default_limits_sql(env):
    """:return: SQL of core's default credit limits as JSON by company, which core itself keeps in memory"""
    return SQL("%s::jsonb", env["ir.default"]._get_field_column_fallbacks("res.partner", "credit_limit"))


def to_array(values, column_type="int"):
    """Arrays of thousands of values: one text is read several times as fast as a list of constants, and PostgreSQL plans
    for the number of its values.

    :param values: of one type, with None for NULL
    :param str column_type: type of the elements in PostgreSQL
    :return: SQL of the array of ``values``
    """
    quote = str if column_type in UNQUOTED else _quote
    elements = ",".join("NULL" if value is None else quote(value) for value in values)
    return SQL("%s::%s[]", f"{{{elements}}}", SQL(column_type))


UNQUOTED = frozenset({"int", "int4", "int8", "bool", "date", "float", "float8", "numeric"})


def _quote(value):
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
