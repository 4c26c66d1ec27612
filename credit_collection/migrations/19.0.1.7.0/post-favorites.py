"""Amounts of follow-ups are no measure any more: searches that users saved with it would not open."""

from ast import literal_eval

from odoo import SUPERUSER_ID, api

MEASURE = "amount_due"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    favorites = env["ir.filters"].search([("model_id", "=", "credit.followup"), ("context", "like", MEASURE)])
    for favorite in favorites:
        context = literal_eval(favorite.context)
        if MEASURE in context.get("pivot_measures", ()):
            context["pivot_measures"] = [name for name in context["pivot_measures"] if name != MEASURE] or ["__count"]
        if context.get("graph_measure") == MEASURE:
            context["graph_measure"] = "__count"
        favorite.context = repr(context)
