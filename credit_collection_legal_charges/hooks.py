"""Costs that were entered before this add-on was installed become charges, too."""


def post_init_hook(env):
    costs = env["credit.case.cost"].search([("charge_on", "=", True), ("case_id.stage_kind", "!=", "closed")])
    costs.filtered(lambda cost: not cost._get_charge())._charge()
