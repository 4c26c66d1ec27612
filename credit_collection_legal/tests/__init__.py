from . import (
    test_agency_placement,
    test_agency_take_back,
    test_case_letter,
    test_case_letter_mail,
    test_evidence_pack,
    test_legal_case,
    test_legal_misuse,
    test_limitation,
    test_reported_legal,
    test_tools_legal,
    test_tours_legal,
    test_variants_legal,
)
