//! User data that stays with the library beyond one call, and the host's function that gives it back.

use std::ffi::c_void;
use std::sync::Arc;

use super::argument::UserData;
use crate::error::ResultCode;
use crate::queue::{Kept, Queue};

/// Takes back the user_data of a callback that stays set: free it there. Called exactly once, inside
/// cognito_queue_dispatch() or the _free function that ends it, when the library will never use that user_data
/// again; so a callback may be replaced from any thread. Not called if the function that took it returned an
/// error, nor when the process ends.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_destroy_fn = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// User data and what is to be called at its end.
#[derive(Clone, Copy)]
pub(super) struct OwnedUserData {
    user_data: UserData,
    destroy: cognito_destroy_fn,
}

impl OwnedUserData {
    pub(super) fn new(user_data: *mut c_void, destroy: cognito_destroy_fn) -> Self {
        Self { user_data: UserData::new(user_data), destroy }
    }

    pub(super) fn get(self) -> *mut c_void {
        self.user_data.get()
    }

    /// To be called once, on a thread of the host's.
    pub(super) fn destroy(self) {
        if let Some(destroy) = self.destroy {
            // SAFETY: the host gave this function with this user data for exactly this call (header, cognito_destroy_fn).
            unsafe { destroy(self.user_data.get()) };
        }
    }
}

/// User data of a callback that a queue runs; given back there once this is dropped.
pub(super) struct KeptUserData {
    owned: OwnedUserData,
    _kept: Kept,
}

/// What a setter is given: kept while there is a callback to go with it, else given back at once. `None` when there is
/// nothing to keep.
///
/// # Errors
/// [`ResultCode::Closed`] when the queue is; the host still has its user data then.
pub(super) fn keep(
    queue: &Arc<Queue>,
    has_callback: bool,
    user_data: *mut c_void,
    destroy: cognito_destroy_fn,
) -> Result<Option<KeptUserData>, ResultCode> {
    if !has_callback && destroy.is_none() {
        return Ok(None);
    }
    let owned = OwnedUserData::new(user_data, destroy);
    let kept = queue.keep(Box::new(move || owned.destroy())).ok_or(ResultCode::Closed)?;
    Ok(Some(KeptUserData { owned, _kept: kept }))
}

impl KeptUserData {
    pub(super) fn get(&self) -> *mut c_void {
        self.owned.get()
    }
}
