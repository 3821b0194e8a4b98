# SPDX-License-Identifier: MIT
"""What clients send to a web server, from a browser's requests to bytes of other protocols."""

import base64
import dataclasses
import socket

SECONDS_TO_WAIT = 10


@dataclasses.dataclass
class Exchange:
    """Bytes that a client sends, and what there is in them for a log."""

    name: str
    sent: bytes
    # None where it is no request of HTTP.
    method: str = None
    target: bytes = b""
    protocol: str = "HTTP/1.1"
    agent: bytes = None
    referer: bytes = None
    user: bytes = None
    forwarded: bytes = None
    # What is expected where no answer tells; where one does, it is put here.
    status: str = None
    # Addresses that the request goes to behind the server, and what they answer.
    upstream: str = None
    answered: str = None
    answer: bytes = b""
    host: str = "127.0.0.1"
    # The client sends no more than this, and says so.
    is_cut: bool = False
    # The client leaves once the server is busy with the request.
    leaves: bool = False

    # A server that is asked so answers as it should.
    is_orderly: bool = True

    @property
    def is_http(self):
        """Say whether there is a method and a target."""
        return self.method is not None

    @property
    def line(self):
        """Return the request line as sent."""
        return self.sent.lstrip(b"\r\n").split(b"\r\n")[0]


def request(name, target, method="GET", protocol="HTTP/1.1", body=b"", **fields):
    """Make an exchange of an orderly request, with the headers that 'fields' ask for."""
    headers = [b"Host: shop.example", b"Connection: close"]
    for header, field in ((b"User-Agent", "agent"), (b"Referer", "referer"),
                          (b"X-Forwarded-For", "forwarded")):
        if fields.get(field) is not None:
            headers.append(header + b": " + fields[field])
    if fields.get("user") is not None:
        headers.append(b"Authorization: Basic " + base64.b64encode(fields["user"] + b":secret"))
    if body:
        headers.append(b"Content-Length: %d" % len(body))
    line = b" ".join((method.encode(), target, protocol.encode()))
    sent = b"\r\n".join((line, *headers, b"", body))
    return Exchange(name, sent, method, target, protocol, **fields)


TLS_HELLO = (b"\x16\x03\x01\x00\xea\x01\x00\x00\xe6\x03\x03\"quoted\"\\back\xc3\xa9\xff"
             b"\x7f\x1b[31m" + bytes(range(1, 10)) + b"\r\n\r\n")
AGENTS = (
    b"curl/8.5.0", b"Mozilla/5.0 (X11; Linux x86_64) \"quoted\" (like Gecko)", b"back\\slash",
    b"ends in a backslash\\", b"\\\\\" 200 5 \"-\" \"fake\"", b"caf\xc3\xa9", b"\xff\xfe\x80",
    b"\x1b[31mred\x7f", b"tab\there", b"] [01/Jan/2000:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1",
    b"{\"status\":500,\"agent\":\"x\"}", b"%r %s $status", b"-", b"\\x22", b"agent," * 300,
)


def orderly():
    """Yield requests that every server takes, with texts that are hard on a log."""
    yield request("plain", b"/plain")
    yield request("query", b"/query?a=b&c=%22d%22&e=/f", agent=b"curl/8.5.0")
    yield request("HTTP/1.0", b"/old", protocol="HTTP/1.0", agent=b"ab")
    for number, agent in enumerate(AGENTS):
        yield request(f"agent {number}", b"/agent/%d" % number, agent=agent)
        yield request(f"referer {number}", b"/referer/%d" % number, referer=agent, agent=b"a")
    yield request("quotes in the target", b"/quo\"te?q=\"a\"&b='", agent=b"q")
    yield request("backslash in the target", b"/back\\slash\\", agent=b"q")
    yield request("UTF-8 in the target", b"/caf\xc3\xa9?\xff\xfe", agent=b"q")
    yield request("very long target", b"/long/" + b"0123456789" * 400, agent=b"q")
    yield request("missing", b"/missing", agent=b"q")
    yield request("HEAD", b"/head", method="HEAD", agent=b"q")
    yield request("POST", b"/post", method="POST", body=b"a=b", agent=b"q")
    yield request("absolute URI", b"http://shop.example/absolute?x", agent=b"q")
    yield request("PROPFIND", b"/dav", method="PROPFIND", agent=b"q")
    yield request("forwarded", b"/forwarded", forwarded=b"203.0.113.9", agent=b"q")
    yield request("forwarded by three", b"/forwarded/three",
                  forwarded=b"203.0.113.9, unknown, [2001:db8::1]:80", agent=b"q")
    for number, user in enumerate((b"frank", b"frank and anne", b"frank@shop.example", b"[frank]",
                                   b"fr\"ank", b"", b"[x] [y] \"")):
        yield request(f"user {number}", b"/private/%d" % number, user=user, agent=b"q")


def disorderly():
    """Yield what is half a request, or none."""
    yield request("OPTIONS *", b"*", method="OPTIONS")
    yield request("CONNECT", b"shop.example:443", method="CONNECT")
    yield request("lower-case method", b"/lower", method="get")
    yield request("space in the target", b"/a b c")
    yield request("control byte in the target", b"/a\x01b")
    yield request("too high a version", b"/version", protocol="HTTP/3.9")
    yield Exchange("HTTP/0.9", b"GET /http09\r\n", "GET", b"/http09", protocol=None,
                   status="200")
    yield Exchange("no such method", b"FLURP /flurp HTTP/1.1\r\nHost: shop.example\r\n"
                   b"Connection: close\r\n\r\n", "FLURP", b"/flurp")
    yield Exchange("preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "PRI", b"*",
                   protocol="HTTP/2.0")
    yield Exchange("TLS on a plain port", TLS_HELLO)
    yield Exchange("SSH", b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    yield Exchange("a word", b"hello\r\n\r\n")
    yield Exchange("an empty line", b"\r\n", status="400", is_cut=True)
    yield Exchange("RDP", b"\x03\x00\x00/*\xe0\x00\x00\x00\x00\x00Cookie: mstshash=Administr\r\n"
                   b"\x01\x00\x08\x00\x03\x00\x00\x00")


def odd():
    """Yield the same, said to be what they are."""
    for exchange in disorderly():
        exchange.is_orderly = False
        yield exchange


def over_ipv6():
    """Yield a request over IPv6, where there is such a thing."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return
    yield request("IPv6", b"/ipv6", agent=b"q", host="::1")


def status_of(answer):
    """Return the status in the first line of an answer, None where it has none."""
    words = answer.split(b"\r\n")[0].split(b" ")
    return words[1].decode() if words[0].startswith(b"HTTP/") and len(words) > 1 else None


def read_all(connection):
    """Read until the server closes; one that resets has answered before that, or not at all."""
    answer = b""
    try:
        while chunk := connection.recv(65536):
            answer += chunk
    except ConnectionResetError:
        pass
    return answer


def perform(exchange, server):
    """Send what there is to send, and put the status of the answer into the exchange."""
    with socket.create_connection((exchange.host, server.port), SECONDS_TO_WAIT) as connection:
        connection.sendall(exchange.sent)
        if exchange.leaves:
            server.wait_until_busy()
            return
        if exchange.is_cut:
            connection.shutdown(socket.SHUT_WR)
        exchange.answer = read_all(connection)
    exchange.status = status_of(exchange.answer) or exchange.status
