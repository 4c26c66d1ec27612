import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_commission_approve", {
    steps: () => [
        {
            content: "What another manager worked out",
            trigger: ".o_data_row .o_data_cell[name='collected']:contains(1,000.00)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='payout_ids'] .o_data_row:contains(20.00)",
        },
        {
            content: "Why",
            trigger: ".o_field_widget[name='payout_ids'] .o_data_row button[name='action_view_lines']",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Customer of the collector on that day)",
        },
        {
            trigger: ".o_back_button, .o_breadcrumb .breadcrumb-item a:contains(Commission)",
            run: "click",
        },
        {
            trigger: "button[name='action_approve']",
            run: "click",
        },
        {
            trigger: "button[name='action_pay']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Paid Out)",
        },
    ],
});
