import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("credit_legal_case_to_recovery", {
    steps: () => [
        {
            content: "Open a case for a customer",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='profile_id'] input",
            run: "edit Careful",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Careful Customer)",
            run: "click",
        },
        {
            content: "What is overdue is proposed",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row .o_data_cell:contains(1,000.00)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The checklist has come with the stage",
            trigger: ".o_notebook_headers a:contains(Checklist)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='step_ids'] .o_data_row .o_data_cell:contains(limitation)",
        },
        {
            content: "Write a lawyer's letter",
            trigger: "button.oe_stat_button:contains(Letters)",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(Lawyer's Letters)",
        },
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='template_id'] input",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='text']:contains(1,000.00)",
        },
        {
            trigger: "button[name='action_send']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Sent)",
        },
        {
            content: "Back to the case",
            trigger: ".o_breadcrumb .breadcrumb-item a:contains(Careful Customer)",
            run: "click",
        },
        {
            content: "Make the evidence pack",
            trigger: "button[name='action_evidence_pack']",
            run: "click",
        },
        {
            trigger: ".o_notebook_headers a:contains(Evidence Packs)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='pack_ids'] .o_data_row button[name='action_download_zip']",
        },
        {
            content: "Hand it over to an agency",
            trigger: "button[name='action_place']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='agency_id'] input",
            run: "edit Inkasso",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Inkasso Nord)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='fee_percent'] input:value(25.00)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: "button[name='action_place']:contains(Place)",
            run: "click",
        },
        {
            trigger: ".modal button.btn-primary:contains(Place)",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Placed)",
        },
        {
            content: "It sends 450 of 600",
            trigger: "button:contains(Money from the Agency)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='amount'] input",
            run: "edit 600",
        },
        {
            trigger: ".modal .o_field_widget[name='journal_id']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='sent']:contains(450.00)",
        },
        {
            trigger: ".modal button[name='action_book']",
            run: "click",
        },
        {
            content: "The customer owes 400",
            trigger: ".o_field_widget[name='claim']:contains(400.00)",
        },
        {
            trigger: ".o_field_widget[name='net']:contains(450.00)",
        },
    ],
});
