"""Terms on which a customer may order: maximum payment term and prepayment."""


def get_max_term(policy, request, rounding):
    """:return: longest term of this order: of the first band that it fits in, beyond them of the customer, None if none"""
    fitting = (days for up_to, days in policy.term_bands if not exceeds(request.total, up_to, rounding))
    return next(fitting, policy.max_term_days)


def is_term_too_long(policy, request, rounding):
    """Whether the order asks for more days than its longest term."""
    longest = get_max_term(policy, request, rounding)
    return longest is not None and request.term_days > longest


def get_prepayment(policy, request):
    """:return: what has to be paid before the order is confirmed; without credit the other rule asks for all of it"""
    return 0.0 if policy.limit_mode == "no_credit" else request.total * policy.prepayment_percent / 100


def exceeds(amount, bound, rounding):
    """Whether ``amount`` is above ``bound`` by more than the noise below the rounding of the currency."""
    return amount - bound > rounding / 2
