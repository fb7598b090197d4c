"""docs/recipes.md as data: each request that it shows, and where a test server takes it."""

import dataclasses
import pathlib
import re

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/recipes.md"


@dataclasses.dataclass(frozen=True)
class Recipe:
    """With the page's capital words filled in."""

    name: str
    method: str
    url: str
    headers: tuple
    body: str

    @property
    def service(self):
        """As the host's name says it."""
        host = self.url.split("/")[2]
        return re.search(r"(s3|dynamodb|lambda|execute-api|sqs)\.", host).group(1)

    def at(self, endpoint):
        """Its URL on a server that has one host for everything."""
        host, _, path = self.url.removeprefix("https://").partition("/")
        place = {"s3": host.partition(".")[0] + "/", "execute-api": f"_aws/execute-api/{host.partition('.')[0]}/"}
        return f"{endpoint}/{place.get(self.service, '')}{path}"


def recipes(**words):
    """Those of the page, by name, `words` in place of its capital ones."""
    text = PAGE.read_text()
    found = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE):
        for block in re.findall(r"^```text\n((?:GET|PUT|POST) .*?)^```$", section, re.MULTILINE | re.DOTALL):
            for word, value in words.items():
                block = block.replace(word, value)
            head, _, body = block.rstrip("\n").partition("\n\n")
            first, *headers = head.splitlines()
            method, _, url = first.partition(" ")
            kind = re.search(r"_20120810\.(\w+)|list-type", block)
            name = f"{section.split()[0].lower()} {method if kind is None else kind.group(1) or 'list'}".lower()
            found[name] = Recipe(name, method, url, tuple(headers), body)
    return found


NAMES = tuple(recipes())
