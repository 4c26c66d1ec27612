import { registry } from "@web/core/registry";

// Journey (a), seen by the salesperson: the order is held, the reason is told, nothing is lost.
registry.category("web_tour.tours").add("credit_hold_salesperson", {
    steps: () => [
        {
            content: "the quotation warns before anything is pressed",
            trigger: ".alert-warning:contains(Over the credit limit)",
        },
        { trigger: ".o_statusbar_buttons button[name=action_confirm]:enabled", run: "click" },
        {
            content: "the dialog names the reason and the figures",
            trigger: ".modal .o_credit_hold_notice",
        },
        { trigger: ".modal td[name=explanation]:contains(Over the credit limit)" },
        {
            content: "a salesperson cannot release",
            trigger: ".modal footer:not(:has(button[name=action_decide]))",
        },
        { trigger: ".modal footer button:contains(OK)", run: "click" },
        { trigger: ".alert-danger:contains(Held for credit)" },
    ],
});

// The credit manager decides from the list of held orders.
registry.category("web_tour.tours").add("credit_hold_manager", {
    steps: () => [
        { trigger: ".o_data_row:contains(Careful Customer) button[name=action_release]", run: "click" },
        { trigger: ".modal div[name=note] input", run: "edit Bank guarantee received" },
        { trigger: ".modal footer button:contains(Release)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

// The salesperson asks for credit on the held order.
registry.category("web_tour.tours").add("credit_hold_request", {
    steps: () => [
        { trigger: ".o_statusbar_buttons button[name=action_confirm]:enabled", run: "click" },
        {
            content: "the dialog shows order and limit",
            trigger: ".modal .o_data_row:has(td[name=order_amount]:contains(5,000)):has(td[name=effective_limit]:contains(1,000))",
        },
        { trigger: ".modal footer button:contains(OK)", run: "click" },
        { trigger: ".o_statusbar_buttons button[name=action_request_credit_limit]", run: "click" },
        { trigger: ".modal div[name=period] input[data-value=permanent]", run: "click" },
        { trigger: ".modal div[name=reason] textarea", run: "edit Framework contract until next year" },
        { trigger: ".modal footer button[name=action_request]", run: "click" },
        { trigger: ".alert-info:contains(Waits for Decision)" },
    ],
});

// The credit manager releases up to an amount and confirms in the same step.
registry.category("web_tour.tours").add("credit_hold_release_and_confirm", {
    steps: () => [
        {
            content: "the list tells order, value and reason",
            trigger:
                ".o_data_row:contains(Careful Customer):has(td[name=reason_ids]:contains(Over the limit)):has(td[name=order_amount]:contains(5,000))",
        },
        { trigger: ".o_data_row:contains(Careful Customer) button[name=action_release]", run: "click" },
        { trigger: ".modal div[name=valid_until]" },
        { trigger: ".modal div[name=amount] input", run: "edit 5500" },
        { trigger: ".modal div[name=note] input", run: "edit Framework contract seen" },
        { trigger: ".modal div[name=confirm_now] input", run: "click" },
        { trigger: ".modal footer button:contains(Release)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

// The salesperson confirms the released order.
registry.category("web_tour.tours").add("credit_hold_confirm", {
    steps: () => [
        { trigger: ".alert-success:contains(Released by the credit manager)" },
        { trigger: ".o_statusbar_buttons button[name=action_confirm]:enabled", run: "click" },
        { trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Sales Order)" },
    ],
});
