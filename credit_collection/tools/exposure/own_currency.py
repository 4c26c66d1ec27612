"""What a part of an item comes to in the currency of the item, when the part is known in that of the company."""


def get_own_part(part, residual, residual_currency, disputed=0.0, disputed_own=0.0):
    """Divide what is not disputed, which is known in both currencies: a cent of the company may be many units of the item.

    :param float part: of ``residual``, in company currency
    :param float disputed: what of ``residual`` is disputed, in company currency
    :param float disputed_own: the same in the currency of the item
    :return: the part in the currency of the item, not rounded
    """
    free = residual - disputed
    # Of what is more than free, such as all that is open, the disputed part is a share as any other.
    if not disputed or free <= 0 or part > free + 1e-9:
        return residual_currency * part / residual if residual else 0.0
    return (residual_currency - disputed_own) * part / free
