from . import test_contact_log, test_my_day, test_portfolio, test_tools_portfolios, test_tools_ranking, test_tours_worklist

__all__ = [name for name in dir() if name.startswith("test_")]
