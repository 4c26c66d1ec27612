from . import test_policy_change
