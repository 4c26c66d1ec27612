from . import test_measure_example
