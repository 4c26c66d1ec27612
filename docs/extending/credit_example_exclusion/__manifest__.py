{
    "name": "Example: a reason that leaves an item out of collection",
    "summary": "Items handed to a lawyer are not reminded",
    "version": "19.0.1.0.0",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": ["views/credit_open_item_report_views.xml"],
}
