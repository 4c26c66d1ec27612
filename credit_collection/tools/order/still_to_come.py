"""How much of an order line may still come: what may still be delivered or invoiced, the one definition of it."""

from typing import NamedTuple


class Progress(NamedTuple):
    """How far an order line has come, all in the unit of the line.

    ``invoiced`` counts posted invoices, ``drafted`` those that are not posted yet, ``credited`` the posted credit notes that
    take a quantity back at its full price; a credit note at another price only lowers the price. ``coming`` is what transfers
    still bring to the customer, None where no transfer says so. ``closed`` is the rest that was given up by hand: first what
    was not delivered, then what was credited and will not be invoiced anew.
    """

    ordered: float
    delivered: float = 0.0
    invoiced: float = 0.0
    drafted: float = 0.0
    credited: float = 0.0
    coming: float | None = None
    closed: float = 0.0
    is_invoiced_on_delivery: bool = False
    is_downpayment: bool = False


def get_final_quantity(progress):
    """:return: the quantity that the customer will have in the end

    Where transfers tell, what was delivered and what is on its way. Otherwise what was ordered, less the closed rest and
    less what was delivered and invoiced once and then taken back and credited; more when more was delivered.
    """
    kept = progress.delivered - _get_forgone_quantity(progress)
    if progress.coming is not None:
        return kept + progress.coming
    if progress.ordered < 0:
        return progress.ordered
    expected = progress.ordered - progress.closed
    if progress.is_invoiced_on_delivery:
        expected -= max(min(progress.credited, progress.invoiced - progress.delivered), 0.0)
    return max(expected, kept)


def _get_forgone_quantity(progress):
    """:return: the quantity that was delivered, credited, and given up: the customer keeps it and does not pay for it"""
    beyond = progress.closed - max(progress.ordered - progress.delivered, 0.0)
    return max(min(beyond, progress.credited), 0.0)


def get_rest_quantity(progress):
    """:return: the quantity that closing the rest gives up: not delivered yet, or credited and not invoiced anew"""
    if progress.ordered <= 0:
        return 0.0
    final = get_final_quantity(progress)
    undelivered = max(final - progress.delivered, 0.0)
    uninvoiced = final - undelivered - (progress.invoiced - progress.credited)
    return undelivered + max(min(progress.credited, uninvoiced), 0.0)


def get_open_quantity(progress, with_drafts):
    """:return: what may still be invoiced; negative for goods that the customer still gives back

    :param bool with_drafts: whether draft invoices count as invoiced, because they are exposure themselves
    """
    invoiced = progress.invoiced - progress.credited + (progress.drafted if with_drafts else 0.0)
    if progress.is_downpayment:
        return -invoiced
    remaining = get_final_quantity(progress) - invoiced
    return min(remaining, 0.0) if progress.ordered < 0 else max(remaining, 0.0)


def share_rounding(total, amounts):
    """Give the difference between the rounded total of an order and the sum of its rounded lines to the largest line.

    :param float total: of the order
    :param dict amounts: ``{line key: amount}``, not empty
    :return: ``{line key: amount}``, which add up to ``total``
    """
    shared = dict(amounts)
    largest = max(shared, key=lambda key: abs(shared[key]))
    shared[largest] += total - sum(amounts.values())
    return shared
