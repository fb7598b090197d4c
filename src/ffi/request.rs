//! `cognito_request`: a handle on one accepted request, to cancel it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::argument::{Sized32, read_sized};
use super::guard::guard;
use super::handle::{Kind, Table};
use super::result::{cognito_bool, cognito_result};
use crate::error::ResultCode;
use crate::provider::state::WaiterId;
use crate::provider::{Input, Provider, Terms};

/// A request that was accepted; needed only to cancel it.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_request {
    _opaque: [u8; 0],
}

/// What a single request may ask for.
#[allow(non_camel_case_types, reason = "the name in C")]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct cognito_request_options {
    /// sizeof(cognito_request_options).
    pub struct_size: u32,
    /// Complete with DEADLINE_EXCEEDED if there is no answer after this long. The fetch itself goes on for others
    /// and for later calls. 0: no deadline of its own; the provider's timeouts and attempts limit it.
    pub deadline_ms: u32,
    /// 1: complete with OFFLINE at once if the answer needs the network and the host has said that there is none
    /// (cognito_set_network_state()). 0: wait for the network, until the deadline.
    pub fail_when_offline: cognito_bool,
    /// Refresh credentials first if they have less life left than this, say for a long upload. What the service then gives
    /// is the answer, even if it lives shorter. 0: the provider's own windows decide.
    pub min_remaining_ms: u32,
}

// SAFETY: integers, the first being struct_size.
unsafe impl Sized32 for cognito_request_options {
    const FIRST_SIZE: usize = 8;

    fn zeroed() -> Self {
        Self { struct_size: 0, deadline_ms: 0, fail_when_offline: 0, min_remaining_ms: 0 }
    }
}

/// # Safety
/// `options` is NULL, or readable for its struct_size.
pub(super) unsafe fn read_terms(options: *const cognito_request_options) -> Result<Terms, ResultCode> {
    if options.is_null() {
        return Ok(Terms::default());
    }
    // SAFETY: by this function's contract.
    let options = unsafe { read_sized(options) }?;
    let deadline_ms = u64::from(options.deadline_ms);
    Ok(Terms {
        deadline: (deadline_ms != 0).then(|| Duration::from_millis(deadline_ms)),
        fails_offline: match options.fail_when_offline {
            0 => false,
            1 => true,
            _ => return Err(ResultCode::InvalidArgument),
        },
        min_remaining: Duration::from_millis(options.min_remaining_ms.into()),
    })
}

pub(super) struct Request {
    provider: Weak<Provider>,
    /// A [`WaiterId`]; another one once it was asked again.
    waiter: Arc<AtomicU64>,
}

pub(super) static REQUESTS: Table<Request> = Table::new();

impl Kind for Request {
    const TAG: usize = 0b0101;
    type Beside = ();
}

impl Request {
    pub(super) fn new(provider: &Arc<Provider>, waiter: Arc<AtomicU64>) -> Self {
        Self { provider: Arc::downgrade(provider), waiter }
    }
}

/// Asks the request to end now. It still completes exactly once: with CANCELLED, or with its real outcome if
/// that came first. Others waiting for the same fetch are not disturbed. Cancelling twice is harmless. The
/// handle must still be freed.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_request_cancel(request: *mut cognito_request) -> cognito_result {
    guard(|| {
        let request =
            Arc::clone(&*REQUESTS.pin(request.addr()).ok_or_else(|| REQUESTS.refusal(request.addr()))?);
        if let Some(provider) = request.provider.upgrade() {
            let waiter: WaiterId = request.waiter.load(Ordering::Acquire);
            provider.feed(Input::Cancel(waiter));
        }
        Ok(())
    })
}

/// Frees the handle. The request itself goes on and completes as usual.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_request_free(request: *mut cognito_request) -> cognito_result {
    guard(|| {
        if request.is_null() || REQUESTS.release(request.addr()) {
            Ok(())
        } else {
            Err(ResultCode::InvalidHandle)
        }
    })
}
