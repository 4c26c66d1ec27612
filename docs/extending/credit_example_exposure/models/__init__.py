from . import consignment, credit_exposure, credit_profile, res_company
