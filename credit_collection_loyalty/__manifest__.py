{
    "name": "Credit & Collection: Rewards for Prompt Payers",
    "summary": "Loyalty points for invoices that are paid on time, taken back when the payment is returned",
    "version": "19.0.1.1.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "loyalty"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_loyalty_security.xml",
        "data/ir_cron_data.xml",
        "views/credit_loyalty_award_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/credit_collection_loyalty_demo.xml"],
    "uninstall_hook": "uninstall_hook",
}
