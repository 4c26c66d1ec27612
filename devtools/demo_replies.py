"""What customers of the demonstration answered to their reminders, as e-mails that were received: one of each kind; and what
strangers wrote to the address for receivables."""
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

# Sender, subject, text; {invoice} is one of a customer.
STRANGERS = {"en_US": (
    ("Bea Booker <bea@books-for-others.example.com>", "Invoice {invoice}",
     "Hello,\n\nwe keep the books of your customer. {invoice} has been paid on Monday, please check.\n\nBea Booker"),
    ("Frank Freight <claims@freight.example.com>", "Damage on delivery",
     "Please call us about the damaged pallets before you send another reminder."),
), "zh_CN": (
    ("诚信代理记账 <daili@jizhang.example.com>", "关于 {invoice}",
     "您好，\n\n我们是贵司客户的代理记账公司，{invoice} 已于周一付款，请查收。"),
    ("顺达物流 <kefu@wuliu.example.com>", "货损问题", "有两托货在运输中受损，再次催款之前请先与我们联系。"),
)}


def receive_messages(env, day):
    """Let customers answer and strangers write."""
    answer_reminders(env, day)
    write_as_strangers(env, day)


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


def write_as_strangers(env, day):
    """Let senders who are not on file write. Does nothing when it was done before."""
    from odoo.tools import plaintext2html

    # sudo: incoming mail belongs to the system.
    Message = env["credit.unassigned.message"].sudo()
    customer = env.ref("credit_collection.demo_profile_slow", raise_if_not_found=False)
    if not customer or Message.search_count([], limit=1):
        return
    named = env["account.move"].search([
        ("commercial_partner_id", "=", customer.partner_id.id), ("move_type", "=", "out_invoice"), ("state", "=", "posted"),
        ("payment_state", "=", "not_paid")], order="invoice_date_due, id", limit=1)
    for sender, subject, text in STRANGERS[env.lang]:
        values = {
            "subject": subject.format(invoice=named.name), "body": plaintext2html(text.format(invoice=named.name)),
            "email_from": sender, "date": datetime.combine(day, time(9))}
        Message.message_new(values, {"company_id": customer.company_id.id}).message_post(
            **values, message_type="email", subtype_xmlid="mail.mt_comment", author_id=False)
