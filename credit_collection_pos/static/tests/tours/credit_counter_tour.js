import * as OfflineUtil from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";

function sellOnAccount(before = []) {
    return [
        Chrome.startPoS(),
        ProductScreen.clickPartnerButton(),
        ProductScreen.clickCustomer("Careful Customer"),
        ProductScreen.clickDisplayedProduct("Generator"),
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Customer Account"),
        // Without the invoice that is proposed: printing it is slow.
        PaymentScreen.clickInvoiceButton(),
        ...before,
        PaymentScreen.clickValidate(),
    ].flat();
}

const isStopped = {
    content: "The credit check stops the sale and says why",
    trigger: ".modal:contains(Held for Credit):contains(limit)",
};

registry.category("web_tour.tours").add("credit_counter_stopped", {
    steps: () =>
        [
            sellOnAccount(),
            isStopped,
            {
                content: "The till shows no figures of the customer's account",
                trigger: ".modal:contains(Held for Credit):not(:contains('1,000'))",
            },
            {
                trigger: ".modal button:contains(Ask for Release)",
                run: "click",
            },
            {
                trigger: ".o_notification:contains(The credit manager was asked)",
            },
            PaymentScreen.clickPaymentlineDelButton("Customer Account", "1,500.00"),
            PaymentScreen.clickPaymentMethod("Till"),
            PaymentScreen.clickValidate(),
            ReceiptScreen.isShown(),
        ].flat(),
});

registry.category("web_tour.tours").add("credit_counter_released", {
    steps: () =>
        [
            sellOnAccount(),
            isStopped,
            {
                trigger: ".modal button:contains(Release)",
                run: "click",
            },
            {
                content: "A release needs a reason",
                trigger: ".modal:contains(Reason for the Release) textarea, .modal:contains(Reason for the Release) input",
                run: "edit Guarantee",
            },
            {
                trigger: ".modal:contains(Reason for the Release) .btn-primary",
                run: "click",
            },
            ReceiptScreen.isShown(),
        ].flat(),
});

registry.category("web_tour.tours").add("credit_counter_offline", {
    steps: () =>
        [
            sellOnAccount([OfflineUtil.setOfflineMode()]),
            {
                content: "Nothing can be checked: the cashier decides",
                trigger: ".modal:contains(No Connection) button:contains(Sell on Account)",
                run: "click",
            },
            {
                content: "The counter says that it goes on without connection",
                trigger: ".modal:contains(Connection Lost) .btn-primary",
                run: "click",
            },
            ReceiptScreen.isShown(),
            OfflineUtil.setOnlineMode(),
            {
                content: "The connection is back, and the sale arrives at the server",
                trigger: ".pos",
                async run() {
                    window.posmodel.data.network.offline = false;
                    await window.posmodel.syncAllOrders();
                },
            },
            Chrome.isSynced(),
        ].flat(),
});

registry.category("web_tour.tours").add("credit_counter_offline_refused", {
    steps: () =>
        [
            sellOnAccount([OfflineUtil.setOfflineMode()]),
            {
                trigger: ".modal:contains(No Connection):contains(Take another payment) .btn-primary",
                run: "click",
            },
            OfflineUtil.setOnlineMode(),
            PaymentScreen.isShown(),
        ].flat(),
});

registry.category("web_tour.tours").add("credit_counter_plug_pulled", {
    steps: () =>
        [
            sellOnAccount(),
            isStopped,
            {
                trigger: ".modal button:contains(Back)",
                run: "click",
            },
            OfflineUtil.setOfflineMode(),
            PaymentScreen.clickValidate(),
            {
                content: "What was stopped is not sold by pulling the plug",
                trigger: ".modal:contains(Held for Credit):contains(before the connection was lost) .btn-primary",
                run: "click",
            },
            OfflineUtil.setOnlineMode(),
            PaymentScreen.isShown(),
        ].flat(),
});
