//! XML answers, read without trusting them: size, depth and number of elements are bounded, document types are refused,
//! and no entity but XML's five and character references is known, so nothing can expand. No text from the body gets
//! into an error.
//!
//! Secrets are copied once, into text of the full size that is zeroed when dropped.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use zeroize::Zeroizing;

use crate::http::MAX_BODY_BYTES;

/// STS answers are at most four deep.
const MAX_DEPTH: usize = 8;

/// STS answers have at most about twenty.
const MAX_ELEMENTS: usize = 128;

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
    #[error("is nested too deeply, has too many elements or repeats one")]
    Elements,
}

/// The texts of the elements that have no children, by their path without namespaces: `ErrorResponse/Error/Code`.
pub(super) struct Fields(Vec<(String, Zeroizing<String>)>);

impl Fields {
    /// The text of the element, without white space around it.
    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == path).map(|(_, text)| text.trim())
    }
}

/// Reads the whole body.
pub(super) fn fields(body: &[u8]) -> Result<Fields, XmlError> {
    if body.len() > MAX_BODY_BYTES {
        return Err(XmlError::TooLong);
    }
    let body = std::str::from_utf8(body).map_err(|_| XmlError::Syntax)?;
    if body.trim().is_empty() {
        return Err(XmlError::Empty);
    }
    let mut reader = Reader::from_str(body);
    let mut walk = Walk::new(body.len());
    loop {
        match reader.read_event().map_err(|_| XmlError::Syntax)? {
            Event::Start(start) => walk.open(start.local_name().as_ref())?,
            Event::Empty(start) => {
                walk.open(start.local_name().as_ref())?;
                walk.close()?;
            }
            Event::End(_) => walk.close()?,
            Event::Text(text) => walk.text(&text.xml10_content())?,
            Event::CData(text) => walk.text(&text.xml10_content())?,
            Event::GeneralRef(entity) => walk.entity(&entity)?,
            Event::DocType(_) => return Err(XmlError::Forbidden),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return walk.end(),
        }
    }
}

/// Where the reader is, and what it found.
struct Walk {
    path: Vec<String>,
    text: Zeroizing<String>,
    /// Whether the open element has had no child so far.
    is_leaf: bool,
    elements: usize,
    found: Vec<(String, Zeroizing<String>)>,
}

impl Walk {
    fn new(body_bytes: usize) -> Self {
        // Text is never longer than the body it was decoded from, so it never grows and leaves no copy behind.
        let text = Zeroizing::new(String::with_capacity(body_bytes));
        Self { path: Vec::new(), text, is_leaf: false, elements: 0, found: Vec::new() }
    }

    fn open(&mut self, name: &str) -> Result<(), XmlError> {
        self.elements += 1;
        let is_second_root = self.path.is_empty() && self.elements > 1;
        if self.path.len() == MAX_DEPTH || self.elements > MAX_ELEMENTS || is_second_root {
            return Err(XmlError::Elements);
        }
        self.path.push(name.to_owned());
        self.text.clear();
        self.is_leaf = true;
        Ok(())
    }

    fn close(&mut self) -> Result<(), XmlError> {
        let path = self.path.join("/");
        if self.path.pop().is_none() {
            return Err(XmlError::Syntax);
        }
        if self.is_leaf {
            if self.found.iter().any(|(earlier, _)| *earlier == path) {
                return Err(XmlError::Elements);
            }
            let mut text = Zeroizing::new(String::with_capacity(self.text.len()));
            text.push_str(&self.text);
            self.found.push((path, text));
        }
        self.text.clear();
        self.is_leaf = false;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        if self.path.is_empty() && !text.trim().is_empty() {
            return Err(XmlError::Syntax);
        }
        self.text.push_str(text);
        Ok(())
    }

    fn entity(&mut self, entity: &BytesRef<'_>) -> Result<(), XmlError> {
        if let Some(character) = entity.resolve_char_ref().map_err(|_| XmlError::Forbidden)? {
            return self.text(character.encode_utf8(&mut [0; 4]));
        }
        self.text(resolve_xml_entity(entity).ok_or(XmlError::Forbidden)?)
    }

    fn end(self) -> Result<Fields, XmlError> {
        if !self.path.is_empty() || self.elements == 0 {
            return Err(XmlError::Syntax);
        }
        Ok(Fields(self.found))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(body: &str) -> Result<String, XmlError> {
        fields(body.as_bytes()).map(|fields| fields.get("a/b").unwrap_or("none").to_owned())
    }

    #[test]
    fn text_is_decoded() {
        let table = [
            ("<a><b>x</b></a>", "x"),
            ("<?xml version=\"1.0\"?>\n<a xmlns=\"urn:x\">\n <b> x\n</b><c/></a>\n", "x"),
            ("<n:a><n:b k='v'>x</n:b></n:a>", "x"),
            ("<a><b>&lt;&amp;&gt;&quot;&apos;&#65;&#x42;</b></a>", "<&>\"'AB"),
            ("<a><b>x<![CDATA[<&amp;>]]>y</b></a>", "x<&amp;>y"),
            ("<a><b>x<!-- c -->y</b></a>", "xy"),
            ("<a><b/></a>", ""),
            ("<a><c>x</c></a>", "none"),
            ("<a><b>x<c>y</c>z</b></a>", "none"),
        ];
        for (body, expected) in table {
            assert_eq!(text_of(body).as_deref(), Ok(expected), "{body}");
        }
    }

    #[test]
    fn what_no_answer_has_is_refused() {
        let deep = "<a>".repeat(1000);
        let elements: Vec<String> = (0..200).map(|at| format!("<b{at}/>")).collect();
        let wide = format!("<a>{}</a>", elements.concat());
        let long = format!("<a><b>{}</b></a>", "x".repeat(MAX_BODY_BYTES));
        let bomb = "<!DOCTYPE a [<!ENTITY x \"xx\"><!ENTITY y \"&x;&x;\">]><a><b>&y;</b></a>";
        let table = [
            ("", XmlError::Empty),
            (" \n", XmlError::Empty),
            ("text", XmlError::Syntax),
            ("{\"a\":1}", XmlError::Syntax),
            ("<a><b>x</b>", XmlError::Syntax),
            ("<a><b>x</a></b>", XmlError::Syntax),
            ("<a></a></a>", XmlError::Syntax),
            ("<a><b>x", XmlError::Syntax),
            ("<a><b", XmlError::Syntax),
            ("<a/>text", XmlError::Syntax),
            ("<a/><a/>", XmlError::Elements),
            (&deep, XmlError::Elements),
            (&wide, XmlError::Elements),
            ("<a><b>1</b><b>2</b></a>", XmlError::Elements),
            (&long, XmlError::TooLong),
            (bomb, XmlError::Forbidden),
            ("<!DOCTYPE html><html></html>", XmlError::Forbidden),
            ("<a><b>&nbsp;</b></a>", XmlError::Forbidden),
            ("<a><b>&#xD800;</b></a>", XmlError::Forbidden),
            ("<a><b>&#0;</b></a>", XmlError::Forbidden),
        ];
        for (body, error) in table {
            let shown: String = body.chars().take(60).collect();
            assert_eq!(text_of(body), Err(error), "{shown}");
        }
        assert_eq!(fields(b"<a><b>\xff</b></a>").err(), Some(XmlError::Syntax));
    }
}
