{
    "name": "Credit & Collection: Snailmail",
    "summary": "Letters of follow-ups go by post without printing them",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "snailmail"],
    "data": [
        "report/credit_followup_post_templates.xml",
        "views/credit_followup_views.xml",
    ],
    "auto_install": True,
}
