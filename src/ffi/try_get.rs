//! The gets that do not wait, for a host that asks every frame.

use std::ptr;

use super::argument::required_out;
use super::cached_answers::{Item, SlotAnswers};
use super::completion::{COMPLETIONS, cognito_completion, new_place};
use super::guard::guard;
use super::provider::cached;
use super::provider_handle::{cognito_provider, host_provider};
use super::result::cognito_result;
use crate::clock;
use crate::error::ResultCode;
use crate::provider::Want;

/// What cognito_provider_get_credentials() would answer without waiting: call it every frame, or for each
/// request. Starts the refresh that is due, and the first fetch. While a refresh runs, credentials that are
/// still valid are handed out. An error is reported until its back-off ends, and then the fetch is tried again.
///
/// @param out  receives the completion.
///
/// Thread: takes no lock while the credentials need no refresh.
/// Errors: PENDING (a fetch is in progress, ask again later), CLOSED, LIMIT_EXCEEDED. OK means that out was
/// written; its result says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_try_get_credentials(
    provider: *mut cognito_provider,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { try_get(provider, Want::Credentials, |answers| &answers.credentials, out) })
}

/// Like cognito_provider_try_get_credentials(), for the identity id; it does not fetch credentials.
///
/// @param out  receives the completion.
///
/// Thread: takes no lock while the identity id is known.
/// Errors: PENDING (a fetch is in progress, ask again later), CLOSED, LIMIT_EXCEEDED. OK means that out was
/// written; its result says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_try_get_identity_id(
    provider: *mut cognito_provider,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { try_get(provider, Want::IdentityId, |answers| &answers.identity, out) })
}

/// # Safety
/// `out` is NULL or writable.
unsafe fn try_get(
    provider: *mut cognito_provider,
    want: Want,
    item: impl FnOnce(&SlotAnswers) -> &Item,
    out: *mut *mut cognito_completion,
) -> Result<(), ResultCode> {
    // SAFETY: by this function's contract.
    match unsafe { cached(provider, item, out) } {
        Ok(()) => {
            // SAFETY: just written.
            let handle = unsafe { out.read() }.addr();
            if COMPLETIONS.pin(handle).is_some_and(|completion| needs_no_refresh(completion.refresh_mono_ms))
            {
                return Ok(());
            }
            COMPLETIONS.release(handle);
            // SAFETY: just written; the answer is the provider's to give.
            unsafe { required_out(out) }?;
        }
        Err(ResultCode::NotCached) => {}
        Err(code) => return Err(code),
    }
    let host = host_provider(provider)?;
    host.queue.look();
    if host.queue.is_closed() {
        return Err(ResultCode::Closed); // as every request of a provider whose queue is gone
    }
    let place = new_place()?;
    let answer = host.provider.try_get(want).map_err(|_| ResultCode::Closed)?;
    let completion = answer.ok_or(ResultCode::Pending)?;
    // SAFETY: checked by `cached` not to be NULL.
    unsafe { out.write(ptr::without_provenance_mut(place.insert(completion))) };
    Ok(())
}

fn needs_no_refresh(refresh_mono_ms: u64) -> bool {
    refresh_mono_ms == 0 || clock::monotonic_ms() < refresh_mono_ms
}
