import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { patch } from "@web/core/utils/patch";

/** What is sold of an order, by order: the server takes it off what is still open of it. */
patch(OrderPaymentValidation.prototype, {
    getCreditRequest() {
        const settled = {};
        for (const line of this.order.lines) {
            const orderId = line.sale_order_origin_id?.id;
            if (orderId) {
                settled[orderId] = (settled[orderId] || 0) + line.priceIncl;
            }
        }
        return { ...super.getCreditRequest(), settled: Object.entries(settled) };
    },
});
