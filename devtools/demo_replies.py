"""What customers of the demonstration answered to their reminders, as e-mails that were received: one of each kind."""
from datetime import datetime, time, timedelta

ANSWERS = (
    ("slow", "Hello Marc,\n\nsorry, this slipped through. We will pay 1,500.00 on {friday} and the rest at the end of the "
             "month.\n\nKind regards,\nOle Holm"),
    ("dispute", "The goods were damaged when they arrived, see the pictures. Please replace them first."),
    ("over", "We cannot pay at the moment, our own customer has not paid us. Please call me."),
    ("promise", "您好，{invoice} 的货款会在本月底前付清，不好意思让您久等了。"),
    ("good", "This was paid already. Could you check your account and send us a statement of account, please?"),
)


def answer_reminders(env, day):
    """Let customers answer. Does nothing when it was done before."""
    if env["credit.reply"].search_count([], limit=1):
        return
    friday = day + timedelta(days=(4 - day.weekday()) % 7 or 7)
    for name, text in ANSWERS:
        profile = env.ref(f"credit_collection.demo_profile_{name}", raise_if_not_found=False)
        if not profile:
            continue
        followup = env["credit.followup"].search([("profile_id", "=", profile.id), ("message_id", "!=", False)], limit=1)
        invoice = followup.line_ids.move_id[:1] or env["account.move"].search([
            ("commercial_partner_id", "=", profile.partner_id.id), ("move_type", "=", "out_invoice"),
            ("payment_state", "in", ("not_paid", "partial"))], order="invoice_date_due", limit=1)
        profile.message_post(
            body=text.format(friday=friday.strftime("%B %d"), invoice=invoice.name or ""), message_type="email",
            subtype_xmlid="mail.mt_comment", author_id=profile.partner_id.id, email_from=profile.partner_id.email_formatted,
            parent_id=followup.sudo().message_id.id or False, subject=f"Re: {followup.subject or invoice.name}",
            date=datetime.combine(day, time(9)))
