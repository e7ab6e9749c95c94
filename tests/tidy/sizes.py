"""How long files, functions and lines may be, and the plain form of text."""

import ast
import re

LONGEST_FILE = 400
LONGEST_FUNCTION = 70
LONGEST_LINE = 120

TOKEN = re.compile(r"[{}();]")
SCOPE = re.compile(r"\s*(?:template\s*<.*>\s*)?(?:inline\s+)?(?:namespace|class|struct|union|enum|extern)\b", re.S)
ENDS_LIKE_FUNCTION = re.compile(r"\)\s*(?:const|noexcept|override|final|\s)*$")
MEMBER_INITIALIZER = re.compile(r"\)\s*(?:noexcept\s*)?:[^:].*[\w>]\s*$", re.S)


def check_file_length(repository):
    for file in repository.files.values():
        count = file.text.count("\n")
        if file.is_code() and count > LONGEST_FILE:
            yield file.path, LONGEST_FILE + 1, f"{count} lines; a file has at most {LONGEST_FILE}"


def check_line_length(repository):
    for file in repository.files.values():
        if file.is_code():
            for number, line in enumerate(file.lines, 1):
                if len(line) > LONGEST_LINE:
                    yield file.path, number, f"{len(line)} columns; a line has at most {LONGEST_LINE}"


def kind_of_block(header, blocks):
    """scope: names are declared inside; initializer: braces of a member; function; inner: all that is in one."""
    if any(kind in ("function", "inner") for kind, *_ in blocks):
        return "inner"
    if SCOPE.match(header) and not ENDS_LIKE_FUNCTION.search(header):
        return "scope"
    if MEMBER_INITIALIZER.search(header):
        return "initializer"
    return "function" if "(" in header else "inner"


def functions(code):
    """Pairs of offsets (begin of the head, closing brace) of every function that is not inside another."""
    blocks, parentheses, statement = [], 0, 0
    for match in TOKEN.finditer(code):
        token, at = match.group(), match.start()
        if token == "(":
            parentheses += 1
        elif token == ")":
            parentheses -= 1
        elif token == ";" and parentheses == 0:
            statement = at + 1
        elif token == "{":
            kind = "inner" if parentheses > 0 else kind_of_block(code[statement:at], blocks)
            blocks.append((kind, statement, parentheses))
            parentheses = 0
            if kind != "initializer":
                statement = at + 1
        elif token == "}" and blocks:
            kind, begin, parentheses = blocks.pop()
            if kind == "function":
                yield begin + len(code[begin:at]) - len(code[begin:at].lstrip()), at
            statement = begin if kind == "initializer" or parentheses > 0 else at + 1


def check_function_length(repository):
    message = f"lines; a function has at most {LONGEST_FUNCTION}"
    for file in repository.files.values():
        if file.is_cxx():
            for begin, end in functions(file.code):
                count = file.code.count("\n", begin, end) + 1
                if count > LONGEST_FUNCTION:
                    yield file.path, file.code.count("\n", 0, begin) + 1, f"{count} {message}"
        elif file.suffix == ".py":
            for node in ast.walk(ast.parse(file.text)):
                if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION:
                    yield file.path, node.lineno, f"{node.end_lineno - node.lineno + 1} {message}"


def check_plain_text(repository):
    for file in repository.files.values():
        if not file.is_code() and file.suffix not in (".yaml", ".yml", ".md"):
            continue
        if file.text.startswith("\ufeff"):
            yield file.path, 1, "byte order mark"
        if file.text and not file.text.endswith("\n"):
            yield file.path, len(file.lines), "no end of line at the end of the file"
        for number, line in enumerate(file.lines, 1):
            if line != line.rstrip():
                yield file.path, number, "white space at the end of the line"
            if "\t" in line:
                yield file.path, number, "tabulator"


RULES = [check_file_length, check_line_length, check_function_length, check_plain_text]
