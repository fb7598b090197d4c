//! What cbindgen wrote, taken apart: one item after the other, each with its documentation.
//!
//! Invariant: every line is part of an item, or there is an error.

/// One thing that the header declares.
pub(crate) struct Item {
    pub(crate) name: String,
    /// Line by line, as in the source.
    pub(crate) documentation: Vec<String>,
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Constant { value: String },
    Handle,
    Alias { base: String },
    Callback(Signature),
    Struct { fields: Vec<Field> },
    Function(Signature),
}

pub(crate) struct Signature {
    pub(crate) returns: String,
    pub(crate) may_return_null: bool,
    pub(crate) parameters: Vec<Parameter>,
}

pub(crate) struct Parameter {
    pub(crate) name: String,
    /// As in C, without the name: `const char *const *`.
    pub(crate) of: String,
    pub(crate) may_be_null: bool,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) of: String,
    pub(crate) documentation: Vec<String>,
}

impl Item {
    /// The signature of a function or of a callback type.
    pub(crate) fn signature(&self) -> Option<&Signature> {
        match &self.kind {
            Kind::Callback(signature) | Kind::Function(signature) => Some(signature),
            _ => None,
        }
    }

    /// Every type that the item names.
    pub(crate) fn types(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Constant { .. } | Kind::Handle => Vec::new(),
            Kind::Alias { base } => vec![base],
            Kind::Struct { fields } => fields.iter().map(|field| field.of.as_str()).collect(),
            Kind::Callback(signature) | Kind::Function(signature) => {
                let parameters = signature.parameters.iter().map(|parameter| parameter.of.as_str());
                parameters.chain([signature.returns.as_str()]).collect()
            }
        }
    }

    /// What the documentation says of a parameter, in one line.
    pub(crate) fn parameter_documentation(&self, parameter: &str) -> Option<String> {
        let mut lines = self.documentation.iter().skip_while(|line| !is_about(line, parameter));
        let (_, first) = lines.next()?.trim_start().strip_prefix("@param ")?.split_once(' ')?;
        let rest = lines.take_while(|line| line.starts_with("  "));
        let words = std::iter::once(first).chain(rest.map(String::as_str)).map(str::trim);
        Some(words.collect::<Vec<_>>().join(" "))
    }
}

fn is_about(line: &str, parameter: &str) -> bool {
    line.strip_prefix("@param ").and_then(|rest| rest.split(' ').next()) == Some(parameter)
}

pub(crate) fn parse(cbindgen: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut lines = cbindgen.lines().map(str::trim);
    let mut documentation = Vec::new();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        if line == "/**" {
            documentation = comment(&mut lines);
            continue;
        }
        let (name, kind) =
            declaration(line, &mut lines).ok_or_else(|| format!("cbindgen wrote an unknown line: {line}"))?;
        items.push(Item { name, documentation: std::mem::take(&mut documentation), kind });
    }
    Ok(items)
}

/// The lines of a comment whose first line was taken.
fn comment<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Vec<String> {
    let text =
        |line: &str| line.strip_prefix("* ").or_else(|| line.strip_prefix('*')).unwrap_or(line).to_owned();
    lines.take_while(|line| *line != "*/").map(text).collect()
}

fn declaration<'a>(line: &'a str, lines: &mut impl Iterator<Item = &'a str>) -> Option<(String, Kind)> {
    if let Some(constant) = line.strip_prefix("#define ") {
        let (name, value) = constant.split_once(' ')?;
        return Some((name.to_owned(), Kind::Constant { value: value.to_owned() }));
    }
    if line == "typedef struct {" {
        return structure(lines);
    }
    let line = line.strip_suffix(';')?;
    let Some(defined) = line.strip_prefix("typedef ") else {
        let (name, signature) = signature(line)?;
        return Some((name, Kind::Function(signature)));
    };
    if let Some(handle) = defined.strip_prefix("struct ") {
        let (_, name) = handle.split_once(' ')?;
        return Some((name.to_owned(), Kind::Handle));
    }
    if let Some((returns, rest)) = defined.split_once(" (*") {
        let (name, parameters) = rest.split_once(")(")?;
        let (_, signature) = signature(&format!("{returns} {name}({parameters}"))?;
        return Some((name.to_owned(), Kind::Callback(signature)));
    }
    let (base, name) = defined.rsplit_once(' ')?;
    Some((name.to_owned(), Kind::Alias { base: base.to_owned() }))
}

/// The fields of a struct, and its name, which comes last.
fn structure<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<(String, Kind)> {
    let mut fields = Vec::new();
    let mut documentation = Vec::new();
    loop {
        let line = lines.next()?;
        if line == "/**" {
            documentation = comment(lines);
        } else if let Some(name) = line.strip_prefix("} ") {
            return Some((name.strip_suffix(';')?.to_owned(), Kind::Struct { fields }));
        } else {
            let (of, name) = typed(line.strip_suffix(';')?)?;
            fields.push(Field { name, of, documentation: std::mem::take(&mut documentation) });
        }
    }
}

/// `cognito_result cognito_queue_new(cognito_queue **out)`
fn signature(declaration: &str) -> Option<(String, Signature)> {
    let (head, parameters) = declaration.strip_suffix(')')?.split_once('(')?;
    let (returns, name) = typed(head)?;
    let parameters = parameters.split(", ").filter(|parameter| *parameter != "void");
    let parameters = parameters
        .map(|parameter| typed(parameter).map(|(of, name)| Parameter { name, of, may_be_null: false }))
        .collect::<Option<Vec<_>>>()?;
    Some((name, Signature { returns, may_return_null: false, parameters }))
}

/// A type and the name after it.
fn typed(text: &str) -> Option<(String, String)> {
    let end = text.rfind([' ', '*'])? + 1;
    let (of, name) = text.split_at_checked(end)?;
    Some((of.trim().to_owned(), name.to_owned()))
}
