//! The order of the header: a section for each noun, and in it the items of its files in the order of the source.
//!
//! Invariant: a type stands before its first use. So the handles and the plain numbers have a section of their own, and
//! what a section names that a later one declares stands there too.

use std::collections::{BTreeMap, BTreeSet};

use super::declarations::{Item, Kind};

/// Title, what it is about, files of `src/ffi`.
type Row = (&'static str, &'static str, &'static [&'static str]);

/// A file that declares something for C has its place here.
const ORDER: [Row; 15] = [
    ("Version", "", &["version.rs"]),
    ("Result codes", "", &["result.rs"]),
    (
        "Queue",
        "Where answers wait until the host takes them, on a thread of its own.",
        &["queue.rs", "queue_item.rs", "kept.rs"],
    ),
    (
        "Provider",
        "One identity pool and one player: options, identity id, credentials.",
        &["options.rs", "provider_handle.rs", "provider.rs", "try_get.rs"],
    ),
    ("Requests", "", &["request.rs"]),
    ("Completions", "What an answer or an event says.", &["completion.rs"]),
    ("Logins", "Who the player is.", &["login.rs", "login_request_handle.rs", "login_request.rs"]),
    (
        "Signing",
        "Requests to AWS services, signed with the credentials: Signature Version 4.",
        &["signing.rs", "signed_request.rs"],
    ),
    (
        "Transport",
        "The host's own HTTP, and a library without threads.",
        &["transport.rs", "exchange_handle.rs", "exchange.rs"],
    ),
    ("Storage", "The host's own place for what survives a restart.", &["storage.rs"]),
    ("Profiles", "Several players on one device.", &["profiles.rs"]),
    ("Names", "A list of them: of logins, of profiles.", &["names.rs"]),
    ("The device", "What the host says of the network and the application.", &["host_state.rs"]),
    ("Log", "", &["log.rs"]),
    (
        "State",
        "What the library is doing, for a debug overlay or a support log.",
        &["snapshot.rs", "live.rs"],
    ),
];

pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) about: &'static str,
    pub(crate) entries: Vec<Entry>,
}

pub(crate) enum Entry {
    Item(Item),
    /// A closed set of constants and the type that holds one of them.
    Group {
        of: Item,
        constants: Vec<Item>,
    },
    /// A struct that is declared here and defined further down.
    Forward(String),
    /// Its definition.
    Defined(Item),
}

/// Where an item is in the sources, and for a constant the name of its type.
struct Place<'a> {
    section: usize,
    file: usize,
    offset: usize,
    of: Option<&'a str>,
}

pub(crate) fn arrange(items: Vec<Item>, sources: &[(String, String)]) -> Result<Vec<Section>, String> {
    let mut placed = Vec::new();
    for item in items {
        placed.push((place(&item, sources)?, item));
    }
    placed.sort_by_key(|(place, _)| (place.section, place.file, place.offset));
    let early = used_early(&placed);

    let mut first = Section { title: "Types", about: "", entries: Vec::new() };
    let mut sections: Vec<Section> =
        ORDER.iter().map(|(title, about, _)| Section { title, about, entries: Vec::new() }).collect();
    let mut groups: BTreeMap<String, Vec<Item>> = grouped(&mut placed);
    for (place, item) in placed {
        let is_early = early.contains(&item.name);
        let section = sections.get_mut(place.section).ok_or("a section that is not there")?;
        match (&item.kind, groups.remove(&item.name)) {
            (_, Some(constants)) if !is_early => section.entries.push(Entry::Group { of: item, constants }),
            (_, Some(_)) => return Err(format!("{} is used before the section that declares it", item.name)),
            (Kind::Struct { .. }, None) if is_early => {
                first.entries.push(Entry::Forward(item.name.clone()));
                section.entries.push(Entry::Defined(item));
            }
            (Kind::Handle | Kind::Alias { .. }, None) => first.entries.push(Entry::Item(item)),
            (_, None) if is_early => first.entries.push(Entry::Item(item)),
            (_, None) => section.entries.push(Entry::Item(item)),
        }
    }
    // Callbacks name handles and structs.
    first
        .entries
        .sort_by_key(|entry| matches!(entry, Entry::Item(item) if !matches!(item.kind, Kind::Handle)));
    let after_results = 2;
    sections.insert(after_results, first);
    Ok(sections)
}

fn place<'a>(item: &Item, sources: &'a [(String, String)]) -> Result<Place<'a>, String> {
    let name = &item.name;
    let marks = match item.kind {
        Kind::Constant { .. } => format!("pub const {name}: "),
        Kind::Handle | Kind::Struct { .. } => format!("pub struct {name} "),
        Kind::Alias { .. } | Kind::Callback(_) => format!("pub type {name} "),
        Kind::Function(_) => format!(" fn {name}("),
    };
    let found = sources.iter().find_map(|(file, text)| Some((file, text.split_once(&marks)?)));
    let (file, (before, after)) = found.ok_or_else(|| format!("{name} is in no file of src/ffi"))?;
    let row =
        |(section, row): (usize, &Row)| Some((section, row.2.iter().position(|listed| listed == file)?));
    let (section, index) = ORDER.iter().enumerate().find_map(row).ok_or_else(|| {
        format!("src/ffi/{file} declares {name}, and has no place in bindings/header/sections.rs")
    })?;
    let of = matches!(item.kind, Kind::Constant { .. }).then(|| after.split([' ', ';']).next()).flatten();
    Ok(Place { section, file: index, offset: before.len(), of })
}

/// The types that an earlier section names than the one that declares them.
fn used_early(placed: &[(Place<'_>, Item)]) -> BTreeSet<String> {
    let mut declared = BTreeSet::new();
    let mut early = BTreeSet::new();
    for (_, item) in placed {
        let words = item.types().into_iter().flat_map(|of| of.split([' ', '*']));
        early.extend(
            words.filter(|word| word.starts_with("cognito_") && !declared.contains(*word)).map(str::to_owned),
        );
        declared.insert(item.name.as_str());
    }
    early
}

/// Takes out the constants that have a type of their own, by that type's name.
fn grouped(placed: &mut Vec<(Place<'_>, Item)>) -> BTreeMap<String, Vec<Item>> {
    let mut groups: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let (constants, rest) = std::mem::take(placed)
        .into_iter()
        .partition(|(place, _)| place.of.is_some_and(|of| of.starts_with("cognito_")));
    *placed = rest;
    let constants: Vec<(Place<'_>, Item)> = constants;
    for (place, item) in constants {
        groups.entry(place.of.unwrap_or_default().to_owned()).or_default().push(item);
    }
    groups
}
