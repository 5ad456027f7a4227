"""The sentences of the program as they are collected: what a page can say, a numbered place where a value stands, and nothing that is only looked for."""

from collections.abc import Iterable
from pathlib import Path, PurePath

import pytest

from bangfu.english.collecting import catalogue_of, python_source, table, template
from bangfu.english.collecting.left_out import FILES, why
from bangfu.english.sentences import is_chinese, sentences_of
from tests.english.conftest import Collected

ROOT = Path(__file__).parents[2] / "bangfu"


def sentences(texts: Iterable[str]) -> list[str]:
    return [one for text in texts for one in sentences_of(text) if is_chinese(one)]


@pytest.mark.parametrize(("source", "said"), [
    ('raise Refused("没有收下。请重新录入。")', ["没有收下", "请重新录入"]),
    ('f"{name}有 {n:,} 户"', ["{0}有 {1} 户"]),
    ('"共 " + str(n) + " 户"', ["共 {0} 户"]),
    ('SAID = "{who}提出：{{what}}"', ["{0}提出：{1}"]),
    ('f"{a}{b}没有了"', ["{0}没有了"]),
    ('f"{one if one else \'没有\'}户"', ["{0}户", "没有"]),
    ('"男 女".split()', ["男", "女"]),
    ('day.strftime("%Y年%m月")', ["{0}年{1}月"]),
    ('f"{day:%Y年}末"', ["{0}末", "{0}年"]),
    ('if word == "户主": pass', []),
    ('TABLE["户主"]', []),
    ('text.startswith("户主")', []),
    ('log.warning("没有成功：%s", who)', []),
    ('text.replace("户主", "本人")', ["本人"]),
    ('def f():\n    """说明。"""\n    # 说明\n    return "户主"', ["户主"]),
    ('RE = re.compile("[一-鿿]户")', []),
    ('SQL = "SELECT 1 WHERE a = \'户主\'"', []),
    ('x = "<b>户主</b>的户"', ["户主", "的户"]),
])
def test_a_module_says(source: str, said: list[str]) -> None:
    assert sentences(python_source.said_in(source)) == said


@pytest.mark.parametrize(("source", "said"), [
    ("<h1>户主 {{ name }} 的户</h1>", ["户主 {0} 的户"]),
    ("<p>共 {{ n }} 户{% if x %}，已满{% endif %}。</p>", ["共 {0} 户", "已满"]),
    ("<a title='看 {{ n }}' href='户主'>开</a>", ["看 {0}", "开"]),
    ("{% comment %}说明{% endcomment %}{# 说明 #}<!-- 说明 -->", []),
    ("{% include 'x.html' with title=\"没有\" %}", ["没有"]),
    ("{% if word == \"户主\" %}{% endif %}", []),
    ("{{ flag|yesno:\"是,否\" }}", ["是", "否"]),
    ("{{ day|date:\"Y年n月\" }}", ["{0}年{1}月"]),
    ("<script>'户主'</script>", []),
    ("<input value=\"户主\" placeholder=\"姓名\">", ["姓名"]),
    ("<template data-say-next=\"第 {0} 步\"></template>", ["第 {0} 步"]),
])
def test_a_template_says(source: str, said: list[str]) -> None:
    assert sentences(template.said_in(source)) == said


def test_a_table_says(tmp_path: Path) -> None:
    source = tmp_path / "x.toml"
    source.write_text('title = "名册"\nsql = "户主"\n[words]\n"户" = ["家"]\n[[columns]]\nlabel = "{n} 户"\nsynonyms = ["户数"]\n')
    assert sentences(table.sentences(source)) == ["名册", "{0} 户"]


def test_a_sentence_belongs_to_the_lowest_package_that_says_it_and_names_all(said_by_the_program: Collected) -> None:
    owners = [sentence for each in said_by_the_program.values() for sentence in each]
    assert len(owners) == len(set(owners)) and len(owners) > 5000
    assert {catalogue_of(file) for file in said_by_the_program["rules"]["姓名"]} > {"rules", "web"}
    assert catalogue_of("crosscheck/checks/book/duty_home.toml") == "checks_duty" and catalogue_of("web/urls.py") == "web"


def test_every_file_that_is_left_out_is_there_and_has_its_reason() -> None:
    assert why(PurePath("web/shell.py")) is None and "paper" in str(why(PurePath("registry/prints.py"))) and "data" in str(why(PurePath("demo/write.py")))
    there = [path.relative_to(ROOT) for path in ROOT.rglob("*.*")]
    assert [pattern for pattern in FILES if not any(path.match(pattern) for path in there)] == []
