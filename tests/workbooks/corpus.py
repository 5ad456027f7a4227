"""Files as counties have them, each with one nastiness, and what must come of it. None is written by our own writer."""

import datetime
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.workbooks.containers import compound, locked_xls, locked_xlsx
from tests.workbooks.foreign import by_hand, by_odfpy, by_openpyxl, by_xlwt, ods_by_hand, text_cell, with_part, with_texts

Rows = list[tuple[int, list[str]]]
HEAD, LINE = ["姓名", "证件号码"], ["赵甲", "990121195003070018"]
_POINTING = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
PLAIN: Rows = [(1, HEAD), (2, LINE)]


@dataclass(frozen=True)
class Specimen:
    """One file. `rows` of its sheet `sheet` (the first that is seen, when not named), without blanks at their ends; or the words with which it is `refused`."""

    name: str
    content: bytes
    rows: Rows | None = None
    refused: str = ""
    sheet: str = ""


@lru_cache
def corpus() -> tuple[Specimen, ...]:
    """All of it, made once."""
    return tuple(one for make in (_texts, _pages, _xml, _zips, _compounds, _locked, _others) for one in make())


def _texts() -> Iterator[Specimen]:
    text = "姓名,证件号码\r\n赵甲,990121195003070018\r\n"
    for name, content in {
        "utf-8": text.encode(), "utf-8 with a mark": text.encode("utf-8-sig"), "gb18030": text.encode("gb18030"),
        "utf-16 little": b"\xff\xfe" + text.encode("utf-16-le"), "utf-16 big": b"\xfe\xff" + text.encode("utf-16-be"),
        "tabs": text.replace(",", "\t").encode("gb18030"), "tabs in utf-16 as Excel saves them": text.replace(",", "\t").encode("utf-16"),
        "semicolons": text.replace(",", ";").encode(), "full-width commas": text.replace(",", "，").encode("gb18030"),
        "bars": text.replace(",", "|").encode(), "old line ends": text.replace("\r\n", "\r").encode(), "new line ends": text.replace("\r", "").encode(),
        "everything quoted": text.replace(",", '","').replace("\r\n", '"\r\n"')[:-1].encode().join([b'"', b""]), "ended by Ctrl-Z": text.encode() + b"\x1a",
        "no line end": text.strip().encode(),
    }.items():
        yield Specimen(f"{name}.csv", content, PLAIN)
    for name, text, rows in (
        ("line break in a cell", '姓名,住址\n赵甲,"一组\n3号"\n钱乙,二组\n', [(1, ["姓名", "住址"]), (2, ["赵甲", "一组\n3号"]), (3, ["钱乙", "二组"])]),
        ("doubled quotes", '姓名,备注\n赵甲,"称""老赵"""\n', [(1, ["姓名", "备注"]), (2, ["赵甲", '称"老赵"'])]),
        ("formula that keeps a number", '姓名,证件号码\n赵甲,="990121195003070018"\n', [(1, HEAD), (2, ["赵甲", '="990121195003070018"'])]),
        ("leading apostrophe and tab", "姓名,证件号码\n赵甲,'99012\n钱乙,\t99013\n", [(1, HEAD), (2, ["赵甲", "'99012"]), (3, ["钱乙", "\t99013"])]),
        ("blank lines count", "\n姓名,证件号码\n\n赵甲,1\n,\n", [(2, HEAD), (4, ["赵甲", "1"])]),
        ("banner above", "某某镇花名册\n姓名,证件号码\n赵甲,1\n", [(1, ["某某镇花名册"]), (2, HEAD), (3, ["赵甲", "1"])]),
        ("commas inside cells of a tabbed text", "姓名\t产业\n赵甲\t茶,猪\n钱乙\t茶,猪,牛\n", [(1, ["姓名", "产业"]), (2, ["赵甲", "茶,猪"]), (3, ["钱乙", "茶,猪,牛"])]),
        ("full-width commas inside cells", "姓名,产业\n赵甲,茶，猪\n钱乙,茶，猪，牛\n", [(1, ["姓名", "产业"]), (2, ["赵甲", "茶，猪"]), (3, ["钱乙", "茶，猪，牛"])]),
        ("one column", "姓名\n赵甲\n", [(1, ["姓名"]), (2, ["赵甲"])]),
        ("rare characters", "姓名,证件号码\n赵𠅤,1\n钱㛃,2\n", [(1, HEAD), (2, ["赵𠅤", "1"]), (3, ["钱㛃", "2"])]),
    ):
        yield Specimen(f"{name}.csv", text.encode("gb18030"), rows)
    yield Specimen("begins with BM.csv", "BM,姓名\n1,赵甲\n".encode(), [(1, ["BM", "姓名"]), (2, ["1", "赵甲"])])
    yield Specimen("unclosed quote.csv", ('姓名,备注\n赵甲,"开头\n' + "钱乙,无\n" * 9).encode(), refused="第 2 行开始，有一个双引号没有配对")
    long = '姓名,备注\n赵甲,"开头\n' + "钱乙,某某村的备注\n" * 20_000
    yield Specimen("unclosed quote and much behind it.csv", long.encode(), refused="第 2 行开始，有一个双引号没有配对")
    yield Specimen("damaged utf-8.csv", ("姓名,住址\n" + "赵甲,某某村一组\n" * 20).encode() + b"\xe5\xa7,x\n", refused="第 22 行有损坏")
    yield Specimen("neither encoding.csv", "姓名,住址\n赵甲,".encode("gb18030") + b"\xff\xff\n", refused="第 2 行有认不出的字符")
    yield Specimen("big5.csv", ("姓名,住址\n" + "趙甲,某某縣某某鄉的第一組\n" * 9).encode("big5"), refused="看不准文件的编码")
    yield Specimen("utf-16 without a mark.csv", text.encode("utf-16-le"), refused="看不出")
    yield Specimen("one endless line.csv", b"1," * 600_000, refused="太长")
    yield Specimen("only blanks.csv", b"\n , \n\t\n", refused="没有任何内容")


def _pages() -> Iterator[Specimen]:
    table = "<table><tr><th>姓名<th>证件号码</tr><tr><td>赵甲</td><td>990121195003070018</td></tr></table>"
    declared = '<html><head><meta http-equiv="Content-Type" content="text/html; charset={}"></head><body>' + table + "</body></html>"
    for name, content in {
        "bare table": table.encode(), "gb2312 declared": declared.format("gb2312").encode("gb18030"), "utf-8 declared": declared.format("utf-8").encode(),
        "gbk though utf-8 is declared": declared.format("utf-8").encode("gb18030"), "nothing declared": f"<html>{table}".encode("gb18030"),
        "big5 declared": declared.format("big5").encode("big5hkscs", "xmlcharrefreplace"), "unclosed tags": table.replace("</td>", "").replace("</tr>", "").encode(),
        "upper case": table.replace("table", "TABLE").replace("td", "TD").encode(), "utf-16": table.encode("utf-16"),
        "styles and scripts": f"<html><style>td{{color:red}}</style><script>if(1<2)'<td>no</td>'</script><!-- <table><tr><td>no --> {table}".encode(),
        "a greater sign in an attribute": table.replace("<td>", '<td x:fmla="=IF(A1>0,1)" style=\'mso-number-format:"\\@"\'>', 1).encode(),
        "entities": table.replace("赵甲", "&#36213;&#x7532;").replace("<td>99", "<td>&nbsp;99").encode(),
        "blanks and line breaks in the source": table.replace("赵甲", "\n   赵甲\r\n  ").encode(),
    }.items():
        yield Specimen(f"{name}.xls", content, PLAIN)
    for name, rows, expected in (
        ("cell over two rows", "<td rowspan=2>一户<td>赵甲<tr><td>钱乙<tr><td>二户<td>孙丙", [["一户", "赵甲"], ["", "钱乙"], ["二户", "孙丙"]]),
        ("cell over two columns", "<td colspan=2>家庭<td>备注<tr><td>姓名<td>证件<td>无", [["家庭", "", "备注"], ["姓名", "证件", "无"]]),
        ("cell over both", "<td rowspan=2 colspan=2>甲<td>1<tr><td>2<tr><td>3<td>4<td>5", [["甲", "", "1"], ["", "", "2"], ["3", "4", "5"]]),
        ("line break", "<td>一组<br/>3号<td><p>甲</p><p>乙</p>", [["一组\n3号", "甲\n\n乙"]]),
        ("number shown short", '<td x:num="990121195003070018">9.9E+17<td x:num="43891">2020/3/1<td x:num>3', [["9.9012119500307E+17", "2020/3/1", "3"]]),
        ("signs that are no tags", "<td>收入<3000元<td>A & B", [["收入<3000元", "A & B"]]),
    ):
        yield Specimen(f"{name}.xls", f"<table><tr>{rows}</table>".encode(), [(number, row) for number, row in enumerate(expected, start=1)])
    nested = f"<table><tr><td>版面<td>{table}</td><td>右</table>"
    yield Specimen("table in a table, the inner.xls", nested.encode(), PLAIN, sheet="表2")
    yield Specimen("table in a table, the outer.xls", nested.encode(), [(1, ["版面", "", "右"])], sheet="表1")
    yield Specimen("no table.xls", "<html><body>登录已过期</body></html>".encode(), refused="没有表格")
    yield Specimen("fifty tables deep.xls", ("<table><tr><td>" * 60 + "x").encode(), refused="套得太深")
    yield Specimen("a web archive.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n", refused="MHT")


def _xml() -> Iterator[Specimen]:
    cell, number = '<Cell><Data ss:Type="String">{}</Data></Cell>', '<Cell><Data ss:Type="Number">{}</Data></Cell>'
    plain = f"<Row>{cell.format('姓名')}{cell.format('证件号码')}</Row><Row>{cell.format('赵甲')}{cell.format('990121195003070018')}</Row>"
    for name, content in {
        "utf-8": _workbook(plain).encode(), "gb2312": _workbook(plain, "gb2312").encode("gb18030"), "utf-16": _workbook(plain, "utf-16").encode("utf-16"),
        "prefixed": _workbook(plain.replace("<Row", "<ss:Row").replace("</Row", "</ss:Row").replace("<Cell", "<ss:Cell").replace("</Cell", "</ss:Cell")).encode(),
        "comment beside": _workbook(plain.replace("赵甲</Data>", '赵甲</Data><Comment><ss:Data ss:Type="String">某人：核实</ss:Data></Comment>')).encode(),
        "fonts inside": _workbook(plain.replace("赵甲", '<B xmlns="http://www.w3.org/TR/REC-html40">赵</B><I>甲</I>')).encode(),
    }.items():
        yield Specimen(f"xml {name}.xls", content, PLAIN)
    for name, rows, expected in (
        ("index", f'<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">乙</Data></Cell>{cell.format("丙")}</Row>', [(3, ["", "乙", "丙"])]),
        ("merged across", f'<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">甲</Data></Cell>{cell.format("乙")}</Row>', [(1, ["甲", "", "乙"])]),
        ("merged down", f'<Row><Cell ss:MergeDown="1"><Data ss:Type="String">甲</Data></Cell>{cell.format("乙")}</Row><Row>{cell.format("丙")}</Row>',
         [(1, ["甲", "乙"]), (2, ["", "丙"])]),
        ("types", f'<Row>{number.format("3.0")}{number.format("990121195003070018")}<Cell><Data ss:Type="DateTime">2020-03-01T00:00:00.000</Data></Cell>'
         '<Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell>'
         '<Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell></Row>',
         [(1, ["3", "9.9012119500307E+17", "2020-03-01", "TRUE", "", "2"])]),
        ("span of rows", f'<Row ss:Span="2"/><Row>{cell.format("甲")}</Row>', [(4, ["甲"])]),
    ):
        yield Specimen(f"xml {name}.xls", _workbook(rows).encode(), expected)
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    yield Specimen("xml entities.xls", _workbook(plain).replace("<Workbook", bomb + "<Workbook", 1).encode(), refused="已损坏")
    yield Specimen("xml broken off.xls", _workbook(plain).encode()[:-200], refused="已损坏")
    yield Specimen("xml far out.xls", _workbook(f'<Row ss:Index="1048576">{cell.format("甲")}</Row>').encode(), refused="第 1048576 行")
    yield Specimen("another xml.xls", b'<?xml version="1.0"?><invoice/>', refused="不是 Excel 的表格")


def _zips() -> Iterator[Specimen]:
    yield _made("plain", "xlsx", lambda path: by_openpyxl(path, [HEAD, LINE]), PLAIN)
    yield _made("by odfpy", "ods", lambda path: by_odfpy(path, [HEAD, LINE]), PLAIN)
    yield _made("named .et", "et", lambda path: by_openpyxl(path, [HEAD, LINE]), PLAIN)
    yield _made("macros", "xlsm", _with_macros, PLAIN)
    yield _made("merged", "xlsx", _merged, [(1, ["家庭", "", "备注"]), (2, ["姓名", "证件"]), (3, ["赵甲", "1", "无"])])
    yield _made("merged", "ods", _merged_ods, [(1, ["家庭", "", "备注"]), (2, ["", "", "无"])])
    yield _made("1904", "xlsx", _of_1904, [(1, ["出生"]), (2, ["1950-03-07"])])
    yield _made("formulas", "xlsx", _with_formulas, [(1, ["甲", "乙", "丙"]), (2, ["2", "好"])])
    yield _made("formulas nobody worked out", "xlsx", lambda path: by_openpyxl(path, [["甲", "乙"], ["=1+1", "好"]]), [(1, ["甲", "乙"]), (2, ["", "好"])])
    yield _made("fonts and readings inside", "xlsx", _rich, [(1, ["富文本", "王"])])
    yield _made("hidden sheets and a chart", "xlsx", _hidden, PLAIN, sheet="名单")
    yield _made("blank cells with borders", "ods", _bordered, [(1, ["甲"])])
    texts = "<sst><si><t>姓名</t></si><si><r><t>赵</t></r><r><t>甲</t></r></si></sst>".encode()
    yield _made("shared texts", "xlsx", lambda path: with_texts(by_hand(path, _POINTING), texts), [(1, ["姓名"]), (2, ["赵甲"])])
    yield _made("days of Chinese formats", "xlsx", _chinese_days, [(1, ["2020-03-01", "2020-03-01"])])
    far = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{text_cell("XFD1048576", " ")}</row>'
    yield _made("one blank far out", "xlsx", lambda path: by_hand(path, far), refused="可能只是一个空格")
    yield _made("a column no program has", "xlsx", lambda path: by_hand(path, f'<row r="1">{text_cell("ZZZZZZZ1", "x")}</row>'), refused="散到")
    yield _made("a row no program has", "xlsx", lambda path: by_hand(path, f'<row r="1">{text_cell("A99999999999", "x")}</row>'), refused="一直写到")
    yield _made("locked", "ods", _locked_ods, refused="去掉密码")


def _compounds() -> Iterator[Specimen]:
    yield _made("plain", "xls", lambda path: by_xlwt(path, [HEAD, LINE]), PLAIN)
    yield _made("plain", "et", lambda path: by_xlwt(path, [HEAD, LINE]), PLAIN)
    yield _made("merged", "xls", _merged_xls, [(1, ["家庭", "", "备注"]), (2, ["姓名", "证件"]), (3, ["赵甲", "1", "无"])])
    yield _made("1904", "xls", _of_1904_xls, [(1, ["出生"]), (2, ["1950-03-07"])])
    yield _made("hidden", "xls", _hidden_xls, PLAIN, sheet="名单")
    yield _made("formulas", "xls", _formula_xls, [(1, ["甲", "乙"]), (2, ["", "好"])])
    for name, stream, words in (("Word", "WordDocument", "Word"), ("PPT", "PowerPoint Document", "PPT"), ("nothing known", "Other", "看不出")):
        yield Specimen(f"{name}.xls", compound({stream: b"x"}), refused=words)


def _locked() -> Iterator[Specimen]:
    plain = _made("", "xlsx", lambda path: by_openpyxl(path, [HEAD, LINE])).content
    old = _made("", "xls", lambda path: by_xlwt(path, [HEAD, LINE])).content
    yield Specimen("locked.xlsx", locked_xlsx(plain, "开门"), refused="打开密码")
    yield Specimen("locked.xls", locked_xls(old, "开门"), refused="打开密码")


def _others() -> Iterator[Specimen]:
    for name, content, words in (
        ("empty", b"", "文件是空的"), ("pdf", b"%PDF-1.7 ...", "PDF"), ("png", b"\x89PNG\r\n\x1a\n....", "图片"), ("bmp", b"BM\x00\x00....", "图片"),
        ("binary", bytes(range(256)), "看不出"),
    ):
        yield Specimen(f"{name}.xlsx", content, refused=words)


def _made(name: str, ending: str, write: Callable[[Path], object], rows: Rows | None = None, refused: str = "", sheet: str = "") -> Specimen:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{ending}"
        write(path)
        return Specimen(f"{name}.{ending}", path.read_bytes(), rows, refused, sheet)


def _workbook(rows: str, encoding: str = "UTF-8") -> str:
    urn = "urn:schemas-microsoft-com:office:"
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="{urn}spreadsheet" xmlns:o="{urn}office" '
        f'xmlns:x="{urn}excel" xmlns:ss="{urn}spreadsheet"><Worksheet ss:Name="名单"><Table>{rows}</Table></Worksheet>'
        '<Worksheet ss:Name="旧"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetVeryHidden</Visible>'
        "</WorksheetOptions></Worksheet></Workbook>"
    )


def _with_macros(path: Path) -> None:
    by_openpyxl(path, [HEAD, LINE])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", compound({"VBA": b"Sub Auto_Open()"}))


def _merged(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["家庭", None, "备注"], ["姓名", "证件", None], ["赵甲", 1, "无"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("C1:C2")
    book.save(path)


def _merged_ods(path: Path) -> None:
    book, table = OpenDocumentSpreadsheet(), Table(name="名单")
    rows = [[("家庭", 2, 2), None, ("备注", 1, 1)], [None, None, ("无", 1, 1)]]
    for row in rows:
        line = TableRow()
        for one in row:
            cell = CoveredTableCell() if one is None else TableCell(valuetype="string", numbercolumnsspanned=one[1], numberrowsspanned=one[2])
            if one:
                cell.addElement(P(text=one[0]))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(path))


def _of_1904(path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["出生"])
    book.active.append([datetime.date(1950, 3, 7)])
    book.active["A2"].number_format = 'yyyy"年"m"月"d"日"'
    book.save(path)


def _with_formulas(path: Path) -> None:
    linked = '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="str"><f>[1]别处!A1</f><v>好</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    head = "".join(text_cell(f"{letter}1", text) for letter, text in zip("ABC", "甲乙丙", strict=True))
    link = b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    by_hand(path, f'<row r="1">{head}</row><row r="2">{linked}</row>', extra={"xl/externalLinks/externalLink1.xml": link})


def _rich(path: Path) -> None:
    spoken = '<c r="B1" t="inlineStr"><is><t>王</t><rPh sb="0" eb="1"><t>wang</t></rPh></is></c>'
    runs = '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>富</t></r><r><t>文本</t></r></is></c>'
    by_hand(path, f'<row r="1">{runs}{spoken}</row>')


def _hidden(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active.sheet_state = "hidden"
    book.active["A1"] = CellRichText("封", TextBlock(InlineFont(b=True), "面"))
    for row in (HEAD, LINE):
        (book["名单"] if "名单" in book.sheetnames else book.create_sheet("名单")).append(row)
    book.create_sheet("码表").sheet_state = "veryHidden"
    book.create_chartsheet("图").add_chart(BarChart())
    book.active = 1
    book.save(path)


def _bordered(path: Path) -> None:
    blank = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>'
    ods_by_hand(path, f'<table:table-row><table:table-cell office:value-type="string"><text:p xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">甲'
                      f"</text:p></table:table-cell></table:table-row>{blank}")


def _chinese_days(path: Path) -> None:
    """Formats 31 and 57 have no code of their own in the file: every Chinese program knows them."""
    by_hand(path, '<row r="1"><c r="A1" s="0"><v>43891</v></c><c r="B1" s="1"><v>43891</v></c></row>')
    styles = '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="31"/><xf numFmtId="57"/></cellXfs></styleSheet>'
    with_part(path, "styles", "styles.xml", styles.encode())


def _locked_ods(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest><manifest:encryption-data/></manifest:manifest>")


def _merged_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    sheet.write_merge(0, 0, 0, 1, "家庭")
    sheet.write_merge(0, 1, 2, 2, "备注")
    for number, row in ((1, ["姓名", "证件"]), (2, ["赵甲", 1, "无"])):
        for index, value in enumerate(row):
            sheet.write(number, index, value)
    book.save(str(path))


def _of_1904_xls(path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("Sheet1")
    sheet.write(0, 0, "出生")
    sheet.write(1, 0, datetime.date(1950, 3, 7), xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"'))
    book.save(str(path))


def _hidden_xls(path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("封面").write(0, 0, "封面")
    book.get_sheet(0).visibility = 1
    sheet = book.add_sheet("名单")
    for number, row in enumerate([HEAD, LINE]):
        for index, value in enumerate(row):
            sheet.write(number, index, value)
    book.add_sheet("码表").visibility = 2
    book.save(str(path))


def _formula_xls(path: Path) -> None:
    """xlwt saves no value beside a formula: what was not computed is empty, nothing computes it here."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    for index, value in enumerate("甲乙"):
        sheet.write(0, index, value)
    sheet.write(1, 0, xlwt.Formula("1+1"))
    sheet.write(1, 1, "好")
    out = io.BytesIO()
    book.save(out)
    path.write_bytes(out.getvalue())
