import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_payee_guard_approve", {
    steps: () => [
        { trigger: ".o_data_row:contains(GB29) .o_data_cell[name=acc_number]", run: "click" },
        { trigger: ".o_form_view .alert-warning:contains(second person)" },
        { trigger: ".o_form_view button[name=action_approve]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Approved)" },
    ],
});

registry.category("web_tour.tours").add("credit_payee_guard_check", {
    steps: () => [
        { trigger: "#check_code", run: "edit AAAA-AAAA-AAAA-AAAA-AAAA" },
        { trigger: "form[action='/credit/check'] button[type=submit]", run: "click", expectUnloadPage: true },
        {
            content: "A code that is not ours is told so, and what was typed stays in place",
            trigger: ".alert-danger[name=not_ours]",
        },
    ],
});
