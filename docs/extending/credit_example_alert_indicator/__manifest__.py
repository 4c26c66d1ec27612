{
    "name": "Example: an indicator of the early warning",
    "summary": "Warns of customers who stopped ordering",
    "version": "19.0.1.0.0",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
}
