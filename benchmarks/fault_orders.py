"""Orders that many confirm at once, and what happens meanwhile to the credit that they use."""
import contextlib

from .fault_process import Process

CONNECTIONS, ORDERS, FITTING, AMOUNT = 8, 200, 50, 10


def confirm_at_once(fresh, _seed, customers=1):
    """Confirm 200 orders over eight connections where the limit has room for fifty."""
    name = fresh()
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(Process(name)) for _number in range(CONNECTIONS)]
        for process in processes:
            process.wait_until_ready()
        partner_ids, order_ids = processes[0].do(
            "make_orders", customers, [AMOUNT] * ORDERS, AMOUNT * FITTING, customers > 1)
        for number, process in enumerate(processes):
            process.start("confirm", order_ids[number::CONNECTIONS])
        outcomes = [process.get() for process in processes]
        exposure, total, confirmed = processes[0].do("exposures", partner_ids)
    errors, longest = {}, 0.0
    for outcome in outcomes:
        assert outcome and "value" in outcome, f"a process died: {outcome}"
        seen, seconds = outcome["value"]
        longest = max(longest, seconds)
        for error, count in seen.items():
            errors[error] = errors.get(error, 0) + count
    text = f"{confirmed} of {ORDERS} confirmed, exposure {exposure:g} of {AMOUNT * FITTING}, " \
           f"{sum(errors.values())} errors {errors or ''}, longest {longest:.1f} s"
    assert confirmed == FITTING and exposure == total == AMOUNT * FITTING and not errors, text
    return text


def confirm_shared(fresh, seed):
    """The same for five customers who share the limit."""
    return confirm_at_once(fresh, seed, customers=5)


FAULTS = {"confirm": confirm_at_once, "confirm-shared": confirm_shared}
