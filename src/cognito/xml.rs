//! XML answers, read without trusting them: size and depth are bounded, document types are refused, and no entity but
//! XML's five and character references is known, so nothing can expand. What was not asked for is passed over, however
//! often it comes: services add elements. No text from the body gets into an error of this file.
//!
//! Secrets are copied once, into text of the full size that is zeroed when dropped.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use zeroize::Zeroizing;

use crate::http::MAX_BODY_BYTES;

/// STS answers are at most four deep; what lies deeper is passed over.
const MAX_DEPTH: usize = 8;

/// Longer than the name of any element that is asked for.
const MAX_NAME_BYTES: usize = 64;

/// Why a body is not the XML of an answer. The texts complete "the answer …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum XmlError {
    #[error("is empty")]
    Empty,
    #[error("is too long")]
    TooLong,
    #[error("is not XML or is cut short")]
    Syntax,
    #[error("has a document type or an entity that no answer has")]
    Forbidden,
}

/// The end of an element's path without namespaces: `["Error", "Code"]` is found in `ErrorResponse/Error/Code` as well
/// as in a bare `Error/Code`.
type Path = &'static [&'static str];

/// The texts of the elements that were asked for; of a repeated one the first.
#[derive(Default)]
pub(super) struct Fields(Vec<(Path, Zeroizing<String>)>);

impl Fields {
    /// The text of the element, without white space around it; `None` when there is none, or it has children.
    pub(super) fn get(&self, path: &[&str]) -> Option<&str> {
        self.0.iter().find(|(key, _)| *key == path).map(|(_, text)| text.trim())
    }
}

/// Reads the whole body, which has to be well-formed.
pub(super) fn fields(body: &[u8], wanted: &[Path]) -> Result<Fields, XmlError> {
    let body = std::str::from_utf8(body).map_err(|_| XmlError::Syntax)?;
    match read(body, wanted) {
        (fields, None) => Ok(fields),
        (_, Some(wrong)) => Err(wrong),
    }
}

/// What can be read of a text that need not be well-formed.
pub(super) fn fields_of_any(text: &str, wanted: &[Path]) -> Fields {
    read(text, wanted).0
}

/// Everything that could be read, and the first thing that was wrong.
fn read(body: &str, wanted: &[Path]) -> (Fields, Option<XmlError>) {
    let body = body.trim_start_matches('\u{feff}');
    if body.len() > MAX_BODY_BYTES {
        return (Fields::default(), Some(XmlError::TooLong));
    }
    if body.trim().is_empty() {
        return (Fields::default(), Some(XmlError::Empty));
    }
    let mut reader = Reader::from_str(body);
    // Checked below, where an error need not end the reading.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut walk = Walk::new(body.len(), wanted);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => walk.open(start.local_name().as_ref()),
            Ok(Event::Empty(start)) => {
                walk.open(start.local_name().as_ref());
                walk.close(start.local_name().as_ref());
            }
            Ok(Event::End(end)) => walk.close(end.local_name().as_ref()),
            Ok(Event::Text(text)) => walk.text(&text.xml10_content()),
            Ok(Event::CData(text)) => walk.text(&text.xml10_content()),
            Ok(Event::GeneralRef(entity)) => walk.entity(&entity),
            Ok(Event::DocType(_)) => walk.note(XmlError::Forbidden),
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => return walk.end(),
            Err(_) => {
                walk.note(XmlError::Syntax);
                return walk.end();
            }
        }
    }
}

/// Where the reader is, and what it found.
struct Walk<'w> {
    wanted: &'w [Path],
    /// The open elements; an empty name for one that is too long to be asked for.
    path: Vec<String>,
    /// How many more are open below [`MAX_DEPTH`].
    deeper: usize,
    text: Zeroizing<String>,
    /// Whether the open element has had no child so far.
    is_leaf: bool,
    has_root: bool,
    found: Fields,
    wrong: Option<XmlError>,
}

impl<'w> Walk<'w> {
    fn new(body_bytes: usize, wanted: &'w [Path]) -> Self {
        Self {
            wanted,
            path: Vec::new(),
            deeper: 0,
            // Text is never longer than the body it was decoded from, so it never grows and leaves no copy behind.
            text: Zeroizing::new(String::with_capacity(body_bytes)),
            is_leaf: false,
            has_root: false,
            found: Fields::default(),
            wrong: None,
        }
    }

    fn note(&mut self, wrong: XmlError) {
        self.wrong.get_or_insert(wrong);
    }

    fn open(&mut self, name: &str) {
        if self.path.is_empty() && self.has_root {
            self.note(XmlError::Syntax);
        }
        self.has_root = true;
        if self.path.len() == MAX_DEPTH {
            self.deeper += 1;
        } else {
            self.path.push(Self::known(name).to_owned());
        }
        self.text.clear();
        self.is_leaf = true;
    }

    fn known(name: &str) -> &str {
        if name.len() <= MAX_NAME_BYTES { name } else { "" }
    }

    fn close(&mut self, name: &str) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            let is_open = self.path.last().is_some_and(|open| open == Self::known(name));
            if !is_open {
                self.note(XmlError::Syntax);
            } else if self.is_leaf {
                self.keep();
            }
            self.path.pop();
        }
        self.text.clear();
        self.is_leaf = false;
    }

    /// Keeps the text of the open element when it was asked for and there is none yet.
    fn keep(&mut self) {
        let ends_path = |wanted: &Path| {
            wanted.len() <= self.path.len()
                && wanted.iter().rev().zip(self.path.iter().rev()).all(|(a, b)| a == b)
        };
        let Some(path) = self.wanted.iter().copied().find(ends_path) else { return };
        if self.found.get(path).is_none() {
            let mut text = Zeroizing::new(String::with_capacity(self.text.len()));
            text.push_str(&self.text);
            self.found.0.push((path, text));
        }
    }

    fn text(&mut self, text: &str) {
        if self.path.is_empty() && !text.trim().is_empty() {
            self.note(XmlError::Syntax);
        }
        self.text.push_str(text);
    }

    fn entity(&mut self, entity: &BytesRef<'_>) {
        match entity.resolve_char_ref() {
            Ok(Some(character)) => self.text(character.encode_utf8(&mut [0; 4])),
            Ok(None) => match resolve_xml_entity(entity) {
                Some(text) => self.text(text),
                None => self.note(XmlError::Forbidden),
            },
            Err(_) => self.note(XmlError::Forbidden),
        }
    }

    fn end(mut self) -> (Fields, Option<XmlError>) {
        if !self.path.is_empty() || !self.has_root {
            self.note(XmlError::Syntax);
        }
        (self.found, self.wrong)
    }
}

#[cfg(test)]
mod tests;
