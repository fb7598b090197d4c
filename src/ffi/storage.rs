//! `cognito_storage`: a key/value store of the host's own, for the identity of its players.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;
use std::sync::Arc;

use zeroize::{Zeroize as _, Zeroizing};

use super::argument::required_out;
use super::guard::guard;
use super::handle::{Kind, Table};
use super::kept::{OwnedUserData, cognito_destroy_fn};
use super::result::cognito_result;
use crate::error::ResultCode;
use crate::store::host::{HostCalls, HostFailure, HostStorage, MAX_TEXT_BYTES};

/// A key/value store of the host: a keychain, PlayerPrefs, an encrypted file.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_storage {
    _opaque: [u8; 0],
}

/// Copies the value under a key into buffer, at most capacity bytes without a NUL, and sets *out_length to the
/// whole length in bytes. If that is more than capacity, it is called again with a larger buffer. Returns
/// COGNITO_OK, COGNITO_ERROR_NOT_STORED when nothing is stored (a length of 0 means the same), or any other
/// code when it failed.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_storage_load_fn = Option<
    unsafe extern "C" fn(
        user_data: *mut c_void,
        key: *const c_char,
        buffer: *mut c_char,
        capacity: usize,
        out_length: *mut usize,
    ) -> cognito_result,
>;

/// Replaces the value under a key. The value is one line of printable ASCII, at most 196,608 characters and
/// usually below 300; with persist_credentials it holds secrets and is a few thousand long: protect it, do not
/// log it. Key and value are valid until it returns. Returns COGNITO_OK, or any other code when it failed.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_storage_save_fn = Option<
    unsafe extern "C" fn(user_data: *mut c_void, key: *const c_char, value: *const c_char) -> cognito_result,
>;

/// Removes the value under a key. Returns COGNITO_OK or COGNITO_ERROR_NOT_STORED (there was none), or any other
/// code when it failed.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_storage_remove_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, key: *const c_char) -> cognito_result>;

pub(super) static STORAGES: Table<HostStorage> = Table::new();

impl Kind for HostStorage {
    const TAG: usize = 0b1101;
    type Beside = ();
}

/// The storage behind a handle.
pub(super) fn storage_of(storage: *const cognito_storage) -> Result<Arc<HostStorage>, ResultCode> {
    Ok(Arc::clone(&*STORAGES.pin(storage.addr()).ok_or_else(|| STORAGES.refusal(storage.addr()))?))
}

/// The host's functions. Dropped by the thread of the host that needed them last.
struct Functions {
    load: unsafe extern "C" fn(*mut c_void, *const c_char, *mut c_char, usize, *mut usize) -> cognito_result,
    save: unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char) -> cognito_result,
    remove: unsafe extern "C" fn(*mut c_void, *const c_char) -> cognito_result,
    user_data: OwnedUserData,
}

/// Enough for an identity without credentials.
const FIRST_CAPACITY_BYTES: usize = 4096;
/// A value that grows between the calls is asked for again, but not for ever.
const MOST_LOADS: u32 = 4;

impl Functions {
    /// One call; the value's whole length, however much of it the buffer could take.
    fn load_into(&self, key: &CStr, buffer: &mut Vec<u8>, capacity: usize) -> Result<usize, cognito_result> {
        buffer.zeroize();
        buffer.resize(capacity, 0);
        let mut length = 0;
        // SAFETY: the host gave this function with this user data for such calls (header, cognito_storage_load_fn);
        // key, buffer and length outlive the call, and `capacity` bytes are writable.
        let result = unsafe {
            let buffer = buffer.as_mut_ptr().cast();
            (self.load)(self.user_data.get(), key.as_ptr(), buffer, capacity, &raw mut length)
        };
        if result == ResultCode::Ok as cognito_result { Ok(length) } else { Err(result) }
    }
}

impl Drop for Functions {
    fn drop(&mut self) {
        self.user_data.destroy();
    }
}

impl HostCalls for Functions {
    fn load(&self, key: &CStr) -> Result<Option<Zeroizing<Vec<u8>>>, HostFailure> {
        let mut capacity = FIRST_CAPACITY_BYTES;
        for _ in 0..MOST_LOADS {
            // A new one each time: growing would leave an unzeroed copy behind.
            let mut buffer = Zeroizing::new(Vec::with_capacity(capacity));
            match self.load_into(key, &mut buffer, capacity) {
                Ok(length) if length > capacity && capacity < MAX_TEXT_BYTES => {
                    capacity = length.min(MAX_TEXT_BYTES);
                }
                Ok(length) => {
                    buffer.truncate(length);
                    return Ok(Some(buffer));
                }
                Err(result) if result == ResultCode::NotStored as cognito_result => return Ok(None),
                Err(result) => return Err(HostFailure(result)),
            }
        }
        Err(HostFailure(ResultCode::LimitExceeded as cognito_result))
    }

    fn save(&self, key: &CStr, text: &CStr) -> Result<(), HostFailure> {
        // SAFETY: the host gave this function with this user data for such calls (header, cognito_storage_save_fn);
        // both strings outlive the call.
        match unsafe { (self.save)(self.user_data.get(), key.as_ptr(), text.as_ptr()) } {
            0 => Ok(()),
            result => Err(HostFailure(result)),
        }
    }

    fn remove(&self, key: &CStr) -> Result<(), HostFailure> {
        const NOT_STORED: cognito_result = ResultCode::NotStored as cognito_result;
        // SAFETY: the host gave this function with this user data for such calls (header, cognito_storage_remove_fn);
        // the key outlives the call.
        match unsafe { (self.remove)(self.user_data.get(), key.as_ptr()) } {
            0 | NOT_STORED => Ok(()),
            result => Err(HostFailure(result)),
        }
    }
}

/// Makes a storage of three functions of the host, for cognito_provider_options. Any number of providers may
/// share it; those of one pool and profile are then one player within this process (one who signs in as
/// somebody else meanwhile is kept in memory, and COGNITO_EVENT_STORE_DEGRADED reports it). Each pool and
/// profile has a key of its own, such as "cognito-native.us-east-1_GUID.default": lower-case letters, digits
/// and -_.% only, at most 135 characters. A function that fails costs a COGNITO_EVENT_STORE_DEGRADED and
/// nothing more. A value that cannot be read (damaged, or of a newer version) stays until the next save
/// replaces it.
///
/// The host decides how values are protected. Without persist_credentials they hold the identity id and no
/// secret.
///
/// @param destroy  called once the storage and all providers created with it were freed: in the last of those calls, or in
///                 the dispatch that was just calling a function of the storage. May be NULL.
/// @param out      receives the storage.
///
/// Callback: load runs in cognito_provider_new(); save and remove run in cognito_queue_dispatch() of the queue
/// of a provider that uses the storage, and in cognito_provider_free() and cognito_queue_free() for what is
/// still to be written; remove also in cognito_profile_delete(), or at the end of the load that it came across.
/// Never two at once for the same key: one load waits for another, unless that takes longer than 10 seconds.
/// Freeing a provider in one of them drops what that provider had still to write. If nobody dispatches, requests
/// wait 2 seconds for a write and then go on without it.
/// Errors: LIMIT_EXCEEDED (too many handles).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_storage_new(
    load: cognito_storage_load_fn,
    save: cognito_storage_save_fn,
    remove: cognito_storage_remove_fn,
    user_data: *mut c_void,
    destroy: cognito_destroy_fn,
    out: *mut *mut cognito_storage,
) -> cognito_result {
    guard(|| {
        // SAFETY: `out` is NULL or writable, by the header.
        unsafe { required_out(out) }?;
        let (Some(load), Some(save), Some(remove)) = (load, save, remove) else {
            return Err(ResultCode::InvalidArgument);
        };
        // Before it is made: one that is dropped would give back the user data.
        let place = STORAGES.reserve().ok_or(ResultCode::LimitExceeded)?;
        let user_data = OwnedUserData::new(user_data, destroy);
        let functions = Functions { load, save, remove, user_data };
        let handle = place.insert(HostStorage::new(Box::new(functions)));
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(ptr::without_provenance_mut(handle)) };
        Ok(())
    })
}

/// Frees a storage. Its functions are still called for providers that were created with it, until those are
/// freed.
///
/// Callback: destroy, when no provider uses the storage.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_storage_free(storage: *mut cognito_storage) -> cognito_result {
    guard(|| {
        if storage.is_null() || STORAGES.release(storage.addr()) {
            Ok(())
        } else {
            Err(ResultCode::InvalidHandle)
        }
    })
}
