//! Which file imports which, from the text of the sources. A name that a module hands on (`pub use`) is taken to be where
//! it is declared. A file and the module it is a part of are one: what it takes from that module is no import.

use std::collections::{BTreeMap, BTreeSet};

/// The path of a module in the crate.
type Module = Vec<String>;

/// Files by their module.
pub(crate) struct Imports {
    uses: BTreeMap<Module, Vec<Module>>,
}

impl Imports {
    /// `files`: path below `src`, code without comments and strings.
    pub(crate) fn of(files: &[(String, String)]) -> Self {
        let uses = files.iter().map(|(path, code)| (module_of(path), paths_in(code))).collect();
        Self { uses }
    }

    /// Files that import each other, each set once.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let reached: BTreeMap<&Module, BTreeSet<Module>> =
            self.uses.keys().map(|module| (module, self.reached_from(module))).collect();
        let mut circles = BTreeSet::new();
        for (module, others) in &reached {
            let in_circle = |other: &&Module| reached[other].contains(*module);
            let circle: Vec<String> = others.iter().filter(in_circle).map(|other| other.join("/")).collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    fn reached_from(&self, module: &Module) -> BTreeSet<Module> {
        let (mut reached, mut to_do) = (BTreeSet::new(), self.imported(module));
        while let Some(next) = to_do.pop() {
            if reached.insert(next.clone()) {
                to_do.extend(self.imported(&next));
            }
        }
        reached
    }

    fn imported(&self, module: &Module) -> Vec<Module> {
        let absolute = self.uses[module].iter().filter_map(|path| self.absolute(module, path));
        let targets = absolute.filter_map(|path| self.declared_in(&path, 0));
        targets.filter(|target| !module.starts_with(target)).collect()
    }

    /// A path from the crate's root; `None` for another crate's.
    fn absolute(&self, module: &Module, path: &Module) -> Option<Module> {
        let mut base = module.clone();
        let mut rest = path.as_slice();
        match rest.first()?.as_str() {
            "crate" => {
                base.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            part => {
                let child = [base.as_slice(), &[part.to_owned()]].concat();
                self.uses.contains_key(&child).then_some(())?;
            }
        }
        Some([base.as_slice(), rest].concat())
    }

    /// The file in which the last name of a path is declared.
    fn declared_in(&self, path: &Module, depth: u32) -> Option<Module> {
        let length = (1..=path.len()).rev().find(|length| self.uses.contains_key(&path[..*length]))?;
        let (module, rest) = (path[..length].to_vec(), &path[length..]);
        let Some(name) = rest.first().filter(|_| depth < 8) else { return Some(module) };
        // Does the module hand on a part of its own by this name?
        let handed_on = self.uses[&module].iter().filter(|used| used.last() == Some(name));
        for used in handed_on {
            let inside = self.absolute(&module, used);
            let inside = inside.filter(|inside| inside.starts_with(&module) && inside.len() > length + 1);
            if let Some(declared) = inside.and_then(|inside| self.declared_in(&inside, depth + 1)) {
                return Some(declared);
            }
        }
        Some(module)
    }
}

fn module_of(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    path.strip_suffix("/mod").unwrap_or(path).split('/').map(str::to_owned).collect()
}

/// Every path that is imported or written out.
fn paths_in(code: &str) -> Vec<Module> {
    let mut found = Vec::new();
    for statement in code.split(';') {
        let start = statement.rfind("use ").filter(|at| is_start_of_use(&statement[..*at]));
        match start {
            Some(at) => {
                read_written_out(&statement[..at], &mut found);
                read_tree(&statement[at + "use ".len()..], &[], &mut found);
            }
            None => read_written_out(statement, &mut found),
        }
    }
    found
}

fn is_start_of_use(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    line.is_empty() || line.starts_with("pub")
}

fn read_tree(tree: &str, prefix: &[String], found: &mut Vec<Module>) {
    let (head, group) = match tree.split_once('{') {
        Some((head, group)) => (head, group.rsplit_once('}').map(|(group, _)| group)),
        None => (tree, None),
    };
    let head = head.split(" as ").next().unwrap_or_default();
    let parts =
        head.split("::").map(str::trim).filter(|part| !part.is_empty() && *part != "self" || head == "self");
    let is_relative = head.trim_start().starts_with("self::") && prefix.is_empty();
    let own = is_relative.then(|| "self".to_owned());
    let path: Module = prefix.iter().cloned().chain(own).chain(parts.map(str::to_owned)).collect();
    match group {
        Some(group) => split_group(group).into_iter().for_each(|item| read_tree(item, &path, found)),
        None => found.push(path),
    }
}

fn split_group(group: &str) -> Vec<&str> {
    let (mut items, mut depth, mut start) = (Vec::new(), 0_u32, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                items.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(&group[start..]);
    items.into_iter().filter(|item| !item.trim().is_empty()).collect()
}

/// `crate::a::b` and `super::a` where no `use` stands before it.
fn read_written_out(code: &str, found: &mut Vec<Module>) {
    let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$';
    for text in code.split(|c| !is_of_path(c)) {
        if text.starts_with("crate::") || text.starts_with("super::") {
            found.push(text.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect());
        }
    }
}

#[test]
fn a_circle_is_found_however_it_is_closed() {
    let circles = |files: &[(&str, &str)]| {
        let files: Vec<_> =
            files.iter().map(|(path, code)| ((*path).to_owned(), (*code).to_owned())).collect();
        Imports::of(&files).circles()
    };
    let none: [Vec<String>; 0] = [];
    assert_eq!(circles(&[("a.rs", "use crate::b::{self, B};\n"), ("b.rs", "")]), none);
    assert_eq!(circles(&[("a.rs", "use crate::b::B;"), ("b.rs", "fn f(a: super::a::A) {}")]), [["a", "b"]]);
    // A part and its module are one; by way of the module it may take from another part.
    let parts = [("m/mod.rs", "mod a;\npub use self::b::B;\n"), ("m/a.rs", "use super::M;"), ("m/b.rs", "")];
    assert_eq!(circles(&parts), none);
    let parts =
        [("m/mod.rs", "pub use self::b::B;"), ("m/a.rs", "use super::B;"), ("m/b.rs", "use super::a::{A};")];
    assert_eq!(circles(&parts), [["m/a", "m/b"]]);
}
