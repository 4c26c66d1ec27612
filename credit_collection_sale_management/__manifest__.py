{
    "name": "Credit & Collection: Quotation Templates",
    "summary": "Quotation templates bring their payment schedule",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "sale_management"],
    "data": ["views/sale_order_template_views.xml"],
    "auto_install": True,
}
