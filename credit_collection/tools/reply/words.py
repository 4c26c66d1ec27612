"""One spelling for what customers write in several: Traditional Chinese, contractions, British words, common typing errors."""

import re

TRADITIONAL = (
    "貨幣匯轉賬帳項將請貴經過時間後週號發單據證額數萬億兩個這們為與沒無還會應該處財務計門電話郵編聯繫絡給"
    "對質問題壞損產裝運費價錢銀戶總餘結開繳實際現關於辦進業農爭議認責負離職調換錯誤確稅優點達審簽領導長員"
    "儘盡緊張預劃準備馬鐘內層級維護補償賠訂購買賣檔檢驗師複復擊範圍線網頁條約書寫讀聽說講謝見諒擾煩讓從來"
    "擔當東車場廠園區縣鄉鎮樓國華灣臺龍鳳麗陳劉楊趙黃吳鄭許羅蔣蘇葉盧鍾陸韓馮鄧歲歷曆節慶歡親愛貼圖畫綠藍"
    "紅銷減漲連續斷絕衝沖憑廢壓縮誰嗎麼樣種類別變動態勢頭緒獨雙倉庫筆資訊誌紙顯隨權擁組織專屬歸輕鬆難願異"
    "統滿載輸遲標記錄廣擴傳遞遺憂慮驚訝體構築機極樂樹榮譽樁橋歐殘氣溫決測試滯納漸漁湯災爐狀獎勵獲環畢療盜"
    "監盤禮穩穫積窮競緣終絲綜緩練績繼罰聖聞聲肅脅腦腳興舉舊薦藥裡製規視覺觀討訓託設訴診註評詞詩詳語誠課論"
    "諸謀識貝販貪貫貿賀賈賓賞賢賭賴贈贊贏軌軍軟較輛輩輪轄迴違遙遠適遷選邊醫釋針釣鈔銅銘鋁鋼鍵鎖鏡鐵閉閒閱"
    "陣陰陽階隊險隱隸雜雞雲靈靜順須頻顧風飛飯飲館駐駕驟魚鮮鳥麥黨齊齡鑑櫃彙覆嚴啟啓衛術麵鬧勞勝匱協參圓團"
    "執報塊塵墊壯壽夠夾奪奮婦學寧寶尋屆屢嶄嶺幹幾廳彈彎徑徹恆悅惡惱惻慘慣憐懇懷戰戲拋挾捨掃掛採搖搶撥擇擋"
    "擠擬攜攤攔敗敘斂曉毀漢況洩淚淨淺濕濟灑瀏灘煉煙熱牆牽疊癥眾睏著矚礎稱籌糧糾紀純細緯纖罷義習脈脫腫膽臨"
    "艙蓋虛虧蟲蠻褲襲覽訪詐詢誇談譯豐貞貢貧貯貸賊賜賤賺趕跡踐軸輔輝轟辭遜邁邏鄰醜釀釘鈍鉅鋪錦鍋鑒閃閘闊隻"
    "雖靂響頂頗飄飾餓驅髒鬥鬱魯鳴齒龜帐"
)
SIMPLIFIED = (
    "货币汇转账账项将请贵经过时间后周号发单据证额数万亿两个这们为与没无还会应该处财务计门电话邮编联系络给"
    "对质问题坏损产装运费价钱银户总余结开缴实际现关于办进业农争议认责负离职调换错误确税优点达审签领导长员"
    "尽尽紧张预划准备马钟内层级维护补偿赔订购买卖档检验师复复击范围线网页条约书写读听说讲谢见谅扰烦让从来"
    "担当东车场厂园区县乡镇楼国华湾台龙凤丽陈刘杨赵黄吴郑许罗蒋苏叶卢钟陆韩冯邓岁历历节庆欢亲爱贴图画绿蓝"
    "红销减涨连续断绝冲冲凭废压缩谁吗么样种类别变动态势头绪独双仓库笔资讯志纸显随权拥组织专属归轻松难愿异"
    "统满载输迟标记录广扩传递遗忧虑惊讶体构筑机极乐树荣誉桩桥欧残气温决测试滞纳渐渔汤灾炉状奖励获环毕疗盗"
    "监盘礼稳获积穷竞缘终丝综缓练绩继罚圣闻声肃胁脑脚兴举旧荐药里制规视觉观讨训托设诉诊注评词诗详语诚课论"
    "诸谋识贝贩贪贯贸贺贾宾赏贤赌赖赠赞赢轨军软较辆辈轮辖回违遥远适迁选边医释针钓钞铜铭铝钢键锁镜铁闭闲阅"
    "阵阴阳阶队险隐隶杂鸡云灵静顺须频顾风飞饭饮馆驻驾骤鱼鲜鸟麦党齐龄鉴柜汇复严启启卫术面闹劳胜匮协参圆团"
    "执报块尘垫壮寿够夹夺奋妇学宁宝寻届屡崭岭干几厅弹弯径彻恒悦恶恼恻惨惯怜恳怀战戏抛挟舍扫挂采摇抢拨择挡"
    "挤拟携摊拦败叙敛晓毁汉况泄泪净浅湿济洒浏滩炼烟热墙牵叠症众困着瞩础称筹粮纠纪纯细纬纤罢义习脉脱肿胆临"
    "舱盖虚亏虫蛮裤袭览访诈询夸谈译丰贞贡贫贮贷贼赐贱赚赶迹践轴辅辉轰辞逊迈逻邻丑酿钉钝巨铺锦锅鉴闪闸阔只"
    "虽雳响顶颇飘饰饿驱脏斗郁鲁鸣齿龟账"
)
SIMPLE = str.maketrans(TRADITIONAL, SIMPLIFIED) | {
    # Full-width digits and letters, as Chinese keyboards write them.
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
CONTRACTIONS = [(re.compile(expression, re.IGNORECASE), words) for expression, words in (
    (r"\bwon't\b", "will not"), (r"\bcan'?t\b|\bcannot\b", "can not"), (r"n't\b", " not"),
    (r"\b(did|does|do|has|have|was|were|is|are|could|would|should)nt\b", r"\1 not"), (r"\bdont\b", "do not"),
    (r"\bwont\b", "will not"), (r"'ll\b", " will"), (r"'ve\b", " have"), (r"'re\b", " are"), (r"\bi'm\b", "i am"),
    (r"'s\s+(been|already|gone)\b", r" has \1"),
)]
SPELLINGS = {
    "payed": "paid", "payd": "paid", "paied": "paid", "allready": "already", "alredy": "already", "transfered": "transferred",
    "tranferred": "transferred", "recieved": "received", "recived": "received", "recieve": "receive", "cheque": "check",
    "cheques": "checks", "authorised": "authorized", "pls": "please", "plz": "please", "tmrw": "tomorrow",
    "tomorow": "tomorrow", "tommorow": "tomorrow", "tommorrow": "tomorrow", "invocie": "invoice", "invioce": "invoice",
    "payement": "payment", "paymnt": "payment", "pmt": "payment", "acct": "account", "instalment": "installment",
    "instalments": "installments", "nxt": "next", "wk": "week", "u": "you", "ur": "your",
    "r": "are", "yday": "yesterday", "tdy": "today", "thx": "thanks", "gonna": "going to", "wanna": "want to",
}
SPELLING = re.compile(rf"\b(?:{'|'.join(SPELLINGS)})\b", re.IGNORECASE)


def simplify(text):
    """:return: ``text`` in Simplified Chinese and with plain digits, character by character: its places stay"""
    return text.translate(SIMPLE)


def normalize(text):
    """:return: ``text`` in the spelling in which phrases are looked for: "won't" as "will not", "cheque" as "check" """
    text = simplify(text)
    # «Can you or can you not» is no «not».
    if "不" in text:
        text = text.replace("能不能", "能否").replace("可不可以", "可否").replace("可以不可以", "可否")
    if "'" in text or "n" in text:
        for expression, words in CONTRACTIONS:
            text = expression.sub(words, text)
    return SPELLING.sub(lambda match: SPELLINGS[match[0].lower()], text)
