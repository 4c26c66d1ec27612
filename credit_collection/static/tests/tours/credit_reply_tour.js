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
