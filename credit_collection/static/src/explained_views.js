import { registry } from "@web/core/registry";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { pivotView } from "@web/views/pivot/pivot_view";

/** Measures that are shown, with what they mean: the help of their fields. */
function explain({ fields }, names) {
    return names
        .filter((name) => fields[name]?.help)
        .map((name) => ({ name, label: fields[name].string, help: fields[name].help }));
}

export class ExplainedPivotRenderer extends PivotRenderer {
    static template = "credit_collection.ExplainedPivot";

    get definitions() {
        return explain(this.model.metaData, this.model.metaData.activeMeasures);
    }

    /** A rate of nothing is no rate of zero. */
    getFormattedValue(cell) {
        return cell.value === false ? { value: "" } : super.getFormattedValue(...arguments);
    }
}

export class ExplainedGraphRenderer extends GraphRenderer {
    static template = "credit_collection.ExplainedGraph";

    get definitions() {
        return explain(this.model.metaData, [this.model.metaData.measure]);
    }
}

registry.category("views").add("credit_explained_pivot", { ...pivotView, Renderer: ExplainedPivotRenderer });
registry.category("views").add("credit_explained_graph", { ...graphView, Renderer: ExplainedGraphRenderer });
