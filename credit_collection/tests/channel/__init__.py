from . import (
    test_addressee,
    test_channel_mail,
    test_followup_queue,
    test_letter,
    test_payment_link,
)
