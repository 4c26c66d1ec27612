from . import (
    test_reported_webhook,
    test_tools_edges,
    test_webhook_callback,
    test_webhook_channel,
    test_webhook_delivery,
    test_webhook_notices,
    test_webhook_rights,
    test_webhook_tools,
)
