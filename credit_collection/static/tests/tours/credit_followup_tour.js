import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_followup", {
    steps: () => [
        {
            content: "The call is on the worklist, under To do",
            trigger: ".o_group_header:contains(To do)",
        },
        {
            content: "Open the call",
            trigger: ".o_data_row:contains(Careful Customer) .o_data_cell[name='profile_id']",
            run: "click",
        },
        {
            content: "The items to speak about are listed",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row",
        },
        {
            content: "The customer was reached",
            trigger: ".o_field_widget[name='outcome'] .o_radio_item:contains(Promised to pay) input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='note'] textarea",
            run: "edit Pays on Friday, waits for a credit note",
        },
        {
            trigger: "button[name='action_done']",
            run: "click",
        },
        {
            content: "The call is done",
            trigger: ".o_arrow_button_current:contains(Done), .o_statusbar_status [aria-checked='true']:contains(Done)",
        },
    ],
});

registry.category("web_tour.tours").add("credit_followup_now", {
    steps: () => [
        {
            content: "Look at what would be sent",
            trigger: "button[name='action_followup_now']",
            run: "click",
        },
        {
            content: "The letter is previewed with the open items",
            trigger: ".modal .o_field_widget[name='preview']:contains(Total to pay)",
        },
        {
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            content: "The follow-up is kept",
            trigger: ".o_breadcrumb:contains(Level 1), .o_data_row:contains(Level 1), .o_form_view:contains(Level 1)",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("credit_followup_tonight", {
    steps: () => [
        {
            content: "Whom the run would follow up, and why",
            trigger: ".o_data_row:contains(Careful Customer) .o_data_cell[name='reason']:contains(10 days overdue)",
        },
        {
            content: "Read what the customer would get",
            trigger: ".o_data_row:contains(Careful Customer) button[name='action_preview']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='preview']:contains(Total to pay)",
        },
        {
            trigger: ".modal button:contains(Close)",
            run: "click",
        },
        {
            content: "Leave another customer out",
            trigger: "body:not(:has(.modal)) .o_data_row:contains(Patient Customer) button[name='action_leave_out']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Visit tomorrow",
        },
        {
            trigger: ".modal button[name='action_confirm']",
            run: "click",
        },
        {
            content: "Who is left out drops from the list",
            trigger: "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row:contains(Patient Customer)))",
        },
        {
            content: "Run the selected customer",
            trigger: ".o_data_row:contains(Careful Customer) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button[name='action_run']",
            run: "click",
        },
        {
            trigger: ".modal button:contains(Ok)",
            run: "click",
        },
        {
            content: "The follow-up that was made",
            trigger: ".o_form_view .o_field_widget[name='profile_id']:contains(Careful Customer)",
        },
    ],
});
