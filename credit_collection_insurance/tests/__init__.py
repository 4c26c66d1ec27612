from . import (
    test_insurance_claim,
    test_insurance_cover,
    test_insurance_deadlines,
    test_insurance_declaration,
    test_insurance_hold,
    test_insurance_misuse,
    test_insurance_rights,
    test_insurance_settlement,
    test_insured_exposure,
    test_tools_insured,
    test_tours_insurance,
    test_variants_insurance,
)
