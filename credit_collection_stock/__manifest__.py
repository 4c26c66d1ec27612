{
    "name": "Credit & Collection: Deliveries",
    "summary": "Deliveries of held customers wait for the credit manager",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "sale_stock"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_stock_security.xml",
        "wizard/stock_picking_credit_hold_views.xml",
        "views/credit_delivery_release_views.xml",
        "views/stock_picking_views.xml",
        "views/res_config_settings_views.xml",
        "views/credit_collection_stock_menus.xml",
    ],
    "auto_install": True,
}
