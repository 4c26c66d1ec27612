import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_first_steps", {
    steps: () => [
        {
            content: "Nothing is sent yet",
            trigger: ".alert-warning:contains(Test mode)",
        },
        {
            content: "Somebody has to decide",
            trigger: "button[name='action_name_me']",
            run: "click",
        },
        {
            content: "Ratings are proposed from the paying history",
            trigger: "body:not(:has(button[name='action_name_me'])) button[name='action_propose_ratings']",
            run: "click",
        },
        {
            content: "The list of reviews, to be decided together",
            trigger: ".o_list_view .o_data_row:contains(Careful Customer)",
        },
        {
            content: "Back to the first steps",
            trigger: ".breadcrumb-item a:contains(Getting Started)",
            run: "click",
        },
        {
            content: "What the next run would send",
            trigger: "button[name='action_preview']",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Careful Customer)",
        },
        {
            trigger: ".breadcrumb-item a:contains(Getting Started)",
            run: "click",
        },
        {
            content: "Switch on",
            trigger: "button[name='action_switch_on']",
            run: "click",
        },
        {
            trigger: ".modal button:contains(Ok)",
            run: "click",
        },
        {
            content: "Live",
            trigger: "button[name='action_start_tests']",
        },
    ],
});
