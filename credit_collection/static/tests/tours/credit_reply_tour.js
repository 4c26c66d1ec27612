import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_reply_promise", {
    steps: () => [
        {
            content: "The answer is proposed on the follow-up",
            trigger: ".alert:contains(Will pay) .o_field_widget[name='reply_text']:contains(We will pay)",
        },
        {
            content: "Log it",
            trigger: ".alert button[name='action_log_reply']",
            run: "click",
        },
        {
            content: "Day and amount of the promise are filled in",
            trigger: ".modal .o_field_widget[name='amount'] input:value(300.00)",
        },
        {
            trigger: ".modal button[name='action_open_promise']",
            run: "click",
        },
        {
            content: "Nothing more is to log",
            trigger: "body:not(:has(.modal)):not(:has(.alert button[name='action_log_reply']))",
        },
    ],
});

registry.category("web_tour.tours").add("credit_reply_dispute", {
    steps: () => [
        {
            content: "Open the answer",
            trigger: ".o_data_row td[name='proposal']:contains(Contests)",
            run: "click",
        },
        {
            content: "Log it",
            trigger: ".o_form_view button[name='action_log']",
            run: "click",
        },
        {
            content: "The invoice that the text names is filled in",
            trigger: ".modal .o_field_widget[name='move_id'] input:value(INV)",
        },
        {
            trigger: ".modal button[name='action_open_dispute']",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

registry.category("web_tour.tours").add("credit_message_to_assign", {
    steps: () => [
        {
            content: "Open what the stranger wrote",
            trigger: ".o_data_row td[name='email_from']:contains(Bea)",
            run: "click",
        },
        {
            content: "Nothing in it tells the customer",
            trigger: ".o_form_view .o_field_widget[name='profile_id'] input:value()",
            run: "edit Careful",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Careful Customer)",
            run: "click",
        },
        {
            content: "It is the customer's from now on",
            trigger: ".o_form_view button[name='action_assign']",
            run: "click",
        },
        {
            content: "Open the customer",
            trigger: ".o_form_view:has(.o_statusbar_status .o_arrow_button_current:contains(Assigned)) .o_field_widget[name='profile_id'] a:contains(Careful Customer)",
            run: "click",
        },
        {
            content: "The message is in the thread of the customer; the text of an e-mail stands apart from the styles of the page",
            trigger: ".o-mail-Message:contains(Bea) .overflow-x-auto:shadow :contains(We will pay)",
        },
        {
            content: "Its proposal is one click away",
            trigger: ".o-form-buttonbox .o_button_more",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .oe_stat_button:contains(Replies)",
            run: "click",
        },
        {
            trigger: ".o_data_row td[name='proposal']:contains(Will pay)",
        },
    ],
});
