import { registry } from "@web/core/registry";

// Journey (d), seen by the credit manager: review → approval → score and log on the profile.
registry.category("web_tour.tours").add("credit_review_approval", {
    steps: () => [
        {
            content: "the review waits in the list",
            trigger: ".o_data_row td[name=partner_id]:contains(Careful Customer)",
            run: "click",
        },
        {
            content: "the scorecard explains the score",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Average days late)",
        },
        { trigger: ".o_field_widget[name=summary]:contains(C → A)" },
        {
            trigger: ".o_field_widget[name=decision_reason] textarea",
            run: "edit Pays on the day",
        },
        { trigger: ".o_statusbar_buttons button[name=action_ask_approval]", run: "click" },
        {
            content: "what changes, before and after",
            trigger: ".modal .o_field_widget[name=changes]:contains(→)",
        },
        { trigger: ".modal footer button[name=action_apply]:not(.o_invisible_modifier):contains(Approve)", run: "click" },
        { trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Approved)" },
        {
            content: "the profile shows the new rating",
            trigger: ".o_field_widget[name=profile_id] a.o_form_uri",
            run: "click",
        },
        { trigger: ".o_notebook a[name=score]", run: "click" },
        { trigger: ".o_credit_score_components:contains(Average days late)" },
        { trigger: ".o_notebook a[name=policy_log]", run: "click" },
        { trigger: ".o_field_widget[name=policy_log_ids] .o_data_row:contains(Pays on the day)" },
    ],
});
