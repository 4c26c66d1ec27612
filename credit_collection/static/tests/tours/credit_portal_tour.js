import { registry } from "@web/core/registry";

/* What a customer does on the credit account: each tour begins on /my/credit with an invoice over 1,000 and one over 250. */

const choose = (place, act) => [
    {
        trigger: `form[name='items'] tbody tr:nth-child(${place}) input[name='item']`,
        run: "click",
    },
    {
        trigger: `button[name='act'][value='${act}']`,
        run: "click",
        expectUnloadPage: true,
    },
];

registry.category("web_tour.tours").add("credit_portal_pay", {
    steps: () => [
        {
            content: "All are ticked at once, and one is taken out again",
            trigger: "form[name='items'] input[name='all']",
            run: "click",
        },
        {
            trigger: "form[name='items'] tbody:has(tr:nth-child(1) input:checked) tr:nth-child(2) input:checked",
        },
        {
            trigger: "form[name='items'] tbody tr:nth-child(1) input[name='item']",
            run: "click",
        },
        {
            trigger: "form[name='items'] input[name='all']:not(:checked)",
        },
        {
            trigger: "button[name='act'][value='pay']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Exactly what was chosen is to be paid",
            trigger: "strong:contains(250.00)",
        },
        {
            trigger: "button[name='o_payment_submit_button']:enabled",
            run: "click",
        },
        {
            content: "The provider takes over",
            trigger: "body:has(.o_blockUI), body:has(button[name='o_payment_submit_button'][disabled])",
        },
    ],
});

registry.category("web_tour.tours").add("credit_portal_promise", {
    steps: () => [
        ...choose(1, "promise"),
        {
            trigger: "form[name='promise'] input[name='date']",
            run({ anchor }) {
                const day = new Date(`${anchor.min}T12:00:00Z`);
                day.setUTCDate(day.getUTCDate() + 5);
                anchor.value = day.toISOString().slice(0, 10);
            },
        },
        {
            trigger: "form[name='promise'] textarea[name='note']",
            run: "edit Our bank is closed until Monday",
        },
        {
            trigger: "form[name='promise'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Thanked, and the document says what was promised",
            trigger: ".alert-success:contains(your promise is recorded)",
        },
        {
            trigger: ".badge:contains(Promised until)",
        },
    ],
});

registry.category("web_tour.tours").add("credit_portal_dispute", {
    steps: () => [
        ...choose(1, "dispute"),
        {
            content: "Of one invoice, its amount is filled in",
            trigger: "form[name='dispute'] input[name='amount']",
            run: "edit 300",
        },
        {
            trigger: "form[name='dispute'] textarea[name='note']",
            run: "edit Three chairs are broken",
        },
        {
            trigger: "form[name='dispute'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".alert-success:contains(we look into it)",
        },
        {
            trigger: ".badge:contains(300.00)",
        },
    ],
});

registry.category("web_tour.tours").add("credit_portal_statement", {
    steps: () => [
        {
            trigger: "table[name='statements'] a.btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "form[name='confirm'] input[name='name']",
            run: "edit Ann Buyer",
        },
        {
            trigger: "form[name='confirm'] button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Confirmed once: no form is left",
            trigger: "body:not(:has(form[name='confirm'])) .alert-success:contains(Ann Buyer)",
        },
        {
            trigger: "a:contains(Back to your account)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "table[name='statements'] small:contains(Confirmed by you)",
        },
    ],
});
