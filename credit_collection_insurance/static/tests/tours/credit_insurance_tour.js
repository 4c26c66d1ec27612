import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_insurance_report", {
    steps: () => [
        {
            content: "The overdue item with its deadline",
            trigger: ".o_data_row:contains(Careful Customer) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name='action_report']",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(Insurance Claims)",
        },
        {
            trigger: ".o_data_row:contains(Careful Customer) .o_data_cell[name='profile_id']",
            run: "click",
        },
        {
            content: "What is open and insured",
            trigger: ".o_field_widget[name='insured_amount']:contains(9,000.00)",
        },
        {
            trigger: "button[name='action_report']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Overdue Reported)",
        },
    ],
});

registry.category("web_tour.tours").add("credit_insurance_change_limit", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Careful Customer) .o_data_cell[name='profile_id']",
            run: "click",
        },
        {
            trigger: "button[name='action_change']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='amount'] input",
            run: "edit 20000",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Weaker accounts",
        },
        {
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "The new cover",
            trigger: "body:not(:has(.modal)) .o_field_widget[name='amount'] input:value(20,000.00)",
        },
    ],
});
