"""A page that is read keeps everything but its words: what forms send, addresses, scripts, escapes."""

import pytest

from bangfu.english.markup import tokens
from bangfu.english.page import in_english
from bangfu.english.reading import Reader

reader = Reader({
    "户主": "head", "姓名": "name", "保存": "Save", "是": "yes", "名册": "register & roster", "大于 5 的": "those > 5", "“户主”": "the “head”",
    "没有": "none", "和": "and", "共 {0} 户": "{0} households in all",
    "按 {0} 键": "press {0}", "真的要删除吗？": "Really delete?", "户": "households",
})


@pytest.mark.parametrize(("html", "read"), [
    ("<p>户主</p>", "<p>Head</p>"),
    ("<p>\n  户主\n</p>", "<p>\n  Head\n</p>"),
    ("<p>名册</p>", "<p>Register &amp; roster</p>"),
    ("<p>大于 5 的</p>", "<p>Those &gt; 5</p>"),
    ('<a title="名册" href="/名册/?q=户主">姓名</a>', '<a title="register &amp; roster" href="/名册/?q=户主">Name</a>'),
    ("<button title='“户主”'>保存</button>", "<button title='the “head”'>Save</button>"),
    ('<form hx-confirm="真的要删除吗？" hx-get="/户主/">', '<form hx-confirm="Really delete?" hx-get="/户主/">'),
    ('<input placeholder="姓名" name="姓名" value="户主">', '<input placeholder="name" name="姓名" value="户主">'),
    ('<input type="submit" value="保存">', '<input type="submit" value="Save">'),
    ('<input type="submit" name="how" value="保存">', '<input type="submit" name="how" value="保存">'),
    ('<select><option value="户主">户主</option><option>户主</option><option>覃天明</option></select>',
     '<select><option value="户主">Head</option><option value="户主">Head</option><option>覃天明</option></select>'),
    ("<p>共 <b>12</b> 户，<b>户主</b>姓名</p>", "<p>共 <b>12</b> households, <b>head</b> name</p>"),
    ("<b>户主</b>和<b>姓名</b>", "<b>Head</b> and <b>name</b>"),
    ("<p>12 <b>户</b></p><p>a 户主</p><p><a>12</a> <span>户</span></p>", "<p>12 <b>households</b></p><p>a head</p><p><a>12</a> <span>households</span></p>"),
    ("<td>户主</td><td>姓名</td>", "<td>Head</td><td>Name</td>"),
    ("<p>按 &lt;户主&gt; 键</p>", "<p>Press &lt;head&gt;</p>"),
    ('<html lang="zh-CN" class="large">', '<html lang="en" class="large">'),
    ("<html lang=zh>", '<html lang="en">'),
    ('<template data-say-none="没有"><span>没有</span></template>', '<template data-say-none="none"><span>None</span></template>'),
])
def test_words_are_read_and_nothing_else(html: str, read: str) -> None:
    assert in_english(html, reader) == read


@pytest.mark.parametrize("html", [
    "<script>let a = '户主<b>姓名</b>';</script>", "<style>p::after { content: '户主' }</style>", "<textarea>户主\n姓名</textarea>", "<!-- 户主 -->", "<!doctype html>",
    '<p translate="no">户主<b>姓名</b></p>', '<p translate="no"><p>户主</p></p>', '<a data-key="户主" class="姓名" id="是" href="#户主">覃天明</a>',
    '<input type="hidden" value="是" name="户主">', "<p>1 < 2 & 3 > 2</p>",
    "<p>覃&amp;天&#39;明&quot;&nbsp;</p>", "<p", "<b title='", "<script>户主", "", "\ufeff<p>x</p>", "<p>覃天明去年和儿子一起</p>",
])
def test_what_is_no_word_of_the_program_stays_byte_for_byte(html: str) -> None:
    assert in_english(html, reader) == html


def test_what_an_element_says_of_itself_ends_with_it() -> None:
    assert in_english('<p translate="no">户主</p><p>户主</p>', reader) == '<p translate="no">户主</p><p>Head</p>'
    assert in_english('<b translate="yes">户主</b>', reader) == '<b translate="yes">Head</b>'


def test_what_somebody_typed_cannot_become_markup() -> None:
    """A value in a sentence is escaped again as it was."""
    evil = Reader({"没有填{0}": "{0} is not filled in"})
    assert in_english("<p>没有填&lt;script&gt;alert(1)&lt;/script&gt;</p>", evil) == "<p>&lt;script&gt;alert(1)&lt;/script&gt; is not filled in</p>"
    assert in_english('<p title="没有填&quot; onclick=&quot;x">', evil) == '<p title="&quot; onclick=&quot;x is not filled in">'


@pytest.mark.parametrize("html", ["<p a=1 b='<' c=\">\">x</p><br/><!-- <b> --><script>if (a</script>", "a<b<c>d</ e><1>",
                                  "<script>x</SCRIPT >y", "<textarea><p></textarea><p>"])
def test_a_page_taken_apart_and_joined_is_the_same(html: str) -> None:
    assert "".join(token.raw for token in tokens(html)) == html
