import { registry } from "@web/core/registry";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/**
 * The headings of the buckets are those of the aging that the list shows: companies have limits of their own. Where there is
 * nothing, the cell is empty: most buckets of most customers are.
 */
export class AgingListRenderer extends ListRenderer {
    processAllColumn(allColumns, list) {
        const labels = list.context.credit_aging_labels || {};
        return super
            .processAllColumn(allColumns, list)
            .map((column) => (labels[column.name] ? { ...column, label: labels[column.name] } : column));
    }

    formatGroupAggregate(group, column) {
        return this.isEmpty(column, group.aggregates[column.name]) ? { value: "" } : super.formatGroupAggregate(...arguments);
    }

    getFormattedValue(column, record) {
        return this.isEmpty(column, record.data[column.name]) ? "" : super.getFormattedValue(...arguments);
    }

    isEmpty(column, value) {
        return value === 0 && ["monetary", "integer"].includes(this.fields[column.name].type) && column.name !== "net";
    }
}

registry.category("views").add("credit_aging_list", { ...listView, Renderer: AgingListRenderer });
