from . import (
    test_dispute,
    test_dispute_resolve,
    test_settlement,
    test_tools_settlement,
)
