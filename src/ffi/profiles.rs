//! `cognito_profiles`: the players that are stored on this device, listed and deleted without a provider.

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::Arc;

use super::argument::{optional_text, required_out, write_out};
use super::completion::{cognito_completion, hand_out_error};
use super::guard::{guard, guard_or};
use super::handle::{Kind, Table};
use super::options::{self, Checked, Storage, cognito_provider_options};
use super::result::{cognito_count, cognito_result};
use crate::error::{Failure, ResultCode};
use crate::store::file::FileStore;
use crate::store::{Key, Record, Store as _, StoreError};

/// A list of profile names (opaque).
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_profiles {
    _opaque: [u8; 0],
}

pub(super) struct Profiles(Vec<CString>);

pub(super) static PROFILES: Table<Profiles> = Table::new();

impl Kind for Profiles {
    const TAG: usize = 0b1111;
    type Beside = ();
}

/// Lists the profiles that have a stored identity of the pool, in the order of their UTF-8 bytes. Reads the storage
/// directory on this thread. A provider that keeps nothing on disk is in no list.
///
/// @param options    as for cognito_provider_new(); the profile does not matter.
/// @param out        receives the list; NULL on failure.
/// @param out_error  on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
///
/// Ownership: the caller frees the list with cognito_profiles_free() and the error with cognito_completion_free().
/// Thread: any; reads a directory.
/// Callback: none.
/// Errors: INVALID_OPTIONS, INVALID_ARGUMENT (options or out is NULL), INVALID_HANDLE (the storage), STORAGE (the
/// directory cannot be read), UNSUPPORTED (the host's own storage, which cannot list), LIMIT_EXCEEDED (too many
/// handles).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_profiles_new(
    options: *const cognito_provider_options,
    out: *mut *mut cognito_profiles,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: both are NULL or writable, and the options are as the header says.
        let listed = unsafe {
            write_out(out_error, ptr::null_mut());
            required_out(out)
                .map_err(|code| Failure::local(code, "out: NULL; give the address of a list handle"))
                .and_then(|()| options::check_given(options))
                .and_then(|checked| list(&checked))
        };
        match listed {
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

/// How many profiles the list has.
///
/// Ownership: none. Thread: any. Callback: none. Errors: 0 for a list that is none.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_profiles_count(profiles: *const cognito_profiles) -> cognito_count {
    guard_or(0, || u32::try_from(PROFILES.pin(profiles.addr())?.0.len()).ok())
}

/// The name of one profile.
///
/// @param index  from 0, below cognito_profiles_count().
///
/// Ownership: borrowed from the list. Thread: any. Callback: none. Errors: NULL when there is none at this index.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_profiles_name(
    profiles: *const cognito_profiles,
    index: cognito_count,
) -> *const c_char {
    guard_or(ptr::null(), || {
        PROFILES.pin(profiles.addr())?.0.get(index as usize).map(|name| CStr::as_ptr(name))
    })
}

/// Frees a list. NULL is fine.
///
/// Ownership: takes the list.
/// Thread: any.
/// Callback: none.
/// Errors: INVALID_HANDLE (also for a second free).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_profiles_free(profiles: *mut cognito_profiles) -> cognito_result {
    guard(|| {
        if profiles.is_null() || PROFILES.release(profiles.addr()) {
            Ok(())
        } else {
            Err(ResultCode::InvalidHandle)
        }
    })
}

/// Removes what is stored of a profile: the next provider of it is a new guest. None stored is fine. A living provider of
/// it keeps its identity in memory, and may store it again: free it first. With initial_identity_id or
/// import_cpp_sdk_identity in the options an empty record stays, so that the old identity is not taken again.
///
/// @param options    as for cognito_provider_new(); the profile they name does not matter.
/// @param profile    whose identity to remove, 1 to 64 characters.
/// @param out_error  on failure receives a completion that says what is wrong; NULL otherwise. May be NULL.
///
/// Ownership: the caller frees the error with cognito_completion_free().
/// Thread: any; writes to the disk.
/// Callback: the storage's remove (or save, of an empty record), on this thread, when the options name a storage.
/// Errors: INVALID_OPTIONS (also for the profile), INVALID_ARGUMENT (options or profile is NULL), INVALID_HANDLE (the
/// storage), STORAGE (it is still there, or may be).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_profile_delete(
    options: *const cognito_provider_options,
    profile: *const c_char,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: NULL or writable, and the options and the profile are as the header says.
        let deleted = unsafe {
            write_out(out_error, ptr::null_mut());
            options::check_given(options).and_then(|checked| {
                let profile = read_profile(profile)?;
                delete(checked, profile)
            })
        };
        // SAFETY: `out_error` is NULL or writable, by the header.
        deleted.map_err(|failure| unsafe { hand_out_error(failure, out_error) })
    })
}

/// # Safety
/// `profile` is NULL or NUL-terminated.
unsafe fn read_profile(profile: *const c_char) -> Result<String, Failure> {
    // SAFETY: by this function's contract.
    match unsafe { optional_text(profile) } {
        Ok(Some(profile)) => options::check_profile(profile),
        Ok(None) => {
            Err(Failure::local(ResultCode::InvalidArgument, "profile: NULL; name the profile to delete"))
        }
        Err(code) => Err(Failure::local(code, "profile: not valid UTF-8; convert it first")),
    }
}

fn list(checked: &Checked) -> Result<usize, Failure> {
    let profiles = match &checked.storage {
        Storage::Memory => Vec::new(),
        Storage::Directory(directory) => profiles_in(&FileStore::new(directory.clone()), &checked.key)?,
        Storage::PlatformDefault => profiles_in(&default_store()?, &checked.key)?,
        Storage::Host(_) => {
            let message =
                "storage: a storage of the host cannot list what it holds; keep a list of the profiles";
            return Err(Failure::local(ResultCode::Unsupported, message));
        }
    };
    // A profile holds no control character, so this leaves none out.
    let names = profiles.into_iter().filter_map(|profile| CString::new(profile).ok()).collect();
    match PROFILES.insert(Arc::new(Profiles(names))) {
        0 => Err(Failure::local(ResultCode::LimitExceeded, "too many lists exist; free some")),
        handle => Ok(handle),
    }
}

fn profiles_in(store: &FileStore, key: &Key) -> Result<Vec<String>, Failure> {
    store.profiles(&key.identity_pool_id).map_err(|error| failed(&error))
}

fn delete(checked: Checked, profile: String) -> Result<(), Failure> {
    let key = Key { profile, ..checked.key };
    // Or another SDK's identity would be taken again.
    let left = checked.config.remembers_clear.then(Record::default);
    let delete_in = |store: FileStore| match &left {
        Some(left) => store.save(&key, left),
        None => store.remove(&key),
    };
    match checked.storage {
        Storage::Memory => Ok(()),
        Storage::Directory(directory) => delete_in(FileStore::new(directory)),
        Storage::PlatformDefault => delete_in(default_store()?),
        Storage::Host(storage) => storage.delete(&key, left),
    }
    .map_err(|error| failed(&error))
}

fn default_store() -> Result<FileStore, Failure> {
    let missing = || {
        let message =
            "storage_directory: this platform has no per-user data directory that is known here; set it";
        Failure::local(ResultCode::Storage, message)
    };
    FileStore::in_default_directory().ok_or_else(missing)
}

fn failed(error: &StoreError) -> Failure {
    Failure::local(ResultCode::Storage, error.to_string())
}
