"""Installation on a running company: add our columns by SQL, so that millions of existing journal items and order lines
are not recomputed one by one, then open a profile for every customer with receivables or confirmed orders."""

import logging

from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .models.common.beside import try_to
from .models.common.bulk import add_columns, drop_references, fill_columns
from .models.common.sql import get_root_sql

_logger = logging.getLogger(__name__)

# Models of Odoo of which our add-ons bring records in their demo: documents stay, for they are in the books; of the others
# what is in use.
DOCUMENTS = ("account.move", "account.payment", "sale.order")
MASTER_DATA = (
    "account.account", "loyalty.program", "product.product", "product.template", "res.partner", "res.partner.bank")

# Same rule as sale.order.line._compute_credit_delivery_date.
DELIVERY_DAY = SQL(
    "(COALESCE(so.commitment_date, so.date_order + COALESCE(sale_order_line.customer_lead, 0) * INTERVAL '1 day')"
    " AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(calendar.tz, contact.tz, 'UTC'))::date")
ORDERS = SQL(
    """
    sale_order so
    JOIN res_partner partner ON partner.id = so.partner_invoice_id
    JOIN res_company company ON company.id = so.company_id
    JOIN res_company root ON root.id = %s
    JOIN res_partner contact ON contact.id = root.partner_id
    LEFT JOIN resource_calendar calendar ON calendar.id = root.resource_calendar_id
    """, get_root_sql("company"))


def pre_init_hook(env):
    add_columns(env.cr, "account_move_line", {
        "credit_disputed_amount": "numeric", "credit_promised_amount": "numeric", "credit_promised_until": "date",
        "credit_deferred_until": "date",
    })
    add_columns(env.cr, "sale_order_line", {
        "credit_partner_id": "integer", "credit_open_amount": "numeric", "credit_draft_amount": "numeric",
        "credit_closed_qty": "numeric", "credit_delivery_date": "date",
    })
    # What is open of a line is computed by the post-install hook, for the lines that may have something open.
    fill_columns(
        env.cr, "sale_order_line", {
            "credit_partner_id": SQL("partner.commercial_partner_id"),
            "credit_delivery_date": DELIVERY_DAY,
            "credit_open_amount": SQL("0"), "credit_draft_amount": SQL("0"), "credit_closed_qty": SQL("0"),
        }, ORDERS, SQL("sale_order_line.order_id = so.id"))


def post_init_hook(env):
    # Invoice lines of drafts, and what was credited: the order line may have something open although all is invoiced.
    billed = env["account.move.line"]._search(
        Domain("parent_state", "=", "draft") | Domain("move_id.move_type", "=", "out_refund"))
    line_ids = [line_id for line_id, in env.execute_query(SQL("""
        SELECT line.id
          FROM sale_order_line line
         WHERE line.display_type IS NULL
           AND (line.state IN ('draft', 'sent')
                OR line.state = 'sale' AND (
                    line.product_uom_qty <= 0 OR GREATEST(line.product_uom_qty, line.qty_delivered) > line.qty_invoiced
                    OR EXISTS (
                        SELECT
                          FROM sale_order_line_invoice_rel rel
                         WHERE rel.order_line_id = line.id AND rel.invoice_line_id IN %s)))
    """, billed.subselect()))]
    lines = env["sale.order.line"].browse(line_ids)
    env.add_to_compute(lines._fields["credit_open_amount"], lines)
    env["credit.profile"]._create_missing_profiles()
    env["credit.agreement.template"].with_context(active_test=False).search([])._keep_texts()
    # Whoever runs Odoo already looks first: nothing reaches a customer until somebody switches it on.
    env["res.company"].search([])._begin_credit_tests()
    # Trends exist on day one: the past months are read from the ledger in batches, without keeping anybody waiting.
    env.ref("credit_collection.ir_cron_keep_snapshots")._trigger()
    # Until it is kept how customers pay, each page that tells it reads the whole ledger.
    env.ref("credit_collection.ir_cron_learn_forecast")._trigger()


def uninstall_hook(env):
    forget(env, "credit_collection")


def forget(env, addon):
    """Prepare the removal of ``addon``. Its evidence refers to its own settings, and Odoo deletes these first, with an error in
    the log for each that is in use; to-dos of its types are done with. The documents of its demo stay in the
    books; its contacts and accounts go where nothing uses them, and stay otherwise without a word."""
    own = {name for name, model in env.registry.items() if model._original_module == addon}
    drop_references(env.cr, [env[name]._table for name in own if env[name]._auto and not env[name]._abstract])
    Data = env["ir.model.data"]
    Data.search([("module", "=", addon), ("model", "in", list(DOCUMENTS))]).unlink()
    types = Data.search([("module", "=", addon), ("model", "=", "mail.activity.type")]).mapped("res_id")
    env["mail.activity"].with_context(active_test=False).search([("activity_type_id", "in", types)]).unlink()
    for data in Data.search([("module", "=", addon), ("model", "in", list(MASTER_DATA))], order="id desc"):
        record = env[data.model].browse(data.res_id).exists().with_context(**{MODULE_UNINSTALL_FLAG: True})
        with mute_logger("odoo.sql_db"):
            used = try_to(env, record.unlink)
        if used:
            _logger.info("%s stays: %s", record, used)
            data.unlink()
