"""What somebody sends who means harm, or whose program is broken: values for a field, headers, bodies. All as bytes, as they come over the wire."""

import random
from collections.abc import Sequence
from urllib.parse import quote_from_bytes

MARK = "xq7z"   # stands in no word of the program: a tag or an attribute of this name, or an address that leads to it, came from outside
ALGEBRA = f"{{{{7*191}}}}{MARK}"
RECKONED = f"1337{MARK}"   # what becomes of ALGEBRA where somebody's text is taken for a template
MARKUP = (
    f"<{MARK}>", f'"><{MARK} onload=1>', f"'><{MARK}>", f"' on{MARK}='1", f'" {MARK}="1" x="', f"</script><{MARK}>",
    f"</title></textarea></select><{MARK}>", f"<!--<{MARK}>",
    f"javascript:{MARK}()", f"//{MARK}.example/", f"https://{MARK}.example/", f"/\\{MARK}.example", ALGEBRA, f"${{7*191}}{MARK}", f"{{% now 'Y' %}}{MARK}",
    f"\r\nX-{MARK}: 1", f"&lt;{MARK}&gt;", f"%3C{MARK}%3E",
)
NUMBERS = (
    "0", "-1", "-0", "1e309", "NaN", "Infinity", "-Infinity", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "9" * 30,
    "9" * 5000, "1." + "0" * 400, "0x10", "1_000", "１２", "²", "٣", "½", "一", "+1", " 1 ", "1,5", "00000000000000000001",
)
DATES = (
    "0000-00-00", "2026-02-31", "2026-13-01", "9999-12-31", "9999-12-30", "10000-01-01", "0001-01-01", "-0001-01-01", "1582-10-10", "2026-W01-1",
    "20260101", "2026-01-01T25:00",
    "2026-01-01T00:00:00+99:99", "2026/1/1", "2026年2月30日", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999-12:00", "2023-02-29",
)
TEXTS = (
    "", " ", "\0", "a\0b", "\x01\x02\x1b[2J", "\u202e倒写", "\u200f\u200e", "é" + "\u0301" * 300, "\ufeff", "\uffff", "\U0010ffff", "😀" * 100, "\ud800", "\udfff漢",
    "' OR 1=1 --", "'; DROP TABLE journal_entry; --", '"', "\\", "%", "_%_", "*", "../../../../etc/passwd", "..\\..\\", "/etc/passwd\0.xlsx", "%00",
    "%2e%2e%2f", "%s%n%d",
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(1)", "-2+3", "None", "null", "true", "[]", "{}", "[object Object]", "undefined", "__class__", "id__gt", "pk", "place_code",
    "\r\n", "\n" * 3000, "\t", "、。", "某" * 400, "x" * 70_000, "{" * 300, "((a+)+)+$", "(" * 500, "a" * 40 + "!", "十" * 200,
)
IDS = (
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-7000-8000-000000000000}",
    "urn:uuid:00000000-0000-7000-8000-000000000000",
    "00000000-0000-7000-8000-00000000000G", "990121", "99", "9", "990121001001001", "9901210010010010010010", "990122001001", "990121001001'", "98", "xx",
)
BROKEN = (b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf", "姓名".encode("gb18030"), "姓名".encode("utf-16"), b"\x80" * 300)
LONG = 1_000_000
HEADERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("HTTP_HOST", (f"{MARK}.example", "localhost:99999999", "[::1", "", "a b", "testserver:x", "127.0.0.1, testserver", "_", "é")),
    ("HTTP_X_FORWARDED_HOST", (f"{MARK}.example",)),
    ("HTTP_X_FORWARDED_FOR", (f"<{MARK}>", "9" * 9000, "\0", ",,,,")),
    ("HTTP_X_FORWARDED_PROTO", ("https", "gopher")),
    ("HTTP_HX_REQUEST", ("true", "false", "<1>")),
    ("HTTP_HX_TARGET", (f"<{MARK}>", "é" * 300, "%00")),
    ("HTTP_HX_CURRENT_URL", (f"javascript:{MARK}", "http://[::1", f"https://{MARK}.example/<{MARK}>", "http://testserver/%ff")),
    ("HTTP_HX_CURRENT_URL_URI_AUTOENCODED", ("true",)),
    ("HTTP_HX_HISTORY_RESTORE_REQUEST", ("true",)),
    ("HTTP_HX_BOOSTED", ("true",)),
    ("HTTP_HX_TRIGGER", (f"<{MARK}>",)),
    ("HTTP_HX_PROMPT", (f"<{MARK}>",)),
    ("HTTP_TRIGGERING_EVENT", ("{", "null", '{"type": 1}', "[" * 3000)),
    ("HTTP_ACCEPT", ("application/json", "application/json;q=abc", "*/*;q=9", "\0", f"<{MARK}>/<{MARK}>", "text/html," * 2000)),
    ("HTTP_ACCEPT_LANGUAGE", ("../../etc/passwd", "zz-ZZ-" * 200, "\0", "en;q=x")),
    ("HTTP_ACCEPT_ENCODING", ("gzip;q=9, *", "bogus")),
    ("HTTP_COOKIE", (
        "sessionid=" + "a" * 9000, 'sessionid="\\000\\000\\000\\000\\000\\000\\000\\000\\000"', "sessionid=\xed\xa0\x80\xff\xff\xff\xff\xff",
        "csrftoken=\0; sessionid=", "=", ";;;;", "a" * 20000,
        f'csrftoken="><{MARK}>', "large_text=<1>; =; ,", 'sessionid="', "messages=x", "sessionid=' OR 1=1 --",
    )),
    ("HTTP_REFERER", (f"javascript:{MARK}", f"https://{MARK}.example/", "http://[::1", f"http://testserver/'\"><{MARK}>",
    "http://testserver/?" + "a" * 20000, "\0", f"//{MARK}.example", "http://testserver//" + MARK)),
    ("HTTP_ORIGIN", ("null", f"https://{MARK}.example", "http://[::1")),
    ("HTTP_USER_AGENT", ("", f"<{MARK}>", "\0", "é" * 5000, "((((" * 1000)),
    ("HTTP_AUTHORIZATION", ("Basic ////", "Bearer " + "a" * 9000)),
    ("HTTP_RANGE", ("bytes=0-0", "bytes=9-1", "bytes=-99999999999999999999", "lines=x", "bytes=a-b")),
    ("HTTP_IF_MODIFIED_SINCE", ("Thu, 32 Foo 99999", "\0", "Thu, 01 Jan 99999 00:00:00 GMT")),
    ("HTTP_IF_NONE_MATCH", ('"', "W/", "*" * 9000)),
    ("HTTP_X_HTTP_METHOD_OVERRIDE", ("DELETE",)),
    ("HTTP_X_CSRFTOKEN", ("\0", "é" * 64, "a" * 64)),
    ("HTTP_EXPECT", ("100-continue", "bogus")),
    ("HTTP_TRANSFER_ENCODING", ("chunked",)),
    ("CONTENT_LENGTH", ("0", "1", "99999999")),   # others no HTTP server lets through to us
)
KINDS_OF_CONTENT = (
    "", "application/json", "text/plain", "text/xml", "application/octet-stream", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 400,
    "multipart/form-data; boundary=x; charset=utf-7", "multipart/form-data; boundary=x; charset=raw_unicode_escape", "multipart/form-data; boundary=x; charset=rot13",
    "application/x-www-form-urlencoded; charset=raw_unicode_escape", "multipart/form-data; boundary=\xff", "multipart/form-data; boundary=x; charset=bogus",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=bogus",
    "application/x-www-form-urlencoded; charset=rot13", "application/x-www-form-urlencoded; charset=gb18030", ";;;", "\xe9/\xe9", "x" * 9000,
    "multipart/mixed; boundary=x", "application/x-www-form-urlencoded; charset=",
)
BODIES = (
    b"", b"{", b"[[[[", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", b"--x", b"--x\r\n\r\n",
    b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--",
    b'--x\r\nContent-Disposition: form-data; name="reason"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--',
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\nPK',
    b"--x\r\nContent-Disposition: form-data; name*=UTF-9''%ff; filename*=bogus''%ff\r\n\r\n1\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n+2AA-\\ud800\r\n--x--', b"reason=%5Cud800&words=%5Cud800",
    b"a=1&" * 6000, b"&&&&==&=", b"%=%zz&%ff=%fe",
    b"\xff" * 5000,
)
FILES: tuple[tuple[str, str, bytes], ...] = (
    ("", "", b""), ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04" + b"\0" * 200),
    ("b.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" + b"x" * 300),
    ("../../../c.xlsx", "text/html", b"<xq7z>"), ("d\0.xlsx", "application/pdf", b"%PDF-1.7\n%%EOF"), (f"<{MARK}>.jpg", f"image/<{MARK}>", b"GIF89a"),
    ("e" * 400 + ".xls", "x", b"\xd0\xcf\x11\xe0" * 200),
    ("f.csv", "text/csv", "姓名,身份证号\n甲,1".encode("gb18030")), ("g.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
    ("h.geojson", "application/json", b'{"type":"FeatureCollection","features":[{}]}'),
    ("i.geojson", "application/json", b"[" * 100_000), ("j.svg", "image/svg+xml", f"<svg onload='{MARK}'/>".encode()),
    ("k.zip", "application/zip", b"PK\x05\x06" + b"\0" * 18), ("\u202egpj.exe", "", b"MZ"),
)
METHODS = ("put", "delete", "patch", "options", "head", "trace", "get", "post", "propfind", "xq7z")


def value(chance: random.Random, known: Sequence[str]) -> bytes:
    """One hostile value. `known`: values that stand in other fields and on other pages, ids of others among them."""
    drawn = chance.random()
    if drawn < 0.03:
        return chance.choice(("x", "某", "<", "9", "\0")).encode() * (LONG // 3)
    if drawn < 0.10:
        return chance.choice(BROKEN)
    if drawn < 0.25 and known:
        return chance.choice(known).encode()
    return chance.choice(chance.choice((MARKUP, MARKUP, NUMBERS, DATES, TEXTS, TEXTS, IDS))).encode(errors="surrogatepass")


def quoted(content: bytes) -> str:
    """As it stands in an address or in a form."""
    return quote_from_bytes(content, safe="")
