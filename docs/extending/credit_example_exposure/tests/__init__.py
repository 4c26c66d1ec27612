from . import test_exposure_example
