"""What happens after the due date at the Chinese company of ``./dev demo --lang zh_CN``: a story for each add-on of it.

The customers stand here, beside those of ``demo_zh.py``; amounts are before tax, days count back from the day of the
demonstration. Everything is entered as a user would: by the documents of the add-ons and their buttons.
"""
from datetime import datetime, time, timedelta

from freezegun import freeze_time

from .demo_zh import LANG

# Name, province, city, street, user name of the mail address.
CUSTOMERS = {
    "contract": ("昆山恒砺工具有限公司", "JS", "苏州市", "昆山市前进东路 88 号", "hengli"),
    "lpr": ("江阴锐钻刀具有限公司", "JS", "无锡市", "江阴市澄江中路 19 号", "ruizuan"),
    "short": ("台州固锋五金有限公司", "ZJ", "台州市", "路桥区吉利大道 6 号", "gufeng"),
    "bill": ("舟山港联贸易有限公司", "ZJ", "舟山市", "定海区海天大道 210 号", "ganglian"),
    "cheque": ("扬州明窗门业有限公司", "JS", "扬州市", "邗江区文汇西路 33 号", "mingchuang"),
    "carrier": ("上海申驰货运有限公司", "SH", "上海市", "宝山区富锦路 700 号", "shenchi"),
    "lost": ("镇江展拓会展服务有限公司", "JS", "镇江市", "京口区学府路 12 号", "zhantuo"),
    "insolvent": ("徐州耀辰照明有限公司", "JS", "徐州市", "铜山区北京南路 5 号", "yaochen"),
    "sued": ("泰州汉森商业设施有限公司", "JS", "泰州市", "海陵区东风南路 41 号", "hansen"),
    "barred": ("烟台海岳机械有限公司", "SD", "烟台市", "福山区永达街 8 号", "haiyue"),
    "placed": ("南通卡亚家具有限公司", "JS", "南通市", "崇川区工农路 150 号", "kaya"),
    "insured": ("连云港波海木业有限公司", "JS", "连云港市", "海州区新建中路 27 号", "bohai"),
    "claimed": ("泉州亚得里服装有限公司", "FJ", "泉州市", "丰泽区刺桐路 66 号", "yadeli"),
    "paid": ("苏州钟律仪表有限公司", "JS", "苏州市", "吴中区宝带西路 3 号", "zhonglv"),
}
BANK, SUPPLIER = "示例银行舟山分行", "上海德包包装材料有限公司"
INSURER, COURT = "中国出口信用保险公司（短期险）", "上海市浦东新区人民法院"
LAW_FIRMS = (("上海明正律师事务所", "23101201010000001", 12), ("江苏衡信律师事务所", "23205201010000002", 20))
COLLECTOR = "王磊", "wanglei"
PER_YEAR = 18.25  # agreed late interest: 0.05 % a day
KNOWN = 400  # days since the customers are known
ACCOUNTS = {  # those of the chart, or made
    "credit_bill_account_id": ("1121", "应收票据", "asset_current"),
    "credit_bill_cost_account_id": ("560305", "票据贴现利息", "expense"),
    "credit_loss_account_id": ("571101", "坏账损失", "expense"),
    "credit_allowance_account_id": ("123101", "坏账准备", "asset_current"),
    "credit_recovery_account_id": ("530105", "已核销坏账收回", "income_other"),
    "credit_agency_fee_account_id": ("560204", "委托催收费用", "expense"),
}
JOURNALS = ("credit_bill_journal_id", "credit_loss_journal_id", "credit_netting_journal_id")
# Due days and rates in percent, in general and for rating D.
MATRIX = (("not_due", 0.5, 2), ("1_30", 2, 6), ("31_60", 5, 12), ("61_90", 12, 25), ("over_90", 30, 50))
DOCUMENTS = (("销售合同、发票与签收单", True), ("对账单", True), ("往来函件", False))
# What was received of an invoice and the text of the receipt: freight, retention, a few jiao.
SHORT = ((52_000, 1_200, "货款，扣运费 1200 元"), (86_000, 4_300, "货款，扣质保金 5%"), (31_000, 0.6, "货款"))


def tell_after_due(env, day):
    """Enter the stories of add-ons that are installed. Does nothing when it was done before."""
    if env["res.partner"].search_count([("name", "=", CUSTOMERS["contract"][0])], limit=1):
        return
    with freeze_time(datetime.combine(day, time(4))):
        scene = Scene(env, day)
        for model, tell in STORIES.items():
            if model in env:
                tell(scene)
                env.flush_all()


class Scene:
    """The company with its customers, invoices and receipts."""

    def __init__(self, env, day):
        # sudo: one manager demonstrates what several people decide.
        self.env, self.day = env(su=True, context={**env.context, "lang": LANG}), day
        self.company, self.admin = (self.env.ref(f"base.{name}") for name in ("main_company", "user_admin"))
        self.taxes = {"out_invoice": self.company.account_sale_tax_id, "in_invoice": self.company.account_purchase_tax_id}
        Journal = self.env["account.journal"]
        self.bank, self.general = (Journal.search([("type", "=", kind)], limit=1) for kind in ("bank", "general"))
        settings = {
            **{name: self.find_account(*account).id for name, account in ACCOUNTS.items()},
            **dict.fromkeys(JOURNALS, self.general.id), "credit_small_balance": 1, "credit_short_tolerance": 1}
        self.company.write({name: value for name, value in settings.items() if name in self.company._fields})

    def ago(self, days):
        return self.day - timedelta(days=days)

    def find_account(self, code, name, kind):
        Account = self.env["account.account"].with_company(self.company)
        return Account.search([("code", "=", code)]) or Account.create({"code": code, "name": name, "account_type": kind})

    def add_partner(self, name, **vals):
        return self.env["res.partner"].create({
            "name": name, "is_company": True, "lang": LANG, "country_id": self.env.ref("base.cn").id, **vals})

    def add_customer(self, key, **vals):
        """:return: the credit profile of the customer"""
        name, province, city, street, mail = CUSTOMERS[key]
        state = self.env.ref(f"base.state_cn_{province}")
        partner = self.add_partner(name, state_id=state.id, city=city, street=street, email=f"caiwu@{mail}.example.com")
        with freeze_time(self.ago(KNOWN)):
            profile = partner._get_credit_profiles(self.company)
            profile.write({"collector_id": self.admin.id, **vals})
        return profile

    def bill(self, profile, goods, amount, due, kind="out_invoice", **vals):
        """:param due: days since the due date, 30 days after that of the invoice; below zero for one to come
        :return: its item on the account of the customer"""
        move = self.env["account.move"].create({
            "move_type": kind, "partner_id": profile.partner_id.id, "invoice_user_id": self.admin.id,
            "invoice_date": self.ago(due + 30), "invoice_payment_term_id": False, "invoice_date_due": self.ago(due),
            "invoice_line_ids": [(0, 0, {
                "name": goods, "quantity": 1, "price_unit": amount, "tax_ids": [(6, 0, self.taxes[kind].ids)]})], **vals})
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_id.account_type in ("asset_receivable", "liability_payable"))

    def receive(self, items, amount, day, text):
        """Book a receipt of the bank and match it with ``items``; on account without any."""
        partner, account = items.partner_id, items.account_id
        move = self.env["account.move"].create({
            "move_type": "entry", "date": day, "ref": text, "journal_id": self.bank.id, "line_ids": [
                (0, 0, {"partner_id": partner.id, "account_id": account.id, "balance": -amount, "name": text}),
                (0, 0, {"account_id": self.bank.default_account_id.id, "balance": amount, "name": text})]})
        move.action_post()
        receipt = move.line_ids.filtered(lambda line: line.account_id == account)
        if items.amount_residual:
            (items + receipt).reconcile()
        return receipt


def charge_late_interest(scene):
    """0.05 % a day by contract, a part paid, a part waived; another customer by the LPR of the contract date."""
    env = scene.env
    rule = env["credit.interest.rule"].create({
        "name": "购销合同约定：每日万分之五", "is_law": False, "country_id": env.ref("base.cn").id, "customers": "business",
        "rate_ids": [(0, 0, {"date_from": "2020-01-01", "rate": PER_YEAR, "source": "购销合同第七条：每日万分之五"})]})
    contract = scene.add_customer("contract", interest_rule_id=rule.id)
    items = [scene.bill(contract, "铣刀", 84_000, 100), scene.bill(contract, "钻头", 31_500, 40)]
    scene.receive(items[0], 50_000, scene.ago(55), "部分货款")
    lpr = scene.add_customer("lpr", interest_rule_id=env.ref("credit_collection_charges.credit_interest_rule_cn_lpr").id)
    scene.bill(lpr, "数控刀片", 46_000, 75)
    (contract | lpr)._accrue_charges(scene.day)
    env["credit.charge"].search([("move_id", "=", items[1].move_id.id)])._waive(
        env.ref("credit_collection_charges.credit_reason_waiver_goodwill"), amount=200)


def pay_short(scene):
    """Freight and a retention deducted, a few jiao left."""
    profile = scene.add_customer("short")
    for days, (amount, rest, text) in enumerate(SHORT, 3):
        item = scene.bill(profile, "紧固件", amount, 20)
        scene.receive(item, item.amount_residual - rest, scene.ago(days), text)


def take_bills(scene):
    """A bank acceptance held, a commercial acceptance endorsed to a supplier, another one dishonored."""
    env, profile = scene.env, scene.add_customer("bill")
    bank, supplier, bills = scene.add_partner(BANK), scene.add_partner(SUPPLIER), env["credit.bill"]
    for kind, number, amount, due, taken, matures in (
            ("bank", "130229000001220260731000000001", 400_000, 50, 45, 40),
            ("trade", "230229000002320260815000000002", 600_000, 45, 40, 75),
            ("trade", "230229000002320260601000000003", 185_000, 100, 90, -4)):
        item = scene.bill(profile, "机床配件", amount, due)
        bills |= env["credit.bill"].create({
            "name": number, "kind": kind, "profile_id": profile.id, "drawer_id": profile.partner_id.id,
            "acceptor_id": bank.id if kind == "bank" else profile.partner_id.id, "amount": item.amount_residual,
            "issue_date": scene.ago(taken), "date": scene.ago(taken), "maturity": scene.ago(-matures),
            "line_ids": [(6, 0, item.ids)]})
    bills.action_receive()
    for bill, days, vals in ((bills[1], 20, {"step": "endorse", "endorsee_id": supplier.id}),
                             (bills[2], 3, {"step": "dishonor", "reason": "承兑人账户余额不足"})):
        env["credit.bill.step"].create({**vals, "bill_ids": [(6, 0, bill.ids)], "date": scene.ago(days)}).action_apply()


def return_cheque(scene):
    """A cheque for two invoices comes back for want of funds: both are owed again with their old due dates."""
    env, profile = scene.env, scene.add_customer("cheque")
    items = scene.bill(profile, "门窗五金", 13_000, 27) | scene.bill(profile, "卷帘", 17_400, 13)
    payment = env["account.payment"].create({
        "payment_type": "inbound", "partner_type": "customer", "partner_id": profile.partner_id.id,
        "amount": sum(items.mapped("amount_residual")), "date": scene.ago(8), "memo": "转账支票 30105520"})
    payment.action_post()
    (items | payment.move_id.line_ids.filtered(lambda line: line.account_id in items.account_id)).reconcile()
    env["credit.payment.return"].create({
        "payment_id": payment.id, "bank_reference": "TP-88120", "claims_fee": False,
        "reason_id": env.ref("credit_collection_return.credit_reason_return_chq1").id}).action_post()


def set_off(scene):
    """A carrier is customer and supplier: the set-off waits for approval."""
    profile = scene.add_customer("carrier")
    scene.bill(profile, "托盘货架", 30_000, 14)
    scene.bill(profile, "运费", 20_000, 2, kind="in_invoice", ref="SC-20417")
    netting = scene.env["credit.netting"].create({"profile_id": profile.id, "agreement": "年度框架合同第九条：往来款抵销"})
    netting.action_fill()
    netting.action_submit()


def lose(scene):
    """A write-off after enforcement ended, of which a part was paid since; a customer in reorganization; an allowance."""
    env = scene.env
    lost, insolvent = map(scene.add_customer, ("lost", "insolvent"))
    item, open_item = scene.bill(lost, "展台搭建", 46_000, 300), scene.bill(insolvent, "灯具", 72_500, 120)
    write_off = env["credit.write.off"].create({
        "profile_id": lost.id, "reason_id": env.ref("credit_collection_loss.credit_reason_write_off_enforcement").id,
        "evidence": "（2026）苏 1102 执 412 号裁定：终结本次执行程序，无财产可供执行", "date": scene.ago(60)})
    for step in ("action_fill", "action_submit", "action_approve", "action_post"):
        getattr(write_off, step)()
    scene.receive(item, 15_000, scene.ago(12), "法院执行款")
    write_off._follow_up()
    env["credit.loss.specific"].create({
        "profile_id": insolvent.id, "rate": 60, "date_from": scene.ago(30), "reason": "重整计划草案：普通债权清偿率约 40%"})
    env["credit.write.off"].create({
        "profile_id": insolvent.id, "reason_id": env.ref("credit_collection_loss.credit_reason_write_off_insolvent").id,
        "evidence": "徐州市中级人民法院（2026）苏 03 破 18 号：不予清偿的部分",
        "line_ids": [(0, 0, {"line_id": open_item.id, "amount": 43_500})]}).action_submit()
    matrix = env["credit.loss.matrix"].create({
        "name": "应收账款账龄组合", "company_id": scene.company.id, "limits": "30,60,90", "forward_factor": 1.1,
        "forward_reason": "行业破产案件同比上升一成", "line_ids": [
            (0, 0, {"bucket": bucket, "rate": rate, "rating_id": rating})
            for bucket, general, rated in MATRIX
            for rate, rating in ((general, False), (rated, env.ref("credit_collection.credit_rating_d").id))]})
    env["credit.loss.run"].create({"matrix_id": matrix.id, "date": scene.day}).action_calculate()


def sue(scene):
    """A lawyer's letter before a suit in Pudong, a claim that becomes time-barred soon, a debt in the hands of another firm."""
    env = scene.env
    firms = env["credit.agency"].create([{
        "partner_id": scene.add_partner(name).id, "kind": "law_firm", "licence_number": licence,
        "licence_authority": "省级司法行政机关", "fee_line_ids": [(0, 0, {"days_from": 0, "fee_percent": percent})],
    } for name, licence, percent in LAW_FIRMS])
    sued, barred, placed = scene.add_customer("sued"), scene.add_customer("barred"), scene.add_customer("placed")
    items = scene.bill(sued, "货架与柜台", 98_000, 200) | scene.bill(sued, "照明工程", 42_000, 150)
    scene.bill(barred, "备件", 63_000, 1056)
    case = env["credit.case"].create({
        "profile_id": sued.id, "user_id": scene.admin.id, "counsel_id": firms[0].id, "counsel_reference": "明正民字 412 号",
        "court_id": scene.add_partner(COURT, city="上海市").id, "chance": "70", "assets": "some", "cost_expected": 21_000,
        "line_ids": [(6, 0, items.ids)], "cost_ids": [
            (0, 0, {"kind": kind, "name": name, "amount": amount, "charge_on": kind == "counsel"})
            for kind, name, amount in (("counsel", "律师函", 3_000), ("other", "企业信用信息查询", 200))]})
    case.step_ids.filtered("is_required").action_done()
    case.action_next_stage()
    case.action_assess()
    env["credit.case.letter"].create({"case_id": case.id})
    env["credit.limitation.event"].create({
        "profile_id": sued.id, "kind": "acknowledgement", "date": scene.ago(90), "case_id": case.id,
        "note": "对方在对账函上盖章确认欠款。", "line_ids": [(6, 0, items[0].ids)],
        "attachment_ids": [(0, 0, {"name": "对账函回执.txt", "raw": "确认欠款，请求宽限至秋季。".encode()})]})
    placement = env["credit.agency.placement"].create({
        "agency_id": firms[1].id, "profile_id": placed.id, "user_id": scene.admin.id,
        "plan": "律师函两次，电话沟通六周，上门一次；此后请示是否起诉。",
        "line_ids": [(6, 0, scene.bill(placed, "沙发", 52_000, 140).ids)]})
    placement.action_place()
    env["credit.agency.report"].create({"placement_id": placement.id, "text": "法定代表人同意分两期付款，首期已到账。"})
    env["credit.agency.remit"].create({"placement_id": placement.id, "amount": 32_000}).action_book()


def insure(scene):
    """A cover that was cut, with an item to be reported soon; a claim that was reported; the turnover declared."""
    env = scene.env
    policy = env["credit.insurance.policy"].create({
        "name": "SCHJ2026-4711", "insurer_id": scene.add_partner(INSURER).id, "company_id": scene.company.id,
        "date_from": scene.ago(700), "coverage": 90, "premium_rate": 2.4,
        "document_ids": [(0, 0, {"name": name, "is_required": needed}) for name, needed in DOCUMENTS]})
    insured, claimed = scene.add_customer("insured"), scene.add_customer("claimed")
    for profile, amount, begin, end, vals in (
            (insured, 500_000, 400, 21, {}), (insured, 300_000, 20, None, {"reason": "年报业绩下滑"}),
            (claimed, 250_000, 400, None, {})):
        env["credit.insurance.cover"].create({
            "policy_id": policy.id, "profile_id": profile.id, "amount": amount, "valid_from": scene.ago(begin),
            "valid_until": end and scene.ago(end), "reference": f"限额批复 {begin}{profile.id}", **vals})
    for profile, goods, amount, due in (
            (insured, "锯材", 184_000, 79), (insured, "胶合板", 126_000, 15), (insured, "木质颗粒", 69_000, -22),
            (claimed, "秋装", 142_000, 70)):
        scene.bill(profile, goods, amount, due, delivery_date=scene.ago(due + 30))
    claim = env["credit.insurance.claim"].create({
        "profile_id": claimed.id, "policy_id": policy.id, "user_id": scene.admin.id, "reference": "可损通知 2026-118"})
    claim.action_fill()
    claim.action_report()
    env["credit.insurance.declaration"].create({"policy_id": policy.id, "month": scene.ago(scene.day.day)}).action_calculate()


def reward(scene):
    """The settlement of last month: what came in late and very late by the work of a collector."""
    env, last = scene.env, scene.ago(scene.day.day)
    name, login = COLLECTOR
    collector = env["res.users"].create({
        "name": name, "login": login, "lang": LANG, "tz": scene.admin.tz, "email": f"{login}@shili.example.com",
        "group_ids": [(4, env.ref("credit_collection.credit_collection_group_collector").id)]})
    env["credit.commission.plan"].create({
        "name": "回款提成", "date_from": last.replace(day=1), "contact_days": 14, "rate_ids": [
            (0, 0, {"age_from": age, "amount_from": amount, "percent": percent})
            for age, amount, percent in ((0, 0, 0.2), (31, 0, 0.5), (31, 200_000, 0.8), (91, 0, 1.5))]})
    profile = scene.add_customer("paid", collector_id=collector.id)
    for goods, amount, number, late, paid in (("机芯", 240_000, 10, 140, 150_000), ("游丝", 96_000, 12, 45, None)):
        received = last.replace(day=number)
        item = scene.bill(profile, goods, amount, (scene.day - received).days + late)
        scene.receive(item, paid or item.amount_residual, received, "货款")
    env["credit.commission.run"].create({"date_from": last.replace(day=1), "date_to": last}).action_calculate()


STORIES = {  # by the model that the add-on brings
    "credit.charge": charge_late_interest, "credit.short.payment": pay_short, "credit.bill": take_bills,
    "credit.payment.return": return_cheque, "credit.netting": set_off, "credit.write.off": lose, "credit.case": sue,
    "credit.insurance.policy": insure, "credit.commission.plan": reward,
}
