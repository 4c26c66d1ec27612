{
    "name": "Credit & Collection: Payee Guard",
    "summary": "Own bank accounts are printed once a second person approved them; customers check letters by a code",
    "version": "19.0.1.3.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_payee_guard_security.xml",
        "data/mail_activity_type_data.xml",
        "views/credit_payee_approval_views.xml",
        "views/credit_letter_check_templates.xml",
        "views/report_invoice.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/credit_collection_payee_guard_demo.xml"],
    "assets": {
        "web.assets_tests": ["credit_collection_payee_guard/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
