//! The arguments of a provider's creation. What is made of them is `provider/open`'s.

use std::ffi::c_char;
use std::sync::Arc;

use super::argument::required_out;
use super::options::{self, cognito_provider_options, read_of_host, read_text};
use super::provider_handle::{HostProvider, PROVIDERS, cognito_provider};
use super::queue::{cognito_queue, pin_queue};
use super::storage::cognito_storage;
use super::transport::cognito_transport;
use crate::error::{Failure, ResultCode};
use crate::provider::open::{Opened, open};
use crate::provider::options::{Checked, check, from_json};
use crate::queue::Queue;

/// # Safety
/// As the header says of `cognito_provider_new`.
pub(super) unsafe fn try_new(
    options: *const cognito_provider_options,
    queue: *mut cognito_queue,
    out: *mut *mut cognito_provider,
) -> Result<usize, Failure> {
    // SAFETY: by this function's contract.
    let queue = unsafe { places(queue, out) }?;
    // SAFETY: by this function's contract.
    let (given, of_host) = unsafe { options::read(options) }?;
    create(check(&given, of_host)?, queue)
}

/// # Safety
/// As the header says of `cognito_provider_new_json`.
pub(super) unsafe fn try_new_json(
    options: *const c_char,
    (storage, transport): (*const cognito_storage, *const cognito_transport),
    queue: *mut cognito_queue,
    out: *mut *mut cognito_provider,
) -> Result<usize, Failure> {
    // SAFETY: by this function's contract.
    let queue = unsafe { places(queue, out) }?;
    // SAFETY: by this function's contract.
    let json = unsafe { read_text("options_json", options) }?;
    let missing = "options_json: NULL; at least identity_pool_id is needed";
    let json = json.ok_or_else(|| Failure::local(ResultCode::InvalidArgument, missing))?;
    create(check(&from_json(&json)?, read_of_host(storage, transport)?)?, queue)
}

/// # Safety
/// `out` is NULL or writable.
unsafe fn places(queue: *mut cognito_queue, out: *mut *mut cognito_provider) -> Result<Arc<Queue>, Failure> {
    // SAFETY: by this function's contract.
    unsafe { required_out(out) }
        .map_err(|code| Failure::local(code, "out: NULL; give the address of a provider handle"))?;
    open_queue(queue)
}

fn open_queue(queue: *mut cognito_queue) -> Result<Arc<Queue>, Failure> {
    let queue = pin_queue(queue).map_err(|code| {
        Failure::local(code, "queue: not a queue, or one that was freed; give a living one")
    })?;
    if queue.is_closed() {
        return Err(Failure::local(
            ResultCode::Closed,
            "queue: another thread is freeing it; give a living one",
        ));
    }
    Ok(Arc::clone(&*queue))
}

fn create(checked: Checked, queue: Arc<Queue>) -> Result<usize, Failure> {
    let too_many = || Failure::local(ResultCode::LimitExceeded, "too many providers exist; free some");
    let place = PROVIDERS.reserve().ok_or_else(too_many)?;
    let Opened { provider, lent } = open(checked, Arc::new(place.beside()), Arc::clone(&queue))?;
    Ok(place.insert(Arc::new(HostProvider::new(provider, queue, lent))))
}
