from . import (
    test_loss_history,
    test_loss_matrix,
    test_loss_misuse,
    test_loss_report,
    test_loss_rights,
    test_loss_run,
    test_recovery,
    test_reported_loss,
    test_tools_allowance,
    test_tours_loss,
    test_variants_loss,
    test_write_off,
)
