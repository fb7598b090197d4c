//! `cognito_login_request`: the library asks the host who the player is. Answered once, from any thread.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::argument::{UserData, optional_text, required_out};
use super::guard::{guard, guard_or};
use super::kept::{cognito_destroy_fn, keep};
use super::login::read_login;
pub use super::login_request_handle::cognito_login_request;
use super::login_request_handle::{finish, login_request, new_login_request};
use super::names::{cognito_names, new_names};
use super::provider_handle::{cognito_provider, host_provider};
use super::queue_item::HandedOut;
use super::result::cognito_result;
use crate::cognito;
use crate::error::ResultCode;
use crate::provider::state::developer_login_name;
use crate::provider::{LoginAnswer, LoginSource, MAX_LOGINS};
use crate::queue::Listener;
use crate::secret::Secret;

/// Asks the host for the player's logins. Answer with cognito_login_request_complete() or
/// cognito_login_request_fail(), now or later, from any thread; both free the request. Do so even when it is
/// too late (the source's time ran out, or the provider or queue was freed): the answer then has no effect, but
/// a request that is never answered is never freed.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_login_source_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, request: *mut cognito_login_request)>;

/// Sets who is asked for logins: before a fetch if there are none or one has expired, and once more if the
/// service says that a token has expired. One request at a time; if it is not answered in time, the fetch fails
/// with LOGIN_REQUIRED.
///
/// @param source   NULL: nobody.
/// @param destroy  called in the queue's next dispatch after the source was replaced or the provider was freed, or in
///                 cognito_queue_free(). May be NULL.
///
/// Callback: any number of times.
/// Errors: CLOSED (the queue was freed).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_set_login_source(
    provider: *mut cognito_provider,
    source: cognito_login_source_fn,
    user_data: *mut c_void,
    destroy: cognito_destroy_fn,
) -> cognito_result {
    guard(|| {
        let host = host_provider(provider)?;
        let kept = keep(&host.queue, source.is_some(), user_data, destroy)?;
        let source = source.zip(kept).map(|(source, kept)| -> LoginSource {
            Arc::new(move |unanswered| {
                if let Some(request) = new_login_request(unanswered) {
                    // SAFETY: the host gave this function with this user data for such calls (header, "Callbacks").
                    unsafe { source(kept.get(), request) };
                }
            })
        });
        host.provider.set_login_source(source);
        Ok(())
    })
}

/// Makes cognito_queue_next() hand out this provider's login requests, instead of a source. They come at the
/// same times as with cognito_provider_set_login_source(), which ends this; with a NULL source there, nobody is
/// asked.
///
/// @param user_data  comes back in each item.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_enable_login_requests(
    provider: *mut cognito_provider,
    user_data: *mut c_void,
) -> cognito_result {
    guard(|| {
        let user_data = UserData::new(user_data);
        let hand_out = move |request| Some(HandedOut::login_request(user_data, request));
        host_provider(provider)?.provider.ask_for_logins(Some(Listener::Next(Arc::new(hand_out))));
        Ok(())
    })
}

/// Why logins are asked for.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_login_reason = i32;

/// The request was answered, or there is none.
pub const COGNITO_LOGIN_REASON_NONE: cognito_login_reason = 0;
/// There are no logins, or a developer's token came without its identity id.
pub const COGNITO_LOGIN_REASON_MISSING: cognito_login_reason = 1;
/// A token is about to expire or has expired, by its own date.
pub const COGNITO_LOGIN_REASON_EXPIRED: cognito_login_reason = 2;
/// The service says that a token has expired, or cannot verify it.
pub const COGNITO_LOGIN_REASON_REFUSED: cognito_login_reason = 3;

/// Why logins are asked for; COGNITO_LOGIN_REASON_NONE once it was answered.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_login_request_reason(request: *mut cognito_login_request) -> cognito_login_reason {
    guard_or(0, || {
        let request = login_request(request).ok()?;
        let inner = request.lock();
        Some(inner.unanswered.as_ref()?.question.reason as i32)
    })
}

/// The names of the logins whose tokens have expired. Empty if none has, or if the service did not say which of
/// several it meant.
///
/// @param out  receives the list.
///
/// Errors: LIMIT_EXCEEDED (too many handles).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_login_request_expired_logins(
    request: *mut cognito_login_request,
    out: *mut *mut cognito_names,
) -> cognito_result {
    guard(|| {
        // SAFETY: `out` is NULL or writable, by the header.
        unsafe { required_out(out) }?;
        let request = login_request(request)?;
        let unanswered = &request.lock().unanswered;
        let expired = unanswered.as_ref().ok_or(ResultCode::InvalidHandle)?.question.expired.clone();
        let names = new_names(expired)?;
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(names) };
        Ok(())
    })
}

/// Adds a login to the answer. If a name occurs twice, the last one counts. Limits as for
/// cognito_provider_set_login().
///
/// Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_login_request_add(
    request: *mut cognito_login_request,
    name: *const c_char,
    token: *const c_char,
) -> cognito_result {
    guard(|| {
        let request = login_request(request)?;
        // SAFETY: NULL or NUL-terminated, by the header.
        let login = unsafe { read_login(name, token) }?;
        let logins = &mut request.lock().answer.logins;
        logins.retain(|(other, _)| *other != login.0);
        if logins.len() >= MAX_LOGINS {
            return Err(ResultCode::TooManyLogins);
        }
        logins.push(login);
        Ok(())
    })
}

/// Answers with a developer-authenticated identity: what the game's own backend got from
/// GetOpenIdTokenForDeveloperIdentity. Replaces logins that were added before.
///
/// @param identity_id  e.g. "us-east-1:GUID".
/// @param token        its OpenID token.
///
/// Errors: INVALID_LOGIN_TOKEN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_login_request_set_developer_identity(
    request: *mut cognito_login_request,
    identity_id: *const c_char,
    token: *const c_char,
) -> cognito_result {
    guard(|| {
        let request = login_request(request)?;
        // SAFETY: NULL or NUL-terminated, by the header.
        let identity_id = unsafe { optional_text(identity_id) }?.ok_or(ResultCode::InvalidArgument)?;
        cognito::check_identity_id(identity_id).map_err(|_| ResultCode::InvalidArgument)?;
        let region = identity_id.split(':').next().unwrap_or_default();
        let name = developer_login_name(region);
        // SAFETY: ours, and the host's NULL or NUL-terminated token.
        let login: (String, Secret) = unsafe { read_login(name.as_ptr(), token) }?;
        request.lock().answer =
            LoginAnswer { logins: vec![login], developer_identity_id: Some(identity_id.to_owned()) };
        Ok(())
    })
}

/// Answers with the logins that were added, or with none for a guest.
///
/// Ownership: takes the request.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_login_request_complete(request: *mut cognito_login_request) -> cognito_result {
    guard(|| {
        let (unanswered, answer) = finish(request)?;
        unanswered.answer(Ok(answer));
        Ok(())
    })
}

/// Answers that there are no logins now. Whatever waits for them fails with LOGIN_REQUIRED and this message.
///
/// @param message  for people, without secrets; may be NULL.
///
/// Ownership: takes the request.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_login_request_fail(
    request: *mut cognito_login_request,
    message: *const c_char,
) -> cognito_result {
    guard(|| {
        // SAFETY: NULL or NUL-terminated, by the header.
        let message = unsafe { optional_text(message) }?.unwrap_or("it failed without a message");
        let message: String = message.chars().filter(|one| !one.is_control()).take(500).collect();
        let (unanswered, _) = finish(request)?;
        unanswered.answer(Err(message));
        Ok(())
    })
}
