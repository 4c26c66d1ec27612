from . import test_approval, test_approval_delegation
