{
    "name": "Example: a Step after a Follow-up Level",
    "summary": "Worked example of the developer guide: a level gives the customer a tag",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "credit_collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection"],
    "data": [
        "views/credit_followup_level_views.xml",
    ],
}
