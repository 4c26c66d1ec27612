"""What customers open by a link from an e-mail, and what every page of theirs has in common."""
from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from .parameters import clean_token

# Nobody keeps a copy of these pages, and their addresses, which may hold a token, go to no other site.
PRIVATE = {
    "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex", "X-Frame-Options": "SAMEORIGIN",
}


def open_by_link(controller, token, find):
    """:param controller: that of the page, with the access check of the portal
    :param find: function of a token: the document with ``credit.link.mixin`` that it opens, or none
    :return: the document, for code, in the language of the customer, as the page is from now on
    :raise NotFound: for a token that is wrong, revoked or expired, all the same
    """
    token = clean_token(token)
    document = token and find(token)
    if not document:
        raise NotFound()
    try:
        document_sudo = controller._document_check_access(document._name, document.id, access_token=token)
    except (AccessError, MissingError):
        raise NotFound() from None
    if document_sudo._is_link_expired():
        raise NotFound()
    # Who opens it is no user, whose language would be that of the customer.
    request.update_context(lang=document_sudo._get_letter_lang())
    return document_sudo.with_context(lang=request.env.lang)


def render_page(template, values):
    """:return: a page that is for the customer alone"""
    response = request.render(template, values)
    response.headers.update(PRIVATE)
    return response
