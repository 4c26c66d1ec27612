from . import credit_agency_remit
