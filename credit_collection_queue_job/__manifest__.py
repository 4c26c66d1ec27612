{
    "name": "Credit & Collection: Job Queue",
    "summary": "The nightly jobs of credit and collection, shared by any number of servers",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Credit & Collection contributors",
    "license": "LGPL-3",
    "depends": ["credit_collection", "queue_job"],
    "data": [
        "data/queue_job_data.xml",
        "views/ir_cron_views.xml",
    ],
}
