"""markupsafe: escaping text of all three string widths."""

import markupsafe
from markupsafe import Markup, _speedups, escape

print("modules:", _speedups.__name__)
inner = _speedups._escape_inner
print(inner("plain"), inner("<a href=\"x\">it's & more</a>"))
same = "nothing to escape"
print("unchanged text is the same object:", inner(same) is same)
for text in ["", "<", "caf\u00e9 & cr\u00e8me", "\u03b1 < \u03b2 > \u03b3", "\U0001f40d 'snake' \"egg\"", "&" * 40]:
    escaped = inner(text)
    print(ascii(escaped), len(escaped))
long = "<p>" + "x" * 100_000 + "&amp;" + "\u20ac" * 3 + "</p>"
escaped = inner(long)
print(len(escaped), escaped[:8], ascii(escaped[-20:]))
try:
    inner(b"bytes")  # markupsafe forgets to set an exception here, and the interpreter must notice
except SystemError as error:
    print("SystemError:", error)

print(repr(escape("<script>")), repr(escape(Markup("<b>"))), repr(escape(7)))
print(Markup("<em>%s</em>") % "<evil>", Markup("Hello ") + "<world>")


class Page:
    def __html__(self):
        return "<i>page</i>"


print(escape(Page()), Markup("{}").format(Page()))
print(markupsafe.escape_silent(None) == Markup(""), Markup("&lt;x&gt; &euro;").unescape() == "<x> \u20ac")
