//! `cognito_provider`: creation and end, the begin calls, what is cached, what can be taken back.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;

use super::argument::{UserData, optional_text, required_out, write_out};
use super::begin::{Begin, run_blocking};
use super::cached_answers::{DeviceClocks, Item, Shown, SlotAnswers};
use super::completion::{
    COMPLETIONS, HostCallback, cognito_completion, cognito_completion_fn, hand_out_error, new_place,
};
use super::create::{try_new, try_new_json};
use super::guard::{guard, guard_or};
use super::kept::{cognito_destroy_fn, keep};
use super::options::cognito_provider_options;
pub use super::provider_handle::cognito_provider;
use super::provider_handle::{PROVIDERS, host_provider, provider_of};
use super::queue::cognito_queue;
use super::queue_item::HandedOut;
use super::request::{cognito_request, cognito_request_options};
use super::result::cognito_result;
use super::storage::cognito_storage;
use super::transport::cognito_transport;
use crate::error::{Failure, ResultCode};
use crate::provider::{EventCallback, Input, Provider, Want};
use crate::queue::Listener;

/// Feeds what the host takes back; returns when it is off the disk, or after two seconds.
pub(super) fn take_back(provider: &Provider, taken: Input) {
    provider.feed(taken);
    provider.wait_for_removal();
}

/// Creates a provider. Every option is checked first; when one is wrong, nothing is started. Then the stored
/// identity is read; everything else happens on the library's own threads, if it may have some.
///
/// @param options    copied.
/// @param queue      where this provider's answers and events go.
/// @param out        receives the provider.
/// @param out_error  on failure receives a completion that says which option is wrong and what to do; NULL on success. May
///                   be NULL.
///
/// Thread: no network; waits for the stored identity to be read, 2 s at most.
/// Callback: the storage's load, when the options name a storage.
/// Errors: INVALID_OPTIONS, CLOSED (the queue was freed), LIMIT_EXCEEDED (no handles or threads left).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_new(
    options: *const cognito_provider_options,
    queue: *mut cognito_queue,
    out: *mut *mut cognito_provider,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: both are NULL or writable, by the header.
        unsafe { write_out(out_error, ptr::null_mut()) };
        // SAFETY: the arguments are as the header says.
        unsafe { hand_out(try_new(options, queue, out), out, out_error) }
    })
}

/// Like cognito_provider_new(), with the options as text: one JSON object whose keys are the field names of
/// cognito_provider_options. Texts are strings, policy_arns is an array of them (without policy_arn_count),
/// numbers are whole numbers, and yes/no fields are true or false (or 1 or 0). null, or a key that is left out,
/// means the default. An unknown or repeated key, a wrong type or a number out of range is refused. At most 1
/// MiB.
///
/// @param options_json  such as {"identity_pool_id": "us-east-1:GUID", "keep_fresh": true}; copied.
/// @param storage       keeps the identity in the host's own store instead of a directory; may be NULL.
/// @param transport     sends the requests in the library's place; may be NULL.
/// @param queue         where this provider's answers and events go.
/// @param out           receives the provider.
/// @param out_error     on failure receives a completion that says which key is wrong and what to do; NULL on success. May
///                      be NULL.
///
/// Callback: the storage's load, when one is given.
/// Errors: as for cognito_provider_new().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_new_json(
    options_json: *const c_char,
    storage: *const cognito_storage,
    transport: *const cognito_transport,
    queue: *mut cognito_queue,
    out: *mut *mut cognito_provider,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: both are NULL or writable, by the header.
        unsafe { write_out(out_error, ptr::null_mut()) };
        // SAFETY: the arguments are as the header says.
        unsafe { hand_out(try_new_json(options_json, (storage, transport), queue, out), out, out_error) }
    })
}

/// # Safety
/// `out` is writable when `created` is a provider, and `out_error` NULL or writable.
unsafe fn hand_out(
    created: Result<usize, Failure>,
    out: *mut *mut cognito_provider,
    out_error: *mut *mut cognito_completion,
) -> Result<(), ResultCode> {
    match created {
        Ok(handle) => {
            // SAFETY: by this function's contract.
            unsafe { out.write(ptr::without_provenance_mut(handle)) };
            Ok(())
        }
        // SAFETY: by this function's contract.
        Err(failure) => Err(unsafe { hand_out_error(failure, out_error) }),
    }
}

/// Frees a provider. Its outstanding requests complete with CANCELLED in the queue's next dispatch, its network
/// exchanges are aborted, and no more events are delivered.
///
/// Thread: returns at once, whatever the network does; waits only for the disk: up to 200 ms for a write in
/// progress, up to 2 s for a sign-out or clear that is not on the disk yet.
/// Callback: the storage's save and remove, when something was still to be written; the transport's cancel.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_free(provider: *mut cognito_provider) -> cognito_result {
    guard(|| {
        if provider.is_null() {
            return Ok(());
        }
        // Closed before the handle goes, and pinned meanwhile: were the slot free, another provider could take it, and
        // this one would still write to the answers beside it.
        let Some(host) = PROVIDERS.pin(provider.addr()) else { return PROVIDERS.disown(provider.addr()) };
        host.provider.close();
        host.provider.flush_store();
        host.lent.give_back();
        if PROVIDERS.release(provider.addr()) { Ok(()) } else { Err(ResultCode::InvalidHandle) }
    })
}

/// Gets the identity id. A known one (cached or stored) is answered without network.
///
/// @param request_options  NULL for the defaults.
/// @param callback         gets the answer. NULL: cognito_queue_next() hands it out instead; cognito_queue_dispatch()
///                         never does, and cognito_queue_wait() returns at once until it was taken.
/// @param user_data        passed to the callback.
/// @param out_request      receives a handle to cancel with; may be NULL.
///
/// Callback: in a cognito_queue_dispatch() of the provider's queue, never inside this call. If several threads
/// dispatch, it may run before this call returns.
/// Errors: CLOSED, LIMIT_EXCEEDED (too many handles). The completion says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_identity_id(
    provider: *mut cognito_provider,
    request_options: *const cognito_request_options,
    callback: cognito_completion_fn,
    user_data: *mut c_void,
    out_request: *mut *mut cognito_request,
) -> cognito_result {
    let begin = Begin { provider, request_options, callback, user_data, out_request };
    // SAFETY: the arguments are as the header says.
    guard(|| unsafe { begin.run(Want::IdentityId) })
}

/// Gets credentials, cached ones while they are fresh. The completion carries the identity id too, even beside
/// an error if it is known. Parameters as for cognito_provider_get_identity_id().
///
/// Errors: CLOSED. The completion says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_credentials(
    provider: *mut cognito_provider,
    request_options: *const cognito_request_options,
    callback: cognito_completion_fn,
    user_data: *mut c_void,
    out_request: *mut *mut cognito_request,
) -> cognito_result {
    let begin = Begin { provider, request_options, callback, user_data, out_request };
    // SAFETY: the arguments are as the header says.
    guard(|| unsafe { begin.run(Want::Credentials) })
}

/// Fetches new credentials, whatever is cached, or joins a fetch in progress. Until the new ones arrive, other
/// requests get the cached ones. Parameters as for cognito_provider_get_identity_id().
///
/// Errors: CLOSED. The completion says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_refresh(
    provider: *mut cognito_provider,
    request_options: *const cognito_request_options,
    callback: cognito_completion_fn,
    user_data: *mut c_void,
    out_request: *mut *mut cognito_request,
) -> cognito_result {
    let begin = Begin { provider, request_options, callback, user_data, out_request };
    // SAFETY: the arguments are as the header says.
    guard(|| unsafe { begin.run(Want::FreshCredentials) })
}

/// Like cognito_provider_get_identity_id(), but waits for the answer: for tools and servers.
///
/// @param timeout_ms  0: as long as the provider's own timeouts and attempts allow.
/// @param out         receives the completion, whatever its result.
///
/// Thread: blocks; not for a UI or main thread. A login source or a storage is called only while another thread
/// dispatches the provider's queue.
/// Errors: CLOSED, LIMIT_EXCEEDED, UNSUPPORTED (in a browser). OK means that out was written; its result says how the
/// request ended (DEADLINE_EXCEEDED when the time ran out).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_identity_id_blocking(
    provider: *mut cognito_provider,
    timeout_ms: u32,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { run_blocking(provider, Want::IdentityId, timeout_ms, out) })
}

/// Like cognito_provider_get_credentials(), but waits for the answer: for tools and servers. Parameters,
/// threads and errors as for cognito_provider_get_identity_id_blocking().
///
/// Thread: blocks.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_credentials_blocking(
    provider: *mut cognito_provider,
    timeout_ms: u32,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { run_blocking(provider, Want::Credentials, timeout_ms, out) })
}

/// The identity id, if it is known. No I/O; takes nanoseconds.
///
/// Errors: NOT_CACHED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_cached_identity_id(
    provider: *mut cognito_provider,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    number(unsafe { cached(provider, |answers| &answers.identity, out) })
}

/// The credentials, if there are any that have not expired. No I/O; takes nanoseconds. It never refreshes: call
/// cognito_provider_get_credentials() now and then, or create the provider with keep_fresh.
///
/// Errors: NOT_CACHED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_cached_credentials(
    provider: *mut cognito_provider,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    number(unsafe { cached(provider, |answers| &answers.credentials, out) })
}

/// Without [`guard`], which would cost as much as the rest: there is nothing here that could panic, up to
/// [`nothing_cached`].
///
/// # Safety
/// `out` is NULL or writable.
#[inline(always)]
#[allow(clippy::inline_always, reason = "what a host calls every frame; the build is for size")]
pub(super) unsafe fn cached(
    provider: *mut cognito_provider,
    item: impl FnOnce(&SlotAnswers) -> &Item,
    out: *mut *mut cognito_completion,
) -> Result<(), ResultCode> {
    // SAFETY: by this function's contract.
    unsafe { required_out(out) }?;
    let mut shown = Shown::Nothing;
    let is_there = PROVIDERS
        .read(provider.addr(), |answers| shown = item(answers).retain_current(&DeviceClocks))
        .is_some();
    if let (true, Shown::Current(handle)) = (is_there, shown) {
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(ptr::without_provenance_mut(handle)) };
        return Ok(());
    }
    Err(nothing_cached(provider, is_there, shown))
}

#[cold]
fn nothing_cached(provider: *mut cognito_provider, is_there: bool, shown: Shown) -> ResultCode {
    guard_or(ResultCode::Internal, || {
        if !is_there {
            // The slot changed hands while it was looked at: another provider's answer must not get out.
            if let Shown::Current(handle) = shown {
                COMPLETIONS.release(handle);
            }
            return Some(PROVIDERS.refusal(provider.addr()));
        }
        if shown == Shown::HeldOut {
            return Some(ResultCode::LimitExceeded);
        }
        if shown == Shown::Overdue {
            // A device that slept: the timers may still do so.
            match provider_of(provider) {
                Ok(provider) => provider.feed(Input::Look),
                Err(code) => return Some(code),
            }
        }
        Some(ResultCode::NotCached)
    })
}

/// As [`guard`] says it, for what cannot panic.
#[inline(always)]
#[allow(clippy::inline_always, reason = "as above")]
fn number(result: Result<(), ResultCode>) -> cognito_result {
    match result {
        Ok(()) => ResultCode::Ok as cognito_result,
        Err(code) => code as cognito_result,
    }
}

/// A number that stands for what cognito_provider_get_credentials() would answer now, if answering is all it would do. The
/// same number always means the same answer, so a host that has made something of it (strings, a finished future) need not
/// read it again. Costs nanoseconds.
///
/// @return  0 while nothing is cached or a refresh is due, and for a handle that is not alive.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_fresh_credentials(provider: *mut cognito_provider) -> u64 {
    guard_or(0, || fresh(provider, |answers| &answers.credentials))
}

/// Like cognito_provider_fresh_credentials(), for cognito_provider_get_identity_id().
///
/// @return  0 while the identity id is not known, and for a handle that is not alive.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_fresh_identity_id(provider: *mut cognito_provider) -> u64 {
    guard_or(0, || fresh(provider, |answers| &answers.identity))
}

fn fresh(provider: *mut cognito_provider, item: impl FnOnce(&SlotAnswers) -> &Item) -> Option<u64> {
    let number = PROVIDERS.read(provider.addr(), |answers| item(answers).fresh(&DeviceClocks))?;
    number.and_then(|number| u64::try_from(number).ok())
}

/// Forgets the credentials but keeps the identity. Requests in progress fetch again, those among them whose answer is
/// ready and not dispatched. Stored credentials (persist_credentials) are gone from the disk, as after
/// cognito_provider_sign_out().
///
/// Thread: no network; may wait for the disk.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_clear_credentials(provider: *mut cognito_provider) -> cognito_result {
    guard(|| {
        take_back(&*provider_of(provider)?, Input::ClearCredentials);
        Ok(())
    })
}

/// Forgets the identity and the credentials, stored ones included, as cognito_provider_sign_out() does, but
/// keeps the logins: the next request gets a new identity.
///
/// Thread: no network; may wait for the disk.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_clear_identity(provider: *mut cognito_provider) -> cognito_result {
    guard(|| {
        take_back(&*provider_of(provider)?, Input::ClearIdentity);
        Ok(())
    })
}

/// Reports that a service refused the credentials: the next request refreshes them first. Stored ones are gone
/// from the disk, as after cognito_provider_sign_out().
///
/// @param access_key_id  the refused ones; does nothing when newer ones are cached already. NULL: whichever are cached.
///
/// Thread: no network; may wait for the disk.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_invalidate(
    provider: *mut cognito_provider,
    access_key_id: *const c_char,
) -> cognito_result {
    guard(|| {
        let provider = provider_of(provider)?;
        // SAFETY: NULL or NUL-terminated, by the header.
        let access_key_id = unsafe { optional_text(access_key_id) }?.map(str::to_owned);
        take_back(&provider, Input::Invalidate(access_key_id));
        Ok(())
    })
}

/// Makes cognito_queue_next() hand out this provider's events, instead of a callback. They are the same as with
/// cognito_provider_set_event_callback(), which ends this; with a NULL callback there, events go nowhere.
///
/// @param user_data  comes back in each item.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_enable_events(
    provider: *mut cognito_provider,
    user_data: *mut c_void,
) -> cognito_result {
    guard(|| {
        let user_data = UserData::new(user_data);
        let hand_out = move |event| HandedOut::event(user_data, event);
        provider_of(provider)?.tell_events(Some(Listener::Next(Arc::new(hand_out))));
        Ok(())
    })
}

/// Sets where this provider's events go: one callback, replacing any other. The first one is told what the
/// present state is (the identity has changed since the provider was created, the store has failed, a login is
/// required), but never credentials. Events that a sign-out, a clear or a login change made stale are not
/// delivered.
///
/// @param callback  NULL: nowhere.
/// @param destroy   called in the queue's next dispatch after the callback was replaced or the provider was freed, or in
///                  cognito_queue_free(). May be NULL.
///
/// Callback: any number of times.
/// Errors: CLOSED (the queue was freed).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_set_event_callback(
    provider: *mut cognito_provider,
    callback: cognito_completion_fn,
    user_data: *mut c_void,
    destroy: cognito_destroy_fn,
) -> cognito_result {
    guard(|| {
        let host = host_provider(provider)?;
        let kept = keep(&host.queue, callback.is_some(), user_data, destroy)?;
        let callback = callback.zip(kept).map(|(function, kept)| -> EventCallback {
            Arc::new(move |event| {
                // Only a 32-bit host that keeps tens of thousands of completions can run out of places.
                if let Ok(place) = new_place() {
                    HostCallback::of(function, kept.get()).call(place, event);
                }
            })
        });
        host.provider.set_event_callback(callback);
        Ok(())
    })
}
