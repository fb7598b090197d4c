//! `cognito_names`: a list of names, of profiles or of logins, as it was when it was asked for.

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::Arc;

use super::guard::{guard, guard_or};
use super::handle::{Kind, Table};
use super::result::{cognito_count, cognito_result};
use crate::error::ResultCode;

/// A list of names.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_names {
    _opaque: [u8; 0],
}

pub(super) struct Names(Vec<CString>);

pub(super) static NAMES: Table<Names> = Table::new();

impl Kind for Names {
    const TAG: usize = 0b1111;
    type Beside = ();
}

/// A list of the host's own. No name has a NUL: neither profiles nor logins may.
pub(super) fn new_names(names: impl IntoIterator<Item = String>) -> Result<*mut cognito_names, ResultCode> {
    let names = names.into_iter().filter_map(|name| CString::new(name).ok()).collect();
    match NAMES.insert(Arc::new(Names(names))) {
        0 => Err(ResultCode::LimitExceeded),
        handle => Ok(ptr::without_provenance_mut(handle)),
    }
}

/// How many names the list has.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_names_count(names: *const cognito_names) -> cognito_count {
    guard_or(0, || u32::try_from(NAMES.pin(names.addr())?.0.len()).ok())
}

/// One of the names.
///
/// @param index  from 0, below cognito_names_count(); NULL is returned for any other.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_names_get(names: *const cognito_names, index: cognito_count) -> *const c_char {
    guard_or(ptr::null(), || NAMES.pin(names.addr())?.0.get(index as usize).map(|name| CStr::as_ptr(name)))
}

/// Frees a list.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_names_free(names: *mut cognito_names) -> cognito_result {
    guard(|| {
        if names.is_null() || NAMES.release(names.addr()) { Ok(()) } else { Err(ResultCode::InvalidHandle) }
    })
}
