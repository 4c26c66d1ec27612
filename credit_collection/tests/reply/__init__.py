from . import (
    test_reply,
    test_reply_samples,
    test_tools_reply,
)
