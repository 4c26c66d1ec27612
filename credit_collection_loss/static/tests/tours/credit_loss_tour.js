import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_loss_approve_post_reverse", {
    steps: () => [
        {
            content: "What another manager worked out",
            trigger: ".o_data_row:contains(750.00) .o_data_cell[name='date']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='ledger']:contains(25,200.00)",
        },
        {
            trigger: "button[name='action_approve']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
        {
            trigger: "button[name='action_post']",
            run: "click",
        },
        {
            content: "The entry is posted",
            trigger: ".o_field_widget[name='move_id'] a",
        },
        {
            trigger: "button[name='action_reverse']",
            run: "click",
        },
        {
            trigger: ".modal button.btn-primary:contains(Reverse)",
            run: "click",
        },
        {
            content: "It was taken back",
            trigger: ".o_field_widget[name='reversal_id'] a",
        },
    ],
});

registry.category("web_tour.tours").add("credit_write_off_request", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='profile_id'] input",
            run: "edit Careful",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Careful Customer)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='reason_id'] input",
            run: "edit Insolvent",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Insolvent)",
            run: "click",
        },
        {
            trigger: "button[name='action_fill']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='line_ids'] .o_data_row .o_data_cell:contains(1,200.00)",
        },
        {
            trigger: ".o_notebook_headers a:contains(Evidence)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='evidence'] textarea",
            run: "edit File 12 IN 345/26",
        },
        {
            trigger: "button[name='action_submit']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(To Approve)",
        },
    ],
});
