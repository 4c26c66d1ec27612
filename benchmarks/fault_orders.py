"""Orders that many confirm at once, and what happens meanwhile to the credit that they use."""
import contextlib
import random

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


def confirm_killed(fresh, seed, hurt=lambda process, _name: process.kill(), times=10):
    """Kill who confirms in the middle, again and again; the next one goes on with what is not confirmed."""
    moments = random.Random(seed)
    name = fresh()
    hit = 0
    with Process(name).wait_until_ready() as process:
        partner_ids, order_ids = process.do("make_orders", 1, [AMOUNT] * ORDERS, AMOUNT * FITTING)
    for _time in range(times):
        with Process(name).wait_until_ready() as process:
            process.start("confirm", process.do("unconfirmed", order_ids)[:FITTING // times + 1])
            if process.get(moments.uniform(0.05, 3)) is None:
                hit += 1
                hurt(process, name)
    with Process(name).wait_until_ready() as process:
        before = process.do("exposures", partner_ids)
        errors, _longest = process.do("confirm", process.do("unconfirmed", order_ids))
        exposure, total, confirmed = process.do("exposures", partner_ids)
        halves = process.do("halves", order_ids)
    text = f"hit {hit} of {times} times, {before[2]} confirmed by then; then {confirmed} of {ORDERS}, " \
           f"exposure {exposure:g} of {AMOUNT * FITTING}, {sum(errors.values())} errors {errors or ''}, {halves} half confirmed"
    assert before[0] == before[1] and confirmed == FITTING and exposure == total == AMOUNT * FITTING, text
    assert not errors and not halves and hit, text
    return text


FAULTS = {"confirm": confirm_at_once, "confirm-shared": confirm_shared, "confirm-killed": confirm_killed}
