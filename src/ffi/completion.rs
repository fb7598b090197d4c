//! `cognito_completion`: the answer to one request, or an event. Getters only lend.

#![allow(clippy::inline_always, reason = "what a host reads every frame; the build is for size")]

mod fields;

use std::ffi::{CStr, c_char, c_void};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::argument::UserData;
use fields::{Fields, Text};

use super::guard::{guard, guard_or};
use super::handle::{Kind, Pinned, Reserved, Table};
use super::result::{cognito_bool, cognito_count, cognito_result};
use crate::error::{Failure, ResultCode};
use crate::queue::{Completion, FailureTexts};
use crate::secret::Secret;

/// The answer to a request, or an event. It never changes.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_completion {
    _opaque: [u8; 0],
}

/// Gets an answer or an event. The completion, and everything read from it, is valid until the callback
/// returns; cognito_completion_retain() keeps it longer.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_completion_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, completion: *const cognito_completion)>;

/// What an event reports.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_event_kind = i32;

/// Not an event: the answer to a request.
pub const COGNITO_EVENT_NONE: cognito_event_kind = 0;
/// The player has a different identity id; see cognito_completion_previous_identity_id() and
/// cognito_completion_identity_change().
pub const COGNITO_EVENT_IDENTITY_CHANGED: cognito_event_kind = 1;
/// New credentials were fetched.
pub const COGNITO_EVENT_CREDENTIALS_REFRESHED: cognito_event_kind = 2;
/// A refresh failed; see cognito_completion_next_attempt_unix_ms(). Reported for every failed attempt while
/// there are credentials to serve, and for every one that nobody waited for.
pub const COGNITO_EVENT_REFRESH_FAILED: cognito_event_kind = 3;
/// The service wants a login that it was not given.
pub const COGNITO_EVENT_LOGIN_REQUIRED: cognito_event_kind = 4;
/// The store failed; the identity is kept in memory only.
pub const COGNITO_EVENT_STORE_DEGRADED: cognito_event_kind = 5;
/// The current credentials expire soon and nothing has replaced them; reported once for each set. It comes when
/// the advisory window begins: a good moment for cognito_provider_refresh(). With keep_fresh, which refreshes
/// by itself, it comes when the mandatory window begins and means that refreshing has failed so far. Never
/// while a refresh is in progress; after a sleep it comes late rather than never. See
/// cognito_completion_expiration_unix_ms().
pub const COGNITO_EVENT_CREDENTIALS_EXPIRING: cognito_event_kind = 6;

/// Why the identity changed.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_identity_change = i32;

/// It did not.
pub const COGNITO_IDENTITY_UNCHANGED: cognito_identity_change = 0;
/// The pool created it.
pub const COGNITO_IDENTITY_CREATED: cognito_identity_change = 1;
/// The service answered with another identity, the one that survived a merge.
pub const COGNITO_IDENTITY_MERGED: cognito_identity_change = 2;
/// The old identity no longer exists; a new one was created.
pub const COGNITO_IDENTITY_RECOVERED: cognito_identity_change = 3;
/// The host cleared it.
pub const COGNITO_IDENTITY_CLEARED: cognito_identity_change = 4;
/// The game's own backend named it.
pub const COGNITO_IDENTITY_DEVELOPER: cognito_identity_change = 5;

pub(super) static COMPLETIONS: Table<Completion> = Table::new();

impl Kind for Completion {
    const TAG: usize = 0b0011;
    type Beside = Fields;

    fn lay(&self, beside: &Fields) {
        beside.write(self);
    }
}

/// Where the completion of an accepted request will have its handle.
pub(super) type Place = Reserved<'static, Completion>;

/// Made before a request is accepted, so that its callback is never without a completion.
pub(super) fn new_place() -> Result<Place, ResultCode> {
    COMPLETIONS.reserve().ok_or(ResultCode::LimitExceeded)
}

type CompletionFunction = unsafe extern "C" fn(*mut c_void, *const cognito_completion);

/// A host callback with its user data.
#[derive(Clone, Copy)]
pub(super) struct HostCallback {
    function: CompletionFunction,
    user_data: UserData,
}

impl HostCallback {
    pub(super) fn new(function: cognito_completion_fn, user_data: *mut c_void) -> Option<Self> {
        function.map(|function| Self::of(function, user_data))
    }

    pub(super) fn of(function: CompletionFunction, user_data: *mut c_void) -> Self {
        Self { function, user_data: UserData::new(user_data) }
    }

    /// Lends the completion to the host for the time of the callback.
    pub(super) fn call(self, place: Place, completion: Arc<Completion>) {
        let handle = place.lend(completion);
        // SAFETY: the host gave this function with this user data for exactly this call (header, "Callbacks").
        unsafe { (self.function)(self.user_data.get(), ptr::without_provenance(handle)) };
        COMPLETIONS.end_loan(handle);
    }
}

/// A completion of the host's own.
pub(super) fn new_completion(completion: Arc<Completion>) -> Result<*mut cognito_completion, ResultCode> {
    match COMPLETIONS.insert(completion) {
        0 => Err(ResultCode::LimitExceeded),
        handle => Ok(ptr::without_provenance_mut(handle)),
    }
}

/// Tells the host of a refusal, as far as it wants to know; returns the code to refuse with.
///
/// # Safety
/// `out_error` is NULL or writable.
pub(super) unsafe fn hand_out_error(failure: Failure, out_error: *mut *mut cognito_completion) -> ResultCode {
    let code = failure.code;
    if !out_error.is_null() {
        let error = new_completion(Arc::new(Completion::failure(failure, None)));
        // SAFETY: not NULL, and writable by this function's contract.
        unsafe { out_error.write(error.unwrap_or(ptr::null_mut())) };
    }
    code
}

pub(super) fn pin(completion: *const cognito_completion) -> Option<Pinned<'static, Completion>> {
    COMPLETIONS.pin(completion.addr())
}

fn text(
    completion: *const cognito_completion,
    read: impl FnOnce(&Completion) -> Option<*const c_char>,
) -> *const c_char {
    guard_or(ptr::null(), || read(&*pin(completion)?))
}

fn failure_text(
    completion: *const cognito_completion,
    read: impl FnOnce(&FailureTexts) -> Option<&CStr>,
) -> *const c_char {
    text(completion, |completion| read(completion.failure.as_ref()?).map(CStr::as_ptr))
}

/// One of the texts that are read without a pin. There is nothing here that could panic.
#[inline(always)]
fn quick_text(completion: *const cognito_completion, field: impl FnOnce(&Fields) -> &Text) -> *const c_char {
    COMPLETIONS
        .read(completion.addr(), |fields| field(fields).load(Ordering::Acquire).cast_const())
        .unwrap_or(ptr::null())
}

#[cold]
fn refused(completion: *const cognito_completion) -> cognito_result {
    guard(|| Err(COMPLETIONS.refusal(completion.addr())))
}

/// How the request ended; INVALID_HANDLE if the handle is not a completion.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_result(completion: *const cognito_completion) -> cognito_result {
    COMPLETIONS
        .read(completion.addr(), |fields| fields.result.load(Ordering::Acquire))
        .unwrap_or_else(|| refused(completion))
}

/// The identity id, e.g. "us-east-1:GUID"; also beside an error, if it is known.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_identity_id(completion: *const cognito_completion) -> *const c_char {
    quick_text(completion, |fields| &fields.identity_id)
}

/// The access key id; NULL without credentials.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_access_key_id(completion: *const cognito_completion) -> *const c_char {
    quick_text(completion, |fields| &fields.access_key_id)
}

/// The secret access key; NULL without credentials. A secret: zeroed when the completion is freed; do not log
/// it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_secret_access_key(
    completion: *const cognito_completion,
) -> *const c_char {
    quick_text(completion, |fields| &fields.secret_access_key)
}

/// The session token; NULL without credentials. A secret: zeroed when the completion is freed; do not log it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_session_token(completion: *const cognito_completion) -> *const c_char {
    quick_text(completion, |fields| &fields.session_token)
}

/// When the credentials expire, by the service's clock, which the device's may not follow; 0 without
/// credentials.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_expiration_unix_ms(completion: *const cognito_completion) -> i64 {
    COMPLETIONS
        .read(completion.addr(), |fields| fields.expiration_unix_ms.load(Ordering::Acquire))
        .unwrap_or(0)
}

/// The token that cognito_provider_get_open_id_token() asked for, valid for ten minutes; NULL in any other
/// completion. A secret: zeroed when the completion is freed; do not log it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_open_id_token(completion: *const cognito_completion) -> *const c_char {
    text(completion, |completion| completion.open_id_token.as_deref().map(Secret::as_ptr))
}

/// What went wrong, in a sentence or two without secrets; NULL after a success.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_error_message(completion: *const cognito_completion) -> *const c_char {
    failure_text(completion, |failure| Some(&*failure.message))
}

/// The option or parameter that an INVALID_OPTIONS is about, by its name in C, e.g. "proxy_url"; NULL if it is
/// about none. The message begins with it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_error_field(completion: *const cognito_completion) -> *const c_char {
    failure_text(completion, |failure| failure.field.as_deref())
}

/// What to do about the error; NULL if there is nothing to add.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_error_hint(completion: *const cognito_completion) -> *const c_char {
    failure_text(completion, |failure| failure.hint.as_deref())
}

/// The service's own error code, e.g. "NotAuthorizedException"; NULL if it sent none.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_aws_error_code(completion: *const cognito_completion) -> *const c_char {
    failure_text(completion, |failure| failure.aws_error_code.as_deref())
}

/// The service's id of the failed HTTP request, which AWS support asks for; NULL if it sent none.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_aws_request_id(completion: *const cognito_completion) -> *const c_char {
    failure_text(completion, |failure| failure.aws_request_id.as_deref())
}

/// HTTP status of the failed request; 0 after a success, or when no answer came.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_http_status(completion: *const cognito_completion) -> u32 {
    guard_or(0, || Some(pin(completion)?.failure.as_ref()?.failure.http_status.into()))
}

/// How many HTTP requests the failed operation took; 0 after a success, or when none was sent.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_attempts(completion: *const cognito_completion) -> cognito_count {
    guard_or(0, || Some(pin(completion)?.failure.as_ref()?.failure.attempts))
}

/// Whether the same call may succeed later without any change; 0 after a success.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_is_retryable(completion: *const cognito_completion) -> cognito_bool {
    guard_or(0, || Some(cognito_bool::from(pin(completion)?.failure.as_ref()?.failure.is_retryable)))
}

/// Whether the credentials had already expired when they were handed out: with serve_expired after a refresh
/// that failed for a temporary reason, or in an event that was delivered late.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_is_stale(completion: *const cognito_completion) -> cognito_bool {
    COMPLETIONS.read(completion.addr(), |fields| fields.is_stale.load(Ordering::Acquire)).unwrap_or(0)
}

/// Which event this is; COGNITO_EVENT_NONE for the answer to a request.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_event_kind(completion: *const cognito_completion) -> cognito_event_kind {
    guard_or(0, || Some(pin(completion)?.event.as_ref()?.kind as i32))
}

/// The identity id before a COGNITO_EVENT_IDENTITY_CHANGED, if there was one.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_previous_identity_id(
    completion: *const cognito_completion,
) -> *const c_char {
    text(completion, |completion| {
        completion.event.as_ref()?.previous_identity_id.as_deref().map(CStr::as_ptr)
    })
}

/// Why the identity changed; COGNITO_IDENTITY_UNCHANGED unless it is a COGNITO_EVENT_IDENTITY_CHANGED.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_identity_change(
    completion: *const cognito_completion,
) -> cognito_identity_change {
    guard_or(0, || Some(pin(completion)?.event.as_ref()?.cause? as i32))
}

/// After a COGNITO_EVENT_REFRESH_FAILED: the earliest time of the next attempt, by the service's clock; 0 if
/// there is none. Until then requests are answered from memory; only cognito_provider_refresh() goes to the
/// network.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_next_attempt_unix_ms(completion: *const cognito_completion) -> i64 {
    guard_or(0, || pin(completion)?.event.as_ref()?.next_attempt_unix_ms)
}

/// Keeps a completion beyond its callback. Free it as many times as it was retained.
///
/// Ownership: the caller owns one more reference.
/// Errors: LIMIT_EXCEEDED (it is held four million times).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_retain(completion: *const cognito_completion) -> cognito_result {
    guard(|| {
        let handle = completion.addr();
        if COMPLETIONS.retain(handle) {
            Ok(())
        } else if COMPLETIONS.is_held_out(handle) {
            Err(ResultCode::LimitExceeded)
        } else {
            Err(COMPLETIONS.refusal(handle))
        }
    })
}

/// Gives up a reference: one that was retained, or that a function handed out. The last one frees the
/// completion and zeroes its secrets.
///
/// Errors: INVALID_HANDLE also for a completion that is only lent to a callback.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_completion_free(completion: *const cognito_completion) -> cognito_result {
    match COMPLETIONS.release_shared(completion.addr()) {
        Some(true) => ResultCode::Ok as cognito_result,
        _ => free(completion),
    }
}

/// All of it: the last reference, NULL, what is no handle.
#[cold]
fn free(completion: *const cognito_completion) -> cognito_result {
    guard(|| {
        if completion.is_null() || COMPLETIONS.release(completion.addr()) {
            Ok(())
        } else {
            Err(ResultCode::InvalidHandle)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ffi::result::COGNITO_ERROR_INVALID_HANDLE;
    use crate::queue::{EventKind, IdentityChange};

    #[test]
    fn the_event_numbers_are_the_enums() {
        assert_eq!(COGNITO_EVENT_IDENTITY_CHANGED, EventKind::IdentityChanged as i32);
        assert_eq!(COGNITO_EVENT_CREDENTIALS_REFRESHED, EventKind::CredentialsRefreshed as i32);
        assert_eq!(COGNITO_EVENT_REFRESH_FAILED, EventKind::RefreshFailed as i32);
        assert_eq!(COGNITO_EVENT_LOGIN_REQUIRED, EventKind::LoginRequired as i32);
        assert_eq!(COGNITO_EVENT_STORE_DEGRADED, EventKind::StoreDegraded as i32);
        assert_eq!(COGNITO_EVENT_CREDENTIALS_EXPIRING, EventKind::CredentialsExpiring as i32);
        assert_eq!(COGNITO_IDENTITY_CREATED, IdentityChange::Created as i32);
        assert_eq!(COGNITO_IDENTITY_MERGED, IdentityChange::Merged as i32);
        assert_eq!(COGNITO_IDENTITY_RECOVERED, IdentityChange::Recovered as i32);
        assert_eq!(COGNITO_IDENTITY_CLEARED, IdentityChange::Host as i32);
        assert_eq!(COGNITO_IDENTITY_DEVELOPER, IdentityChange::Developer as i32);
    }

    #[test]
    fn getters_of_nothing_answer_with_nothing() {
        let none = ptr::null();
        assert_eq!(cognito_completion_result(none), COGNITO_ERROR_INVALID_HANDLE);
        assert!(cognito_completion_identity_id(none).is_null());
        assert!(cognito_completion_secret_access_key(none).is_null());
        assert_eq!(cognito_completion_expiration_unix_ms(none), 0);
        assert_eq!(cognito_completion_free(none), 0);
        assert_eq!(cognito_completion_retain(none), COGNITO_ERROR_INVALID_HANDLE);
    }
}
