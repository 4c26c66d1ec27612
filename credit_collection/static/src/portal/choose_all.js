import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The box at the head of a list of open documents ticks all of them. */
export class ChooseAll extends Interaction {
    static selector = "form[name='items']";

    dynamicContent = {
        "input[name='all']": { "t-on-change": this.chooseAll },
        "input[name='item']": { "t-on-change": this.showChosen },
    };

    getBoxes(table) {
        return [...table.querySelectorAll("input[name='item']")];
    }

    chooseAll(event) {
        for (const box of this.getBoxes(event.currentTarget.closest("table"))) {
            box.checked = event.currentTarget.checked;
        }
    }

    showChosen(event) {
        const table = event.currentTarget.closest("table");
        table.querySelector("input[name='all']").checked = this.getBoxes(table).every((box) => box.checked);
    }
}

registry.category("public.interactions").add("credit_collection.choose_all", ChooseAll);
