from . import credit_statement_make
