import { registry } from "@web/core/registry";
import { SearchModel } from "@web/search/search_model";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** On a phone the cards stand one below the other: a column for each of many customers would have to be swiped through. */
export class FlatSearchModel extends SearchModel {
    _getGroupBy() {
        return this.env.isSmall ? [] : super._getGroupBy(...arguments);
    }
}

registry.category("views").add("credit_flat_kanban", { ...kanbanView, SearchModel: FlatSearchModel });
