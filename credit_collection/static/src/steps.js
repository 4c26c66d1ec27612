import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Works out a long list step by step, each a call of its own, and shows how far it is; the list takes the place of this page.
 * What was worked out is lost with the page: loaded anew, it begins again with the action ``again``.
 */
export class Steps extends Component {
    static template = "credit_collection.Steps";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.params = this.props.action.params || {};
        this.state = useState({ done: 0, total: this.params.ids?.length || 0 });
        onMounted(() => this.work());
        onWillUnmount(() => (this.isLeft = true));
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.state.done) / this.state.total) : 0;
    }

    get text() {
        const { done, total } = this.state;
        if (!total) {
            return _t("Looking for the customers. Nothing is sent.");
        }
        return _t("%(done)s of %(total)s customers worked out. Nothing is sent.", {
            done: formatInteger(done),
            total: formatInteger(total),
        });
    }

    async work() {
        const { model, id, size, again } = this.params;
        if (!id) {
            return this.show(again || "credit_collection.credit_followup_tonight_server_action");
        }
        // Finding those of a large company takes longer than a page may.
        const ids = this.params.ids || (await this.orm.call(model, "get_step_ids", [id]));
        this.state.total = ids.length;
        while (this.state.done < ids.length) {
            await this.orm.call(model, "work_step", [id, ids.slice(this.state.done, this.state.done + size)]);
            if (this.isLeft) {
                return;
            }
            this.state.done = Math.min(this.state.done + size, ids.length);
        }
        return this.show(await this.orm.call(model, "action_finish_steps", [id]));
    }

    show(action) {
        return this.action.doAction(action, { clearBreadcrumbs: true });
    }
}

registry.category("actions").add("credit_collection_steps", Steps);
