"""The public base of tests, also for other add-ons."""
from .base.common import CreditCommon, RaceCase, delete_customers
from .followup.common import FollowupCommon
from .promise.common import PromiseCommon
from .review.common import ReviewCommon

__all__ = ["CreditCommon", "FollowupCommon", "PromiseCommon", "RaceCase", "ReviewCommon", "delete_customers"]
