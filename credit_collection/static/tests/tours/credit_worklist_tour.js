import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_worklist", {
    steps: () => [
        {
            trigger: "[data-menu-xmlid='credit_collection.credit_collection_menu_collection']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='credit_collection.credit_my_day_menu']",
            run: "click",
        },
        {
            content: "The customer with the most at risk comes first, with the reason",
            trigger: ".o_data_row:first:contains(Careful Customer):contains(20 days overdue)",
        },
        {
            trigger: ".o_data_row:first .o_data_cell[name='partner_id']",
            run: "click",
        },
        {
            content: "The number to call is a link",
            trigger: ".o_credit_phones a[href^='tel:']:contains(555 0100)",
        },
        {
            content: "The age of the debts is named with its amounts",
            trigger: ".o_field_widget[name='aging_bar']:contains(1–30 days)",
        },
        {
            content: "and opens them",
            trigger: ".o_field_widget[name='aging_bar'] button:contains(1–30 days)",
            run: "click",
        },
        {
            trigger: ".o_list_view:contains(Careful Customer)",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item:last a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='open_item_ids'] .o_data_row:contains(Collectible)",
        },
        {
            content: "What was written with the customer stands beside it",
            trigger: ".o-mail-Chatter:contains(They move house in May)",
        },
        {
            content: "Log the call without leaving the page",
            trigger: "button[name='action_log_day_contact']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='outcome_id'] input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='outcome_id'] .dropdown-item:contains(Promise)",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_log_and_promise']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='amount'] input:value(1,000.00)",
        },
        {
            trigger: ".modal button[name='action_open_promise']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "The customer is done, the item is promised",
            trigger: ".o_field_widget[name='day_state']:contains(Done today)",
        },
        {
            trigger: ".o_field_widget[name='open_item_ids'] .o_data_row:contains(Promised)",
        },
        {
            content: "On with the next customer",
            trigger: "button[name='action_next_customer']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='partner_id']:contains(Debtor 0)",
        },
        {
            content: "One click leads back to the list, from which the first customer is gone",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Debtor 0)",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Careful Customer)))",
        },
    ],
});
