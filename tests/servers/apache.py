# SPDX-License-Identifier: MIT
"""Apache httpd with many log formats at once."""

import os
import pathlib

import expected
import odd_requests
import web_server

PROGRAMS = ("apache2", "httpd")
MODULE_FOLDERS = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules")
MODULES = ("mpm_prefork", "unixd", "log_config", "logio", "authn_core", "authz_core", "auth_basic",
           "authn_anon", "authz_user", "alias", "dir", "setenvif")

COMMON = ("client", "user", "request", "body")
COMBINED = (*COMMON, "referer", "agent")

FORMATS = (
    ("common", '%h %l %u %t "%r" %>s %b', COMMON),
    ("combined", '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"', COMBINED),
    ("vhost_combined", '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
     ("client", "user", "request", "sent", "referer", "agent")),
    ("timed", '%h %t "%r" %>s %B %T %D %{ms}T %{us}T "%{User-Agent}i"',
     ("client", "request", "body", "agent")),
    ("pieces", '[%{%Y-%m-%d %H:%M:%S}t.%{msec_frac}t %{%z}t] %a %>s %b "%r" "%{User-agent}i"',
     ("client", "request", "body", "agent")),
    ("strftime", '%{%d/%b/%Y:%T %z}t|%{end:sec}t|%a|%m|%U%q|%H|%>s|%{Referer}i|%u',
     ("client", "parts", "referer", "user")),
    ("forwarded", '%{X-Forwarded-For}i %l %u %t "%r" %>s %b',
     ("first forwarded", "user", "request", "body")),
    ("some", '%h %t %>s %{ms}T "%r" "%400,401,501{User-agent}i" "%!200,304{Referer}i"',
     ("client", "request")),
    ("usec", '%{usec}t %h "%r" %s %>s %I %O %D %X %k "%{User-agent}i"',
     ("client", "request", "sent", "agent")),
    ("tabs", '%t\\t%a\\t%r\\t%>s\\t%b\\t%{Referer}i\\t%{User-Agent}i',
     ("client", "request", "body", "referer", "agent")),
)
# Where nothing but an empty line comes, there is nothing to log.
NOT_LOGGED = ("an empty line",)
TIMES = dict.fromkeys(("timed", "some", "usec"), ("time", "duration"))
DETECTED = {"common": "common", "combined": "combined", "vhost_combined": "vcombined",
            "forwarded": "common"}

CONFIGURATION = """\
ServerRoot "{folder}"
DefaultRuntimeDir "{folder}"
PidFile httpd.pid
ErrorLog error.log
LogLevel warn
{modules}
{user}
ServerName shop.example
{listen}
DocumentRoot "{folder}/pages"
<Directory "{folder}/pages">
    Require all granted
</Directory>
AliasMatch "^/missing" "{folder}/pages/none"
AliasMatch "^/" "{folder}/pages/page.txt"
<Location "/private">
    AuthType Basic
    AuthName shop
    AuthBasicProvider anon
    Anonymous *
    Anonymous_NoUserID On
    Anonymous_MustGiveEmail Off
    Require valid-user
</Location>
{logs}
"""


def load_line(name):
    """Load a module, if it is not built in."""
    for folder in MODULE_FOLDERS:
        path = pathlib.Path(folder, f"mod_{name}.so")
        if path.exists():
            return f'LoadModule {name}_module "{path}"\n'
    return ""


def escape(text):
    """Write bytes as Apache httpd does, which takes a NUL for the end."""
    letters = {0x08: b"\\b", 0x0a: b"\\n", 0x0d: b"\\r", 0x09: b"\\t", 0x0b: b"\\v",
               0x22: b"\\\"", 0x5c: b"\\\\"}
    return b"".join(letters.get(byte) or (bytes([byte]) if 0x20 <= byte < 0x7f
                                          else b"\\x%02x" % byte)
                    for byte in text.split(b"\0")[0])


def logs():
    """List the logs."""
    return [expected.Log(name, definition, fields, escape, times=TIMES.get(name, ("time",)),
                         detected=DETECTED.get(name))
            for name, definition, fields in FORMATS]


def accepted(header):
    """Return what Apache httpd takes as the text of a header, which has no control bytes."""
    is_fine = header and all(byte >= 0x20 and byte != 0x7f or byte == 0x09 for byte in header)
    return header if is_fine else None


def log_lines(name, text):
    """Define a format and a log in it, in Apache httpd's words."""
    quoted = text.replace('"', '\\"')
    return f'LogFormat "{quoted}" {name}\nCustomLog {name}.log {name}\n'


class Server:
    """One process of Apache httpd in a folder."""

    def __init__(self, program, folder):
        """Write the configuration."""
        folder = pathlib.Path(folder)
        pages = folder / "pages"
        pages.mkdir()
        (pages / "page.txt").write_text("fine\n", encoding="ascii")
        # A server that root starts reads its pages as somebody else.
        folder.chmod(0o755)
        [self.port] = web_server.free_ports(1)
        addresses = ["127.0.0.1"] + ["[::1]" for _ in odd_requests.over_ipv6()]
        self.configuration = folder / "httpd.conf"
        self.configuration.write_text(CONFIGURATION.format(
            folder=folder, modules="".join(map(load_line, MODULES)),
            user="User #65534\nGroup #65534" if os.geteuid() == 0 else "",
            listen="".join(f"Listen {address}:{self.port}\n" for address in addresses),
            logs="".join(log_lines(*row[:2]) for row in FORMATS)), encoding="ascii")
        self.process = web_server.WebServer(
            folder, [program, "-X", "-d", str(folder), "-f", str(self.configuration)],
            self.port)

    @staticmethod
    def exchanges():
        """List what to send, and what comes of it."""
        made = [exchange for maker in (odd_requests.orderly, odd_requests.odd,
                                       odd_requests.over_ipv6) for exchange in maker()
                if exchange.name not in NOT_LOGGED]
        for exchange in made:
            if exchange.name == "space in the target":
                # The line ends at the second space, for Apache httpd.
                exchange.target, exchange.protocol = b"/a b", None
            exchange.agent = accepted(exchange.agent)
            exchange.referer = accepted(exchange.referer)
        return made

    def close(self):
        """End it."""
        self.process.stop()
