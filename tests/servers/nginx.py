# SPDX-License-Identifier: MIT
"""nginx with many log formats at once, and servers behind it that fail."""

import contextlib
import os
import pathlib
import socket

import expected
import odd_requests
import web_server

PROGRAMS = ("nginx",)

COMBINED = ("client", "user", "request", "body", "referer", "agent")

# Name, parameters, the text in parts, as people write it over several lines, and the fields that
# there are.  The definition of combined is nginx's own.
FORMATS = (
    ("combined", "", ("$remote_addr - $remote_user [$time_local] ",
                      "\"$request\" $status $body_bytes_sent ",
                      "\"$http_referer\" \"$http_user_agent\""), COMBINED),
    ("timed", "", ("$remote_addr - $remote_user [$time_local] \"$request\" $status ",
                   "$body_bytes_sent \"$http_referer\" \"$http_user_agent\" $request_time ",
                   "$upstream_addr $upstream_status $upstream_response_time ",
                   "$upstream_connect_time $upstream_bytes_received $request_length $host"),
     (*COMBINED, "upstream", "upstream_status")),
    ("lists", "", ("$upstream_addr $upstream_status $upstream_response_time $status ",
                   "[$time_iso8601] $remote_addr \"$request\" ${request_time}s"),
     ("client", "request", "upstream", "upstream_status")),
    ("json", "escape=json", (
        "{\"time\":\"$time_iso8601\",\"remote_addr\":\"$remote_addr\",",
        "\"remote_user\":\"$remote_user\",\"request\":\"$request\",\"status\":$status,",
        "\"body_bytes_sent\":$body_bytes_sent,\"request_time\":$request_time,",
        "\"upstream_response_time\":$upstream_response_time,",
        "\"upstream_addr\":\"$upstream_addr\",\"upstream_status\":\"$upstream_status\",",
        "\"http_referer\":\"$http_referer\",\"http_user_agent\":\"$http_user_agent\"}"),
     (*COMBINED, "upstream", "upstream_status")),
    ("raw", "escape=none", ("$remote_addr\\t$time_iso8601\\t$status\\t$request_time\\t",
                            "$upstream_status\\t\"$request\"\\t$http_user_agent"),
     ("client", "request", "agent", "upstream_status")),
    ("short", "", ("$time_iso8601 $remote_addr \"$request\" $status $bytes_sent ",
                   "\"$http_user_agent\""), ("client", "request", "sent", "agent")),
    ("seconds", "", ("$msec $status $request_length $pipe $connection \"$request\" ",
                     "$request_time"), ("request",)),
    ("forwarded", "", ("$http_x_forwarded_for $remote_addr [$time_local] $status ",
                       "\"$request\""), ("client", "request", "forwarded_for")),
    ("ltsv", "", ("time:$time_local\\thost:$remote_addr\\treq:$request\\tstatus:$status\\t",
                  "size:$body_bytes_sent\\treferer:$http_referer\\tua:$http_user_agent\\t",
                  "reqtime:$request_time\\tapptime:$upstream_response_time"),
     ("client", "request", "body", "referer", "agent")),
)
DETECTED = {"combined": "combined", "timed": "combined", "json": "json", "ltsv": "ltsv"}

CONFIGURATION = """\
daemon off;
master_process off;
pid nginx.pid;
error_log error.log info;
events {{ worker_connections 64; }}
http {{
    default_type text/plain;
    large_client_header_buffers 4 8k;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
{formats}
    upstream saved {{
        server 127.0.0.1:{failing} max_fails=0;
        server 127.0.0.1:{working} backup;
    }}
    server {{ listen 127.0.0.1:{failing}; access_log off; return 502; }}
    server {{ listen 127.0.0.1:{working}; access_log off; return 200 "saved"; }}
    server {{
        listen 127.0.0.1:{port};
        {listen_too}
        proxy_next_upstream error timeout http_502;
{logs}
        location / {{ return 200 "fine"; }}
        location /missing {{ return 404; }}
        location /saved {{ proxy_pass http://saved; }}
        location /failing {{ proxy_pass http://127.0.0.1:{failing}; }}
        location /refused {{ proxy_pass http://127.0.0.1:{refusing}; }}
        location /silent {{ proxy_pass http://127.0.0.1:{silent}; }}
        location /redirected {{
            proxy_pass http://127.0.0.1:{failing};
            proxy_intercept_errors on;
            error_page 502 = /saved;
        }}
        location /dropped {{ return 444; }}
    }}
}}
"""


def format_line(name, parameters, parts):
    """Define a log format in nginx's words."""
    texts = "\n        ".join(f"'{part}'" for part in parts)
    return f"    log_format {name} {parameters}\n        {texts};\n"


def escape(text):
    """Write bytes as nginx does unless it is told otherwise."""
    return b"".join(bytes([byte]) if 0x20 <= byte < 0x7f and byte not in b"\"\\"
                    else b"\\x%02X" % byte for byte in text)


def log(name, parameters, parts, fields):
    """Describe a log; with any parameter, bytes come as they are and nothing is an empty text."""
    definition = "".join(parts)
    has_duration = "request_time" in definition
    return expected.Log(name, definition, fields, bytes if parameters else escape,
                        missing=b"" if parameters else b"-",
                        times=("time", "duration") if has_duration else ("time",),
                        detected=DETECTED.get(name))


def logs():
    """List the logs."""
    return [log(*row) for row in FORMATS]


class Server:
    """nginx in a folder, and sockets that it finds no answer behind."""

    def __init__(self, program, folder):
        """Write the configuration."""
        self.stack = contextlib.ExitStack()
        self.silent, self.refusing = self.hold_port(), self.hold_port()
        self.silent.listen()
        self.port, self.failing, self.working = web_server.free_ports(3)
        self.configuration = pathlib.Path(folder, "nginx.conf")
        has_ipv6 = list(odd_requests.over_ipv6())
        self.configuration.write_text(CONFIGURATION.format(
            formats="".join(format_line(*row[:3]) for row in FORMATS if row[0] != "combined"),
            logs="".join(f"        access_log {row[0]}.log {row[0]};\n" for row in FORMATS),
            listen_too=f"listen [::1]:{self.port};" if has_ipv6 else "", port=self.port,
            failing=self.failing, working=self.working, silent=self.silent.getsockname()[1],
            refusing=self.refusing.getsockname()[1]), encoding="ascii")
        self.process = web_server.WebServer(
            folder, [program, "-p", f"{folder}{os.sep}", "-c", "nginx.conf", "-e", "error.log"],
            self.port)

    def hold_port(self):
        """Take a port: nobody else listens there."""
        held = self.stack.enter_context(socket.socket())
        held.bind(("127.0.0.1", 0))
        return held

    def wait_until_busy(self):
        """Return once nginx has asked the server that never answers."""
        self.silent.settimeout(web_server.SECONDS_TO_WAIT)
        connection = self.silent.accept()[0]
        connection.recv(4096)
        self.stack.enter_context(connection)

    def exchanges(self):
        """List what to send, and what comes of it."""
        failing, working = (f"127.0.0.1:{port}" for port in (self.failing, self.working))
        refusing = f"127.0.0.1:{self.refusing.getsockname()[1]}"
        silent = f"127.0.0.1:{self.silent.getsockname()[1]}"
        behind = [
            ("/saved", f"{failing}, {working}", "502, 200"), ("/failing", failing, "502"),
            ("/refused", refusing, "502"),
            ("/redirected", f"{failing} : {failing}, {working}", "502 : 502, 200"),
        ]
        made = [odd_requests.request(target[1:], target.encode(), agent=b"q", upstream=upstream,
                                     answered=answered) for target, upstream, answered in behind]
        made.append(odd_requests.request("client leaves", b"/silent", agent=b"q", status="499",
                                         upstream=silent, answered="-", leaves=True))
        made.append(odd_requests.request("dropped", b"/dropped", agent=b"q", status="444"))
        for maker in (odd_requests.orderly, odd_requests.odd, odd_requests.over_ipv6):
            made.extend(maker())
        for exchange in made:
            # nginx makes no difference between an empty name and none.
            exchange.user = exchange.user or None
        return made

    def close(self):
        """End nginx."""
        self.process.stop()
        self.stack.close()
