from . import test_example_level_step
