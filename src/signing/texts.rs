//! The texts that a signature is made of, in one piece of memory: each piece costs as much as a line of text.

use std::ops::Range;

use super::canonical::SignedHeaders;
use super::key::{Hex, sign_once};
use super::{ALGORITHM, Signing};
use crate::secret::Draft;

/// The credential and the names of the signed headers; then the canonical request, and the text that is signed in its place.
pub(super) struct Texts {
    text: Draft,
    /// `KEY_ID/DAY/REGION/SERVICE/aws4_request`, to the end of it.
    credential: usize,
    /// In the credential, from the day on.
    scope: usize,
    /// Behind it `name;name`, to the end of it.
    names: usize,
}

impl Texts {
    /// Of a query that is no longer than `query_bytes`.
    pub(super) fn new(signing: &Signing<'_>, headers: &SignedHeaders<'_>, query_bytes: usize) -> Self {
        // No path is longer than its URL, unless it has to be encoded; what is added to it fits into 400 bytes.
        let bytes = 400 + signing.order.url.len() + query_bytes + headers.most_bytes();
        let mut text = Draft::with_capacity(bytes);
        let (key_id, day) = (signing.signer.access_key_id, signing.date.day());
        push_all(
            &mut text,
            &[key_id, "/", day, "/", signing.scope.region, "/", signing.scope.service, "/aws4_request"],
        );
        let credential = text.len();
        headers.push_names(&mut text);
        let names = text.len();
        Self { text, credential, scope: key_id.len() + 1, names }
    }

    pub(super) fn credential(&self) -> &str {
        self.part(0..self.credential)
    }

    pub(super) fn names(&self) -> &str {
        self.part(self.credential..self.names)
    }

    /// The signature of the request.
    pub(super) fn sign(&mut self, signing: &Signing<'_>, headers: &SignedHeaders<'_>, payload: &str) -> Hex {
        self.push_canonical(signing, headers, payload);
        let end = self.text.len();
        let hash = Hex::sha256(self.part(self.names..end).as_bytes());
        push_all(&mut self.text, &[ALGORITHM, "\n", signing.date.as_str(), "\n"]);
        self.text.extend_from_within(self.scope..self.credential);
        push_all(&mut self.text, &["\n", hash.as_str()]);

        let scope = self.part(self.scope..self.credential);
        let to_sign = self.part(end..self.text.len());
        let secret = signing.signer.secret_access_key;
        match signing.signer.keys {
            Some(keys) => keys.sign(secret, scope, to_sign),
            None => sign_once(secret, scope, to_sign),
        }
    }

    fn push_canonical(&mut self, signing: &Signing<'_>, headers: &SignedHeaders<'_>, payload: &str) {
        let text = &mut self.text;
        text.push_str(signing.order.method);
        if let Some(method) = text.get_mut(self.names..) {
            method.make_ascii_uppercase();
        }
        text.push('\n');
        signing.url.push_path(text, signing.dialect);
        text.push('\n');
        signing.query.push_sorted(text);
        text.push('\n');
        headers.push_lines(text);
        text.push('\n');
        text.extend_from_within(self.credential..self.names);
        push_all(text, &["\n", payload]);
    }

    fn part(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }
}

fn push_all(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}
