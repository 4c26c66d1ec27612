{
    "name": "Credit & Collection: Legal Costs as Charges",
    "summary": "Costs of legal cases that are charged on become charges; the interest sheet goes into evidence packs",
    "version": "19.0.1.1.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection_legal", "credit_collection_charges"],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
}
