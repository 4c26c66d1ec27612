from . import models, wizard


def post_init_hook(env):
    env["pos.payment"]._mark_past_credit_receipts()
