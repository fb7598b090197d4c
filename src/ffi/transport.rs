//! `cognito_transport`: HTTP by the host.

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;

use super::argument::{UserData, required_out};
use super::exchange_handle::{cognito_exchange, new_exchange};
use super::guard::guard;
use super::handle::{Kind, Table};
use super::kept::{OwnedUserData, cognito_destroy_fn};
use super::queue_item::HandedOut;
use super::result::cognito_result;
use crate::error::ResultCode;
use crate::provider::exchange::Exchange;
use crate::provider::host_transport::{Cancel, HostTransport};
use crate::queue::Listener;

/// The host's own way to the network.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_transport {
    _opaque: [u8; 0],
}

/// What threads the library may start.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_threads = u32;

/// One for timers, and a few for I/O while there is some.
pub const COGNITO_THREADS_DEFAULT: cognito_threads = 0;
/// None at all. What is due is done in the calls that the host makes: cognito_queue_dispatch(),
/// cognito_queue_wait(), cognito_queue_next(), the try_get and the blocking functions. So dispatch the queue every
/// frame, or every tenth of a second: nothing else notices that a time has come, cognito_queue_os_event() neither.
pub const COGNITO_THREADS_NONE: cognito_threads = 1;

/// Starts sending a request, and returns without waiting: read it with the cognito_exchange_ functions, and
/// answer it with cognito_exchange_complete() or cognito_exchange_fail(), now or later, from any thread; both free
/// the exchange. Follow no redirect, send no cookies, do not cache, and verify the server's certificate. Answer
/// also when it is too late: an exchange that is never answered is never freed. If no answer comes within
/// request_timeout_ms, the library goes on without.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_transport_send_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, exchange: *mut cognito_exchange)>;

/// The answer to an exchange does not matter any more: give it up, and call cognito_exchange_fail(), now or later.
/// If another thread is just answering it, the handle is stale, which is harmless.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_transport_cancel_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, exchange: *mut cognito_exchange)>;

pub(super) static TRANSPORTS: Table<HostTransport> = Table::new();

impl Kind for HostTransport {
    const TAG: usize = 0b1_0011;
    type Beside = ();
}

/// The transport behind a handle.
pub(super) fn transport_of(transport: *const cognito_transport) -> Result<Arc<HostTransport>, ResultCode> {
    let pinned = TRANSPORTS.pin(transport.addr()).ok_or_else(|| TRANSPORTS.refusal(transport.addr()))?;
    Ok(Arc::clone(&*pinned))
}

/// What the host lent. Dropped by the thread of the host that needed it last.
struct Lent(OwnedUserData);

impl Drop for Lent {
    fn drop(&mut self) {
        self.0.destroy();
    }
}

/// Makes a transport of two functions of the host, for cognito_provider_options. Any number of providers may share
/// it. Where the system forbids sockets or TLS of one's own (consoles, browsers), or a studio has a network stack
/// with proxies and pinning of its own, the library then opens no connection at all.
///
/// @param send     NULL: cognito_queue_next() hands out exchanges instead, as COGNITO_ITEM_EXCHANGE.
/// @param cancel   may be NULL: then cognito_exchange_is_cancelled() says so.
/// @param destroy  called once the transport and all providers created with it were freed: in the last of those calls, or in
///                 the dispatch that was just calling a function of the transport. May be NULL.
/// @param out      receives the transport.
///
/// Callback: send and cancel run in cognito_queue_dispatch() of the queue of a provider that uses the transport;
/// send also in its blocking functions, cancel also in cognito_provider_free(). Everything may be called in them,
/// freeing included.
/// Errors: LIMIT_EXCEEDED (too many handles).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_transport_new(
    send: cognito_transport_send_fn,
    cancel: cognito_transport_cancel_fn,
    user_data: *mut c_void,
    destroy: cognito_destroy_fn,
    out: *mut *mut cognito_transport,
) -> cognito_result {
    guard(|| {
        // SAFETY: `out` is NULL or writable, by the header.
        unsafe { required_out(out) }?;
        // Before anything is made: what is dropped would give back the user data.
        let place = TRANSPORTS.reserve().ok_or(ResultCode::LimitExceeded)?;
        let lent = Arc::new(Lent(OwnedUserData::new(user_data, destroy)));
        let transport = HostTransport::new(listener(send, &lent), canceller(cancel, lent));
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(ptr::without_provenance_mut(place.insert(transport))) };
        Ok(())
    })
}

fn listener(send: cognito_transport_send_fn, lent: &Arc<Lent>) -> Listener<Arc<Exchange>> {
    let lent = Arc::clone(lent);
    let Some(send) = send else {
        let hand_out = move |exchange| Some(HandedOut::exchange(UserData::new(lent.0.get()), exchange));
        return Listener::Next(Arc::new(hand_out));
    };
    Listener::Callback(Arc::new(move |exchange| {
        if let Some(handle) = new_exchange(&exchange) {
            // SAFETY: the host gave this function with this user data for such calls (header, cognito_transport_send_fn).
            unsafe { send(lent.0.get(), handle) };
        }
    }))
}

fn canceller(cancel: cognito_transport_cancel_fn, lent: Arc<Lent>) -> Option<Cancel> {
    let cancel = cancel?;
    Some(Box::new(move |handle| {
        // SAFETY: the host gave this function with this user data for such calls (header, cognito_transport_cancel_fn).
        unsafe { cancel(lent.0.get(), ptr::without_provenance_mut(handle)) };
    }))
}

/// Frees a transport. Its functions are still called for providers that were created with it, until those are
/// freed.
///
/// Callback: destroy, when no provider uses the transport.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_transport_free(transport: *mut cognito_transport) -> cognito_result {
    guard(|| {
        if transport.is_null() || TRANSPORTS.release(transport.addr()) {
            Ok(())
        } else {
            Err(ResultCode::InvalidHandle)
        }
    })
}
