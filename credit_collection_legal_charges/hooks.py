"""Costs that were entered before charges were known are charges too."""


def post_init_hook(env):
    env["credit.case.cost"].search([("charge_on", "=", True), ("case_id.stage_kind", "!=", "closed")])._charge()
