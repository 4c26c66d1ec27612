"""The company of the tests: made for each class, or kept in a database for tests alone.

A company with a chart of accounts takes two seconds to set up. Where the environment variable CREDIT_TEST_DATABASE names the
database, the first class commits what Odoo's own common classes set up, and a second company, and hides it. Each class then
shows it within its own transaction, which is rolled back as always. In all other databases, and for classes that set up
something else, Odoo's common classes do it as usual.
"""
import json
import os

from odoo.models import BaseModel
from odoo.modules.registry import Registry
from odoo.tests import TransactionCase, get_db_name

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.product.tests.common import ProductCommon
from odoo.addons.sale.tests.common import TestSaleCommon
from odoo.addons.uom.tests.common import UomCommon

# What the classes of Odoo do that CompanyCommon builds upon, and nothing else.
CHAIN = (TestSaleCommon, AccountTestInvoicingCommon, ProductCommon, UomCommon, BaseCommon)
PARAMETER = "credit_collection.kept_companies"
HIDDEN = " kept for tests"
# How long to wait for rows that the open transaction of a class holds whose set-up failed: it ends with this process.
LOCK_TIMEOUT = "60s"


class CompanyCommon(TestSaleCommon):
    """What TestSaleCommon sets up, with a user who may manage credit."""

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.env.ref("credit_collection.credit_collection_group_manager")

    @classmethod
    def setUpClass(cls):
        cls._kept = None
        if not _may_be_kept(cls):
            super().setUpClass()
            return
        kept = _read() or _keep()
        # What stands below Odoo's common classes: the transaction, for some the browser.
        super(BaseCommon, cls).setUpClass()
        cls._kept = kept
        _show(cls.env.cr, kept, "class")
        cls.env.cr.execute("UPDATE product_pricelist SET active = id = ANY(%s)", [kept["class"]["pricelist"]["ids"]])
        cls.env = cls.env(user=kept["class"]["user"]["ids"][0], context=cls.default_env_context())
        for name, value in _restored(cls.env, kept["class"]).items():
            setattr(cls, name, value)

    @classmethod
    def setup_other_company(cls, **kwargs):
        # Odoo too gives the currency to a company that has its chart of accounts.
        if cls._kept and not kwargs.keys() - {"name", "currency_id"}:
            other = _restored(cls.env, cls._kept["other"])
            if not other["company"].active:
                _show(cls.env.cr, cls._kept, "other")
                for name in ("company", "default_user_salesman"):
                    other[name].invalidate_recordset()
                cls.env.user.company_ids |= other["company"]
                if kwargs:
                    other["company"].write(kwargs)
                    other["currency"] = other["company"].currency_id
                return other
        return super().setup_other_company(**kwargs)


def _may_be_kept(cls):
    """:return: whether Odoo's common classes set up ``cls`` just as they are, in a database for tests alone"""
    if os.environ.get("CREDIT_TEST_DATABASE") != get_db_name():
        return False
    after = cls.__mro__.index(CompanyCommon) + 1
    if cls.__mro__[after:after + len(CHAIN)] != CHAIN or cls.chart_template or cls.country_code or cls.freeze_time:
        return False
    names = {name for base in CHAIN for name, value in vars(base).items() if isinstance(value, classmethod)}
    return all(getattr(cls, name).__func__ is getattr(CompanyCommon, name).__func__ for name in names - {"setUpClass"})


def _read():
    """:return: what is kept in the database for the add-ons that are installed"""
    with Registry(get_db_name()).cursor() as cr:
        cr.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [PARAMETER])
        kept = json.loads((cr.fetchone() or ["null"])[0])
        return kept if kept and kept["modules"] == _modules(cr) else None


def _modules(cr):
    cr.execute("SELECT array_agg(name ORDER BY name) FROM ir_module_module WHERE state = 'installed'")
    return cr.fetchone()[0]


class Bottom(TransactionCase):
    """Notes what is there before Odoo's common classes do their work, and fails where that would wait for ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("SELECT set_config('lock_timeout', %s, TRUE)", [LOCK_TIMEOUT])
        cls.pricelists_before = cls.env["product.pricelist"].search([]).ids
        cls.names_before = {*vars(cls), "names_before"}


def _keep():
    """Set up two companies as Odoo's common classes do, hide and commit them.

    :return: what :func:`_read` will return
    """
    class Keeper(CompanyCommon, Bottom):
        _class_cleanups = []

        @classmethod
        def setUpClass(cls):
            cls._kept = None
            super(CompanyCommon, cls).setUpClass()

    Keeper.setUpClass()
    try:
        env = Keeper.env
        other = Keeper.setup_other_company()
        env.user.company_ids -= other["company"]
        values = {name: value for name, value in vars(Keeper).items()
                  if name not in Keeper.names_before and not name.startswith("_")}
        kept = {"modules": _modules(env.cr), "class": _written(values), "other": _written(other),
                # Something may be kept for other add-ons already.
                "hidden": f"{HIDDEN} {Keeper.company.id}",
                "hideable": {"class": _hideable(Keeper.company_data, Keeper.user | Keeper.simple_accountman),
                             "other": _hideable(other)}}
        env["ir.config_parameter"].sudo().set_param(PARAMETER, json.dumps(kept))
        env.flush_all()
        for table, column, ids in kept["hideable"]["class"] + kept["hideable"]["other"]:
            env.cr.execute(f"UPDATE {table} SET {column} = {column} || %s WHERE id = ANY(%s)", [kept["hidden"], ids])
            _activate(env.cr, table, ids, False)
        env.cr.execute("UPDATE product_pricelist SET active = id = ANY(%s)", [Keeper.pricelists_before])
        type(env.cr).commit(env.cr)  # Odoo's common classes forbid it on the cursor itself
    finally:
        Keeper.doClassCleanups()
    return kept


def _hideable(data, users=()):
    """:return: [(table, column that must be unique, ids)] of what others would see or stumble over"""
    company = data["company"]
    aliases = company.env["account.journal"].sudo().search([("company_id", "=", company.id)]).alias_id
    return [("res_company", "name", company.ids), ("mail_alias", "alias_name", aliases.filtered("alias_name").ids),
            ("res_users", "login", [*data["default_user_salesman"].ids, *(user.id for user in users)])]


def _show(cr, kept, part):
    for table, column, ids in kept["hideable"][part]:
        cr.execute(f"UPDATE {table} SET {column} = left({column}, %s) WHERE id = ANY(%s)", [-len(kept["hidden"]), ids])
        _activate(cr, table, ids, True)


def _activate(cr, table, ids, active):
    if table != "mail_alias":
        cr.execute(f"UPDATE {table} SET active = %s WHERE id = ANY(%s)", [active, ids])


def _written(value):
    """:return: ``value`` as JSON can hold it: records by model and ids"""
    if isinstance(value, BaseModel):
        return {"model": value._name, "ids": value.ids, "companies": value.env.context.get("allowed_company_ids")}
    if isinstance(value, dict):
        return {name: _written(part) for name, part in value.items()}
    return value


def _restored(env, value):
    """:return: what was given to :func:`_written`, as records of ``env``"""
    if isinstance(value, dict) and "model" in value:
        records = env[value["model"]].browse(value["ids"])
        return records.with_context(allowed_company_ids=value["companies"]) if value["companies"] else records
    if isinstance(value, dict):
        return {name: _restored(env, part) for name, part in value.items()}
    return value
