import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_return_book_and_attempt", {
    steps: () => [
        { trigger: ".o_data_row:contains(Careful Customer) .o_data_cell[name=profile_id]", run: "click" },
        { trigger: ".o_form_view button[name=action_post]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Posted)" },
        {
            content: "Both invoices are owed again",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:nth-child(2)",
        },
        { trigger: ".o_form_view button[name=action_attempt]", run: "click" },
        { trigger: ".modal button[name=action_make]", run: "click" },
        {
            content: "The second attempt is a promise",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=instalment_ids]",
        },
    ],
});
