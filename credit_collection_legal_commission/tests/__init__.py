from . import test_agency_commission
