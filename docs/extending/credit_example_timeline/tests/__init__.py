from . import test_timeline_example
