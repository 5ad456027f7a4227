"""An invented county on codes no real place has (GB/T 2260 gives out nothing beginning with 99)."""

from typing import Literal, NamedTuple

from bangfu.rules import place_code

Size = Literal["village", "township", "county"]

COUNTY = "990121"
_ABOVE = (("99", "云泽省"), ("9901", "澄州市"), (COUNTY, "岚禾县"))

# Villages keep their order, so that a smaller size is the beginning of a larger one. 石桥村 stands in two townships, as it does in life.
_TOWNSHIPS = {
    "100 枫溪镇": "石桥 枫树坪 上河 桐花 柳塘 新屋 龙洞湾 古井",
    "101 望川镇": "望川 石桥 竹林坝 茶园 响石 双河口 青瓦 杉树坳",
    "102 柳汀镇": "柳汀 东溪 瓦窑坪 大樟树 白鹤滩 月牙塘 向阳坡 水碾",
    "103 清水铺镇": "清水铺 桂花园 三岔河 凉风垭 银杏 老渡口 磨石沟 芦花",
    "104 竹坪镇": "竹坪 岩脚 楠木湾 马槽沟 甘泉 云盘 土桥 梨花坡",
    "105 双岭镇": "双岭 小寨 高坎 鹿角塘 莲花石 麦坪 石榴园 回水湾",
    "106 梅子坪镇": "梅子坪 花椒地 大垭 黄葛 长堰 油坊沟 蒲草塘 晒谷",
    "107 响水滩镇": "响水滩 杨梅坳 五棵松 板栗湾 石梯 泉眼 红枫 野猫坪",
    "108 鹤塘镇": "鹤塘 稻香 金竹 赵家湾 横山脚 土地垭 橘园 沙田",
    "200 龙潭沟乡": "龙潭沟 鸡冠石 核桃坪 白岩 深溪 大竹园 落水洞 新寨",
    "201 马鞍垭乡": "马鞍垭 羊角 苦竹 麻柳滩 天池坝 鸭池 石盘 冷水沟",
    "202 白果坪乡": "白果坪 老屋基 蜂桶 青杠岭 和顺 车田 松林坡 小河边",
    "203 红岩沟乡": "红岩沟 盘龙寨 柿子园 二台 箐口 窑上 尖山脚 木瓜",
    "204 桐木坳乡": "桐木坳 水井湾 大石板 燕子岩 金银山 半坡 小箐 棕树",
    "205 云雾乡": "云雾 茅草坪 龙塘湾 八角 阳雀 滴水岩 高粱坪 烟坡",
}
_SPREAD: dict[Size, tuple[int, int]] = {"village": (1, 1), "township": (2, 6), "county": (15, 8)}   # townships, villages in each


class PlaceRow(NamedTuple):
    """A place as `bangfu places import` takes it: code of 2, 4, 6, 9 or 12 digits, and its name."""

    code: str
    name: str


def places(size: Size) -> list[PlaceRow]:
    """Province, prefecture, county, then every township followed by its villages. 1, 12 or 120 villages."""
    townships, each = _SPREAD[size]
    rows = [PlaceRow(*above) for above in _ABOVE]
    for heading, names in list(_TOWNSHIPS.items())[:townships]:
        number, name = heading.split()
        rows.append(PlaceRow(COUNTY + number, name))
        rows += [PlaceRow(f"{COUNTY}{number}{200 + nth}", f"{village}村") for nth, village in enumerate(names.split()[:each])]
    return rows


def townships(size: Size) -> list[PlaceRow]:
    """The townships of a size, in order."""
    return [row for row in places(size) if place_code.level(row.code) == "township"]


def villages(size: Size, township: str = "") -> list[PlaceRow]:
    """The villages of a size, or of one of its townships, in order."""
    return [row for row in places(size) if place_code.level(row.code) == "village" and row.code.startswith(township)]
