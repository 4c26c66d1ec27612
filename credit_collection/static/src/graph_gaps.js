import { patch } from "@web/core/utils/patch";
import { GraphModel } from "@web/views/graph/graph_model";

/** A figure that nothing gives, such as the DSO of a month without sales, is a gap in the line and no zero, in our models. */
patch(GraphModel.prototype, {
    async _loadDataPoints(metaData) {
        const result = await super._loadDataPoints(...arguments);
        if (metaData.resModel.startsWith("credit.")) {
            for (const dataPoint of result[0]) {
                if (dataPoint.value === false) {
                    dataPoint.value = null;
                }
            }
        }
        return result;
    },
});
