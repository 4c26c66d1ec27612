from . import test_hold_rule_example
