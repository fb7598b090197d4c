//! The query of a URL, encoded anew: as it stands there, and sorted, as it is signed.

use super::encode::{push_anew, push_encoded};
use crate::secret::Draft;

/// Names and values, encoded.
pub(super) struct Query {
    /// `name=value&name=value`. May hold a session token.
    text: Draft,
    parameters: Vec<Parameter>,
}

/// Where in the text it is.
#[derive(Clone, Copy)]
struct Parameter {
    start: usize,
    equals: usize,
    end: usize,
}

impl Query {
    /// What a URL has behind its `?`.
    pub(super) fn new(query: &str) -> Self {
        let mut parsed = Self { text: Draft::with_capacity(query.len()), parameters: Vec::new() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            parsed.push(|out| push_anew(out, name), |out| push_anew(out, value));
        }
        parsed
    }

    /// Room for so many bytes more.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// One more, behind all others.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        self.push(|out| push_encoded(out, name), |out| push_encoded(out, value));
    }

    fn push(&mut self, name: impl FnOnce(&mut String), value: impl FnOnce(&mut String)) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        let start = self.text.len();
        name(&mut self.text);
        let equals = self.text.len();
        self.text.push('=');
        value(&mut self.text);
        self.parameters.push(Parameter { start, equals, end: self.text.len() });
    }

    /// Whether there is one of this name, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| self.parts(*parameter).0.eq_ignore_ascii_case(name))
    }

    /// In the order of the URL.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Sorted by name, then by value, as they are encoded.
    pub(super) fn push_sorted(&self, out: &mut String) {
        let mut sorted: Vec<_> = self.parameters.iter().map(|parameter| self.parts(*parameter)).collect();
        sorted.sort_unstable(); // equal ones are the same text
        for (at, (name, value)) in sorted.iter().enumerate() {
            if at > 0 {
                out.push('&');
            }
            out.push_str(name);
            out.push('=');
            out.push_str(value);
        }
    }

    fn parts(&self, Parameter { start, equals, end }: Parameter) -> (&str, &str) {
        let part = |from, to| self.text.get(from..to).unwrap_or_default();
        (part(start, equals), part(equals + 1, end))
    }
}
