import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_charge_waive_bill", {
    steps: () => [
        {
            content: "The charges of the customer",
            trigger: ".o_group_header:contains(Careful Customer)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Late interest) .o_data_cell[name='kind']",
            run: "click",
        },
        {
            content: "How the interest was worked out",
            trigger: ".o_field_widget[name='calculation']:contains(60 days on)",
        },
        {
            trigger: "button[name='action_waive']",
            run: "click",
        },
        {
            content: "A part of it is waived",
            trigger: ".modal .o_field_widget[name='amount'] input",
            run: "edit 6.44 && press Tab",
        },
        {
            trigger: ".modal .o_field_widget[name='reason_id'] input",
            run: "edit Goodwill",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Goodwill)",
            run: "click",
        },
        {
            trigger: ".modal button[name='action_waive']:enabled",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_field_widget[name='amount']:contains(10.00)",
        },
        {
            content: "The rest is billed",
            trigger: "button[name='action_bill']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='invoice_line_ids'] .o_data_row:contains(Late interest)",
        },
    ],
});
