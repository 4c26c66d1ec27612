from typing import Any, NamedTuple

from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.urls import url_encode

from odoo.http import SessionExpiredException, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from ...const import PORTAL_PATH
from ..common.links import open_by_link, render_page
from ..common.parameters import clean_line, is_staff, parse_number

# What can be done with chosen items on a form of its own.
FORMS = ("promise", "instalments", "dispute")
MOST_ITEMS = 500


def reading(*tails, readonly=True):
    """:return: decorator of a page below the account that writes nothing, by login and by link"""
    return route(
        _get_paths(tails), type="http", auth="public", methods=["GET"], website=True, sitemap=False, readonly=readonly)


def acting(*tails):
    """:return: decorator of what a form below the account posts, by login and by link"""
    return route(_get_paths(tails), type="http", auth="public", methods=["POST"], website=True, sitemap=False)


def _get_paths(tails):
    return [f"{start}{tail}" for tail in tails for start in (PORTAL_PATH, f"{PORTAL_PATH}/link/<string:token>")]


def _is_later_look(_controller, _rule, args):
    """:return: whether the account is there already; by login, the first look creates it"""
    return "token" in args or not request.env["credit.portal.account"]._get_first_companies(
        # The session is not checked yet.
        request.env.user.exists().partner_id)


class Visit(NamedTuple):
    """Who looks at which account: by login, or by the link that ``contact`` was given."""

    profile: Any
    contact: Any
    #: the accounts in other companies too
    profiles: Any
    #: the link, empty by login
    link: Any
    #: what every address below it carries
    query: dict

    @property
    def path(self):
        """:return: address of the account, with the token of a link"""
        return self.link._get_path() if self.link else PORTAL_PATH

    @property
    def today(self):
        return self.profile.company_id._get_credit_today()

    def get_url(self, tail="", **query):
        query = {name: value for name, value in {**self.query, **query}.items() if value}
        return f"{self.path}{tail}{'?' if query else ''}{url_encode(query)}"


class CreditAccountPortal(CustomerPortal):
    """The credit account of a customer. Looking at it writes nothing, but for the first look of who was invoiced for the first
    time today: by login, :meth:`show_account` creates the account, which else the night does."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "credit_account_count" in counters:
            values["credit_account_count"] = request.env["credit.portal.account"]._count(request.env.user.partner_id)
        return values

    @reading("", readonly=_is_later_look)
    def show_account(self, token=None, company=None, page=None, done=None, **_kwargs):
        if token is None and not request.env.user._is_public():
            request.env["credit.portal.account"]._create_profiles(request.env.user.partner_id)
        return self._credit_show_account(
            self._credit_visit(token, company), parse_number(page) or 1, done=self._credit_thank(done))

    def _credit_show_account(self, visit, page=1, **values):
        return self._credit_render("portal_account", visit, {
            **visit.profile.env["credit.portal.account"]._describe(visit.profile, visit.today, page), **values})

    @acting("/choose")
    def choose_items(self, token=None, company=None, act=None, **_kwargs):
        """Go on with the items that were ticked: to their payment page, or to the form that ``act`` names."""
        visit = self._credit_act(token, company)
        Account = visit.profile.env["credit.portal.account"]
        ticked = self._credit_parse_ids(request.httprequest.form.getlist("item"))
        items = Account._select(visit.profile, visit.today, ticked, act)
        if not items:
            return self._credit_show_account(visit, error=request.env._("Please tick at least one open document."))
        if act in FORMS:
            return request.redirect(visit.get_url(f"/{act}", items=",".join(str(item.id) for item in items)))
        lines = Account._get_payable_lines(items)
        payment = visit.profile.env["credit.portal.payment"]._choose(
            visit.profile, visit.contact, visit.link, lines, visit.today)
        if not lines or not payment._get_payable():
            return self._credit_show_account(visit, error=request.env._(
                "There is nothing to pay of these documents: they are paid, in dispute, or a payment is under way."))
        return request.redirect(payment._get_payment_path())

    def _credit_thank(self, done):
        """:return: what was done before this page, in words"""
        return {
            "promise": request.env._("Thank you: your promise is recorded. If it has to be approved, you hear from us."),
            "instalments": request.env._("Thank you: we look at your proposal and answer by e-mail."),
            "dispute": request.env._("Thank you: we look into it. What you contest is not demanded until then."),
            "data_taken": request.env._("Thank you: your data are changed."),
            "data_asked": request.env._("Thank you: we check what you asked for. Until then everything stays as it is."),
        }.get(done if isinstance(done, str) else None)

    def _credit_note_visit(self, visit, document):
        """Note on ``document`` who it comes from, how and from where: evidence, should it be doubted."""
        how = request.env._("by link") if visit.link else request.env._("by login")
        document._message_log(author_id=visit.contact.id, body=request.env._(
            "Entered in the portal by %(name)s, %(how)s, from the address %(address)s.",
            name=visit.contact.name, how=how, address=request.httprequest.remote_addr))

    # Who is it

    def _credit_visit(self, token, company=None):
        """:param str token: of a link; None to go by the login
        :param str company: id of the company whose account is meant; by default the one of the site, else the first
        :return: the :class:`Visit`; records are for code, in the language of the page
        :raise NotFound: for a wrong, revoked or expired token, a contact who has left, an account that is not the own
        """
        if token is not None:
            link_sudo = open_by_link(self, token, request.env["credit.portal.link"]._find_by_token)
            # Whatever is decided on the way is not decided by the system's own user.
            link_sudo = link_sudo.with_user(request.env.user).sudo()
            return Visit(link_sudo.profile_id, link_sudo.contact_id, link_sudo.profile_id, link_sudo, {})
        user = request.env.user
        if user._is_public():
            # As a page for users does: to the login, and back.
            raise SessionExpiredException("The credit account asks for a login")
        contact_sudo = user.partner_id.sudo()
        profiles_sudo = request.env["credit.portal.account"]._get_profiles(contact_sudo)
        if not (user.active and contact_sudo.active and profiles_sudo):
            raise NotFound()
        wanted = parse_number(company) if company else request.env.company.root_id.id
        profile_sudo = profiles_sudo.filtered(lambda profile: profile.company_id.id == wanted)
        if company and not profile_sudo:
            raise NotFound()
        profile_sudo = profile_sudo or profiles_sudo[0]
        query = {"company": profile_sudo.company_id.id} if len(profiles_sudo) > 1 else {}
        no_link = request.env["credit.portal.link"]
        return Visit(profile_sudo, contact_sudo, profiles_sudo, no_link, query)

    def _credit_act(self, token, company=None):
        """:return: the :class:`Visit` of who does something
        :raise Forbidden: for a colleague who has opened the link of a customer
        """
        visit = self._credit_visit(token, company)
        if visit.link and is_staff():
            raise Forbidden(request.env._("Only the customer answers: please log out first."))
        # Of a form that is sent twice at once, by a double click, the second is done on what the first has left.
        visit.profile.env["credit.guard"]._write_guard(visit.profile.ids)
        return visit

    @staticmethod
    def _credit_parse_items(text):
        return CreditAccountPortal._credit_parse_ids(clean_line(text, 11 * MOST_ITEMS).split(","))

    @staticmethod
    def _credit_parse_ids(texts):
        """:return: the numbers among ``texts``; what can be none is left out, as if it did not exist"""
        return {number for text in texts[:MOST_ITEMS] if (number := parse_number(text))}

    def _credit_render(self, template, visit, values):
        return render_page(f"credit_collection.{template}", {
            **values,
            "visit": visit,
            "companies": [
                (profile.company_id.name, visit._replace(query={"company": profile.company_id.id}).get_url(),
                 profile == visit.profile)
                for profile in visit.profiles] if len(visit.profiles) > 1 else [],
            "page_name": "credit_account",
            "no_breadcrumbs": bool(visit.link),
        })
