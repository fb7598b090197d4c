//! csbindgen declares one delegate type for each callback parameter; C# gets one for each callback type instead, under
//! the name it has in C. So one static delegate serves every function that takes its type.
//!
//! Invariant: the output depends on the two inputs alone, and when csbindgen writes something else than is expected here,
//! there is an error and no output.

use std::collections::{BTreeMap, BTreeSet};

const ATTRIBUTE: &str = "        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]";
const DELEGATE: &str = "        internal delegate ";
const FUNCTION: &str = "        internal static extern ";
const GENERATED_SUFFIX: &str = "_delegate";

/// The C# declarations with callback types as named in the Rust sources.
pub(crate) fn name_callback_types(csharp: &str, rust: &str) -> Result<String, String> {
    let delegates = delegates(csharp)?;
    let names = callback_types(csharp, rust)?;
    let declared: BTreeSet<&str> = delegates.keys().copied().collect();
    let used: BTreeSet<&str> = names.keys().copied().collect();
    if declared != used {
        return Err(format!(
            "csbindgen declares the delegates {declared:?}, but its functions take {used:?}"
        ));
    }

    let mut signatures = BTreeMap::new();
    for (delegate, name) in &names {
        let signature = delegates.get(delegate).copied().unwrap_or_default();
        if let Some(other) = signatures.insert(*name, signature).filter(|other| *other != signature) {
            return Err(format!("{name} has two signatures in C#: {other:?} and {signature:?}"));
        }
    }
    let output = rewritten(csharp, &names, &signatures);
    match output.lines().find(|line| !is_comment(line) && line.contains(GENERATED_SUFFIX)) {
        Some(line) => Err(format!("a delegate kept csbindgen's name: {line}")),
        None => Ok(output),
    }
}

/// The signature, `("int", "void* user_data")`, of each delegate.
fn delegates(csharp: &str) -> Result<BTreeMap<&str, (&str, &str)>, String> {
    let mut found = BTreeMap::new();
    let mut before = "";
    for line in csharp.lines() {
        if let Some(declaration) = line.strip_prefix(DELEGATE) {
            let parts = declaration.strip_suffix(");").and_then(|rest| rest.split_once('('));
            let parts = parts.and_then(|(head, parameters)| Some((head.rsplit_once(' ')?, parameters)));
            let Some(((returned, name), parameters)) = parts.filter(|_| before == ATTRIBUTE) else {
                return Err(format!("a delegate that csbindgen did not write before: {line}"));
            };
            found.insert(name, (returned, parameters));
        }
        before = line;
    }
    if found.is_empty() {
        return Err("csbindgen wrote no line that declares a delegate".to_owned());
    }
    Ok(found)
}

/// The name in Rust for each delegate type that a C# function takes.
fn callback_types<'a>(csharp: &'a str, rust: &'a str) -> Result<BTreeMap<&'a str, &'a str>, String> {
    let mut names = BTreeMap::new();
    for declaration in csharp.lines().filter_map(|line| line.strip_prefix(FUNCTION)) {
        let (head, parameters) = declaration.split_once('(').ok_or("a C# function without parentheses")?;
        let function = head.rsplit(' ').next().unwrap_or(head);
        let parameters = parameters.trim_end_matches(");").split(", ").filter_map(|one| one.split_once(' '));
        for (delegate, parameter) in parameters.filter(|(of, _)| of.ends_with(GENERATED_SUFFIX)) {
            let name = rust_type(rust, function, parameter)
                .ok_or_else(|| format!("no callback type in Rust for {parameter:?} of {function}"))?;
            names.insert(delegate, name);
        }
    }
    Ok(names)
}

/// The type of a function's parameter, when it is a callback type by its name.
fn rust_type<'a>(rust: &'a str, function: &str, parameter: &str) -> Option<&'a str> {
    let (_, declaration) = rust.split_once(&format!(" fn {function}("))?;
    let (parameters, _) = declaration.split_once(')')?;
    let types = parameters.split(',').filter_map(|one| one.trim().split_once(": "));
    let name = types.filter(|(name, _)| *name == parameter).map(|(_, of)| of).next()?;
    (name.starts_with("cognito_") && name.ends_with("_fn")).then_some(name)
}

fn rewritten(
    csharp: &str,
    names: &BTreeMap<&str, &str>,
    signatures: &BTreeMap<&str, (&str, &str)>,
) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut callbacks = signatures.iter();
    let mut is_dropped = false;
    for line in csharp.lines() {
        if line == ATTRIBUTE {
            // The few types fill the first places of the many.
            is_dropped = true;
            if let Some((name, (returned, parameters))) = callbacks.next() {
                let declaration = format!("{DELEGATE}{returned} {name}({parameters});");
                lines.extend([ATTRIBUTE.to_owned(), declaration, String::new()]);
            }
        } else if is_dropped {
            is_dropped = !line.is_empty();
        } else if line.starts_with(FUNCTION) {
            lines.push(renamed(line, names));
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

fn renamed(function: &str, names: &BTreeMap<&str, &str>) -> String {
    let rename = |line: String, (delegate, name): (&&str, &&str)| {
        line.replace(&format!("({delegate} "), &format!("({name} "))
            .replace(&format!(", {delegate} "), &format!(", {name} "))
    };
    names.iter().fold(function.to_owned(), rename)
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}
