import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_netting_propose", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=profile_id] input", run: "edit Careful Customer" },
        { trigger: ".ui-autocomplete a:contains(Careful Customer)", run: "click" },
        { trigger: ".o_form_view button[name=action_fill]", run: "click" },
        {
            content: "A debt and a bill, as much as the smaller side has",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:nth-child(2)",
        },
        { trigger: ".o_form_view button[name=action_submit]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(To Approve)" },
    ],
});

registry.category("web_tour.tours").add("credit_netting_decide", {
    steps: () => [
        { trigger: ".o_data_row:contains(Careful Customer) .o_data_cell[name=profile_id]", run: "click" },
        { trigger: ".o_form_view button[name=action_approve]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Approved)" },
        { trigger: ".o_form_view button[name=action_post]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Posted)" },
        { trigger: ".o_form_view button[name=action_undo]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Undone)" },
    ],
});
