import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_short_payment_accept", {
    steps: () => [
        {
            content: "Accept the proposal",
            trigger: ".o_data_row button[name=action_accept]",
            run: "click",
        },
        {
            content: "Nothing is left to decide",
            trigger: ".o_view_nocontent, .o_list_view:not(:has(.o_data_row))",
        },
    ],
});
