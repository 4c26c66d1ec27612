{
    "name": "Credit & Collection: Orders at the Point of Sale",
    "summary": "Orders that are paid at a point of sale are not checked, or counted, a second time",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection_pos", "pos_sale"],
    "assets": {
        "point_of_sale._assets_pos": ["credit_collection_pos_sale/static/src/**/*"],
    },
    "auto_install": True,
}
