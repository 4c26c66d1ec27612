from markupsafe import Markup

from odoo import api, models


class CreditAlert(models.Model):
    """Risks that somebody met: reported by sales, or noticed in a conversation."""

    _inherit = "credit.alert"

    @api.model
    def _report(self, profile, today, reason, text, severity="2", **vals):
        """Open an alert on a risk that somebody met, tell the credit team and log it on the profile.

        :param reason: ``credit.reason`` of kind «risk»
        :param str text: what was noticed
        :param vals: further values of the alert: who reported it, on which order or invoice
        :return: the ``credit.alert``
        """
        profile.ensure_one()
        # sudo: alerts are written by the system; the caller has checked the right to report.
        profile_sudo = profile.sudo()
        alert_sudo = profile_sudo.env["credit.alert"].create({
            "profile_id": profile.id, "indicator": "report", "reason_id": reason.id, "report": text, "severity": severity,
            "date": today, **vals,
        })
        alert_sudo._notify(today)
        profile_sudo.message_post(body=Markup("<b>%s</b><br/>%s") % (
            self.env._("Risk reported: %(kind)s", kind=reason.sudo().name), text or ""))
        return alert_sudo.sudo(self.env.su)
