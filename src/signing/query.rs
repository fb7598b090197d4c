//! The query of a URL, encoded anew: as it stands there, and sorted, as it is signed.

use std::collections::BinaryHeap;

use super::encode::{push_anew, push_encoded};
use super::hashed::Push;
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
    /// What a URL has behind its `?`, with room for so many bytes more.
    pub(super) fn new(query: &str, room: usize) -> Self {
        let most_bytes = if query.is_empty() { 0 } else { 3 * query.len() + 1 };
        let mut parsed = Self { text: Draft::with_capacity(most_bytes + room), parameters: Vec::new() };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            parsed.push(|out| push_anew(out, name.as_bytes()), |out| push_anew(out, value.as_bytes()));
        }
        parsed
    }

    /// One more, behind all others.
    pub(super) fn add(&mut self, name: &str, value: &[u8]) {
        self.push(|out| push_encoded(out, name.as_bytes()), |out| push_encoded(out, value));
    }

    fn push(&mut self, name: impl FnOnce(&mut Draft), value: impl FnOnce(&mut Draft)) {
        if !self.text.is_empty() {
            self.text.push(b'&');
        }
        let start = self.text.len();
        name(&mut self.text);
        let equals = self.text.len();
        self.text.push(b'=');
        value(&mut self.text);
        self.parameters.push(Parameter { start, equals, end: self.text.len() });
    }

    /// Whether there is one of this name, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        let name = name.as_bytes();
        self.parameters.iter().any(|parameter| self.parts(*parameter).0.eq_ignore_ascii_case(name))
    }

    /// In the order of the URL.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.text
    }

    /// As a line, sorted by name, then by value, as they are encoded.
    pub(super) fn push_sorted(&self, push: &mut Push<'_>) {
        let mut sorted: Vec<_> = self.parameters.iter().map(|parameter| self.parts(*parameter)).collect();
        if !sorted.is_sorted() {
            // Equal ones are the same text, so a heap does; its code is a fifth of a sort's.
            sorted = BinaryHeap::from(sorted).into_sorted_vec();
        }
        let Some(((name, value), others)) = sorted.split_last() else { return push(&[], b'\n') };
        for (name, value) in others {
            push(name, b'=');
            push(value, b'&');
        }
        push(name, b'=');
        push(value, b'\n');
    }

    fn parts(&self, Parameter { start, equals, end }: Parameter) -> (&[u8], &[u8]) {
        let part = |from, to| self.text.get(from..to).unwrap_or_default();
        (part(start, equals), part(equals + 1, end))
    }
}
