{
    "name": "Example: a Follow-up Channel",
    "summary": "Worked example of the developer guide: follow-ups by fax",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": [
        "security/ir.model.access.csv",
        "views/credit_followup_level_views.xml",
    ],
}
