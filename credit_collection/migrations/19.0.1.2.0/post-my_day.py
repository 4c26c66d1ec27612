"""My Day has a model of its own: searches that users saved on its list are found there again."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    action = env.ref("credit_collection.credit_my_day_action")
    env["ir.filters"].search([("action_id", "=", action.id), ("model_id", "=", "credit.profile")]).model_id = "credit.my.day"
