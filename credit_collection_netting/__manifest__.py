{
    "name": "Credit & Collection: Set-off",
    "summary": "Customers who are suppliers too: net beside gross, on letters where wanted, and set-off entries with approval",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_netting_security.xml",
        "data/mail_activity_type_data.xml",
        "views/credit_netting_views.xml",
        "views/credit_profile_views.xml",
        "views/credit_followup_level_views.xml",
        "views/res_config_settings_views.xml",
        "report/credit_statement_templates.xml",
    ],
    "demo": ["demo/credit_collection_netting_demo.xml"],
    "assets": {
        "web.assets_tests": ["credit_collection_netting/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
