//! `cognito_signed_request`: what to send. Getters only lend.

use std::ffi::c_char;
use std::ptr;
use std::sync::Arc;

use super::guard::{guard, guard_or};
use super::handle::{Kind, Table};
use super::result::{cognito_count, cognito_result};
use crate::error::ResultCode;
use crate::signing::SignedRequest;

/// A signed request. It never changes.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_signed_request {
    _opaque: [u8; 0],
}

pub(super) static SIGNED_REQUESTS: Table<SignedRequest> = Table::new();

impl Kind for SignedRequest {
    const TAG: usize = 0b1011;
    type Beside = ();
}

/// A handle of the host's own.
pub(super) fn new_signed_request(
    signed: Arc<SignedRequest>,
) -> Result<*mut cognito_signed_request, ResultCode> {
    match SIGNED_REQUESTS.insert(signed) {
        0 => Err(ResultCode::LimitExceeded),
        handle => Ok(ptr::without_provenance_mut(handle)),
    }
}

fn header(
    signed: *const cognito_signed_request,
    index: cognito_count,
    part: impl FnOnce((*const c_char, *const c_char)) -> *const c_char,
) -> *const c_char {
    guard_or(ptr::null(), || {
        let signed = SIGNED_REQUESTS.pin(signed.addr())?;
        signed.header_ptrs(index as usize).map(part)
    })
}

/// The URL to send the request to. A presigned one is a secret: whoever has it can use it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_signed_request_url(signed: *const cognito_signed_request) -> *const c_char {
    guard_or(ptr::null(), || Some(SIGNED_REQUESTS.pin(signed.addr())?.url_ptr()))
}

/// How many headers to add to the request, replacing those of the same name; 0 for a presigned URL.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_signed_request_header_count(
    signed: *const cognito_signed_request,
) -> cognito_count {
    guard_or(0, || u32::try_from(SIGNED_REQUESTS.pin(signed.addr())?.header_count()).ok())
}

/// A header's name, in lower case.
///
/// @param index  from 0, below cognito_signed_request_header_count(); NULL is returned for any other.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_signed_request_header_name(
    signed: *const cognito_signed_request,
    index: cognito_count,
) -> *const c_char {
    header(signed, index, |(name, _)| name)
}

/// A header's value. A secret: do not log it.
///
/// @param index  from 0, below cognito_signed_request_header_count(); NULL is returned for any other.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_signed_request_header_value(
    signed: *const cognito_signed_request,
    index: cognito_count,
) -> *const c_char {
    header(signed, index, |(_, value)| value)
}

/// When it was signed, by the service's clock. Services accept signed headers for about five minutes from then
/// on.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_signed_request_signed_at_unix_ms(signed: *const cognito_signed_request) -> i64 {
    guard_or(0, || Some(SIGNED_REQUESTS.pin(signed.addr())?.signed_at_unix_ms))
}

/// When a presigned URL expires, by the service's clock: after expires_s, or with the credentials if that is
/// sooner. 0 for signed headers.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_signed_request_ends_at_unix_ms(signed: *const cognito_signed_request) -> i64 {
    guard_or(0, || SIGNED_REQUESTS.pin(signed.addr())?.ends_at_unix_ms)
}

/// Frees a signed request and zeroes it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_signed_request_free(signed: *mut cognito_signed_request) -> cognito_result {
    guard(|| {
        if signed.is_null() || SIGNED_REQUESTS.release(signed.addr()) {
            Ok(())
        } else {
            Err(ResultCode::InvalidHandle)
        }
    })
}
