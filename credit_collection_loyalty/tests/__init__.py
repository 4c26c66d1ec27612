from . import test_loyalty, test_reported_loyalty
