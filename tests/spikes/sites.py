# SPDX-License-Identifier: MIT
"""Make sites with known incidents: counts per minute, and when what happened."""

import math
import random

DAY = 1440
DAYS = 7
TAUGHT_DAYS = 3
# A Monday, 00:00 UTC.
START = 1773014400
COLUMNS = "ts,tzoff,total,s5xx,c499,c500,c502,newips5xx,p0t,p0e,p1t,p1e"

# Mean requests a minute, share of errors, how the rate wanders, mean size of clusters.
SITES = (
    ("tiny", 6, 0.0005, 0.2, 1.0),
    ("small", 120, 0.002, 0.2, 1.5),
    ("noisy", 900, 0.02, 0.3, 2.0),
    ("large", 20000, 0.0005, 0.25, 1.5),
)
# Minutes on and share of requests that fail beside the usual, at least a few each minute.
INCIDENTS = ((12, 0.6), (45, 0.15), (25, 0.3), (150, 0.08))


def poisson(draw, mean):
    """Draw a count; from 50 on the normal distribution is near enough."""
    if mean > 50:
        return max(0, round(draw.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), draw.random(), 0
    while product > limit:
        product *= draw.random()
        count += 1
    return count


def plan(draw):
    """Choose (start, end, share): two incidents a day, after days that only teach."""
    events = []
    for day in range(TAUGHT_DAYS, DAYS):
        for hour in (8, 16):
            minutes, share = draw.choice(INCIDENTS)
            start = day * DAY + hour * 60 + draw.randrange(120)
            events.append((start, start + minutes, share))
    return events


def share_at(events, minute):
    """Say what fails beside the usual."""
    return sum(share for start, end, share in events if start <= minute < end)


def is_of_nightly_job(time_sec):
    """Say whether an alarm that starts then is of the job that fails at 03:05."""
    return 183 <= (time_sec - START) // 60 % DAY <= 190


def make(site, seed):
    """Return (CSV text, incidents as (start, end) in seconds)."""
    name, mean, rate, wander, cluster = site
    draw = random.Random(f"{name}-{seed}")
    events, drift, lines = plan(draw), 0.0, [COLUMNS]
    for minute in range(DAYS * DAY):
        shape = 1 - 0.5 * math.cos(2 * math.pi * (minute % DAY) / DAY)
        drift = 0.95 * drift + draw.gauss(0, wander * math.sqrt(1 - 0.95 ** 2))
        total = poisson(draw, mean * shape)
        usual = sum(1 + int(draw.expovariate(1) * (cluster - 1))
                    for _ in range(poisson(draw, total * rate * math.exp(drift) / cluster)))
        # A nightly job that fails for two minutes, at 03:05.
        usual += total // 10 if minute % DAY in (185, 186) else 0
        extra = poisson(draw, total * share_at(events, minute))
        failed = min(total, usual + extra)
        clients = min(failed, round(usual / cluster) + extra)
        if total:
            half, wrong, bad = total // 2, failed // 2, min(extra, failed)
            lines.append(f"{START + 60 * minute},0,{total},{failed},0,{failed - bad},{bad},"
                         f"{clients},{half},{wrong},{total - half},{failed - wrong}")
    return "\n".join(lines) + "\n", [(START + 60 * a, START + 60 * b) for a, b, _ in events]
