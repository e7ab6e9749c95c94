"""Findings have titles in three languages: there are exactly those for the codes that the source gives."""

import re

TITLES = "gateway/base/finding_titles.cpp"
CODE = r'"([a-z]+(?:-[a-z]+)*)"'
EITHER = CODE + r"(?:\s*:\s*" + CODE + r")?"  # … ? "a" : "b"
GIVEN = [re.compile(pattern) for pattern in (
    r"Severity::\w+,\s*(?:[^\";,?]+\?\s*)?" + EITHER,
    r"\{" + CODE + r",\s*Severity::",
    r"\.code = " + CODE,
    r"\bcode\{" + CODE + r"\}",
    r"\bcomplain\(\s*[^\";]+,\s*" + CODE + r",",
    r"\bdescribe\(\s*(?:[^\";,?]+\?\s*)?" + EITHER + r",",
    r"\breport_?\.(?:error|warning|note)\(\s*" + CODE + r",",
    r"\breport\(\s*" + CODE + r",",
)]
CODE_OF = re.compile(r"^std::string_view code_of\(.*?^}", re.M | re.S)
COMPOSED = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')
TITLED = re.compile(r"\{\s*" + CODE + r",\s*\{")


def given(file):
    """Pairs (line, code) of the findings that this file gives."""
    matches = [match for pattern in GIVEN for match in pattern.finditer(file.text)]
    for function in CODE_OF.finditer(file.text):
        matches += COMPOSED.finditer(file.text, function.start(), function.end())
    for match in matches:
        for code in filter(None, match.groups()):
            yield file.text.count("\n", 0, match.start()) + 1, code


def check_finding_titles(repository):
    text = repository.text_of(TITLES)
    titled = {match.group(1): text.count("\n", 0, match.start(1)) + 1 for match in TITLED.finditer(text)}
    seen = set()
    for file in repository.production():
        if file.path == TITLES or file.path.startswith("gateway/app/"):
            continue
        for line, code in given(file):
            seen.add(code)
            if code not in titled:
                yield file.path, line, f"findings of code '{code}' have no title in {TITLES}"
    for code in sorted(titled.keys() - seen):
        yield TITLES, titled[code], f"nothing gives findings of code '{code}'"


RULES = [check_finding_titles]
