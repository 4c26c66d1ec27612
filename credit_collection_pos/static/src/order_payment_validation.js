import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { ask, makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

/**
 * A sale on account asks the server for the credit of the customer before it is made. The server checks it again when it
 * arrives. Without connection nothing can be checked: the sale is marked, so that the server keeps it and reports it.
 */
patch(OrderPaymentValidation.prototype, {
    async isOrderValid(isForceValidate) {
        return (await super.isOrderValid(...arguments)) && (await this.hasCreditOnce());
    },

    /** Add-ons such as those of loyalty programs ask a second time in one validation: the cashier answers once. */
    async hasCreditOnce() {
        const asked = this.isSoldOnAccount() ? JSON.stringify(this.getCreditRequest()) : null;
        if (!asked || this.creditGrantedFor !== asked) {
            const granted = await this.hasCredit();
            this.creditGrantedFor = granted ? asked : null;
            return granted;
        }
        return true;
    },

    handleValidationError(error) {
        if (error instanceof ConnectionLostError && this.isSoldOnAccount()) {
            this.order.credit_sold_offline = true;
        }
        return super.handleValidationError(...arguments);
    },

    getAmountOnAccount() {
        return this.paymentLines
            .filter((line) => line.payment_method_id.type === "pay_later")
            .reduce((sum, line) => sum + line.getAmount(), 0);
    },

    isSoldOnAccount() {
        const amount = this.getAmountOnAccount();
        return Boolean(this.order.getPartner()) && amount > 0 && !this.pos.currency.isZero(amount);
    },

    getCreditRequest() {
        return {
            config_id: this.pos.config.id,
            uuid: this.order.uuid,
            partner_id: this.order.getPartner().id,
            amount: this.getAmountOnAccount(),
            total: this.order.priceIncl,
            to_invoice: this.order.isToInvoice(),
        };
    },

    async hasCredit() {
        if (!this.isSoldOnAccount()) {
            return true;
        }
        const request = this.getCreditRequest();
        let check;
        try {
            check = await this.pos.data.call("pos.order", "check_credit_on_account", [request]);
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                return await this.sellWithoutConnection(request);
            }
            throw error;
        }
        this.order.credit_sold_offline = false;
        this.order.credit_pass = check.credit_pass || false;
        this.order.uiState.creditStopped = check.state === "held" ? request : null;
        if (check.state === "held") {
            return await this.askCreditRelease(request, check);
        }
        if (check.state === "warned") {
            return await ask(this.pos.dialog, {
                title: _t("Credit Warning"),
                body: check.message,
                confirmLabel: _t("Sell on Account"),
                cancelLabel: _t("Back"),
            });
        }
        return true;
    },

    /** Whether the server stopped this sale before the connection was lost; it will not take it then. */
    wasStopped(request) {
        const stopped = this.order.uiState.creditStopped;
        return Boolean(stopped) && stopped.partner_id === request.partner_id && stopped.amount <= request.amount;
    },

    async sellWithoutConnection(request) {
        if (this.wasStopped(request)) {
            this.pos.dialog.add(AlertDialog, {
                title: _t("Held for Credit"),
                body: _t("The credit check stopped this sale before the connection was lost. Take another payment."),
            });
            return false;
        }
        if (!this.pos.company.credit_counter_offline) {
            this.pos.dialog.add(AlertDialog, {
                title: _t("No Connection"),
                body: _t("The credit of the customer cannot be checked now. Take another payment."),
            });
            return false;
        }
        const confirmed = await ask(this.pos.dialog, {
            title: _t("No Connection"),
            body: _t(
                "The credit of the customer cannot be checked now. If the sale exceeds it, the credit manager will be told."
            ),
            confirmLabel: _t("Sell on Account"),
            cancelLabel: _t("Back"),
        });
        if (confirmed) {
            this.order.credit_sold_offline = true;
        }
        return confirmed;
    },

    async askCreditRelease(request, check) {
        const confirmed = await ask(this.pos.dialog, {
            title: _t("Held for Credit"),
            body: check.message,
            confirmLabel: check.can_release ? _t("Release") : _t("Ask for Release"),
            cancelLabel: _t("Back"),
        });
        if (!confirmed) {
            return false;
        }
        if (check.can_release) {
            const reason = await makeAwaitable(this.pos.dialog, TextInputPopup, {
                title: _t("Reason for the Release"),
            });
            if (!reason) {
                return false;
            }
            await this.pos.data.call("pos.order", "release_credit_on_account", [request, reason]);
            this.order.uiState.creditStopped = null;
            return true;
        }
        const isWaiting = await this.pos.data.call("pos.order", "ask_credit_release", [request]);
        if (isWaiting) {
            this.pos.notification.add(
                _t("The credit manager was asked. Validate the sale again once it is released."),
                { type: "info" }
            );
        }
        return !isWaiting;
    },
});
