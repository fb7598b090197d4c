//! The logins of a provider: who the player is signed in as. Every change counts at once and does no network.

use std::ffi::{c_char, c_void};
use std::ptr;

use super::argument::{optional_text, required_out, write_out};
use super::begin::Begin;
use super::completion::cognito_completion_fn;
use super::guard::{guard, guard_or};
use super::names::{cognito_names, new_names};
use super::provider::take_back;
use super::provider_handle::{cognito_provider, provider_of};
use super::request::{cognito_request, cognito_request_options};
use super::result::{cognito_bool, cognito_count, cognito_result};
use crate::cognito::identity::Login;
use crate::error::ResultCode;
use crate::provider::login::{check_login_name, login};
use crate::provider::{Input, LoginChange, MAX_LOGINS, Provider, Want};

/// Reads and checks one login.
///
/// # Safety
/// Both are NULL or NUL-terminated.
pub(super) unsafe fn read_login(name: *const c_char, token: *const c_char) -> Result<Login, ResultCode> {
    // SAFETY: by this function's contract.
    let name = unsafe { optional_text(name) }?.ok_or(ResultCode::InvalidArgument)?;
    // SAFETY: as above.
    let token = unsafe { optional_text(token) }?.ok_or(ResultCode::InvalidArgument)?;
    login(name, token)
}

/// # Safety
/// `name` is NULL or NUL-terminated.
pub(super) unsafe fn read_name(name: *const c_char) -> Result<String, ResultCode> {
    // SAFETY: by this function's contract.
    let name = unsafe { optional_text(name) }?.ok_or(ResultCode::InvalidArgument)?;
    check_login_name(name)?;
    Ok(name.to_owned())
}

fn change(provider: &Provider, change: LoginChange) -> Result<(), ResultCode> {
    provider.change_logins(change).map_err(|_| ResultCode::TooManyLogins)?;
    provider.wait_for_removal();
    Ok(())
}

/// Adds a login, or replaces its token. Takes effect at once: credentials from before are forgotten, and
/// requests in progress, those among them whose answer is ready and not dispatched, are answered under the new logins.
/// A guest keeps their identity id if the service links the login to it; the next request finds out.
///
/// @param name   the login provider, e.g. "graph.facebook.com", "accounts.google.com", "www.amazon.com",
///               "appleid.apple.com", "cognito-idp.us-east-1.amazonaws.com/POOL"; 1 to 128 characters.
/// @param token  what that provider issued (with OpenID Connect the ID token); 1 to 50000 characters (a developer's token:
///               4 to 20000). No control characters, except the line breaks of a SAML assertion. Kept in memory only, and
///               zeroed when it is replaced.
///
/// Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
/// Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS; nothing has changed then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_set_login(
    provider: *mut cognito_provider,
    name: *const c_char,
    token: *const c_char,
) -> cognito_result {
    guard(|| {
        let provider = provider_of(provider)?;
        // SAFETY: NULL or NUL-terminated, by the header.
        let login = unsafe { read_login(name, token) }?;
        change(&provider, LoginChange::Set(login))
    })
}

/// Removes a login, if there is one of this name. Takes effect at once, as cognito_provider_set_login() does.
/// The service still remembers the link: see cognito_provider_unlink_login().
///
/// Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
/// Errors: INVALID_LOGIN_NAME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_remove_login(
    provider: *mut cognito_provider,
    name: *const c_char,
) -> cognito_result {
    guard(|| {
        let provider = provider_of(provider)?;
        // SAFETY: NULL or NUL-terminated, by the header.
        let name = unsafe { read_name(name) }?;
        change(&provider, LoginChange::Remove(name))
    })
}

/// Replaces all logins at once. If a name occurs twice, the last one counts.
///
/// @param names   count names; may be NULL when count is 0.
/// @param tokens  count tokens, in the same order; may be NULL when count is 0.
/// @param count   0 to 10.
///
/// Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
/// Errors: INVALID_LOGIN_NAME, INVALID_LOGIN_TOKEN, TOO_MANY_LOGINS; nothing has changed then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_set_logins(
    provider: *mut cognito_provider,
    names: *const *const c_char,
    tokens: *const *const c_char,
    count: cognito_count,
) -> cognito_result {
    guard(|| {
        let provider = provider_of(provider)?;
        let count = count as usize;
        if count > MAX_LOGINS {
            return Err(ResultCode::TooManyLogins);
        }
        if count > 0 && (names.is_null() || tokens.is_null()) {
            return Err(ResultCode::InvalidArgument);
        }
        let mut logins: Vec<Login> = Vec::new();
        for index in 0..count {
            // SAFETY: both arrays hold `count` strings, by the header.
            let login = unsafe { read_login(names.add(index).read(), tokens.add(index).read()) }?;
            logins.retain(|(name, _)| *name != login.0);
            logins.push(login);
        }
        change(&provider, LoginChange::Replace(logins))
    })
}

/// Removes all logins. The identity id stays as a hint, but a guest may not use one that is linked to a login.
/// To switch to another player, call cognito_provider_sign_out().
///
/// Thread: no network; may wait for the disk, 2 s at most (persist_credentials).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_clear_logins(provider: *mut cognito_provider) -> cognito_result {
    guard(|| change(&*provider_of(provider)?, LoginChange::Replace(Vec::new())))
}

/// How many logins there are.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_login_count(provider: *mut cognito_provider) -> cognito_count {
    guard_or(0, || u32::try_from(provider_of(provider).ok()?.login_names().len()).ok())
}

/// The names of the logins, in the order of their UTF-8 bytes.
///
/// @param out  receives the list.
///
/// Errors: LIMIT_EXCEEDED (too many handles).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_login_names(
    provider: *mut cognito_provider,
    out: *mut *mut cognito_names,
) -> cognito_result {
    guard(|| {
        // SAFETY: `out` is NULL or writable, by the header.
        unsafe { required_out(out) }?;
        let names = new_names(provider_of(provider)?.login_names())?;
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(names) };
        Ok(())
    })
}

/// The login name of developer-authenticated identities in the pool's partition, as a rule
/// "cognito-identity.amazonaws.com", or the one of China. Static text; NULL only if the handle is not a provider.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_developer_login_name(provider: *mut cognito_provider) -> *const c_char {
    guard_or(ptr::null(), || Some(provider_of(provider).ok()?.developer_login_name().as_ptr()))
}

/// Whether there is a login of this name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_has_login(
    provider: *mut cognito_provider,
    name: *const c_char,
) -> cognito_bool {
    guard_or(0, || {
        let provider = provider_of(provider).ok()?;
        // SAFETY: NULL or NUL-terminated, by the header.
        let name = unsafe { optional_text(name) }.ok()??;
        Some(provider.login_names().iter().any(|other| other == name).into())
    })
}

/// Gets an OpenID token of the identity, for another service or for the game's own backend. It is valid for ten
/// minutes and never cached. Parameters as for cognito_provider_get_identity_id().
///
/// Errors: CLOSED. The completion says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_open_id_token(
    provider: *mut cognito_provider,
    request_options: *const cognito_request_options,
    callback: cognito_completion_fn,
    user_data: *mut c_void,
    out_request: *mut *mut cognito_request,
) -> cognito_result {
    let begin = Begin { provider, request_options, callback, user_data, out_request };
    // SAFETY: the arguments are as the header says.
    guard(|| unsafe { begin.run(Want::OpenIdToken) })
}

/// Makes the service forget the link between the identity and a login, and removes the login here. An identity
/// whose last login was unlinked can no longer be used: call cognito_provider_sign_out() then. The other
/// parameters as for cognito_provider_get_identity_id().
///
/// @param name  a login that is set, since the service wants to see its token.
///
/// Errors: INVALID_LOGIN_NAME (also if it is not set), CLOSED. The completion says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_unlink_login(
    provider: *mut cognito_provider,
    name: *const c_char,
    request_options: *const cognito_request_options,
    callback: cognito_completion_fn,
    user_data: *mut c_void,
    out_request: *mut *mut cognito_request,
) -> cognito_result {
    let begin = Begin { provider, request_options, callback, user_data, out_request };
    guard(|| {
        // SAFETY: NULL or writable, by the header.
        unsafe { write_out(out_request, ptr::null_mut()) };
        let names = provider_of(provider)?.login_names();
        // SAFETY: NULL or NUL-terminated, by the header.
        let name = unsafe { read_name(name) }?;
        if !names.contains(&name) {
            return Err(ResultCode::InvalidLoginName);
        }
        // SAFETY: the arguments are as the header says.
        unsafe {
            begin.run_with(
                Want::UnlinkedLogin,
                None,
                |_, _, _| None,
                |provider, terms, completer| provider.begin_unlink(name, terms, completer),
            )
        }
    })
}

/// The player leaves: forgets the logins, the credentials and the identity, stored ones included. The next
/// request creates a new guest, or asks the login source; so do those in progress, and those whose answer is ready and
/// not dispatched.
///
/// When this returns, the player is gone from the disk for good (fsync), whatever happens to the process. Only
/// for a disk that fails or hangs it waits no longer than 2 s: then COGNITO_EVENT_STORE_DEGRADED reports that
/// the sign-out is not on the disk yet, and it is tried again until it is, for the last time in
/// cognito_provider_free(). Another provider of the same profile keeps its player and may store it again: free
/// it, or sign out there too. The host's own storage hears of it in the next cognito_queue_dispatch(), or in
/// cognito_provider_free().
///
/// Thread: no network; waits for the disk.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_sign_out(provider: *mut cognito_provider) -> cognito_result {
    guard(|| {
        take_back(&*provider_of(provider)?, Input::SignOut);
        Ok(())
    })
}
