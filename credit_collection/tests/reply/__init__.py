from . import (
    test_forged_senders,
    test_receivables_address,
    test_reply,
    test_reply_incoming,
    test_reply_samples,
    test_reported_reply,
    test_tools_reading,
    test_tools_reply,
    test_tours_reply,
    test_variants_reply,
)
