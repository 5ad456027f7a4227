"""What somebody signs in with, in words a clerk knows. A browser says of itself what it likes: the words help to remember, and decide nothing."""

# what stands in the User-Agent → the word; the first that fits, so the particular before what it is made of
BROWSERS = (
    ("MicroMessenger", "微信"), ("DingTalk", "钉钉"), ("QIHU", "360 浏览器"), ("360", "360 浏览器"), ("QQBrowser", "QQ 浏览器"), ("RedLotus", "红莲花浏览器"),
    ("Qaxbrowser", "奇安信浏览器"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "安卓手机"), ("HarmonyOS", "鸿蒙手机"), ("iPhone", "苹果手机"), ("iPad", "iPad"), ("UOS", "统信 UOS"), ("Kylin", "麒麟"), ("Windows NT 6.1", "Windows 7"),
    ("Windows", "Windows"), ("Mac OS", "苹果电脑"), ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """"Chrome，Windows" of a User-Agent; "没认出的程序" for what says nothing known."""
    said = [next((word for mark, word in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return "，".join(word for word in said if word) or "没认出的程序"
