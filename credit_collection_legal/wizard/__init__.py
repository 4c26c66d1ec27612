from . import credit_agency_remit, credit_agency_take_back
