{
    "name": "Example: a part of the exposure",
    "summary": "Goods on consignment with a customer use up the credit limit",
    "version": "19.0.1.0.0",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": ["security/ir.model.access.csv", "views/credit_profile_views.xml"],
}
