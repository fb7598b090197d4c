//! The C header as a page to read (`cognito_native.h`) and as data (`cognito_native.json`), from what cbindgen says of
//! `src/ffi` and from the order of those files. One section for each noun, its items in the order of the source.
//!
//! Invariant: the output depends on the inputs alone, and what is not understood or has no place is an error.

#[path = "header/data.rs"]
mod data;
#[path = "header/declarations.rs"]
mod declarations;
#[path = "header/nullability.rs"]
mod nullability;
#[path = "header/page.rs"]
mod page;
#[path = "header/sections.rs"]
mod sections;

/// Both files, made of the same declarations.
pub(crate) struct Generated {
    pub(crate) header: String,
    pub(crate) json: String,
}

/// `sources` are the files of `src/ffi`: name and text.
pub(crate) fn generate(cbindgen: &str, sources: &[(String, String)]) -> Result<Generated, String> {
    let mut items = declarations::parse(cbindgen)?;
    nullability::decide(&mut items);
    let sections = sections::arrange(items, sources)?;
    let json = data::json(&sections).map_err(|error| error.to_string())?;
    Ok(Generated { header: page::render(&sections), json })
}
