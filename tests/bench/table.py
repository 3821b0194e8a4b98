# SPDX-License-Identifier: MIT
"""Write tables in Markdown, as docs/performance.md has them."""


def figure(number):
    """Write a number to three places that say something, more above a thousand."""
    if number is None:
        return ""
    for limit, decimals in ((0.0995, 3), (9.995, 2), (99.95, 1)):
        if number < limit:
            return f"{number:.{decimals}f}"
    return f"{number:,.0f}"


def seconds(number):
    """Write a time."""
    return f"{number:.3f}" if number < 9.9995 else f"{number:.1f}"


def mebibytes(kib):
    """Write a peak of memory."""
    return figure(kib / 1024) if kib else ""


def ratio(number, other):
    """Write how many times as much it is; empty where there is no other."""
    return figure(number / other) if other else ""


def print_table(heads, rows):
    """Print a table of texts with its columns aligned, so that people can read it as well."""
    widths = [max(map(len, column)) for column in zip(heads, *rows)]
    for row in (heads, ["-" * width for width in widths], *rows):
        print(f"| {' | '.join(map(str.ljust, row, widths))} |")
