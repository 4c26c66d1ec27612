import { registry } from "@web/core/registry";

/**
 * Opens another record in place of the one on the screen: «Next Customer» adds nothing to the breadcrumb,
 * so that one click leads back to the list however many customers were worked off.
 */
registry.category("actions").add("credit_collection_replace", (env, { params }) =>
    env.services.action.doAction(params.action, { stackPosition: "replaceCurrentAction" })
);
