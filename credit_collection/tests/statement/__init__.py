from . import (
    test_paper_faults,
    test_reported_statement,
    test_statement,
    test_statement_answer,
    test_statement_make,
    test_statement_pdf,
    test_statement_random,
    test_statement_schedule,
    test_statement_send,
    test_tools_contested,
    test_tools_figures,
    test_tools_schedule,
    test_variants_statement,
)

__all__ = [name for name in dir() if name.startswith("test_")]
