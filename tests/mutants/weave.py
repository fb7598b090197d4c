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


# Where a constant's name stands for its value before the program runs, or is not alone.
BEFORE_IT_RUNS = {"match_pattern", "array_type", "static_item", "const_block", "attribute_item", "use_declaration",
                  "scoped_identifier", "type_arguments"}


class Weaver:
    """Weaves a file's mutants, given as (number, as cargo-mutants lists it), into its text. `fixed` is on for good. `below`
    is the text of the modules in this one, which see its constants too."""

    def __init__(self, source, mutants, fixed=None, below=b""):
        self.source, self.fixed, self.below = source, fixed, below
        self.static, self.is_constant, self.functions = set(), False, {}
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
        root = PARSER.parse(self.source).root_node
        self.functions = {} if self.fixed is not None else self.asked_constants(root)
        text = self.weave(root)
        return text, {number for mutants in self.waiting.values() for number, _ in mutants}, self.static

    def text(self, node):
        return self.source[node.start_byte : node.end_byte]

    def take(self, genre, node):
        return self.waiting.pop((genre, node.start_byte), []) if node else []

    def asked_constants(self, root):
        """The constants that mutants change, directly or by way of another one, and that can become functions, which ask
        which mutant is on: private ones that are only read in this file, when the program runs. By name."""
        constants, uses = collections.defaultdict(list), collections.defaultdict(list)
        for node in descendants(root):
            if node.type == "const_item":
                constants[self.text(node.child_by_field_name("name"))].append(node)
            elif node.type in ("identifier", "type_identifier") and node.parent.child_by_field_name("name") != node:
                uses[self.text(node)].append(node)
        asked = {name: nodes[0] for name, nodes in constants.items() if self.can_be_asked(name, nodes, uses[name])}
        while wrong := {name for name in asked for use in uses[name] if self.constant_around(use) not in {None, *asked}}:
            asked = {name: node for name, node in asked.items() if name not in wrong}
        changed = {name for name, node in asked.items() if any(
            node.child_by_field_name("value").start_byte <= start < node.end_byte for _, start in self.waiting)}
        while more := {self.constant_around(use) for name in changed for use in uses[name]} - {None, *changed}:
            changed |= more
        return {name: node for name, node in asked.items() if name in changed}

    def can_be_asked(self, name, nodes, uses):
        is_private = not any(child.type == "visibility_modifier" for child in nodes[0].children)
        is_read_late = all(BEFORE_IT_RUNS.isdisjoint(it.type for it in ancestors(use)) and not is_length(use) for use in uses)
        is_below = re.search(rb"\b" + name + rb"\b", self.below)
        return len(nodes) == 1 and is_private and uses and is_read_late and not is_below

    def constant_around(self, node):
        names = [self.text(it.child_by_field_name("name")) for it in ancestors(node) if it.type == "const_item"]
        return names[0] if names else None

    def weave(self, node):
        if node.type == "const_item" and self.text(node.child_by_field_name("name")) in self.functions:
            kind, value = (node.child_by_field_name(field) for field in ("type", "value"))
            head = b"#[allow(non_snake_case)] fn " + self.function(node.child_by_field_name("name"))
            return self.text(node) + b" " + head + b" -> " + self.text(kind) + b" { " + self.weave(value) + b" }"
        if node.type == "identifier" and self.text(node) in self.functions:
            return self.function(node)
        was_constant, self.is_constant = self.is_constant, self.is_constant or is_constant(node)
        pieces, at = [], node.start_byte
        guard = node.child_by_field_name("condition") if node.type == "match_pattern" else None
        for child in node.children:
            woven = self.weave(child)
            pieces += [self.source[at : child.start_byte], self.mutate_guard(child, woven) if child == guard else woven]
            at = child.end_byte
        inner = b"".join(pieces) + self.source[at : node.end_byte]
        mutate = getattr(self, f"mutate_{node.type}", None)
        inner = mutate(node, inner) if mutate else inner
        self.is_constant = was_constant
        return inner

    def function(self, name):
        return b"asked_" + self.text(name) + b"()"

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
            if number == self.fixed:
                inner = inner[:end] + b" if false" + inner[end:]
            elif self.is_constant:
                self.static.add(number)
            else:
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
        returns, boxed = b"", []
        for first in body.children[1:]:
            for number, mutant in self.take("FnValue", first):
                value = marked(number, mutant["replacement"].encode())
                if number == self.fixed:
                    return inner[:start] + value + b"}"
                if self.is_constant:
                    self.static.add(number)
                    continue
                if "impl " in mutant["function"]["return_type"]:
                    value = b"Box::new(" + mutant["replacement"].encode() + b")"
                    boxed.append((number, value))
                    continue
                returns += f" if {on(number)} {{ return ".encode() + value + b"; }"
        if boxed:
            # What is returned has one type.
            trait = self.text(node.child_by_field_name("return_type")).removeprefix(b"impl ")
            usual = self.choice(boxed, b"Box::new(" + inner[start - 1 :] + b")")
            return inner[:start] + b" let it: Box<dyn " + trait + b"> = " + usual + b"; it }"
        return inner[:start] + returns + inner[start:]


def descendants(node):
    yield node
    for child in node.children:
        yield from descendants(child)


def ancestors(node):
    while node := node.parent:
        yield node


def is_constant(node):
    """It is there before the program runs, or may have to be."""
    words = [child for child in node.children if child.type == "function_modifiers"]
    return node.type == "const_item" or any(word.type == "const" for it in words for word in it.children)


def is_length(node):
    """It counts the elements of an array."""
    around = [node, *ancestors(node)]
    return any(it.parent and it.parent.child_by_field_name("length") == it for it in around)


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
