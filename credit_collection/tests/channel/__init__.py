from . import (
    test_addressee,
    test_cases_addressee,
    test_cases_demand,
    test_channel_mail,
    test_followup_queue,
    test_letter,
    test_payment_codes,
    test_payment_codes_of_countries,
    test_payment_link,
    test_smtp_faults,
    test_tools_letter_texts,
    test_tools_pdf_programs,
    test_url_parameters,
    test_variants_channel,
)

__all__ = [name for name in dir() if name.startswith("test_")]
