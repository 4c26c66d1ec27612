import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_promise_plan", {
    steps: () => [
        {
            trigger: "button[name='action_make_promise']",
            run: "click",
        },
        {
            content: "Three instalments are laid out at once",
            trigger: ".modal .o_field_widget[name='instalments'] input",
            run: "edit 3 && press Tab",
        },
        {
            trigger: ".modal .o_field_widget[name='instalment_ids'] .o_data_row:nth-child(3)",
        },
        {
            content: "With interest on top",
            trigger: ".modal .o_field_widget[name='interest_percent'] input",
            run: "edit 10 && press Tab",
        },
        {
            trigger: ".modal .o_field_widget[name='total_amount']:visible",
        },
        {
            trigger: ".modal .o_field_widget[name='instalment_ids'] th[data-name='interest_amount']",
        },
        {
            trigger: ".modal button[name='action_open_promise']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("credit_dispute", {
    steps: () => [
        {
            content: "The customer contests a part of the invoice",
            trigger: "button[name='action_credit_dispute']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason_id'] input",
            run: "edit Quality",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Quality)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='amount'] input",
            run: "edit 300 && press Tab",
        },
        {
            trigger: ".modal button[name='action_open']",
            run: "click",
        },
        {
            content: "The invoice says so",
            trigger: "body:not(:has(.modal)) [name='credit_dispute_banner']",
        },
        {
            trigger: "button[name='action_view_credit_disputes']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row .o_data_cell[name='reason_id']",
            run: "click",
        },
        {
            content: "The claim is right",
            trigger: ".o_form_view button[name='action_accept']",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Its credit note is drafted",
            trigger: "button[name='action_view_credit_note']",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name='invoice_line_ids'] .o_data_row",
        },
        {
            trigger: "button[name='action_post']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value='posted']",
        },
    ],
});
