"""Installation on a running company: our columns of journal items by SQL, filled by the job of the night. Removal with data."""

from odoo.addons.credit_collection.hooks import forget
from odoo.addons.credit_collection.models.common.bulk import add_columns


def pre_init_hook(env):
    add_columns(env.cr, "account_move_line", {
        "credit_limitation_date": "date", "credit_case_id": "int4", "credit_placement_id": "int4"})


def post_init_hook(env):
    env.ref("credit_collection_legal.ir_cron_limitation")._trigger()


def uninstall_hook(env):
    forget(env, "credit_collection_legal")
