//! The players that are stored on this device, listed and deleted without a provider.

use std::ffi::c_char;
use std::ptr;

use super::argument::{required_out, write_out};
use super::completion::{cognito_completion, hand_out_error};
use super::guard::guard;
use super::names::{cognito_names, new_names};
use super::options::{flag, read_storage, read_text};
use super::result::{cognito_bool, cognito_result};
use super::storage::cognito_storage;
use crate::error::{Failure, ResultCode};
use crate::provider::options;
use crate::store::{Key, StoreError};

/// Lists the profiles that have a stored identity of the pool, in the order of their UTF-8 bytes. A provider
/// that keeps nothing on disk is in no list, nor is one with a storage of the host's own, which cannot list
/// what it holds.
///
/// @param identity_pool_id   the pool.
/// @param storage_directory  as in cognito_provider_options; NULL: the platform's default.
/// @param out                receives the list.
/// @param out_error          on failure receives a completion that says what is wrong; NULL on success. May be NULL.
///
/// Thread: reads a directory.
/// Errors: INVALID_OPTIONS (the error names the parameter), STORAGE (the directory cannot be read),
/// LIMIT_EXCEEDED (too many handles).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_profile_names(
    identity_pool_id: *const c_char,
    storage_directory: *const c_char,
    out: *mut *mut cognito_names,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: both are NULL or writable, by the header.
        let is_writable = unsafe {
            write_out(out_error, ptr::null_mut());
            required_out(out)
        };
        // SAFETY: NULL or NUL-terminated, by the header.
        let list = || unsafe { list(identity_pool_id, storage_directory) };
        let listed = is_writable
            .map_err(|code| Failure::local(code, "out: NULL; give the address of a list handle"))
            .and_then(|()| list());
        match listed {
            Ok(names) => {
                // SAFETY: checked above not to be NULL.
                unsafe { out.write(names) };
                Ok(())
            }
            // SAFETY: `out_error` is NULL or writable, by the header.
            Err(failure) => Err(unsafe { hand_out_error(failure, out_error) }),
        }
    })
}

/// Removes what is stored of a profile, if anything is: its next provider is a new guest. A living provider of
/// the profile keeps its identity in memory and may store it again: free it first.
///
/// @param identity_pool_id   the pool.
/// @param profile            whose identity to remove, 1 to 64 characters.
/// @param storage_directory  as in cognito_provider_options; NULL: the platform's default.
/// @param storage            the host's own storage, instead of a directory; may be NULL.
/// @param leave_mark         1: an empty record stays, so that providers with initial_identity_id or
///                           import_cpp_sdk_identity do not take the old identity again. 0: nothing stays.
/// @param out_error          on failure receives a completion that says what is wrong; NULL on success. May be NULL.
///
/// Thread: writes to the disk.
/// Callback: the storage's remove (or save, of an empty record), on this thread.
/// Errors: INVALID_OPTIONS (the error names the parameter), STORAGE (it may still be there).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_profile_delete(
    identity_pool_id: *const c_char,
    profile: *const c_char,
    storage_directory: *const c_char,
    storage: *const cognito_storage,
    leave_mark: cognito_bool,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: NULL or writable, and the texts NULL or NUL-terminated, by the header.
        let deleted = unsafe {
            write_out(out_error, ptr::null_mut());
            delete(identity_pool_id, profile, storage_directory, storage, leave_mark)
        };
        // SAFETY: `out_error` is NULL or writable, by the header.
        deleted.map_err(|failure| unsafe { hand_out_error(failure, out_error) })
    })
}

/// # Safety
/// Both are NULL or NUL-terminated.
unsafe fn list(
    identity_pool_id: *const c_char,
    storage_directory: *const c_char,
) -> Result<*mut cognito_names, Failure> {
    // SAFETY: by this function's contract.
    let (pool, directory) = unsafe {
        (read_text("identity_pool_id", identity_pool_id)?, read_text("storage_directory", storage_directory)?)
    };
    let pool = options::check_pool_id(pool.as_deref())?;
    let location = options::location(None, directory.as_deref())?;
    let profiles = location.profiles(pool.as_str()).map_err(|error| failed(&error))?;
    new_names(profiles).map_err(|code| Failure::local(code, "too many lists exist; free some"))
}

/// # Safety
/// The texts are NULL or NUL-terminated.
unsafe fn delete(
    identity_pool_id: *const c_char,
    profile: *const c_char,
    storage_directory: *const c_char,
    storage: *const cognito_storage,
    leave_mark: cognito_bool,
) -> Result<(), Failure> {
    // SAFETY: by this function's contract.
    let (pool, profile, directory) = unsafe {
        (
            read_text("identity_pool_id", identity_pool_id)?,
            read_text("profile", profile)?,
            read_text("storage_directory", storage_directory)?,
        )
    };
    let pool = options::check_pool_id(pool.as_deref())?;
    let missing = || Failure::of_option("profile", "NULL; name the profile to delete");
    let profile = options::check_profile(&profile.ok_or_else(missing)?)?;
    let key = Key { identity_pool_id: pool.as_str().to_owned(), profile };
    let is_marked = flag("leave_mark", leave_mark)?;
    options::location(read_storage(storage)?, directory.as_deref())?
        .delete(&key, is_marked)
        .map_err(|error| failed(&error))
}

fn failed(error: &StoreError) -> Failure {
    Failure::local(ResultCode::Storage, error.to_string()).with_hint(error.hint())
}
