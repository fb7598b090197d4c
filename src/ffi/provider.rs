//! `cognito_provider`: creation and end, the begin calls, what is cached, what can be taken back.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use super::argument::{optional_text, required_out, write_out};
use super::begin::{Begin, run_blocking};
use super::cached_answers::{DeviceClocks, Item, Shown, SlotAnswers};
use super::completion::{
    COMPLETIONS, HostCallback, cognito_completion, cognito_completion_fn, hand_out_error, new_place,
};
use super::create::try_new;
use super::guard::guard;
use super::handle::{Kind, Table};
use super::kept::{cognito_destroy_fn, keep};
use super::options::cognito_provider_options;
use super::queue::cognito_queue;
use super::request::{cognito_request, cognito_request_options};
use super::result::cognito_result;
use crate::error::ResultCode;
use crate::provider::{EventCallback, Input, Provider, Want};
use crate::queue::Queue;
use crate::store::host::HostStore;

/// One identity pool and one profile: identity id, credentials, and what keeps them fresh (opaque).
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_provider {
    _opaque: [u8; 0],
}

pub(super) struct HostProvider {
    pub(super) provider: Arc<Provider>,
    pub(super) queue: Arc<Queue>,
    /// Where the host keeps the identity itself.
    pub(super) storage: Option<Arc<HostStore>>,
}

/// A host that clears the identity, frees the provider and exits must not find the old player again.
const STORE_PATIENCE: Duration = Duration::from_millis(200);

pub(super) static PROVIDERS: Table<HostProvider> = Table::new();

impl Kind for HostProvider {
    const TAG: usize = 0b0111;
    type Beside = SlotAnswers;
}

impl Drop for HostProvider {
    fn drop(&mut self) {
        self.provider.close();
    }
}

/// The provider behind a handle.
pub(super) fn provider_of(provider: *mut cognito_provider) -> Result<Arc<Provider>, ResultCode> {
    host_provider(provider).map(|host| Arc::clone(&host.provider))
}

/// Feeds what the host takes back; returns when it is off the disk, or after two seconds.
pub(super) fn take_back(provider: &Provider, taken: Input) {
    provider.feed(taken);
    provider.wait_for_removal();
}

pub(super) fn host_provider(provider: *mut cognito_provider) -> Result<Arc<HostProvider>, ResultCode> {
    let host = PROVIDERS.pin(provider.addr()).ok_or_else(|| PROVIDERS.refusal(provider.addr()))?;
    Ok(Arc::clone(&*host))
}

/// Creates a provider. Checks every option first and starts nothing when one is wrong. Reads the stored identity, a
/// small file, on this thread; all else happens on the library's own.
///
/// @param options    see cognito_provider_options; copied.
/// @param queue      where this provider's completions and events go.
/// @param out        receives the provider; NULL on failure.
/// @param out_error  on failure receives a completion whose message names the field and says what to do; NULL
///                   otherwise. May be NULL.
///
/// Ownership: the caller frees the provider with cognito_provider_free() and the error with cognito_completion_free().
/// Thread: any.
/// Callback: none, but for the storage's load when the options name one.
/// Errors: INVALID_OPTIONS, INVALID_ARGUMENT (options or out is NULL), INVALID_HANDLE (queue), CLOSED,
/// LIMIT_EXCEEDED (no handles or no threads left).
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
        match unsafe { try_new(options, queue, out) } {
            Ok(handle) => {
                // SAFETY: checked above not to be NULL.
                unsafe { out.write(ptr::without_provenance_mut(handle)) };
                Ok(())
            }
            // SAFETY: `out_error` is NULL or writable, by the header.
            Err(failure) => Err(unsafe { hand_out_error(failure, out_error) }),
        }
    })
}

/// Frees a provider. Every outstanding request completes as CANCELLED, in the queue's next dispatch; its exchanges
/// are aborted; its events are no longer told. Returns at once, whatever the network does; only what is just being stored
/// is waited for, 200 ms at most, and what a sign-out or a clear has not yet removed from the disk 2 s at most. NULL is
/// fine.
///
/// Ownership: takes the provider.
/// Thread: any, also inside a callback.
/// Callback: those of its requests run in the next dispatch; here only the storage's, when the options named one and
/// something was still to be written.
/// Errors: INVALID_HANDLE (also for a second free).
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
        if let Some(storage) = &host.storage {
            storage.end(STORE_PATIENCE);
        }
        if PROVIDERS.release(provider.addr()) { Ok(()) } else { Err(ResultCode::InvalidHandle) }
    })
}

/// Asks for the identity id. A known one (cached or stored) is answered without network.
///
/// @param request_options  NULL for defaults.
/// @param callback     runs exactly once if and only if this returns OK.
/// @param user_data    handed to the callback.
/// @param out_request  receives a handle to cancel with; may be NULL.
///
/// Ownership: the caller frees the request with cognito_request_free(), any time.
/// Thread: any; does not wait.
/// Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call. With several dispatching
/// threads it may run before this call returns.
/// Errors: INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE, CLOSED. How the request ends is
/// told by the completion.
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

/// Asks for credentials, cached ones where they are fresh. Parameters as for cognito_provider_get_identity_id().
///
/// Ownership: the caller frees the request with cognito_request_free(), any time.
/// Thread: any; does not wait.
/// Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call. The completion carries the
/// identity id too, also beside an error when it is known.
/// Errors: INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE, CLOSED. How the request ends is
/// told by the completion.
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

/// Fetches new credentials, whatever is cached; joins a fetch under way. The cached ones are served to others until
/// the new ones are there. Parameters as for cognito_provider_get_identity_id().
///
/// Ownership: the caller frees the request with cognito_request_free(), any time.
/// Thread: any; does not wait.
/// Callback: in cognito_queue_dispatch() of the provider's queue, never inside this call.
/// Errors: INVALID_ARGUMENT (callback is NULL), INVALID_STRUCT_SIZE, INVALID_HANDLE, CLOSED. How the request ends is
/// told by the completion.
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

/// As cognito_provider_get_identity_id(), but waits for the answer: for tools and servers.
///
/// @param timeout_ms  0: as long as the provider's own timeouts and attempts allow.
/// @param out         receives the completion, whatever its result.
///
/// Ownership: the caller frees the completion with cognito_completion_free().
/// Thread: any but a UI or main thread; blocks.
/// Callback: none; no queue is dispatched. A login source, or a host storage, is served only while another thread
/// dispatches the provider's queue.
/// Errors: INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, CLOSED, LIMIT_EXCEEDED. OK means that `out` was written; its
/// result tells how it ended (DEADLINE_EXCEEDED when the time ran out).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_identity_id_blocking(
    provider: *mut cognito_provider,
    timeout_ms: u32,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { run_blocking(provider, Want::IdentityId, timeout_ms, out) })
}

/// As cognito_provider_get_credentials(), but waits for the answer: for tools and servers.
///
/// @param timeout_ms  0: as long as the provider's own timeouts and attempts allow.
/// @param out         receives the completion, whatever its result.
///
/// Ownership: the caller frees the completion with cognito_completion_free().
/// Thread: any but a UI or main thread; blocks.
/// Callback: none; no queue is dispatched. A login source, or a host storage, is served only while another thread
/// dispatches the provider's queue.
/// Errors: INVALID_ARGUMENT (out is NULL), INVALID_HANDLE, CLOSED, LIMIT_EXCEEDED. OK means that `out` was written; its
/// result tells how it ended (DEADLINE_EXCEEDED when the time ran out).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_get_credentials_blocking(
    provider: *mut cognito_provider,
    timeout_ms: u32,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { run_blocking(provider, Want::Credentials, timeout_ms, out) })
}

/// The identity id, if it is known; no I/O. Costs nanoseconds.
///
/// Ownership: the caller frees the completion with cognito_completion_free().
/// Thread: any; takes no lock.
/// Callback: none.
/// Errors: NOT_CACHED, INVALID_ARGUMENT (out is NULL), INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_cached_identity_id(
    provider: *mut cognito_provider,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { cached(provider, |answers| &answers.identity, out) })
}

/// The credentials, if there are any that have not expired; no I/O. Costs nanoseconds. Does not refresh: call
/// cognito_provider_get_credentials() now and then, or create the provider with keep_fresh.
///
/// Ownership: the caller frees the completion with cognito_completion_free().
/// Thread: any; takes no lock as long as there is something to hand out.
/// Callback: none.
/// Errors: NOT_CACHED, INVALID_ARGUMENT (out is NULL), INVALID_HANDLE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_cached_credentials(
    provider: *mut cognito_provider,
    out: *mut *mut cognito_completion,
) -> cognito_result {
    // SAFETY: `out` is NULL or writable, by the header.
    guard(|| unsafe { cached(provider, |answers| &answers.credentials, out) })
}

/// # Safety
/// `out` is NULL or writable.
pub(super) unsafe fn cached(
    provider: *mut cognito_provider,
    item: impl FnOnce(&SlotAnswers) -> &Item,
    out: *mut *mut cognito_completion,
) -> Result<(), ResultCode> {
    // SAFETY: by this function's contract.
    unsafe { required_out(out) }?;
    let answers = PROVIDERS.peek(provider.addr()).ok_or_else(|| PROVIDERS.refusal(provider.addr()))?;
    let shown = item(answers).retain_current(&DeviceClocks);
    // The slot may have changed hands since the first look: another provider's answer must not get out.
    if PROVIDERS.peek(provider.addr()).is_none() {
        if let Shown::Current(handle) = shown {
            COMPLETIONS.release(handle);
        }
        return Err(ResultCode::InvalidHandle);
    }
    match shown {
        Shown::Current(handle) => {
            // SAFETY: checked above not to be NULL.
            unsafe { out.write(ptr::without_provenance_mut(handle)) };
            Ok(())
        }
        Shown::Nothing => Err(ResultCode::NotCached),
        Shown::Overdue => {
            // A device that slept: the timers may still do so.
            provider_of(provider)?.feed(Input::Look);
            Err(ResultCode::NotCached)
        }
    }
}

/// Forgets the credentials; keeps the identity. Requests under way fetch anew. Stored ones (persist_credentials) are gone
/// from the disk as after cognito_provider_sign_out().
///
/// Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_clear_credentials(provider: *mut cognito_provider) -> cognito_result {
    guard(|| {
        take_back(&*provider_of(provider)?, Input::ClearCredentials);
        Ok(())
    })
}

/// Forgets the identity and the credentials, in the store too, as cognito_provider_sign_out() does: the next request
/// makes a new guest.
///
/// Ownership: none. Thread: any; no network. Callback: none. Errors: INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_provider_clear_identity(provider: *mut cognito_provider) -> cognito_result {
    guard(|| {
        take_back(&*provider_of(provider)?, Input::ClearIdentity);
        Ok(())
    })
}

/// Says that a service refused the credentials: the next request refreshes them first, and stored ones are gone from the
/// disk as after cognito_provider_sign_out().
///
/// @param access_key_id  those that were refused: nothing happens when newer ones are cached already. NULL: whichever.
///
/// Ownership: the string is copied. Thread: any; no network. Callback: none.
/// Errors: INVALID_HANDLE, INVALID_UTF8.
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

/// Sets where this provider's events go (COGNITO_EVENT_*): one callback, replacing any other. The first one is told what
/// is so by then (the identity is another one than at the creation, the store failed, a login is required), and never
/// credentials. What a sign-out, a clear or a login change made stale is not told.
///
/// @param callback  NULL: nowhere.
/// @param destroy   takes user_data back, in the queue's next dispatch, once the callback was replaced or the provider was
///                  freed; or in cognito_queue_free(). May be NULL.
///
/// Ownership: user_data is the library's from here until destroy is called.
/// Thread: any.
/// Callback: in cognito_queue_dispatch() of the provider's queue, any number of times.
/// Errors: INVALID_HANDLE, CLOSED (the queue was freed).
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
