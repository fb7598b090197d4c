//! The signature of a request. The canonical request, the one text that both sides make of it, is hashed piece by piece, and
//! is nowhere as a whole.

use std::ops::Range;

use super::hashed::{Push, hash};
use super::key::sign_once;
use super::{ALGORITHM, Scope, Signer, Signing};
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

/// Of the terms all but the names of the headers.
pub(super) fn credential_bytes(signer: &Signer<'_>, scope: &Scope<'_>) -> usize {
    "/YYYYMMDD///aws4_request".len() + signer.access_key_id.len() + scope.region.len() + scope.service.len()
}

impl Signing<'_> {
    /// Writes the signature of the request behind its `terms` and whatever `said` holds.
    pub(super) fn push_signature(&self, said: &mut Draft, terms: &Terms, path: &[u8], payload: &[u8]) {
        with_clean_stack(|| {
            let (names, scope) = (part(said, &terms.names), part(said, &terms.scope));
            let hash = hash(|push| self.push_canonical(path, names, payload, push));
            let fixed = 120; // the algorithm, the instant, the hash and the line feeds
            let mut text = Draft::with_capacity(fixed + scope.len());
            text.push_all(&[ALGORITHM, b"\n", self.date.as_bytes(), b"\n", scope, b"\n", hash.as_bytes()]);
            let secret = self.signer.secret_access_key;
            let signature = match self.signer.keys {
                Some(keys) => keys.sign(secret, scope, &text),
                None => sign_once(secret, scope, &text),
            };
            said.extend_from_slice(signature.as_bytes());
        });
    }

    fn push_canonical(&self, path: &[u8], names: &[u8], payload: &[u8], push: &mut Push<'_>) {
        let method = self.order.method;
        if method.bytes().any(|byte| byte.is_ascii_lowercase()) {
            push(method.to_ascii_uppercase().as_bytes(), b'\n');
        } else {
            push(method.as_bytes(), b'\n');
        }
        push(path, b'\n');
        self.query.push_sorted(push);
        self.headers.push_lines(push);
        push(&[], b'\n');
        push(names, b'\n');
        if let Some((last, all_before)) = payload.split_last() {
            push(all_before, *last);
        }
    }
}

pub(super) fn part<'t>(text: &'t [u8], range: &Range<usize>) -> &'t [u8] {
    text.get(range.clone()).unwrap_or_default()
}
