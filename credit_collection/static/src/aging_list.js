import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** The headings of the buckets are those of the aging that the list shows: companies have limits of their own. */
export class AgingListRenderer extends ListRenderer {
    processAllColumn(allColumns, list) {
        const labels = list.context.credit_aging_labels || {};
        return super
            .processAllColumn(allColumns, list)
            .map((column) => (labels[column.name] ? { ...column, label: labels[column.name] } : column));
    }
}

registry.category("views").add("credit_aging_list", { ...listView, Renderer: AgingListRenderer });
