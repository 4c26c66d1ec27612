from . import test_statement, test_statement_random, test_statement_send, test_tools_figures

__all__ = [name for name in dir() if name.startswith("test_")]
