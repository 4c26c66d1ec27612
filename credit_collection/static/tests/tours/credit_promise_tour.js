import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_promise", {
    steps: () => [
        {
            content: "Record what the customer promises",
            trigger: "button[name='action_make_promise']",
            run: "click",
        },
        {
            content: "The overdue items are proposed",
            trigger: ".modal .o_field_widget[name='line_ids'] .o_data_row",
        },
        {
            trigger: ".modal .o_field_widget[name='amount'] input:value(1,000.00)",
        },
        {
            content: "Open the promise",
            trigger: ".modal button[name='action_open_promise']",
            run: "click",
        },
        {
            content: "The dialog is closed and the profile shows the promise",
            trigger: "body:not(:has(.modal))",
        },
        {
            trigger: "[data-menu-xmlid='credit_collection.credit_collection_menu_collection']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='credit_collection.credit_promise_menu']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row .o_field_badge:contains(Open)",
        },
    ],
});
