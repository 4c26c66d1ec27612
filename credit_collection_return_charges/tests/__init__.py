from . import test_return_charges
