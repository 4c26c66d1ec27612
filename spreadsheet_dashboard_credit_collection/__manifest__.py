{
    "name": "Spreadsheet Dashboard for Credit & Collection",
    "summary": "Exposure against limits, aging, DSO, expected cash, holds: a dashboard for management",
    "version": "19.0.1.1.0",
    "category": "Productivity/Dashboard",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["spreadsheet_dashboard", "credit_collection"],
    "data": [
        "data/dashboards.xml",
    ],
    "assets": {
        "spreadsheet.o_spreadsheet": [
            "credit_collection/static/src/graph_gaps.js",
        ],
        "web.assets_tests": [
            "spreadsheet_dashboard_credit_collection/static/tests/tours/**/*",
        ],
    },
    "auto_install": ["credit_collection"],
}
