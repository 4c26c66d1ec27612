"""Values that several models name."""

KINDS = [
    ("generic", "Signed JSON"),
    ("wecom", "WeCom group robot"),
    ("dingtalk", "DingTalk group robot"),
    ("whatsapp", "WhatsApp gateway"),
]
# Kinds that reach a customer, and kinds that reach a group or a system of ours.
CUSTOMER_KINDS = ("generic", "whatsapp")
NOTICE_KINDS = ("generic", "wecom", "dingtalk")

# What a webhook may be told; each has a switch ``notify_<code>`` on it.
NOTICES = [
    ("promise_made", "Promise made"),
    ("promise_kept", "Promise kept"),
    ("promise_broken", "Promise broken"),
    ("dispute_opened", "Dispute opened"),
    ("order_held", "Order held"),
    ("payment", "Large payment"),
    ("reply", "Customer answered"),
]
EVENTS = [("reminder", "Reminder"), ("test", "Test"), *NOTICES]

JOB = "credit_collection_webhook.ir_cron_deliver_messages"
CALLBACK_PATH = "/credit/webhook/"
