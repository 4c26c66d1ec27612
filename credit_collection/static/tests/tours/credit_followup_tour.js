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
