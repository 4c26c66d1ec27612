from . import test_key_figures, test_snapshot, test_tools_key_figures

__all__ = [name for name in dir() if name.startswith("test_")]
