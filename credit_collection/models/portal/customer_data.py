"""What customers say about themselves in the portal, and what becomes of it."""

from typing import NamedTuple

# Whose the data are.
CUSTOMER, ADDRESSEE, BANK = "customer", "addressee", "bank"


class Datum(NamedTuple):
    """A piece of data that a customer may give; what is no such piece is not taken."""

    code: str
    #: name of the selection, translated there
    label: str
    #: whose it is: of the customer, of who gets demands, or a bank account
    owner: str
    field: str
    length: int = 100
    #: whether it is taken from a contact who is logged in without asking anybody
    is_taken: bool = False
    #: whether somebody could divert demands or money by it: two persons of ours look at it
    is_sensitive: bool = False


DATA = (
    Datum("name", "Company name", CUSTOMER, "name"),
    Datum("vat", "Tax ID", CUSTOMER, "vat", 32),
    Datum("phone", "Phone", CUSTOMER, "phone", 40, is_taken=True),
    Datum("street", "Street", CUSTOMER, "street", is_taken=True),
    Datum("street2", "Street, second line", CUSTOMER, "street2", is_taken=True),
    Datum("zip", "ZIP", CUSTOMER, "zip", 24, is_taken=True),
    Datum("city", "City", CUSTOMER, "city", is_taken=True),
    Datum("country", "Country", CUSTOMER, "country_id", 10),
    Datum("demand_name", "Name of who gets reminders", ADDRESSEE, "name"),
    Datum("demand_email", "E-mail for reminders", ADDRESSEE, "email", is_sensitive=True),
    Datum("demand_phone", "Phone of who gets reminders", ADDRESSEE, "phone", 40),
    Datum("bank_account", "Bank account", BANK, "acc_number", 50, is_sensitive=True),
)
BY_CODE = {datum.code: datum for datum in DATA}
