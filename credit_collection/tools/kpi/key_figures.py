"""Key figures of credit and collection: what is divided by what.

Each figure is a sum divided by a sum. So one table of formulas serves a customer, a company and any group of customers and
months: what stands above and below the line is added up first and divided then, by :func:`evaluate` here and by
``credit.snapshot`` in the database. Amounts are in company currency, sales include tax and are less credit notes, as the
receivables they are compared with. What is owed is what customers owe: one in credit owes nothing, and takes nothing off what
others owe.
"""

from typing import NamedTuple


class Formula(NamedTuple):
    """A figure as a sum of components divided by another one."""

    above: dict  # {component: factor}
    below: dict


FORMULAS = {
    # Days: an amount at the end of the period times the days of the period.
    "dso": Formula({"owing_days": 1}, {"sales": 1}),
    "best_possible_dso": Formula({"current_days": 1}, {"sales": 1}),
    "average_days_delinquent": Formula({"owing_days": 1, "current_days": -1}, {"sales": 1}),
    "average_days_late": Formula({"late_days": 1, "open_late_days": 1}, {"settled": 1, "debts": 1}),
    "days_to_pay": Formula({"settlement_days": 1}, {"settlements": 1}),
    "weighted_days_to_pay": Formula({"settled_days": 1}, {"settled": 1}),
    "weighted_days_late": Formula({"deviation_days": 1}, {"settled": 1}),
    # Ratios: 1 is the whole.
    # Of whole receivables, less what others have in credit: only so what is missing of opening and sales was collected.
    "collection_effectiveness": Formula(
        {"opening": 1, "sales": 1, "receivable": -1}, {"opening": 1, "sales": 1, "receivable": -1, "overdue": 1}),
    "collection_rate": Formula({"collected": 1}, {"due": 1}),
    "on_time_ratio": Formula({"on_time": 1}, {"settled": 1}),
    "on_time_count_ratio": Formula({"on_time_settlements": 1}, {"settlements": 1}),
    "overdue_ratio": Formula({"overdue": 1}, {"owing": 1}),
    "overdue_90_ratio": Formula({"overdue_90": 1}, {"owing": 1}),
    "promise_rate": Formula({"promising_contacts": 1}, {"right_contacts": 1}),
    "promise_kept_ratio": Formula({"promises_kept": 1}, {"promises_due": 1}),
    "promise_kept_amount_ratio": Formula({"promised_kept": 1}, {"promised_due": 1}),
    "right_party_rate": Formula({"right_contacts": 1}, {"contacts": 1}),
    "confirmation_rate": Formula({"confirmations_given": 1}, {"confirmations_asked": 1}),
    "dispute_ratio": Formula({"disputed": 1}, {"debts": 1}),
    "bad_debt_ratio": Formula({"written_off": 1}, {"sales": 1}),
    "concentration_10": Formula({"largest_10": 1}, {"owing": 1}),
}
# The figures that ``res.company._get_credit_key_figures`` promises.
KEY_FIGURES = (
    "dso", "dso_countback", "best_possible_dso", "average_days_delinquent", "collection_effectiveness", "collection_rate",
    "days_to_pay", "weighted_days_to_pay", "weighted_days_late", "on_time_ratio", "overdue_ratio", "overdue_90_ratio",
    "promise_kept_ratio", "dispute_ratio", "bad_debt_ratio", "concentration_10",
)
# Less than this is the noise of adding up binary fractions.
NOTHING = 1e-6


def ratio(part, whole):
    """:return: ``part`` of ``whole``; None where there is nothing to divide by"""
    return part / whole if whole > NOTHING else None


def evaluate(code, components):
    """:param dict components: ``{component: sum}``; what is missing counts as zero
    :return: the figure, None where there is nothing to divide by
    """
    above, below = (
        sum(factor * components.get(name, 0.0) for name, factor in side.items()) for side in FORMULAS[code])
    return ratio(above, below)


def dso(receivable, sales, days):
    """Days sales outstanding.

    :param float receivable: at the end of the period
    :param float sales: on account in the period, including tax, less credit notes
    :param int days: of the period
    """
    return evaluate("dso", {"owing_days": receivable * days, "sales": sales})


def countback_dso(receivable, months):
    """Days sales outstanding by counting back: which months' sales the receivable is made of.

    Sales of the latest month are taken off first and its days are counted, then the month before, until less is left than
    the sales of a month: of that one the same share of its days counts. A month with more credit notes than invoices adds
    to what is left.

    :param list months: ``[(sales, days), …]``, latest first
    :return: 0 where nothing is owed; all days of the months where they do not reach: it is at least so many; None without
        any sales
    """
    if not any(sales > NOTHING for sales, _days in months):
        return None
    counted, left = 0.0, receivable
    for sales, days in months:
        if left <= NOTHING:
            break
        if sales > left:
            return counted + left / sales * days
        left -= sales
        counted += days
    return counted


def collection_effectiveness(opening, sales, closing_total, closing_current):
    """Collection effectiveness index: what was collected of what could be.

    :param float opening: receivable at the end of the day before the period
    :param float sales: of the whole period
    :param float closing_total: receivable at the end of the period
    :param float closing_current: what of it is not past due
    """
    return evaluate("collection_effectiveness", {
        "opening": opening, "sales": sales, "receivable": closing_total, "overdue": closing_total - closing_current})
