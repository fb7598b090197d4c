//! The signature of a request, and the texts that it is made of. They are written behind what is there of a text already,
//! and taken away again: a piece of memory of their own would cost as much as a hash of a few lines.

use std::ops::Range;

use super::key::{Hex, sign_once};
use super::{ALGORITHM, Signing};
use crate::secret::Draft;

/// Where in a text it is said what a signature is good for.
pub(super) struct Terms {
    /// `KEY_ID/DAY/REGION/SERVICE/aws4_request`.
    pub(super) credential: Range<usize>,
    /// `name;name`, of the signed headers.
    pub(super) names: Range<usize>,
    /// Of the credential, from the day on.
    scope: Range<usize>,
}

impl Terms {
    /// Writes them, with something between the two.
    pub(super) fn push(signing: &Signing<'_>, text: &mut Draft, between: &[u8]) -> Self {
        let (key_id, day) = (signing.signer.access_key_id.as_bytes(), signing.date.day());
        let (region, service) = (signing.scope.region.as_bytes(), signing.scope.service.as_bytes());
        let start = text.len();
        text.push_all(&[key_id, b"/", day, b"/", region, b"/", service, b"/aws4_request"]);
        let credential = start..text.len();
        let scope = start + key_id.len() + 1..text.len();
        text.extend_from_slice(between);
        let start = text.len();
        signing.headers.push_names(text);
        Self { credential, names: start..text.len(), scope }
    }
}

impl Signing<'_> {
    /// More bytes than the texts have whose hash is taken, if the query has no more than `query_bytes`.
    pub(super) fn most_bytes(&self, query_bytes: usize) -> usize {
        let fixed = 200; // two hashes, the algorithm, the instant and ten line feeds
        let request = self.order.method.len() + self.url.most_signed_path_bytes() + query_bytes;
        let headers = self.headers.line_bytes() + self.headers.name_bytes();
        fixed + request + headers + self.credential_bytes()
    }

    /// Of the terms all but the names of the headers.
    pub(super) fn credential_bytes(&self) -> usize {
        let fixed = "/YYYYMMDD///aws4_request".len();
        fixed + self.signer.access_key_id.len() + self.scope.region.len() + self.scope.service.len()
    }

    /// The signature of the request on these `terms`, which `text` holds.
    pub(super) fn signature(&self, text: &mut Draft, terms: &Terms, payload: &[u8]) -> Hex {
        let start = text.len();
        self.push_canonical(text, terms, payload);
        let end = text.len();
        let hash = Hex::sha256(part(text, start..end));
        text.push_all(&[ALGORITHM, b"\n", self.date.as_bytes(), b"\n"]);
        text.extend_from_within(terms.scope.clone());
        text.push_all(&[b"\n", hash.as_bytes()]);

        let (scope, to_sign) = (part(text, terms.scope.clone()), part(text, end..text.len()));
        let secret = self.signer.secret_access_key;
        let signature = match self.signer.keys {
            Some(keys) => keys.sign(secret, scope, to_sign),
            None => sign_once(secret, scope, to_sign),
        };
        text.cut(start);
        signature
    }

    /// The canonical request.
    fn push_canonical(&self, text: &mut Draft, terms: &Terms, payload: &[u8]) {
        let start = text.len();
        text.extend_from_slice(self.order.method.as_bytes());
        if let Some(method) = text.get_mut(start..) {
            method.make_ascii_uppercase();
        }
        text.push(b'\n');
        self.url.push_path(text, self.dialect);
        text.push(b'\n');
        self.query.push_sorted(text);
        text.push(b'\n');
        self.headers.push_lines(text);
        text.push(b'\n');
        text.extend_from_within(terms.names.clone());
        text.push_all(&[b"\n", payload]);
    }
}

pub(super) fn part(text: &[u8], range: Range<usize>) -> &[u8] {
    text.get(range).unwrap_or_default()
}
