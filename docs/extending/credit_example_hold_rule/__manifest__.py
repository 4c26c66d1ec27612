{
    "name": "Example: a hold rule",
    "summary": "Holds orders of customers with too many open orders",
    "version": "19.0.1.0.0",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": ["views/credit_rating_views.xml"],
}
