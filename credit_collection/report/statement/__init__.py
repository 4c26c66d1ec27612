from . import credit_statement_xlsx, statement_pdf
