{
    "name": "Credit & Collection: Proofs of Delivery as Evidence",
    "summary": "Delivery slips and what is attached to transfers go into evidence packs",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection_legal", "sale_stock"],
    "auto_install": True,
}
