from . import credit_statement_xlsx, paper_time, statement_pdf
