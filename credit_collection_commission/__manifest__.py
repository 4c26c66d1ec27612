{
    "name": "Credit & Collection: Commission of Collectors",
    "summary": "Commission on what came in: by cause and age of the debt, with steps, targets, clawback and payout report",
    "version": "19.0.1.2.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_commission_security.xml",
        "data/mail_activity_type_data.xml",
        "views/credit_commission_plan_views.xml",
        "views/credit_commission_line_views.xml",
        "views/credit_commission_run_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/credit_collection_commission_demo.xml"],
    "assets": {
        "web.assets_tests": ["credit_collection_commission/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
