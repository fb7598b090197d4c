//! What becomes of an order to sign once there are credentials, or an error in their place.

use std::sync::Arc;

use super::Completion;
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::signing::{Order, Refusal, SignedRequest, Signer};

/// Signs with the credentials of an answer, dated as the service's clock shows it now. Where that is not known, for the
/// device may have slept on either side of the service's last answer, the device's own clock decides, within what is known.
///
/// # Errors
/// There are no credentials, or the order is no good.
pub fn sign(order: &Order<'_>, completion: &Completion, now: Now) -> Result<Arc<SignedRequest>, Failure> {
    let Some(credentials) = completion.credentials.as_deref() else {
        let text = "the completion holds no credentials";
        return Err(Failure::local(ResultCode::NotCached, text)
            .with_hint("Give the completion of a request for credentials that succeeded."));
    };
    // Both instants are the same one: so much of the credentials' life is left by either clock.
    let left_ms = completion.expires_mono_ms.cast_signed().saturating_sub(now.mono_ms.cast_signed());
    let latest_unix_ms = credentials.expiration_unix_ms.saturating_sub(left_ms);
    let earliest_unix_ms = latest_unix_ms.saturating_sub_unsigned(completion.clock_doubt_ms);
    let now_unix_ms = now.wall_unix_ms.clamp(earliest_unix_ms, latest_unix_ms);
    let signer = Signer {
        access_key_id: credentials.access_key_id.expose(),
        secret_access_key: credentials.secret_access_key.expose(),
        session_token: Some(credentials.session_token.expose()),
        expiration_unix_ms: Some(credentials.expiration_unix_ms),
        keys: Some(&credentials.keys),
    };
    order.sign(&signer, now_unix_ms).map(Arc::new).map_err(refused)
}

/// As the host is told.
#[must_use]
pub fn refused(refusal: Refusal) -> Failure {
    let (field, what) = refusal.parts();
    Failure::of_option(field, what)
}
