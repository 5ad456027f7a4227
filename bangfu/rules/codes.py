"""Code lists: the labels of the national exports, and the other words for the same thing. Mapped by label, never by code.

The same label has different codes in different systems (1 is 男 in GB/T 2261.1 and 女 in an older tool), so a bare code is unknown here.
Sources: export labels of the national system; GB/T 4761-2008 (与户主关系), GB/T 3304-1991 (民族), GB/T 4762 (政治面貌).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_SEPARATORS = re.compile(r"[,，、;；/|\n]+")


@dataclass(frozen=True)
class CodeList:
    """`labels` in their usual order; `synonyms` maps another word to its label."""

    name: str
    labels: tuple[str, ...]
    synonyms: Mapping[str, str] = field(default_factory=dict)
    _by_word: Mapping[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        strangers = set(self.synonyms.values()) - set(self.labels)
        if strangers:
            raise ValueError(f"{self.name}: synonyms lead to no label: {sorted(strangers)}")
        words = {fold_word(word): label for word, label in self.synonyms.items()}
        object.__setattr__(self, "_by_word", words | {fold_word(label): label for label in self.labels})

    def label(self, text: str) -> str | None:
        """The canonical label, or None when the text is blank or unknown."""
        known = self._by_word.get(text)
        return known if known is not None else self._by_word.get(fold_word(text))


def fold_word(text: str) -> str:
    """Half-width, without spaces, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def read_set(text: str, codes: CodeList) -> tuple[str, ...]:
    """The labels of a cell with several, each once, in the order of the list whatever the order of the cell.

    Unknown words follow behind as written; `[word for word in … if word not in codes.labels]` finds them.
    """
    words = [word.strip() for word in _SEPARATORS.split(unicodedata.normalize("NFKC", text)) if word.strip()]
    known = {codes.label(word) for word in words}
    unknown = dict.fromkeys(word for word in words if codes.label(word) is None)
    return tuple(label for label in codes.labels if label in known) + tuple(unknown)


def _synonyms(groups: Mapping[str, str]) -> dict[str, str]:
    """{"配偶": "妻 夫"} → {"妻": "配偶", "夫": "配偶"}."""
    return {word: label for label, words in groups.items() for word in words.split()}


SEX = CodeList("SEX", ("男", "女"), _synonyms({"男": "男性 男士", "女": "女性 女士"}))

_KIN = {
    "户主": "本人 本人或户主 户主本人",
    "配偶": "夫 妻 夫妻 妻子 丈夫 爱人 老婆 老公 配偶（夫） 配偶（妻）",
    "之子": "子 儿子 独生子 长子 次子 三子 四子 五子 六子 大儿子 二儿子 小儿子 养子 继子 养子或继子 其他儿子",
    "之女": "女 女儿 独生女 长女 次女 三女 四女 五女 六女 大女儿 二女儿 小女儿 养女 继女 养女或继女 其他女儿",
    "之儿媳": "儿媳 儿媳妇 长媳 次媳",
    "之女婿": "女婿 婿",
    "之孙子": "孙子 孙 长孙 次孙",
    "之孙女": "孙女",
    "之外孙子": "外孙子 外孙",
    "之外孙女": "外孙女",
    "之父": "父 父亲 爸爸 继父 养父 继父或养父",
    "之母": "母 母亲 妈妈 继母 养母 继母或养母",
    "之岳父": "岳父 丈人",
    "之岳母": "岳母 丈母娘",
    "之公公": "公公",
    "之婆婆": "婆婆",
    "之祖父": "祖父 爷爷",
    "之祖母": "祖母 奶奶",
    "之外祖父": "外祖父 外公 姥爷",
    "之外祖母": "外祖母 外婆 姥姥",
    "之兄弟姐妹": "兄弟姐妹 其他兄弟姐妹 兄 弟 姐 妹 哥 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 兄长",
    "之曾孙子": "曾孙子 曾孙 曾孙子或外曾孙子",
    "之曾孙女": "曾孙女 曾孙女或外曾孙女",
    "之侄儿": "侄儿 侄子 侄",
    "之侄女": "侄女",
    "之兄弟媳妇": "兄弟媳妇 嫂 嫂子 弟媳 弟媳妇 弟妹",
    "之叔伯": "叔伯 伯父 叔父 叔叔 伯伯 大伯",
    "其他": "其它 其他亲属 非亲属 孙媳妇 孙媳 孙女婿 孙媳妇或外孙媳妇 孙女婿或外孙女婿 姐夫 妹夫 外甥 外甥女 伯母 婶母 舅父 舅母 姨父 姨母 "
            "姑父 姑母 曾祖父 曾祖母 堂兄弟、堂姐妹 表兄弟、表姐妹 其他父母关系 配偶的祖父母或外祖父母 配偶的曾祖父母或外曾祖父母",
}
RELATION = CodeList(
    "RELATION", tuple(_KIN), _synonyms(_KIN) | {f"之{word}": label for word, label in _synonyms(_KIN).items() if label.startswith("之")}
)

_GB_3304 = """汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇
    柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙
    鄂伦春 赫哲 门巴 珞巴 基诺"""
_PEOPLES = _GB_3304.split()
NATION = CodeList(
    "NATION",
    (*(f"{people}族" for people in _PEOPLES), "其他", "外国血统中国籍人士"),
    {people: f"{people}族" for people in _PEOPLES}
    | _synonyms({"毛南族": "毛难 毛难族", "德昂族": "崩龙 崩龙族"})
    | _synonyms({"其他": "其它 穿青人 未识别民族", "外国血统中国籍人士": "外国血统中国籍"}),
)

SCHOOLING = CodeList(
    "SCHOOLING",
    ("文盲或半文盲", "小学", "初中", "高中", "大专", "本科及以上"),
    _synonyms({
        "文盲或半文盲": "文盲 半文盲 文盲半文盲 文盲/半文盲 不识字 未上过学",
        "小学": "小学文化 小学毕业 小学肄业",
        "初中": "初中文化 初中毕业 初中肄业 普通初中",
        "高中": "高中毕业 普通高中 中专 中职 中等职业 中等专科 技校 职高 高中/中专 高中或中专",
        "大专": "专科 大学专科 高职 高职高专 大专毕业",
        "本科及以上": "本科 大学 大学本科 研究生 硕士 博士 硕士研究生 博士研究生 本科以上",
    }),
)

_YEARS = "一二三四五"
_SCHOOLS = {"普通高中": 3, "中职": 3, "高职高专": 3, "技师学院": 4, "本科": 5}
STUDENT = CodeList(
    "STUDENT",
    ("学龄前儿童", "学前教育", "小学", "七年级", "八年级", "九年级",
     *(f"{school}{year}年级" for school, years in _SCHOOLS.items() for year in _YEARS[:years]),
     "硕士研究生及以上", "非在校生"),
    _synonyms({
        "学龄前儿童": "学龄前", "学前教育": "幼儿园 学前班 幼儿园在园",
        "小学": "一年级 二年级 三年级 四年级 五年级 六年级 小学一年级 小学二年级 小学三年级 小学四年级 小学五年级 小学六年级",
        "七年级": "初一 初中一年级", "八年级": "初二 初中二年级", "九年级": "初三 初中三年级",
        "硕士研究生及以上": "研究生 硕士 博士 硕士研究生 博士研究生", "非在校生": "非在校 不在校",
    })
    | {f"高{year}": f"普通高中{year}年级" for year in _YEARS[:3]}
    | {f"大{year}": f"本科{year}年级" for year in _YEARS}
    | {f"高中{year}年级": f"普通高中{year}年级" for year in _YEARS[:3]}
    | {f"中职({year}年级)": f"中职{year}年级" for year in _YEARS[:3]},
)

HEALTH = CodeList(
    "HEALTH",
    ("健康", "长期慢性病", "患有大病", "残疾"),
    _synonyms({
        "健康": "健康或良好 良好", "长期慢性病": "慢性病 长期慢病 慢病 患有长期慢性病",
        "患有大病": "大病 患大病 重大疾病", "残疾": "残疾人 有残疾",
    }),
)

LABOUR = CodeList(
    "LABOUR",
    ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"),
    _synonyms({
        "普通劳动力": "普通", "技能劳动力": "技能",
        "弱劳动力或半劳动力": "弱劳动力 半劳动力 弱劳力 半劳力 弱(半)劳动力 弱劳动力半劳动力",
        "丧失劳动力": "丧失劳动能力 丧失", "无劳动力": "无劳动能力 无劳力",
    }),
)

POLITICAL = CodeList(
    "POLITICAL",
    ("中共党员", "中共预备党员", "共青团员", "群众"),
    _synonyms({
        "中共党员": "党员 中国共产党党员", "中共预备党员": "预备党员 中国共产党预备党员",
        "共青团员": "团员 中国共产主义青年团团员", "群众": "普通群众",
    }),
)

ID_KIND = CodeList(
    "ID_KIND",
    ("居民身份证", "残疾人证", "户口簿", "军官证", "护照", "港澳台居民居住证", "外国人永久居留身份证", "无"),
    _synonyms({
        "居民身份证": "身份证 二代身份证 居民身份证(户口簿) 第二代居民身份证",
        "残疾人证": "残疾证 中华人民共和国残疾人证", "户口簿": "户口本 居民户口簿", "军官证": "士兵证 军人证",
        "港澳台居民居住证": "港澳居民居住证 台湾居民居住证", "外国人永久居留身份证": "外国人永久居留证", "无": "无证件 没有",
    }),
)

YES_NO = CodeList(
    "YES_NO",
    ("是", "否"),
    _synonyms({
        "是": "有 1 Y YES TRUE 对 √ ✓ 享受 已享受 参加 已参加 已参保 参保 农村低保 城市低保 农村特困 城市特困",
        "否": "无 0 N NO FALSE 没有 × ✗ 未享受 不享受 未参加 不参加 未参保",
    }),
)

HOUSEHOLD_KIND = CodeList(
    "HOUSEHOLD_KIND",
    ("脱贫户", "一般农户", "未脱贫户", "一般贫困户", "低保户", "五保户", "低保贫困户"),   # the last four are of 2014–2020
    _synonyms({
        "脱贫户": "已脱贫户 已脱贫 脱贫", "一般农户": "普通农户 一般户 非贫困户 农户",
        "未脱贫户": "未脱贫", "五保户": "五保贫困户 特困供养户",
    }),
)

MONITORED_KIND = CodeList(
    "MONITORED_KIND",
    ("脱贫不稳定户", "边缘易致贫户", "突发严重困难户"),
    _synonyms({
        "脱贫不稳定户": "脱贫不稳定 脱贫不稳户 脱贫监测户", "边缘易致贫户": "边缘易致贫 边缘户",
        "突发严重困难户": "突发严重困难 突发困难户 突发户",
    }),
)

_DISABLED = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
DISABILITY = CodeList(
    "DISABILITY",
    tuple(f"{kind}残疾" for kind in _DISABLED),
    {kind: f"{kind}残疾" for kind in _DISABLED} | _synonyms({"言语残疾": "语言 语言残疾"}),
)

STANDARD = CodeList(
    "STANDARD",
    ("国家标准", "省定标准", "市定标准"),
    _synonyms({"国家标准": "国定标准 国家", "省定标准": "省定 省级标准", "市定标准": "市定 市级标准"}),
)

LISTS = {
    one.name: one
    for one in (
        SEX, RELATION, NATION, SCHOOLING, STUDENT, HEALTH, LABOUR, POLITICAL, ID_KIND, YES_NO,
        HOUSEHOLD_KIND, MONITORED_KIND, DISABILITY, STANDARD,
    )
}
