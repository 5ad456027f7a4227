"""How hands, eyes and machines mistake characters and digits: tables of the demo's own, which no check reads.

A group of characters stands for one slip each way of its first character: 国过果 says that 国 becomes 过 or 果.
"""

from collections.abc import Mapping

# pinyin typed right, the wrong candidate taken (often of another tone)
IME = """
 国过果 德得 福付服 贵规归 永用涌 长常厂 兴行星 正整争 光广逛 明名命 天田填 世是式 学雪穴 金进今 玉于鱼 财才菜 发法罚 根跟艮 生声圣 才采裁
 清请轻 云运晕 山善扇 林临邻 和合河 富夫复 有又右 华话滑 元远院 秀修休 桂归贵 素苏宿 凤风封 翠脆催 兰蓝篮 春纯椿 英应硬 珍真针 芳放房 莲连恋
 香想向 梅没美 芝之织 贞真针 容荣溶 建见件 志之纸 卫为未 红洪烘 军均菌 新心辛 文问稳 立里力 庆请轻 爱哀艾 强枪墙 民敏闽 平凭苹 成程城 忠中钟
 义以一 斌宾彬 伟为位 勇用泳 刚港钢 辉会徽 涛掏桃 波博播 峰风丰 飞非肥 兵冰病 小晓笑 海害还 晓小肖 俊军君 国郭过 佳加甲 鹏朋碰 磊雷累 浩号好
 龙隆笼 凯开楷 雪学血 丽力历 静经景 敏民闵 婷听停 娟卷捐 莉力离 倩前钱 燕言颜 玲零灵 雨与语 子自字 梓紫子 涵汗寒 怡一宜 萱宣选 琪其起 妍言严
 瑶要摇 悦月越 欣心辛 思四丝 诗是师 嘉加夹 若弱 雅亚压 轩宣选 宇与鱼 杰结节 辰陈沉 豪好号 博波伯 泽则择 晨陈沉 铭名明 恒横衡 航行杭 然燃染 家加佳
"""
# as it is said where n and l, h and f, in and ing, zh and z are one
SPOKEN = """
 兰南 丽腻 龙农 莲年 林您 玲宁 华发 福胡 芳荒 凤哄 辉飞 珍曾 志自 忠宗 世四 英因 明民 平贫 静进 庆沁 鹏盆 生森 正怎 成层 春村 海害 红翁 浩好
 天掂 富户 琳宁 立逆 良娘 李你 刘牛 罗挪 胡福 黄方 冯洪 张脏 陈层 程岑 郑怎 邹周 曾真 苏书 石四
"""
# one stroke further in the Wubi table
SHAPED = """
 伟传 涛泽 洁浩 婷娉 娟娥 梅梁 桂枯 林杜 明晓 辉煌 建延 秀季 芳苏 英芙 莉菊 磊碧 鹏朋 凯凰 佳侍 怡恒 悦怀 欣歆 琪瑞 琳瑶 妍妖 涵涌 晨景 皓皎 嘉喜 国围
 德待 福祖 贵贯 永泳 兴举 光辉 天关 世革 学觉 金鉴 玉珏 财败 根枯 清消 云芸 富宫 和秋 华毕 元完 素紊 凤凡 翠翌 兰羊 春奉 珍玲 莲莓 香秉 芝芯 容空 志壶 卫卩
 红纪 军冠 新亲 文吝 立竖 爱受 强弦 民屁 平坪 成戍 忠患 义仪 斌赋 勇甬 刚岗 波泼 峰蜂 飞气 兵宾 小少 海梅 俊陵 浩洁 龙尤 雪霁 丽俪 静靓 敏毓 倩债 燕蒸 玲珍
 雨漏 子孙 梓样 萱菅 瑶瑾 思恩 诗诵 若苦 雅雕 轩轶 宇宁 杰燕 辰唇 豪毫 博傅 泽译 铭铬 恒恢 航舫 然燃 家冢 明昭
"""
# what a scanner makes of a photograph of a list
SCANNED = """
 天夭 云去 永氷 元兀 才寸 兰三 秀禿 金全 立位 光兆 正止 石右 刚网 杰木 小少 子孑 明眀 雪雷 海诲 俊浚 婷停 宇字 国囯 生牛 玉五 文又 华毕 山屮 林材 根很 福褔
 富寓 财时 世也 学字 贵责 德徳 清淸 和利 春舂 英莫 珍诊 芳劳 莲连 香杳 梅悔 芝艺 贞页 建逮 志忐 军罕 新斩 强弹 民氏 平乎 成戌 忠患 斌赋 伟韦 勇男 辉挥
 涛寿 波坡 峰蜂 飞乙 兵乒 浩洁 鹏鸣 磊垒 凯剀 龙尤 丽雨 静净 敏每 娟捐 莉荆 倩猜 燕蒸 玲冷 涵函 怡治 萱宣 琪棋 妍研 瑶谣 悦说 欣欧 思恩 嘉喜 雅稚 辰唇
"""
# written the old way: the same name
TRADITIONAL = """
 国國 贵貴 长長 兴興 学學 财財 发發 云雲 华華 凤鳳 兰蘭 莲蓮 贞貞 卫衛 红紅 军軍 庆慶 爱愛 义義 伟偉 刚剛 辉輝 涛濤 飞飛 丽麗 艳艷 龙龍 杰傑 鹏鵬 凯凱 静靜
 轩軒 泽澤 铭銘 瑶瑤 悦悅 晓曉 张張 刘劉 陈陳 杨楊 黄黃 赵趙 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 韩韓 冯馮 邓鄧 苏蘇 吕呂 卢盧 谭譚 陆陸 贾賈 邹鄒
 龚龔 万萬 钱錢 严嚴
"""
# digits beside one another on the number pad of a keyboard
PAD: Mapping[str, str] = {"1": "24", "2": "135", "3": "26", "4": "157", "5": "2468", "6": "359", "7": "48", "8": "579", "9": "68", "0": "12"}
# digits as a scanner reads them
SCANNED_DIGITS: Mapping[str, str] = {"0": "O", "1": "l", "8": "B", "5": "S", "2": "Z", "6": "b"}


def pairs(table: str) -> dict[str, str]:
 """Character → those it is mistaken for."""
 return {group[0]: "".join(one for one in group[1:] if one != group[0]) for group in table.split()}
