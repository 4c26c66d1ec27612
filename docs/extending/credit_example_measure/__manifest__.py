{
    "name": "Example: a measure of the scorecard",
    "summary": "Counts orders that customers cancelled",
    "version": "19.0.1.0.0",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
}
