from . import (
    test_agency_placement,
    test_case_letter,
    test_evidence_pack,
    test_legal_case,
    test_limitation,
    test_tools_legal,
    test_tours_legal,
    test_variants_legal,
)
