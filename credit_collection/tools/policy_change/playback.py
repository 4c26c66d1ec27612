"""Walks through the documents of customers who are looked at together, with their accounts and orders on each day."""


def walk(documents, accounts, orders, moves):
    """Yield each document at the moment before it: all that happened until the end of its day is known, but for itself and
    the documents of this day that come after it.

    :param documents: list of ``Document`` in their order
    :param accounts: ``{customer: PastAccount}``, ``orders``: ``{customer: PastOrders}``: of all these customers
    :param moves: ``{number of a document: [(invoice, its day, share)]}``
    """
    by_day = {}
    for document in documents:
        by_day.setdefault(document.day, []).append(document)
    for day, together in by_day.items():
        # An invoice of several documents belongs to the last one of them.
        last = {
            move: document.number for document in together for move, move_day, _share in moves[document.number]
            if move_day == day}
        number = day.toordinal()
        for account in accounts.values():
            account.advance(number, last)
        for past_orders in orders.values():
            past_orders.advance(number)
        for document in together:
            yield document
            for move, _day, _share in moves[document.number]:
                if last.get(move) == document.number:
                    accounts[document.partner_id].admit(move)
            orders[document.partner_id].admit(document.order_id)
