import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/**
 * A bar of parts, each named with its amount below it, so that nobody needs to tell colours apart. A part opens what is behind
 * it. Its value is prepared by `_prepare_bar` of `credit.profile`.
 */
export class CreditBarField extends Component {
    static template = "credit_collection.CreditBarField";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get bar() {
        return this.props.record.data[this.props.name] || { parts: [], rows: [] };
    }

    get description() {
        return this.bar.parts.map((part) => `${part.label} ${this.format(part.amount)}`).join(", ");
    }

    format(amount) {
        return formatMonetary(amount, { currencyId: this.bar.currency_id });
    }

    async open(part) {
        // Of a row of My Day too: it has the id of its profile.
        const { resId } = this.props.record;
        const args = part.argument ? [[resId], part.argument] : [[resId]];
        await this.action.doAction(await this.orm.call("credit.profile", part.method, args));
    }
}

registry.category("fields").add("credit_bar", { component: CreditBarField, supportedTypes: ["json"] });
