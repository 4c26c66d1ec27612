import { registry } from "@web/core/registry";

/** Cells are drawn on a canvas: what stands in them is asked of the model, once all of its data has come. */
async function checkDashboard() {
    const modules = odoo.loader.modules;
    const { DashboardLoader } = modules.get(
        "@spreadsheet_dashboard/bundle/dashboard_action/dashboard_loader_service"
    );
    const { waitForOdooSources, waitForDataLoaded } = modules.get("@spreadsheet/helpers/model");
    const { env } = odoo.__WOWL_DEBUG__.root;
    const loader = new DashboardLoader(env, env.services.orm, env.services["geo_json_service"]);
    await loader.load();
    const found = loader
        .getDashboardGroups()
        .flatMap((group) => group.dashboards)
        .find(({ data }) => data.name === "Credit Overview");
    const dashboard = loader.getDashboard(found.data.id);
    await dashboard.promise;
    const { model } = dashboard;
    if (!model) {
        throw dashboard.error || new Error("The dashboard has no model.");
    }
    await waitForOdooSources(model);
    await waitForDataLoaded(model);
    let filled = 0;
    for (const sheetId of model.getters.getSheetIds()) {
        for (const [position, cell] of Object.entries(model.getters.getEvaluatedCells(sheetId))) {
            if (cell.type === "error") {
                throw new Error(`${sheetId} ${position}: ${cell.value} ${cell.message || ""}`);
            }
            filled += cell.type === "number";
        }
        for (const chartId of model.getters.getChartIds(sheetId)) {
            if (!model.getters.getChartRuntime(chartId)) {
                throw new Error(`The chart ${chartId} cannot be drawn.`);
            }
        }
    }
    if (filled < 20) {
        throw new Error(`Only ${filled} cells hold a figure.`);
    }
}

registry.category("web_tour.tours").add("credit_dashboard", {
    steps: () => [
        {
            trigger: ".o_search_panel :contains(Credit Overview)",
        },
        {
            content: "Open it",
            trigger: ".o_search_panel li:contains(Credit Overview)",
            run: "click",
        },
        {
            content: "It is drawn, and none of its cells is in error",
            trigger: ".o-spreadsheet canvas",
            run: checkDashboard,
        },
    ],
});
