# SPDX-License-Identifier: MIT
"""The programs that httally is measured beside, and what each says it counted."""

import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys

from contender import Absent, Contender

HERE = pathlib.Path(__file__).resolve().parent

ONE_TABLE = "{ c[$9]++ } END { for (k in c) print k, c[k] }"
FOUR_TABLES = ("{ c[$9]++; p[$7]++; a[$1]++; b += $10 } END { for (k in c) print k, c[k]; "
               "print length(p), length(a), b > \"/dev/stderr\" }")

# Rows of one program on one core and on two differ in name by this.
CORES_SUFFIX = {1: "", 2: "-2"}

# Requests in all, and those with status 200.
Counts = collections.namedtuple("Counts", "lines ok")


# What a program counted, from the path of its output


def counts_of_httally(path):
    """Read the text report."""
    text = path.read_text(encoding="utf-8")
    numbers = (re.search(pattern, text, re.MULTILINE)
               for pattern in (r"^Lines .* ([\d,]+) requests", r"^ +200 .*? ([\d,]+) +[\d.]+%"))
    return Counts(*(int(match[1].replace(",", "")) if match else 0 for match in numbers))


def counts_of_awk(path):
    """Read lines of a code and a count."""
    rows = dict(line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return Counts(sum(map(int, rows.values())), int(rows.get("200", 0)))


def counts_of_logswan(path):
    """Read logswan's JSON."""
    report = json.loads(path.read_text(encoding="utf-8"))
    codes = {str(row["data"]): row["hits"] for row in report["status"]}
    return Counts(report["hits"]["total"], codes.get("200", 0))


def counts_of_goaccess(path):
    """Read the JSON that GoAccess wrote beside its output."""
    report = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    rows = [row for group in report["status_codes"]["data"] for row in group.get("items", [group])]
    ok = (row["hits"]["count"] for row in rows if str(row["data"]).startswith("200"))
    return Counts(report["general"]["valid_requests"], next(ok, 0))


def counts_of_awstats(folder):
    """Add up the months of AWStats's data: with 200 as the only valid code, hits are 200s.

    Those of robots stand apart from those of people.
    """
    lines = ok = 0
    for path in folder.glob("*.txt"):
        text = path.read_text(encoding="utf-8", errors="replace")
        update = re.search(r"^LastUpdate \d+ \d+ \d+ (\d+)", text, re.MULTILINE)
        lines += int(update[1])
        for section, column in (("TIME", 2), ("ROBOT", 1)):
            body = re.search(rf"^BEGIN_{section} \d+\n(.*?)^END_{section}", text,
                             re.MULTILINE | re.DOTALL)
            ok += sum(int(row.split()[column]) for row in body[1].splitlines())
    return Counts(lines, ok)


def counts_of_sql_peer(path):
    """Read the rows that are by status alone."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    codes = {row["status"]: int(row["requests"]) for row in rows
             if row["status"] and not row["minute"]}
    return Counts(sum(codes.values()), codes.get("200", 0))


# The programs


def httally_rows(program, log, packed):
    """List what httally is asked for, each on one core and on two."""
    asked = (("httally", "httally", [log]), ("brief", "`--brief`", ["--brief", log]),
             ("gzip", "httally on gzip", [packed]))
    for name, title, arguments in asked:
        for cores in CORES_SUFFIX:
            yield Contender(name + CORES_SUFFIX[cores], title,
                            [program, "--jobs", str(cores), *arguments], counts_of_httally, cores)


def basic_rows(log, packed):
    """List the programs that only move or unpack bytes."""
    return [
        Contender("wc", "`wc -l`", ["wc", "-l", log]),
        Contender("cat", "`cat`", ["cat", log]),
        Contender("gzip-dc", "`gzip -dc`", ["gzip", "-dc", packed]),
        Contender("igzip-dc", "`igzip -dc`", ["igzip", "-dc", packed]),
    ]


def analyzer_rows(log, folder):
    """List the programs of Debian that count requests."""
    report = folder / "goaccess.json"
    return [
        Contender("mawk", "mawk `c[$9]++`", ["mawk", ONE_TABLE, log], counts_of_awk),
        Contender("mawk-4", "mawk, four tables", ["mawk", FOUR_TABLES, log], counts_of_awk),
        Contender("logswan", "logswan", ["logswan", log], counts_of_logswan,
                  version_command=["logswan", "-v"]),
        Contender("goaccess", "GoAccess",
                  ["goaccess", log, "--log-format=COMBINED", "--no-global-config",
                   "--no-progress", "-o", report],
                  counts_of_goaccess, is_slow=True, prepare=lambda: report.unlink(missing_ok=True),
                  version_command=["goaccess", "--version"]),
    ]


AWSTATS = "/usr/lib/cgi-bin/awstats.pl"
# ValidHTTPCodes only says which codes are hits; by default 304 is the other.
AWSTATS_CONFIG = """LogFile="{log}"
LogType=W
LogFormat=1
SiteDomain="bench.example"
HostAliases="localhost"
DNSLookup=0
DirData="{data}"
ValidHTTPCodes="200"
"""


def awstats_row(log, folder):
    """Have AWStats begin anew each time: it would pass over lines that it knows."""
    home, data = folder / "awstats", folder / "awstats" / "data"
    script = shutil.which(AWSTATS) or shutil.which("awstats.pl") or AWSTATS

    def prepare():
        shutil.rmtree(home, ignore_errors=True)
        data.mkdir(parents=True)
        config = AWSTATS_CONFIG.format(log=log, data=data)
        (home / "awstats.bench.conf").write_text(config, encoding="utf-8")

    return Contender("awstats", "AWStats",
                     [script, "-config=bench", f"-configdir={home}", "-update"],
                     lambda _: counts_of_awstats(data), is_slow=True, prepare=prepare,
                     version_command=[script])


ENGINES = {"duckdb": "DuckDB", "clickhouse": "ClickHouse"}


def engine_rows(log, folder):
    """List the SQL engines that npm installs, on one thread and on two."""
    script, modules = HERE / "sql_peer.js", folder / "npm"
    for engine, title in ENGINES.items():
        command = ["node", script, modules, engine]
        for cores in CORES_SUFFIX:
            yield Contender(engine + CORES_SUFFIX[cores], title, [*command, log, str(cores)],
                            counts_of_sql_peer, cores, needs_engines=True,
                            version_command=[*command, "version"])


def install_engines(folder):
    """Have npm install the engines into the build folder, unless it did; raise Absent."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        raise Absent("no Node.js with npm on this machine")
    wanted, modules = (HERE / "package.json").read_text(encoding="utf-8"), folder / "npm"
    installed = modules / "package.json"
    names = json.loads(wanted)["optionalDependencies"]
    if (installed.is_file() and installed.read_text(encoding="utf-8") == wanted
            and all((modules / "node_modules" / name).is_dir() for name in names)):
        return
    print("bench: npm installs the SQL engines", file=sys.stderr)
    modules.mkdir(exist_ok=True)
    installed.write_text(wanted, encoding="utf-8")
    done = subprocess.run(
        [npm, "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"],
        cwd=modules, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Absent(f"npm could not install it: {done.stderr.strip()[-200:]}")


def all_rows(program, log, packed, folder):
    """List the programs in the order of the table."""
    return [*httally_rows(program, log, packed), *basic_rows(log, packed),
            *analyzer_rows(log, folder), awstats_row(log, folder), *engine_rows(log, folder)]
