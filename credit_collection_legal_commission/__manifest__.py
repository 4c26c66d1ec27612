{
    "name": "Credit & Collection: No Commission on Money of Agencies",
    "summary": "What an agency collected, or bears its fee, was caused by no collector",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection_legal", "credit_collection_commission"],
    "auto_install": True,
}
