from markupsafe import Markup

from odoo import models


class CreditProfile(models.Model):
    """Risks that somebody met: reported by sales, or noticed in a conversation."""

    _inherit = "credit.profile"

    def _raise_risk_alert(self, today, reason, text, severity="2", **vals):
        """Open an alert on a risk that somebody met, tell the credit team and log it on the profile.

        :param reason: ``credit.reason`` of kind «risk»
        :param str text: what was noticed
        :param vals: further values of the alert: who reported it, on which order or invoice
        :return: the ``credit.alert``
        """
        self.ensure_one()
        # sudo: alerts are written by the system; the caller has checked the right to report.
        profile_sudo = self.sudo()
        alert_sudo = profile_sudo.env["credit.alert"].create({
            "profile_id": self.id, "indicator": "report", "reason_id": reason.id, "report": text, "severity": severity,
            "date": today, **vals,
        })
        alert_sudo._notify(today)
        profile_sudo.message_post(body=Markup("<b>%s</b><br/>%s") % (
            self.env._("Risk reported: %(kind)s", kind=reason.sudo().name), text or ""))
        return alert_sudo.sudo(self.env.su)
