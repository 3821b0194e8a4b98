# SPDX-License-Identifier: MIT
"""Read an HTML report strictly, and say what none may have."""

import base64
import hashlib
import html.parser
import re

VOID = {"meta", "br"}
# In SVG only, where it ends itself.
SELF_CLOSING = {"rect", "path", "line", "circle"}
ELEMENTS = VOID | SELF_CLOSING | set(
    "html head title style body header main footer nav section article h1 h2 h3 p b i small strong "
    "span bdi code a ul ol li dl dt dd div figure figcaption details summary table caption thead "
    "tbody tfoot tr th td svg g text desc".split())
ATTRIBUTES = set(
    "lang charset http-equiv content name class id href role tabindex open value scope colspan "
    "align bgcolor cellpadding cellspacing aria-label aria-labelledby aria-hidden width height x y "
    "x1 x2 y1 y2 cx cy r d fill stroke stroke-width stroke-dasharray fill-opacity font-size "
    "text-anchor viewbox preserveaspectratio vector-effect pointer-events".split())
# As in src/base/utf8.c, but for the newline between our own lines.
HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")
POLICY = re.compile(r"default-src 'none'; style-src '(sha256-[A-Za-z0-9+/=]{44})'; "
                    r"base-uri 'none'; form-action 'none'")


class Element:
    """An element with its children: elements and texts."""

    def __init__(self, name, attributes=()):
        """Begin an element without children."""
        self.name = name
        self.attributes = dict(attributes)
        self.children = []

    def get(self, attribute):
        """Tell the value of an attribute, '' where there is none."""
        return self.attributes.get(attribute) or ""

    def walk(self):
        """Yield this element and all below it, in the order of the document."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *names):
        """List the elements of these names below this one."""
        return [element for element in self.walk() if element.name in names]

    def text(self):
        """Join all text below."""
        return "".join(child if isinstance(child, str) else child.text()
                       for child in self.children)


class _Reader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("#document")
        self.open = [self.root]
        self.problems = []

    def handle_decl(self, decl):
        if decl != "DOCTYPE html" or self.root.children:
            self.problems.append(f"declaration {decl!r}")

    def handle_comment(self, data):
        self.problems.append(f"comment {data[:40]!r}")

    def handle_pi(self, data):
        self.problems.append(f"processing instruction {data[:40]!r}")

    def handle_starttag(self, tag, attrs):
        element = Element(tag, attrs)
        if len(element.attributes) != len(attrs):
            self.problems.append(f"<{tag}> has an attribute twice: {attrs}")
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        if tag not in SELF_CLOSING:
            self.problems.append(f"<{tag}/> ends itself")
        self.open[-1].children.append(Element(tag, attrs))

    def handle_endtag(self, tag):
        if self.open[-1].name != tag:
            self.problems.append(f"</{tag}> ends <{self.open[-1].name}>")
        if len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def caption_of(table):
    """Tell the caption, '' where there is none."""
    return "".join(caption.text() for caption in table.all("caption"))


class Page:
    """A report, read."""

    def __init__(self, content):
        """Read bytes; problems() says what is wrong with them."""
        self.content = content
        self.source = content.decode("utf-8", "replace")
        reader = _Reader()
        reader.feed(self.source)
        reader.close()
        self.root = reader.root
        self.found = reader.problems
        self.found += [f"<{element.name}> is not ended" for element in reader.open[1:]]

    def tables(self):
        """Map captions to rows of texts, the head of columns first."""
        return {caption_of(table): [
            [cell.text() for cell in row.all("th", "td") if cell.get("class") != "b"]
            for row in table.all("tr")] for table in self.root.all("table")}

    def charts(self):
        """Map titles to pictures."""
        return {svg.all("title")[0].text(): svg for svg in self.root.all("svg")
                if svg.get("role") == "img"}

    def problems(self):
        """List everything that no report may have."""
        found = list(self.found)
        for check in (_bytes, _names, _links, _policy, _ids, _headings, _tables, _pictures):
            found += check(self)
        return found


def _bytes(page):
    try:
        match = HIDDEN.search(page.content.decode("utf-8"))
    except UnicodeDecodeError as error:
        yield f"byte {error.start} is not UTF-8"
        return
    if match:
        yield f"U+{ord(match[0]):04X} at {match.start()}"
    # The parser takes it for text, as a browser does; "<0.01%" has to be written otherwise.
    match = re.search("<(?![a-z/!])", page.source, re.IGNORECASE)
    if match:
        yield f"{page.source[match.start():match.start() + 20]!r} is no markup"


def _names(page):
    for element in list(page.root.walk())[1:]:
        if element.name not in ELEMENTS:
            yield f"<{element.name}> stands there"
        for name in element.attributes:
            if name not in ATTRIBUTES:
                yield f"<{element.name}> has {name}={element.get(name)!r}"


def _links(page):
    ids = {element.get("id") for element in page.root.walk()}
    for element in page.root.walk():
        target = element.attributes.get("href")
        if target is not None and (element.name != "a" or not re.fullmatch("#[a-z]+", target)
                                   or target[1:] not in ids):
            yield f"<{element.name}> leads to {target!r}"
        for name, value in element.attributes.items():
            if "url(" in (value or "") or "//" in (value or ""):
                yield f"{name} is {value!r}"


def _policy(page):
    styles = page.root.all("style")
    metas = [meta for meta in page.root.all("meta") if meta.get("http-equiv")]
    match = POLICY.fullmatch(metas[0].get("content")) if len(metas) == 1 else None
    if not match or len(styles) != 1:
        yield "no policy, or not one style sheet"
        return
    digest = hashlib.sha256(styles[0].text().encode()).digest()
    if match[1] != "sha256-" + base64.b64encode(digest).decode():
        yield "the policy does not allow the style sheet"
    if re.search(r"url\(|@import|expression|//", styles[0].text()):
        yield "the style sheet refers to something"
    order = [element.name for element in page.root.walk()]
    if order.index("meta") > order.index("style"):
        yield "the policy comes too late"


def _ids(page):
    ids = [element.get("id") for element in page.root.walk() if "id" in element.attributes]
    if len(set(ids)) != len(ids):
        yield "an id stands twice"
    for element in page.root.walk():
        for name in element.get("aria-labelledby").split():
            if name not in ids:
                yield f"<{element.name}> is named by #{name}, which is nowhere"


def _headings(page):
    levels = [int(element.name[1]) for element in page.root.all("h1", "h2", "h3")]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "not one h1 at the top"
    for before, after in zip(levels, levels[1:]):
        if after > before + 1:
            yield f"h{after} under h{before}"


def _tables(page):
    captions = [caption_of(table) for table in page.root.all("table")]
    if "" in captions or len(set(captions)) != len(captions):
        yield f"a table has no caption of its own: {captions}"
    for cell in page.root.all("th"):
        if cell.get("scope") not in ("row", "col"):
            yield f"th {cell.text()!r} heads nothing"
    for table in page.root.all("table"):
        widths = {sum(int(cell.get("colspan") or 1) for cell in row.all("th", "td"))
                  for row in table.all("tr")}
        if len(widths) != 1:
            yield f"rows of {caption_of(table)!r} have {widths} cells"


def _pictures(page):
    inner = {id(child) for svg in page.root.all("svg") for child in svg.children
             if isinstance(child, Element)}
    for svg in page.root.all("svg"):
        if id(svg) in inner or svg.get("aria-hidden") == "true":
            continue
        names = [child.name for child in svg.children if isinstance(child, Element)][:2]
        if svg.get("role") != "img" or names != ["title", "desc"]:
            yield f"a picture is not described: {svg.attributes}"
