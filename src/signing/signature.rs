//! The signature of a request, and the texts that it is made of, in one piece of memory: each piece costs as much as a line
//! of text.

use std::ops::Range;

use super::key::{Hex, sign_once};
use super::{ALGORITHM, Signing};
use crate::secret::{Draft, with_clean_stack};

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
    /// More bytes than the texts have whose hash is taken.
    fn most_bytes(&self) -> usize {
        let fixed = 200; // two hashes, the algorithm, the instant and ten line feeds
        let path_bytes = self.url.most_signed_path_bytes();
        let request = self.order.method.len() + path_bytes + self.query.as_bytes().len();
        let headers = self.headers.line_bytes() + self.headers.name_bytes();
        fixed + request + headers + self.credential_bytes()
    }

    /// Of the terms all but the names of the headers.
    pub(super) fn credential_bytes(&self) -> usize {
        let fixed = "/YYYYMMDD///aws4_request".len();
        fixed + self.signer.access_key_id.len() + self.scope.region.len() + self.scope.service.len()
    }

    /// Writes the signature of the request behind its `terms` and whatever `said` holds.
    pub(super) fn push_signature(&self, said: &mut Draft, terms: &Terms, payload: &[u8]) {
        let mut text = Draft::with_capacity(self.most_bytes());
        self.push_canonical(&mut text, part(said, &terms.names), payload);
        let end = text.len();
        let hash = Hex::sha256(&text);
        let scope = part(said, &terms.scope);
        text.push_all(&[ALGORITHM, b"\n", self.date.as_bytes(), b"\n", scope, b"\n", hash.as_bytes()]);

        let to_sign = part(&text, &(end..text.len()));
        with_clean_stack(|| {
            let (secret, scope) = (self.signer.secret_access_key, part(said, &terms.scope));
            let signature = match self.signer.keys {
                Some(keys) => keys.sign(secret, scope, to_sign),
                None => sign_once(secret, scope, to_sign),
            };
            said.extend_from_slice(signature.as_bytes());
        });
    }

    /// The canonical request.
    fn push_canonical(&self, text: &mut Draft, names: &[u8], payload: &[u8]) {
        text.extend_from_slice(self.order.method.as_bytes());
        text.make_ascii_uppercase();
        text.push(b'\n');
        self.url.push_path(text, self.dialect);
        text.push(b'\n');
        self.query.push_sorted(text);
        text.push(b'\n');
        self.headers.push_lines(text);
        text.push_all(&[b"\n", names, b"\n", payload]);
    }
}

pub(super) fn part<'t>(text: &'t [u8], range: &Range<usize>) -> &'t [u8] {
    text.get(range.clone()).unwrap_or_default()
}
