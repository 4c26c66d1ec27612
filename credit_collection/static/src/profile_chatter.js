import { registry } from "@web/core/registry";
import { setAttributes } from "@web/core/utils/xml";

const compilers = registry.category("form_compilers");

/**
 * <chatter thread_model="credit.profile"/>: messages and activities of the profile, on a page whose records have the ids of
 * profiles.
 */
compilers.add(
    "credit_collection_profile_chatter",
    {
        selector: "chatter[thread_model]",
        fn(node, params) {
            const container = compilers.get("chatter_compiler").fn.call(this, node, params);
            setAttributes(container.querySelector("t[t-component]"), {
                threadModel: `'${node.getAttribute("thread_model")}'`,
                has_activities: "true",
            });
            return container;
        },
    },
    { sequence: 10 }
);
