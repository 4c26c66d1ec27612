{
    "name": "Credit & Collection: Point of Sale",
    "summary": "Sales on account at a point of sale pass the credit check, and count from the moment of the sale",
    "version": "19.0.1.2.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "point_of_sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_pos_security.xml",
        "data/mail_activity_type_data.xml",
        "wizard/credit_pos_decide_views.xml",
        "views/credit_pos_hold_views.xml",
        "views/credit_profile_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["credit_collection_pos/static/src/**/*"],
        "web.assets_tests": ["credit_collection_pos/static/tests/tours/**/*"],
    },
    "post_init_hook": "post_init_hook",
    "auto_install": True,
}
