#!/usr/bin/env python3
"""Makes pages of the guides and of the C# classes, and follows every link of the site.

usage: build.py SITE ASSEMBLY.dll      SITE has c/ and rust/; ASSEMBLY.xml is beside the assembly

A link to a page of the repository leads to that page of the site, one to another file to the file in the repository. What
leads nowhere is an error.
"""

import html
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "bindings"), str(ROOT / "bindings/csharp")]
import project  # noqa: E402
from assembly import public_docs  # noqa: E402

UNITY = "bindings/unity/com.cognitonative.credentials/Documentation~"
# The order in which somebody reads who is new here.
GUIDES = ("guide", "signing-in", "storage", "networks", "errors", "signing", "recipes", "emulator", "platforms", "dotnet",
          "servers", "aws-sdk", "c", "cpp", "consoles", "process", "other-sdks")
REFERENCES = (("c/index.html", "C and C++"), ("csharp/index.html", "C#"), ("rust/cognito_native/index.html", "Rust"))


def pages() -> dict[str, str]:
    """A file of the repository → its page."""
    found = {"README.md": "index.html", "CHANGELOG.md": "changelog.html", "ARCHITECTURE.md": "architecture.html",
             "CONTRIBUTING.md": "contributing.html", "SECURITY.md": "security.html"}
    ours = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
    for name in (*GUIDES, *(name for name in ours if name not in GUIDES)):
        found[f"docs/{name}.md"] = f"docs/{name}.html"
    for path in sorted((ROOT / UNITY).glob("*.md")):
        found[f"{UNITY}/{path.name}"] = f"unity/{path.stem}.html"
    return found


PAGES = pages()


def slug(heading: str) -> str:
    """As the repository's own pages call a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def title(text: str) -> str:
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return re.sub(r"[`*]", "", found[1]) if found else "CognitoNative"


def target(link: str, file: str, page: str) -> str:
    """Where a link of a file leads to, as seen from its page."""
    if re.match(r"[a-z]+:|#", link):
        return link
    path, _, anchor = link.partition("#")
    wanted = os.path.normpath(os.path.join(os.path.dirname(file), path))
    if not (ROOT / wanted).exists():
        raise SystemExit(f"build.py: {file} links to {link}, which is not there")
    if wanted in PAGES:
        there = os.path.relpath(PAGES[wanted], os.path.dirname(page) or ".")
    else:
        there = project.page(wanted)
    return f"{there}#{anchor}" if anchor else there


def guide(file: str, page: str) -> str:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((ROOT / file).read_text(encoding="utf-8"))
    seen: dict[str, int] = {}
    for before, token in zip([None, *tokens], tokens):
        if before is not None and before.type == "heading_open":
            name = slug("".join(child.content for child in token.children or []))
            # The second heading of a name (C and C++ are both `c`) is told apart by a number.
            seen[name] = seen.get(name, -1) + 1
            before.attrSet("id", f"{name}-{seen[name]}" if seen[name] else name)
        for child in token.children or []:
            if child.type == "link_open":
                child.attrSet("href", target(str(child.attrGet("href")), file, page))
    return markdown.renderer.render(tokens, markdown.options, {})


def write(site: Path, page: str, name: str, body: str) -> None:
    up = os.path.relpath(".", os.path.dirname(page) or ".")
    entries = [("index.html", "Start"), *((PAGES[file], title((ROOT / file).read_text(encoding="utf-8")))
                                          for file in PAGES if "/" in file)]
    links = "\n".join(f'<a href="{up}/{there}">{html.escape(text)}</a>' for there, text in entries)
    references = "\n".join(f'<a href="{up}/{there}">{text}</a>' for there, text in REFERENCES)
    file = site / page
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{html.escape(name)}</title><link rel="stylesheet" href="{up}/style.css"></head>
<body><nav><b>cognito-native {project.version()}</b>{references}<hr>{links}</nav><main>{body}</main></body></html>
""", encoding="utf-8")


# ---- the C# classes, of what the compiler wrote down

def shown(reference: str) -> str:
    """A documentation id as people write it."""
    name, _, parameters = reference[2:].partition("(")
    name = re.sub(r"``?\d+", "", name).replace(".#ctor", "").removeprefix("CognitoNative.")
    types = ", ".join(one.rpartition(".")[2] for one in re.split(r",(?![^{]*})", parameters.rstrip(")")) if one)
    return f"{name}({types})" if reference.startswith("M:") else name


def prose(element: ElementTree.Element) -> str:
    parts = [html.escape(element.text or "")]
    for child in element:
        inner = prose(child)
        if child.tag in ("see", "seealso"):
            inner = f"<code>{html.escape(shown(child.get('cref', 'x:' + child.get('langword', ''))))}</code>"
        elif child.tag in ("paramref", "typeparamref"):
            inner = f"<code>{html.escape(child.get('name', ''))}</code>"
        elif child.tag in ("c", "code"):
            inner = f"<code>{inner}</code>"
        elif child.tag == "para":
            inner = f"<p>{inner}</p>"
        parts += [inner, html.escape(child.tail or "")]
    return "".join(parts)


def member(element: ElementTree.Element) -> str:
    lines = [f"<h3><code>{html.escape(shown(element.get('name', '')))}</code></h3>"]
    for part in sorted(element, key=lambda part: part.tag != "summary"):
        label = {"summary": "", "remarks": "", "returns": "Returns: ", "value": "Value: "}.get(
            part.tag, f"<code>{html.escape(shown(part.get('cref')) if part.get('cref') else part.get('name', ''))}</code>: ")
        lines.append(f"<p>{label}{prose(part)}</p>")
    return "\n".join(lines)


def classes(site: Path, assembly: Path) -> None:
    documentation = public_docs(assembly, assembly.with_suffix(".xml").read_text(encoding="utf-8-sig"))
    members = list(ElementTree.fromstring(documentation.encode()).iter("member"))
    types = {one.get("name", "")[2:]: [one] for one in members if one.get("name", "").startswith("T:")}
    for one in members:
        owner = re.sub(r"\(.*", "", one.get("name", "")[2:]).rpartition(".")[0]
        if not one.get("name", "").startswith("T:") and owner in types:
            types[owner].append(one)
    rows = []
    for name, parts in sorted(types.items()):
        body = "\n".join(member(one) for one in parts)
        write(site, f"csharp/{name}.html", name, f'<p><a href="index.html">C#</a></p>{body}')
        summary = parts[0].find("summary")
        rows.append(f'<tr><td><a href="{name}.html">{shown("T:" + name)}</a></td>'
                    f"<td>{prose(summary) if summary is not None else ''}</td></tr>")
    write(site, "csharp/index.html", "C#", f"<h1>C#</h1><table>{''.join(rows)}</table>")


# ---- links

class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.anchors.add(value)
            if name in ("href", "src") and value and tag in ("a", "link", "img", "script"):
                self.links.add(value)


def broken(site: Path) -> list[str]:
    """The links of the site's pages that lead nowhere; of Doxygen's own, the files. rustdoc looks at its pages itself."""
    read = {page: Links(page.read_text(encoding="utf-8", errors="replace")) for page in site.rglob("*.html")
            if page.relative_to(site).parts[0] != "rust"}
    found = []
    for page, links in read.items():
        is_ours = page.relative_to(site).parts[0] != "c"
        for link in links.links:
            if re.match(r"[a-z]+:|//|data:", link):
                continue
            path, _, anchor = link.split("?")[0].partition("#")
            there = (page.parent / path).resolve() if path else page
            if not there.exists() or (is_ours and anchor and there in read and anchor not in read[there].anchors):
                found.append(f"{page.relative_to(site)}: {link}")
    return found


def main() -> int:
    site, assembly = (Path(argument).resolve() for argument in sys.argv[1:])
    (site / "style.css").write_text((Path(__file__).parent / "style.css").read_text())
    for file, page in PAGES.items():
        write(site, page, title((ROOT / file).read_text(encoding="utf-8")), guide(file, page))
    classes(site, assembly)
    missing = broken(site)
    for line in sorted(missing):
        print(f"build.py: {line} leads nowhere", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
