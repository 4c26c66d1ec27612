from . import test_exclusion_example
