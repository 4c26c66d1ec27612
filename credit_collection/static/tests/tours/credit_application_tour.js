import { registry } from "@web/core/registry";

// A customer applies for credit in the portal …
registry.category("web_tour.tours").add("credit_application_portal", {
    steps: () => [
        {
            content: "from the home page of the portal",
            trigger: "a[href='/my/credit/apply']:contains(Apply for Credit)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "the company is known",
            trigger: "input[name=applicant_name][readonly]",
        },
        { trigger: "input[name=requested_limit]", run: "edit 8000" },
        { trigger: "input[name=requested_days]", run: "edit 30" },
        { trigger: "input[name=email]", run: "edit ann@example.com" },
        { trigger: "input[name=reference_name_1]", run: "edit Steel Ltd" },
        { trigger: "input[name=agreed]", run: "click" },
        { trigger: "form[name=apply] button[type=submit]", run: "click", expectUnloadPage: true },
        { trigger: ".alert-success:contains(we have your application)" },
    ],
});

// … the collector assesses it: the credit review waits for a manager.
registry.category("web_tour.tours").add("credit_application_assess", {
    steps: () => [
        {
            content: "the application waits in the list",
            trigger: ".o_data_row td[name=applicant_name]:contains(Careful Customer)",
            run: "click",
        },
        { trigger: ".o_field_widget[name=requested_limit]" },
        { trigger: ".o_notebook a[name=references]", run: "click" },
        { trigger: ".o_field_widget[name=reference_ids] .o_data_row:contains(Steel Ltd)" },
        { trigger: ".o_statusbar_buttons button[name=action_assess]", run: "click" },
        {
            content: "its review, with what was asked for as proposal",
            trigger: ".o_field_widget[name=application_id]:contains(Careful Customer)",
        },
        { trigger: ".o_statusbar_status button.o_arrow_button_current:contains(To decide)" },
    ],
});
