{
    "name": "Credit & Collection: Charges for Returned Payments",
    "summary": "The bank fee of a returned payment is a charge: claimed, billed or waived as the others",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection_return", "credit_collection_charges"],
    "data": ["views/credit_payment_return_views.xml"],
    "auto_install": True,
}
