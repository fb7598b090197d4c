//! The header as people read it.
//!
//! Between `clang assume_nonnull` pragmas (see the preamble) a pointer must not be NULL unless it is marked, which keeps
//! the page readable; clang infers nothing for a pointer to a pointer, so that both of its levels are marked.

use std::fmt::Write as _;

use super::declarations::{Field, Item, Kind, Parameter, Signature};
use super::sections::{Entry, Section};

const MOST_COLUMNS: usize = 110;
const RULE: &str =
    "==========================================================================================";
const NULLABLE: &str = " COGNITO_NULLABLE";
const NONNULL: &str = " COGNITO_NONNULL";

/// A program, the conventions, the macros.
const PREAMBLE: &str = include_str!("preamble.h");
const CLOSING: &str = include_str!("closing.h");

pub(crate) fn render(sections: &[Section]) -> String {
    let mut page = PREAMBLE.to_owned();
    for section in sections {
        banner(&mut page, section);
        for entry in &section.entries {
            let text = match entry {
                Entry::Item(item) => declared(item, false),
                Entry::Defined(item) => declared(item, true),
                Entry::Group { of, constants } => group(of, constants),
                Entry::Forward(name) => format!("typedef struct {name} {name};\n"),
            };
            page += "\n";
            page += &text;
        }
    }
    page + CLOSING
}

fn banner(page: &mut String, section: &Section) {
    let about = if section.about.is_empty() { String::new() } else { format!(" *\n * {}\n", section.about) };
    let _ = write!(page, "\n\n/* {RULE}\n * {}\n{about} * {RULE} */\n", section.title.to_uppercase());
}

/// A struct that was declared further up must not be `typedef`ed again, which C99 refuses.
fn declared(item: &Item, is_known: bool) -> String {
    let name = &item.name;
    let comment = comment(&item.documentation, "");
    let code = match &item.kind {
        Kind::Constant { value } => format!("#define {name} {value}\n"),
        Kind::Handle => format!("typedef struct {name} {name};\n"),
        Kind::Alias { base } => format!("typedef {base} {name};\n"),
        Kind::Struct { fields } if is_known => structure(&format!("struct {name}"), "", fields),
        Kind::Struct { fields } => structure(&format!("typedef struct {name}"), &format!(" {name}"), fields),
        Kind::Callback(signature) => {
            let head = format!("typedef {}(COGNITO_CALL *{name})", returned(signature));
            call(&head, signature)
        }
        Kind::Function(signature) => call(&format!("{}COGNITO_CALL {name}", returned(signature)), signature),
    };
    comment + &code
}

fn group(of: &Item, constants: &[Item]) -> String {
    let Kind::Alias { base } = &of.kind else { return String::new() };
    let mut text = comment(&of.documentation, "");
    let _ = writeln!(text, "COGNITO_ENUM({}, {base}) {{", of.name);
    for (index, constant) in constants.iter().enumerate() {
        let Kind::Constant { value } = &constant.kind else { continue };
        let comma = if index + 1 < constants.len() { "," } else { "" };
        text += &comment(&constant.documentation, "    ");
        let _ = writeln!(text, "    {} = {value}{comma}", constant.name);
    }
    text + "};\n"
}

fn structure(head: &str, tail: &str, fields: &[Field]) -> String {
    let mut text = format!("{head} {{\n");
    for field in fields {
        text += &comment(&field.documentation, "    ");
        let _ = writeln!(text, "    {};", variable(&field.of, &field.name, true));
    }
    text + "}" + tail + ";\n"
}

fn returned(signature: &Signature) -> String {
    let of = variable(&signature.returns, "", signature.may_return_null);
    if of.ends_with('*') { of } else { of + " " }
}

/// A type, marked, and the name after it.
fn variable(of: &str, name: &str, may_be_null: bool) -> String {
    let mark = if may_be_null { NULLABLE } else { NONNULL };
    let stars = of.matches('*').count();
    let marked = match (of.rsplit_once('*'), stars) {
        (Some((target, _)), 1) if may_be_null => format!("{target}*{NULLABLE}"),
        (Some((target, _)), 1) => return format!("{target}*{name}"),
        (Some((target, _)), _) => {
            // A handle that is handed out is NULL on failure; the strings of an array are there.
            let inner = if target.contains("char") { NONNULL } else { NULLABLE };
            format!("{}*{mark}", target.replacen('*', &format!("*{inner} "), 1).replace("  ", " "))
        }
        (None, _) if may_be_null && of.ends_with("_fn") => format!("{of}{NULLABLE}"),
        (None, _) => of.to_owned(),
    };
    format!("{marked} {name}").trim_end().to_owned().replace("* COGNITO", "*COGNITO")
}

/// On one line, or with a line for each parameter.
fn call(head: &str, signature: &Signature) -> String {
    let parameters: Vec<String> = signature.parameters.iter().map(parameter).collect();
    if parameters.is_empty() {
        return format!("{head}(void);\n");
    }
    let line = format!("{head}({});\n", parameters.join(", "));
    if line.len() <= MOST_COLUMNS {
        return line;
    }
    format!("{head}(\n    {});\n", parameters.join(",\n    "))
}

fn parameter(parameter: &Parameter) -> String {
    let text = variable(&parameter.of, &parameter.name, parameter.may_be_null);
    if parameter.of.ends_with("_fn") { format!("COGNITO_SENDABLE {text}") } else { text }
}

fn comment(documentation: &[String], indent: &str) -> String {
    match documentation {
        [] => String::new(),
        [line] if indent.len() + line.len() + 7 <= MOST_COLUMNS => format!("{indent}/** {line} */\n"),
        lines => {
            let mut text = format!("{indent}/**\n");
            for line in lines {
                let _ = writeln!(text, "{}", format!("{indent} * {line}").trim_end());
            }
            text + indent + " */\n"
        }
    }
}
