from . import base_partner_merge, credit_statement_make
