"""Documents that hang together: every page is reachable, every link leads somewhere, every package has its reason."""

import posixpath
import re

LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)
PACKAGE = re.compile(r"^[a-z0-9][a-z0-9.+-]+$")
REASON = re.compile(r"^\|\s*`([a-z0-9][a-z0-9.+-]+)`\s*\|\s*\S")
STARTS = ("README.md", "docs/README.md", "docs/index.md")


def blank(match):
    return "\n" * match.group().count("\n")


def links(file):
    """Pairs (line, path from the root) of the links to files of the project."""
    for number, line in enumerate(FENCE.sub(blank, file.text).split("\n"), 1):
        for match in LINK.finditer(line):
            target = match.group(1).split("#")[0]
            if target and not re.match(r"[a-z]+:", target):
                root = "" if target.startswith("/") else file.folder
                yield number, posixpath.normpath(posixpath.join(root, target.lstrip("/")))


def check_links(repository):
    for file in repository.files.values():
        if file.suffix == ".md":
            for number, target in links(file):
                if target not in repository.names and not repository.has_folder(target):
                    yield file.path, number, f"the link leads nowhere: {target}"


def check_reachable(repository):
    seen = {path for path in STARTS if path in repository.files}
    waiting = sorted(seen)
    while waiting:
        file = repository.files[waiting.pop()]
        for _, target in links(file):
            for page in (target, f"{target}/README.md"):
                if page in repository.files and page.endswith(".md") and page not in seen:
                    seen.add(page)
                    waiting.append(page)
    for path in repository.files:
        if path.startswith("docs/") and path.endswith(".md") and path not in seen:
            yield path, 1, "no page leads here from README.md or the index of docs/"


def check_packages(repository):
    """packages.txt and docs/dependencies.md name the same packages."""
    listed = {}
    for number, line in enumerate(repository.text_of("packages.txt").split("\n"), 1):
        if PACKAGE.match(line):
            listed[line] = number
    reasons = {}
    for number, line in enumerate(repository.text_of("docs/dependencies.md").split("\n"), 1):
        if match := REASON.match(line):
            reasons[match.group(1)] = number
    for name in sorted(listed.keys() - reasons.keys()):
        yield "packages.txt", listed[name], f"{name} has no reason in docs/dependencies.md"
    for name in sorted(reasons.keys() - listed.keys()):
        yield "docs/dependencies.md", reasons[name], f"{name} is not in packages.txt"


def check_adapters(repository):
    names = {path.split("/")[1] for path in repository.names if path.startswith("adapters/") and path.count("/") > 1}
    for name in sorted(names):
        if f"adapters/{name}/README.md" not in repository.files:
            yield f"adapters/{name}", 1, "an adapter has a README.md with the facts of its protocol"


RULES = [check_links, check_reachable, check_packages, check_adapters]
