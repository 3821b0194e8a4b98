# SPDX-License-Identifier: MIT
"""What `httally inspect` has to show of an exchange, in a log of some format."""

import dataclasses

EMPTY = "(empty)"


@dataclasses.dataclass
class Log:
    """A log that a server writes."""

    name: str
    # As the user gives it to --format.
    definition: str
    # What is in it: names of fields as `inspect` shows them, and of functions below.
    fields: tuple
    # How the server writes bytes, and what it writes where there are none.
    escape: callable
    missing: bytes = b"-"
    # Of time and duration, what is in every line.
    times: tuple = ("time",)
    # The format that it is taken for without a definition, None where it has to be told.
    detected: str = None


def shown(text):
    """Write bytes as the program shows them."""
    if not text:
        return EMPTY
    written = []
    for character in text.decode("utf-8", "surrogateescape"):
        code = ord(character)
        if 0xdc80 <= code <= 0xdcff:
            written.append(f"\\x{code - 0xdc00:02x}")
        else:
            written.append(character if 0x20 <= code != 0x7f else f"\\x{code:02x}")
    return "".join(written)


def text_field(name):
    """Make a function for a text that the client has sent in a header, or not."""
    def field(exchange, log):
        value = getattr(exchange, name)
        return {name: shown(log.missing if value is None else log.escape(value))}
    return field


def user_field(exchange, log):
    """Give the user; two quotes with nothing between are how Apache httpd writes an empty name."""
    empty = log.escape(b"") if exchange.user == b"" else None
    return {"user": shown(empty)} if empty is not None else text_field("user")(exchange, log)


def request_field(exchange, log):
    """Give the request line, in parts where it is one."""
    if not exchange.is_http:
        return {"request": shown(log.escape(exchange.line)), "method": None, "target": None}
    return parts_field(exchange, log)


def orderly_parts_field(exchange, log):
    """Give the parts that a server has made of a request line; of odd ones it makes odd parts."""
    is_as_sent = exchange.is_orderly and exchange.target.startswith(b"/")
    return parts_field(exchange, log) if is_as_sent else {}


def parts_field(exchange, log):
    """Give the parts of a request line, of which some may be missing."""
    fields = {"method": exchange.method, "target": shown(log.escape(exchange.target)),
              "protocol": exchange.protocol, "request": None}
    if exchange.target.startswith(b"/"):
        fields["path"] = shown(log.escape(exchange.target.split(b"?")[0]))
    return fields


def body_length(exchange):
    """Count the bytes behind the head of an answer."""
    if not exchange.answer.startswith(b"HTTP/"):
        return len(exchange.answer)
    return len(exchange.answer.partition(b"\r\n\r\n")[2])


def servers_field(name):
    """Make a function for what concerns the servers behind."""
    def field(exchange, log):
        value = exchange.upstream if name == "upstream" else exchange.answered
        return {name: value or shown(log.missing)}
    return field


def client_field(exchange, _):
    """Give the address; where the server logs no other, the first of those in a header."""
    return {"client": exchange.host}


def forwarded_field(exchange, log):
    """Give the addresses that the request says it was forwarded for."""
    (text,) = text_field("forwarded")(exchange, log).values()
    return {"forwarded_for": text}


def first_forwarded_field(exchange, log):
    """Give the client as the first address of a list."""
    value = log.missing if exchange.forwarded is None else exchange.forwarded.split(b",")[0]
    return {"client": shown(value)}


FIELDS = {
    "client": client_field,
    "first forwarded": first_forwarded_field,
    "user": user_field,
    "request": request_field,
    "parts": orderly_parts_field,
    "referer": text_field("referer"),
    "agent": text_field("agent"),
    "forwarded_for": forwarded_field,
    "body": lambda exchange, _: {"bytes": str(body_length(exchange))},
    "sent": lambda exchange, _: {"bytes": str(len(exchange.answer))},
    "upstream": servers_field("upstream"),
    "upstream_status": servers_field("upstream_status"),
}


def fields_of(exchange, log):
    """Return what is expected of some fields, None of those that must be missing."""
    expected = {"status": exchange.status}
    for name in log.fields:
        expected.update(FIELDS[name](exchange, log))
    return expected
