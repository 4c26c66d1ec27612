"""Values that several rooms name: a room imports no model file of another room."""

LIMIT_MODES = [
    ("unlimited", "Unlimited"),
    ("limited", "Limited"),
    ("no_credit", "No credit"),
]

LIMIT_RULES = [
    ("keep", "Keep the current limit"),
    ("fixed", "Fixed amount"),
    ("sales", "Multiple of average monthly sales"),
]

ORDER_POLICIES = [
    ("allow", "Allow"),
    ("warn", "Warn"),
    ("hold", "Hold"),
]

# The hold rules and tolerances of a rating that the company has too, with the prefix «credit_», for unrated customers. All
# columns, of all add-ons, are those of ``credit.hold.rules.mixin``.
POLICY_COLUMNS = (
    "order_policy", "hold_over_limit", "tolerance_percent", "hold_limit_expired", "limit_grace_days", "hold_overdue",
    "max_overdue_days", "hold_overdue_amount", "max_overdue_amount", "hold_broken_promise", "hold_followup_level",
    "hold_review_overdue", "review_grace_days", "hold_order_amount", "max_order_amount", "hold_term", "prepayment_percent",
)

# Context of fields by which a rule names records, where none means all: what is archived stays named. Else a rule for what is
# archived would apply to everybody.
WITH_ARCHIVED = {"active_test": False}

SEVERITIES = [("1", "Low"), ("2", "Medium"), ("3", "High")]

RESPONSES = [
    ("task", "Task for the collector"),
    ("review", "Credit review"),
    ("limit_cut", "Lower the limit"),
    ("hold", "Hold new orders"),
]

BUCKETS = [
    ("not_due", "Not due"),
    ("1_30", "1–30 days"),
    ("31_60", "31–60 days"),
    ("61_90", "61–90 days"),
    ("over_90", "Over 90 days"),
]

# Addresses of pages, before the token.
PAYMENT_PATH = "/credit/pay/"
STATEMENT_PATH = "/credit/statement/"
PORTAL_PATH = "/my/credit"
AGREEMENT_PATH = "/credit/agreement/"
APPLICATION_PATH = "/credit/apply/"
ACCOUNT_LINK_PATH = f"{PORTAL_PATH}/link/"

REVIEW_ACTIVITY = "credit_collection.mail_activity_credit_review"

# Of our fields on companies: read inside the company only. They come along with the company itself, which users of a branch
# have in memory for the company above it, too, though they may not read it.
COMPANY_SETTING = {"groups": "base.group_user"}
