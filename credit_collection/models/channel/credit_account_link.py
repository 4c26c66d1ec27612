from odoo import api, models

from ...const import ACCOUNT_LINK_PATH


class CreditAccountLink(models.AbstractModel):
    """The links by which e-mails and letters open the account of a customer. Messages ask here, whatever room they are of; the
    room that shows the account gives the links."""

    _name = "credit.account.link"
    _description = "Links in Messages to the Account of a Customer"

    @api.model
    def _give(self, addressees, today):
        """:param list addressees: ``(profile, contact)`` of each message
        :return: list of a token for each of them, in their order; None for those who get no link
        """
        return [None for _addressee in addressees]

    @api.model
    def _find_open(self, tokens):
        """:return: set of those of ``tokens`` that open an account at this moment"""
        return set()

    @api.model
    def _get_page_path(self, company):
        """:return: where customers with a login see what is open"""
        return "/my/invoices"

    @api.model
    def _get_url(self, company, token=None):
        """:return: address of the account by the link with ``token``, without one behind the login"""
        return f"{company.get_base_url()}{f'{ACCOUNT_LINK_PATH}{token}' if token else self._get_page_path(company)}"
