{
    "name": "Example: an entry of the timeline",
    "summary": "Shows confirmed orders among the events of a customer",
    "version": "19.0.1.0.0",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
}
