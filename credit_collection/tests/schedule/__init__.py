from . import (
    test_reported_schedule,
    test_schedule,
    test_schedule_forecast,
    test_schedule_hold,
    test_schedule_race,
    test_schedule_report,
    test_schedule_template,
    test_tools_progress,
    test_variants_schedule,
)
