{
    "name": "Credit & Collection: SMS",
    "summary": "Follow-up levels remind by text message",
    "version": "19.0.1.1.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "sms"],
    "data": [
        "views/credit_followup_level_views.xml",
    ],
    "demo": [
        "demo/credit_collection_sms_demo.xml",
    ],
    "auto_install": True,
}
