"""Names of people who do not exist: surnames by their frequency in the country, given names by the taste of the years."""

from itertools import accumulate
from random import Random

# surname → per mille; the first as counted country-wide in round figures, the tail shared out
_COMMON = """王72 李72 张68 刘54 陈45 杨31 黄22 赵21 吴20 周19 徐15 孙15 马13 朱13 胡12 郭12 何11 林11 高10 罗10 郑9 梁9 谢8 宋7 唐7 许7
    韩6 邓6 冯6 曹5 彭5 曾5 肖5 田5 董5 潘5 袁5 蔡4 蒋4 余4 于4 杜4 叶4 程4 魏4 苏4 吕4 丁3 任3 卢3 姚3 沈3 钟3 姜3 崔3 谭3 陆3 范3 汪3
    廖3 石3 金2 韦2 贾2 夏2 付2 方2 邹2 熊2 白2 孟2 秦2 邱2 侯2 江2 尹2 薛2 闫2 雷2 龙2 黎2 史2 陶2 贺2 毛2 郝2 顾2 龚2 邵2 万2 覃2 武2
    钱2 戴2 严2 莫2 孔2 向2 常2 汤2 欧阳1 令狐1 上官1 司马1 诸葛1"""
_SURNAMES = {part.rstrip("0123456789"): int(part.lstrip("".join(filter(lambda c: not c.isdigit(), part)))) for part in _COMMON.split()}
SURNAMES, _UP_TO = tuple(_SURNAMES), tuple(accumulate(_SURNAMES.values()))

# (born before, share of one-character names in percent, men's first, men's last, women's first, women's last)
_TASTES = (
    (1955, 10, "国德福贵永长兴正光明文天世学金玉", "财发福贵根生才清云山林富有华元和", "秀桂玉素淑凤金翠兰春", "英兰珍芳莲香梅芝贞容"),
    (1972, 15, "建国志卫红永军德新文立光学春庆爱", "军华国民强平林明生成忠义文斌东福", "秀桂春红玉爱小建素美", "兰英梅霞芳珍琴华平云"),
    (1985, 35, "志建海晓文永小德明俊国立春学光云", "伟勇军刚辉涛强波林峰斌平明飞华兵", "晓小海春红丽艳玉美秀", "燕丽霞敏艳娟红玲梅琴"),
    (2000, 40, "志文俊家明海伟晓鹏建永佳振国宏世", "伟杰鹏涛磊超浩强龙飞辉凯文林波斌", "晓文雪佳丽海春雅玉思", "婷静敏丽娟莉雪倩燕玲"),
    (9999, 12, "浩子宇俊梓家文嘉明志泽晨皓思天一", "轩宇杰辰豪涵博阳然泽晨铭恒瑞航林", "梓欣雨思佳诗嘉子雅若", "涵怡萱彤琪妍瑶悦欣琳"),
)
_CLANS = ("阿苏", "吉克", "沙马", "阿的", "曲比", "海来", "俄木", "吉木", "阿尔")
_CLAN_MEN = ("木呷", "拉哈", "尔古", "伍达", "石布", "日哈", "阿牛", "拉博", "克古", "子夫", "铁哈", "医布")
_CLAN_WOMEN = ("阿呷", "伍果", "阿依", "日作", "牛牛", "阿各", "伍呷", "尔洛", "古莫", "色作", "阿支", "果果")


def surname(rng: Random, favoured: tuple[str, ...] = ()) -> str:
    """By frequency; of the `favoured` ones (the clans of a village) two in five times."""
    if favoured and rng.random() < 0.4:
        return rng.choice(favoured)
    return rng.choices(SURNAMES, cum_weights=_UP_TO)[0]


def clan(rng: Random) -> str:
    """The first part of a name with a dot."""
    return rng.choice(_CLANS)


def is_clan(name: str) -> bool:
    """Whether a surname is written with a dot behind it."""
    return name in _CLANS


def full_name(rng: Random, family: str, sex: str, born: int, generation: str = "") -> str:
    """Surname and given name; `generation` is the first given character that brothers and sisters share, if they do."""
    if is_clan(family):
        return f"{family}·{rng.choice(_CLAN_MEN if sex == '男' else _CLAN_WOMEN)}"
    single, first, last = _taste(sex, born)
    if not generation and rng.random() * 100 < single:
        return family + rng.choice(last)
    return family + (generation or rng.choice(first)) + rng.choice(last)


def generation_character(rng: Random, sex: str, born: int) -> str:
    """A character for `full_name`, or '' for families that do not keep the custom (it wears off with the years)."""
    keeps = 0.5 if born < 1985 else 0.2
    return rng.choice(_taste(sex, born)[1]) if rng.random() < keeps else ""


def _taste(sex: str, born: int) -> tuple[int, str, str]:
    _, single, men_first, men_last, women_first, women_last = next(taste for taste in _TASTES if born < taste[0])
    return (single, men_first, men_last) if sex == "男" else (single, women_first, women_last)


def family_of(name: str) -> str:
    """The surname a full name begins with."""
    if "·" in name:
        return name.split("·")[0]
    return name[:2] if name[:2] in SURNAMES else name[:1]
