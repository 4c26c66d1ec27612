import { registry } from "@web/core/registry";

/**
 * Shows another customer in the form that is open, as the pager does: «Next Customer» adds nothing to the breadcrumb,
 * so that one click leads back to the list however many customers were worked off.
 */
registry.category("actions").add("credit_collection_show_customer", (env, { params }) =>
    env.services.action.switchView("form", { resId: params.resId, resIds: params.resIds })
);
