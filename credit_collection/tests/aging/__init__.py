from . import (
    test_aging,
    test_aging_cases,
    test_aging_documents,
    test_aging_known_then,
    test_aging_random,
    test_reported_aging,
    test_variants_aging,
)

__all__ = [name for name in dir() if name.startswith("test_")]
