{
    "name": "Credit & Collection: Charges for Late Payment",
    "summary": "Late interest from dated tables of rates, fixed compensation and fees: accrued, claimed, waived, billed",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "account_debit_note"],
    "data": [
        "security/ir.model.access.csv",
        "security/credit_collection_charges_security.xml",
        "data/credit_interest_rule_data.xml",
        "views/credit_interest_rule_views.xml",
    ],
}
