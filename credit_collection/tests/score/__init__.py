from . import (
    test_external_data,
    test_past_history,
    test_reported_score,
    test_score,
    test_tools_past_history,
    test_tools_scoring,
)

__all__ = [name for name in dir() if name.startswith("test_")]
