from . import (
    test_import_rubbish,
    test_merged_cells,
    test_overview,
    test_paid,
    test_reported_workbook,
    test_round_trip,
    test_round_trip_conflict,
    test_round_trip_key,
    test_round_trip_programs,
    test_round_trip_tools,
    test_starting_template,
    test_variants_workbook,
    test_workbook,
    test_workbook_figures,
    test_workbook_schedule,
    test_workbook_sheet,
)

__all__ = [name for name in dir() if name.startswith("test_")]
