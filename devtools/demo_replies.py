"""What customers of the demonstration answered to their reminders, as e-mails that were received: one of each kind."""
from datetime import datetime, time, timedelta

ANSWERS = {"en_US": (
    ("slow", "Hello Marc,\n\nsorry, this slipped through. We will pay 1,500.00 on {friday} and the rest at the end of the "
             "month.\n\nKind regards,\nOle Holm"),
    ("dispute", "The goods were damaged when they arrived, see the pictures. Please replace them first."),
    ("over", "We cannot pay at the moment, our own customer has not paid us. Please call me."),
    ("promise", "您好，{invoice} 的货款会在本月底前付清，不好意思让您久等了。"),
    ("good", "This was paid already. Could you check your account and send us a statement of account, please?"),
), "zh_CN": (
    ("slow", "陈经理您好，\n\n不好意思，这笔款漏掉了。我们{day}先付 15,000.00 元，其余部分稍后结清。\n\n沈建国"),
    ("dispute", "这批货到货时包装破损，部分连接器不能用，请先换货，我们再安排付款。"),
    ("over", "下游客户还没有给我们回款，目前暂时无法付款，请来电沟通。"),
    ("promise", "您好，{invoice} 的货款会在本月底前付清，不好意思让您久等了。"),
    ("good", "这笔款我们已经付过了，请核对一下账目，并发一份对账单给我们。"),
)}


def answer_reminders(env, day):
    """Let customers answer. Does nothing when it was done before."""
    if env["credit.reply"].search_count([], limit=1):
        return
    friday = day + timedelta(days=(4 - day.weekday()) % 7 or 7)
    for name, text in ANSWERS[env.lang]:
        profile = env.ref(f"credit_collection.demo_profile_{name}", raise_if_not_found=False)
        if not profile:
            continue
        followup = env["credit.followup"].search([("profile_id", "=", profile.id), ("message_id", "!=", False)], limit=1)
        invoice = followup.line_ids.move_id[:1] or env["account.move"].search([
            ("commercial_partner_id", "=", profile.partner_id.id), ("move_type", "=", "out_invoice"),
            ("payment_state", "in", ("not_paid", "partial"))], order="invoice_date_due", limit=1)
        body = text.format(
            friday=friday.strftime("%B %d"), day=f"{friday.month}月{friday.day}日", invoice=invoice.name or "")
        profile.message_post(
            body=body, message_type="email",
            subtype_xmlid="mail.mt_comment", author_id=profile.partner_id.id, email_from=profile.partner_id.email_formatted,
            parent_id=followup.sudo().message_id.id or False, subject=f"Re: {followup.subject or invoice.name}",
            date=datetime.combine(day, time(9)))
