"""All mutants in one build: each place that cargo-mutants would change asks which mutant is on, and takes that one's text.

cargo-mutants builds the crate once for each mutant, which takes ten times as long as the tests that can notice it. So it
only lists them here. Every text that is put in stands between two comments that name its mutant, which is how an error
of the compiler is traced to the mutant that does not compile.
"""

import collections
import re

import tree_sitter
import tree_sitter_rust

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))
BEGIN, END = "/*<mutant {}*/", "/*mutant {}>*/"
MARK = re.compile(rb"/\*<mutant (\d+)\*/|/\*mutant (\d+)>\*/")

# The crate's own module that says which mutant is on. A place that is reached is noted in MUTANT_TRACE, one process after
# the other or several at once; nothing stays open, because some tests count descriptors.
SWITCH = """\
use std::io::Write as _;
use std::sync::OnceLock;
use std::sync::atomic::{{AtomicBool, Ordering}};

static CHOSEN: OnceLock<usize> = OnceLock::new();
static TRACE: OnceLock<Option<std::ffi::OsString>> = OnceLock::new();
static REACHED: [AtomicBool; {count}] = [const {{ AtomicBool::new(false) }}; {count}];

pub(crate) fn on(number: usize) -> bool {{
    let chosen = *CHOSEN.get_or_init(|| std::env::var("MUTANT").ok().and_then(|it| it.parse().ok()).unwrap_or(usize::MAX));
    if let Some(path) = TRACE.get_or_init(|| std::env::var_os("MUTANT_TRACE"))
        && !REACHED[number].swap(true, Ordering::Relaxed)
        && let Ok(mut file) = std::fs::OpenOptions::new().append(true).create(true).open(path)
    {{
        let _ = file.write_all(format!("{{number}}\\n").as_bytes());
    }}
    number == chosen
}}
"""


class Weaver:
    """Weaves a file's mutants, given as (number, as cargo-mutants lists it), into its text. `fixed` is on for good."""

    def __init__(self, source, mutants, fixed=None):
        self.source, self.fixed = source, fixed
        self.static, self.is_constant = set(), False
        self.lines = [0]
        for line in source.split(b"\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.waiting = collections.defaultdict(list)
        for number, mutant in mutants:
            self.waiting[(mutant["genre"], self.offset(mutant["span"]["start"]))].append((number, mutant))

    def offset(self, place):
        """Columns count characters, from 1."""
        start = self.lines[place["line"] - 1]
        line = self.source[start : self.lines[place["line"]] - 1].decode()
        return start + len(line[: place["column"] - 1].encode())

    def woven(self):
        """The text; the numbers of the mutants that have no place in it, as `&&` beside a `let` has no other form; and of
        those that cannot wait for the program to run."""
        text = self.weave(PARSER.parse(self.source).root_node)
        return text, {number for mutants in self.waiting.values() for number, _ in mutants}, self.static

    def text(self, node):
        return self.source[node.start_byte : node.end_byte]

    def take(self, genre, node):
        return self.waiting.pop((genre, node.start_byte), []) if node else []

    def weave(self, node):
        self.is_constant |= node.type == "const_item"
        pieces, at = [], node.start_byte
        guard = node.child_by_field_name("condition") if node.type == "match_pattern" else None
        for child in node.children:
            woven = self.weave(child)
            pieces += [self.source[at : child.start_byte], self.mutate_guard(child, woven) if child == guard else woven]
            at = child.end_byte
        inner = b"".join(pieces) + self.source[at : node.end_byte]
        mutate = getattr(self, f"mutate_{node.type}", None)
        inner = mutate(node, inner) if mutate else inner
        self.is_constant &= node.type != "const_item"
        return inner

    def choice(self, choices, otherwise):
        """An expression: the text of the mutant that is on, or else the usual one."""
        for number, text in choices:
            if number == self.fixed:
                return text
        if self.is_constant:
            self.static.update(number for number, _ in choices)
            return otherwise
        if not choices:
            return otherwise
        return b"(" + b" else ".join(f"if {on(n)} {{ ".encode() + marked(n, it) + b" }" for n, it in choices) + (
            b" else { " + otherwise + b" })"
        )

    def mutate_binary_expression(self, node, inner):
        left, right = self.text(node.child_by_field_name("left")), self.text(node.child_by_field_name("right"))
        mutants = self.take("BinaryOperator", node.child_by_field_name("operator"))
        return self.choice([(n, b" ".join([left, it["replacement"].encode(), right])) for n, it in mutants], inner)

    mutate_compound_assignment_expr = mutate_binary_expression

    def mutate_unary_expression(self, node, inner):
        operand = self.text(node.children[-1])
        return self.choice([(n, operand) for n, _ in self.take("UnaryOperator", node)], inner)

    def mutate_match_arm(self, node, inner):
        """An arm that is deleted is one that never matches."""
        pattern = node.child_by_field_name("pattern")
        for number, _ in self.take("MatchArm", node):
            end = pattern.end_byte - node.start_byte
            inner = inner[:end] + marked(number, f" if !{on(number)}".encode()) + inner[end:]
        return inner

    def mutate_guard(self, guard, inner):
        mutants = self.take("MatchArmGuard", guard)
        return self.choice([(n, it["replacement"].encode()) for n, it in mutants], inner)

    def mutate_struct_expression(self, node, inner):
        choices = []
        for field in node.child_by_field_name("body").named_children:
            for number, mutant in self.take("StructField", field):
                start, end = self.offset(mutant["span"]["start"]), self.offset(mutant["span"]["end"])
                choices.append((number, self.source[node.start_byte : start] + self.source[end : node.end_byte]))
        return self.choice(choices, inner)

    def mutate_function_item(self, node, inner):
        body = node.child_by_field_name("body")
        # What stands before the body has no mutants, so that its length is the same.
        start = body.start_byte + 1 - node.start_byte
        returns = b""
        for first in body.children[1:]:
            for number, mutant in self.take("FnValue", first):
                value = marked(number, mutant["replacement"].encode())
                if number == self.fixed:
                    return inner[:start] + value + b"}"
                if "impl " in mutant["function"]["return_type"]:
                    self.static.add(number)  # the body has one type
                    continue
                returns += f" if {on(number)} {{ return ".encode() + value + b"; }"
        return inner[:start] + returns + inner[start:]


def on(number):
    return f"crate::mutant::on({number})"


def marked(number, text):
    return BEGIN.format(number).encode() + text + END.format(number).encode()


def between_marks(text):
    """Where each mutant's text stands: number, first byte, last byte."""
    begun, found = {}, []
    for mark in MARK.finditer(text):
        if mark.group(1):
            begun[int(mark.group(1))] = mark.end()
        else:
            number = int(mark.group(2))
            found.append((number, begun.pop(number), mark.start()))
    return found
