//! `cognito_native.json` says what the header says: a C compiler compares the two, item by item, and nothing that the
//! header declares is missing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use product::{HEADER, HEADER_JSON, STRICT, SYMBOLS, in_repository, names, read, run, without_comments};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;

#[test]
fn its_functions_are_the_symbol_list() {
    let functions = items().into_iter().filter(|item| item["kind"] == "function");
    let functions: BTreeSet<String> = functions.map(|function| text(&function["name"]).to_owned()).collect();
    assert_eq!(functions, names(&read(SYMBOLS)));
}

#[test]
fn nothing_of_the_header_is_missing() {
    let header = read(HEADER);
    let code = without_comments(&header);
    let words = code.lines().filter(|line| !line.starts_with('#')).flat_map(words);
    let macros = ["CALL", "ENUM", "NONNULL", "NULLABLE", "SENDABLE"].map(|name| format!("COGNITO_{name}"));
    let declared: BTreeSet<String> =
        words.filter(|word| is_ours(word)).filter(|word| !macros.contains(word)).collect();
    let defines = header.lines().filter_map(|line| line.strip_prefix("#define ")?.split_once(' '));
    let numbers = defines
        .filter(|(_, value)| value.trim_end_matches('u').parse::<i64>().is_ok())
        .map(|(name, _)| name.to_owned());
    let declared: BTreeSet<String> = declared.into_iter().chain(numbers).collect();

    let named = items().iter().map(|item| text(&item["name"]).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(named, declared);
}

#[test]
fn everything_is_documented() {
    let fields = items().into_iter().flat_map(|item| list(&item, "fields"));
    let silent: Vec<String> = items()
        .into_iter()
        .chain(fields)
        .filter(|item| item["documentation"].as_str().is_none_or(str::is_empty))
        .map(|item| text(&item["name"]).to_owned())
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

/// Numbers, types of fields and signatures: the program compiles only where they are the header's.
#[test]
fn a_c_compiler_finds_the_same() {
    let mut program = String::from("#include \"cognito_native.h\"\nint main(void) {\n");
    for item in items() {
        let name = text(&item["name"]);
        match text(&item["kind"]) {
            "constant" => writeln!(program, "_Static_assert({name} == {}, \"\");", item["value"]),
            "enum" | "type" => writeln!(program, "{{ {} *p = ({name} *)0; (void)p; }}", text(&item["type"])),
            "handle" => writeln!(program, "{{ struct {name} *p = ({name} *)0; (void)p; }}"),
            "callback" => writeln!(program, "{{ {}; p = ({name})0; (void)p; }}", pointer(&item)),
            "function" => writeln!(program, "{{ {} = {name}; (void)p; }}", pointer(&item)),
            "struct" => writeln!(program, "{{ {name} s; {} (void)s; }}", fields(&item)),
            other => panic!("{name} is a {other}"),
        }
        .unwrap();
    }
    program += "return 0; }\n";
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("same.c");
    std::fs::write(&source, program).unwrap();
    run(Command::new("gcc")
        .args(STRICT)
        .args(["-std=c11", "-fsyntax-only", "-I"])
        .arg(in_repository("include"))
        .arg(source));
}

/// `cognito_result (*p)(cognito_queue *)`
fn pointer(item: &Value) -> String {
    let parameters = list(item, "parameters");
    let types: Vec<&str> = parameters.iter().map(|parameter| text(&parameter["type"])).collect();
    let types = if types.is_empty() { "void".to_owned() } else { types.join(", ") };
    format!("{} (COGNITO_CALL *p)({types})", text(&item["returns"]["type"]))
}

/// Pointers to each field; in its order, and of its size all together.
fn fields(item: &Value) -> String {
    let fields = list(item, "fields");
    let mut code = String::new();
    for (index, field) in fields.iter().enumerate() {
        let (name, of) = (text(&field["name"]), text(&field["type"]));
        let _ = write!(code, "{of} *p{index} = &s.{name}; (void)p{index}; ");
    }
    for pair in fields.windows(2) {
        let (first, second) = (text(&pair[0]["name"]), text(&pair[1]["name"]));
        let of = text(&item["name"]);
        let _ = write!(code, "_Static_assert(offsetof({of}, {first}) < offsetof({of}, {second}), \"\"); ");
    }
    code
}

/// All items of all sections, the constants of an enum too.
fn items() -> Vec<Value> {
    let root: Value = serde_json::from_str(&read(HEADER_JSON)).unwrap();
    let items: Vec<Value> =
        list(&root, "sections").iter().flat_map(|section| list(section, "items")).collect();
    let constants: Vec<Value> = items.iter().flat_map(|item| list(item, "constants")).collect();
    [items, constants].concat()
}

fn list(of: &Value, key: &str) -> Vec<Value> {
    of[key].as_array().cloned().unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

fn words(line: &str) -> impl Iterator<Item = String> {
    line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(str::to_owned)
}

fn is_ours(word: &str) -> bool {
    word.starts_with("cognito_") || word.starts_with("COGNITO_")
}
