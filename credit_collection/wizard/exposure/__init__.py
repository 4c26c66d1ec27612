from . import credit_customer_companies
