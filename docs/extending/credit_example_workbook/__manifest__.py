{
    "name": "Example: a column and a sheet of the overdue workbook",
    "summary": "Shows the industry of each customer, and the orders that wait for a credit decision",
    "version": "19.0.1.0.0",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
}
