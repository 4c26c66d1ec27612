{
    "name": "Credit & Collection: Insured Part of Expected Losses",
    "summary": "Expected losses leave out what a credit insurer covers",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection_loss", "credit_collection_insurance"],
    "auto_install": True,
}
