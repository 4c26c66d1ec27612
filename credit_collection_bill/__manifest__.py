{
    "name": "Credit & Collection: Bills of Exchange",
    "summary": "Acceptances, LCR, cambial: received, endorsed, discounted, collected or dishonored, as exposure until maturity",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_bill_security.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_cron_data.xml",
        "wizard/credit_bill_step_views.xml",
        "views/credit_bill_views.xml",
        "views/credit_profile_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/credit_collection_bill_demo.xml"],
    "assets": {
        "web.assets_tests": ["credit_collection_bill/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
