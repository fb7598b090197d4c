//! The header as data, for whoever generates bindings: every function, struct, field and constant with its
//! documentation, in the header's order.

use serde::Serialize;

use super::declarations::{Field, Item, Kind, Signature};
use super::sections::{Entry, Section};

#[derive(Serialize)]
struct Root<'a> {
    header: &'static str,
    sections: Vec<Sectioned<'a>>,
}

#[derive(Serialize)]
struct Sectioned<'a> {
    title: &'a str,
    items: Vec<Described<'a>>,
}

#[derive(Serialize)]
struct Described<'a> {
    kind: &'static str,
    name: &'a str,
    documentation: String,
    #[serde(flatten)]
    details: Details<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Details<'a> {
    None {},
    Number { value: i64 },
    Alias { r#type: &'a str },
    Group { r#type: &'a str, constants: Vec<Described<'a>> },
    Struct { fields: Vec<Typed<'a>> },
    Call { parameters: Vec<Typed<'a>>, returns: Returned<'a> },
}

#[derive(Serialize)]
struct Typed<'a> {
    name: &'a str,
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nullable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<String>,
}

#[derive(Serialize)]
struct Returned<'a> {
    r#type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nullable: Option<bool>,
}

pub(crate) fn json(sections: &[Section]) -> Result<String, serde_json::Error> {
    let sections: Vec<Sectioned<'_>> = sections
        .iter()
        .map(|section| Sectioned {
            title: section.title,
            items: section.entries.iter().filter_map(entry).collect(),
        })
        .collect();
    Ok(serde_json::to_string_pretty(&Root { header: "cognito_native.h", sections })? + "\n")
}

fn entry(entry: &Entry) -> Option<Described<'_>> {
    match entry {
        Entry::Item(item) | Entry::Defined(item) => Some(described(item)),
        Entry::Group { of, constants } => {
            let Kind::Alias { base } = &of.kind else { return None };
            let constants = constants.iter().map(described).collect();
            let details = Details::Group { r#type: base, constants };
            Some(Described { kind: "enum", details, ..described(of) })
        }
        Entry::Forward(_) => None,
    }
}

fn described(item: &Item) -> Described<'_> {
    let (kind, details) = match &item.kind {
        Kind::Constant { value } => ("constant", Details::Number { value: number(value) }),
        Kind::Handle => ("handle", Details::None {}),
        Kind::Alias { base } => ("type", Details::Alias { r#type: base }),
        Kind::Callback(signature) => ("callback", call(item, signature)),
        Kind::Struct { fields } => ("struct", Details::Struct { fields: fields.iter().map(field).collect() }),
        Kind::Function(signature) => ("function", call(item, signature)),
    };
    Described { kind, name: &item.name, documentation: text(&item.documentation), details }
}

/// `4294967295u`
fn number(value: &str) -> i64 {
    value.trim_end_matches('u').parse().unwrap_or_default()
}

fn call<'a>(item: &'a Item, signature: &'a Signature) -> Details<'a> {
    let parameters = signature.parameters.iter().map(|parameter| Typed {
        name: &parameter.name,
        r#type: &parameter.of,
        nullable: is_pointer(&parameter.of).then_some(parameter.may_be_null),
        documentation: item.parameter_documentation(&parameter.name),
    });
    let nullable = is_pointer(&signature.returns).then_some(signature.may_return_null);
    Details::Call {
        parameters: parameters.collect(),
        returns: Returned { r#type: &signature.returns, nullable },
    }
}

fn field(field: &Field) -> Typed<'_> {
    let nullable = is_pointer(&field.of).then_some(true);
    Typed { name: &field.name, r#type: &field.of, nullable, documentation: Some(text(&field.documentation)) }
}

fn is_pointer(of: &str) -> bool {
    of.ends_with('*') || of.ends_with("_fn")
}

/// A line for each paragraph and for each tag; what is said of parameters is theirs.
fn text(documentation: &[String]) -> String {
    let mut text = String::new();
    let mut is_parameter = false;
    for line in documentation {
        is_parameter = line.starts_with("@param ") || (is_parameter && line.starts_with("  "));
        if is_parameter {
            continue;
        }
        let begins = line.is_empty() || is_tag(line);
        if begins && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        if !begins && !text.is_empty() && !text.ends_with('\n') {
            text.push(' ');
        }
        text += line;
    }
    text.trim_end().to_owned()
}

fn is_tag(line: &str) -> bool {
    ["Ownership: ", "Thread: ", "Callback: ", "Errors: "].iter().any(|tag| line.starts_with(tag))
}
