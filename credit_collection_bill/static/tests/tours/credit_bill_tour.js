import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_bill_book_and_dishonor", {
    steps: () => [
        { trigger: ".o_data_row:contains(T700) .o_data_cell[name=name]", run: "click" },
        { trigger: ".o_form_view button[name=action_receive]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Held)" },
        { trigger: ".o_form_view button[name=action_dishonor]", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit No funds" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Dishonored)" },
    ],
});
