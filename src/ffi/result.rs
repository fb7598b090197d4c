//! Result codes: how a call ended.

use std::ffi::c_char;

use crate::error::ResultCode;

/// How a call ended. The numbers never change.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_result = i32;

/// Yes (1) or no (0).
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_bool = u32;

/// A number of things, or an index from 0.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_count = u32;

/// Success.
pub const COGNITO_OK: cognito_result = 0;
/// An argument is NULL, out of range or not one of its constants.
pub const COGNITO_ERROR_INVALID_ARGUMENT: cognito_result = 1;
/// The handle is NULL, has the wrong type or was already freed.
pub const COGNITO_ERROR_INVALID_HANDLE: cognito_result = 2;
/// An option is not valid; the error names the field and the fix.
pub const COGNITO_ERROR_INVALID_OPTIONS: cognito_result = 3;
/// The queue or provider behind the call was freed.
pub const COGNITO_ERROR_CLOSED: cognito_result = 4;
/// The queue is being dispatched, by this thread (inside a callback) or by another one.
pub const COGNITO_ERROR_BUSY: cognito_result = 5;
/// The request was cancelled, or its provider or queue was freed.
pub const COGNITO_ERROR_CANCELLED: cognito_result = 6;
/// The time ran out first.
pub const COGNITO_ERROR_DEADLINE_EXCEEDED: cognito_result = 7;
/// Nothing valid is in memory.
pub const COGNITO_ERROR_NOT_CACHED: cognito_result = 8;
/// The service could not be reached.
pub const COGNITO_ERROR_NETWORK: cognito_result = 9;
/// No trusted TLS connection could be made.
pub const COGNITO_ERROR_TLS: cognito_result = 10;
/// The service is limiting requests.
pub const COGNITO_ERROR_THROTTLED: cognito_result = 11;
/// The service failed on its side.
pub const COGNITO_ERROR_SERVICE_UNAVAILABLE: cognito_result = 12;
/// The service sent an answer that cannot be understood.
pub const COGNITO_ERROR_INVALID_RESPONSE: cognito_result = 13;
/// The identity pool does not exist in this region.
pub const COGNITO_ERROR_POOL_NOT_FOUND: cognito_result = 14;
/// The pool does not know the identity, and a new one could not be used either.
pub const COGNITO_ERROR_IDENTITY_NOT_FOUND: cognito_result = 15;
/// The identity pool does not allow guests.
pub const COGNITO_ERROR_GUEST_ACCESS_DISABLED: cognito_result = 16;
/// This identity needs a login.
pub const COGNITO_ERROR_LOGIN_REQUIRED: cognito_result = 17;
/// The login token has expired.
pub const COGNITO_ERROR_LOGIN_EXPIRED: cognito_result = 18;
/// The service does not accept the login token; the hint says why.
pub const COGNITO_ERROR_LOGIN_REJECTED: cognito_result = 19;
/// The role cannot be used with this identity pool.
pub const COGNITO_ERROR_ROLE_NOT_ALLOWED: cognito_result = 20;
/// The login is already linked to another identity.
pub const COGNITO_ERROR_RESOURCE_CONFLICT: cognito_result = 21;
/// A limit of the service or of this library was reached.
pub const COGNITO_ERROR_LIMIT_EXCEEDED: cognito_result = 22;
/// The service rejects a parameter.
pub const COGNITO_ERROR_INVALID_PARAMETER: cognito_result = 23;
/// The stored data could not be read or written.
pub const COGNITO_ERROR_STORAGE: cognito_result = 24;
/// This platform cannot do that.
pub const COGNITO_ERROR_UNSUPPORTED: cognito_result = 25;
/// A bug in this library.
pub const COGNITO_ERROR_INTERNAL: cognito_result = 26;
/// A string is not valid UTF-8.
pub const COGNITO_ERROR_INVALID_UTF8: cognito_result = 27;
/// struct_size is not a size that this library knows.
pub const COGNITO_ERROR_INVALID_STRUCT_SIZE: cognito_result = 28;

/// A login name has 1 to 128 characters and no control characters.
pub const COGNITO_ERROR_INVALID_LOGIN_NAME: cognito_result = 29;
/// A login token has 1 to 50000 characters.
pub const COGNITO_ERROR_INVALID_LOGIN_TOKEN: cognito_result = 30;
/// An identity has at most 10 logins.
pub const COGNITO_ERROR_TOO_MANY_LOGINS: cognito_result = 31;
/// Nothing is stored under this key: what a storage's load function returns then.
pub const COGNITO_ERROR_NOT_STORED: cognito_result = 32;
/// There is no answer yet, but a fetch is in progress: ask again later
/// (cognito_provider_try_get_credentials()).
pub const COGNITO_ERROR_PENDING: cognito_result = 33;
/// The host has said that there is no network, and the request was not to wait for one (fail_when_offline).
pub const COGNITO_ERROR_OFFLINE: cognito_result = 34;

/// The name of a result code, e.g. "COGNITO_ERROR_NETWORK", or "COGNITO_ERROR_UNKNOWN"; static text, never
/// NULL.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_result_name(result: cognito_result) -> *const c_char {
    ResultCode::from_number(result).map_or(c"COGNITO_ERROR_UNKNOWN", ResultCode::name).as_ptr()
}

/// What a result code means and what to do about it, in a sentence or two of English; static text, never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_result_text(result: cognito_result) -> *const c_char {
    const UNKNOWN: &std::ffi::CStr = c"This number is not a result code of this version of the library.";
    ResultCode::from_number(result).map_or(UNKNOWN, ResultCode::text).as_ptr()
}

#[cfg(test)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    /// The published table: a name keeps its number for ever. Append only.
    const FROZEN: [(&CStr, cognito_result); 35] = [
        (c"COGNITO_OK", COGNITO_OK),
        (c"COGNITO_ERROR_INVALID_ARGUMENT", COGNITO_ERROR_INVALID_ARGUMENT),
        (c"COGNITO_ERROR_INVALID_HANDLE", COGNITO_ERROR_INVALID_HANDLE),
        (c"COGNITO_ERROR_INVALID_OPTIONS", COGNITO_ERROR_INVALID_OPTIONS),
        (c"COGNITO_ERROR_CLOSED", COGNITO_ERROR_CLOSED),
        (c"COGNITO_ERROR_BUSY", COGNITO_ERROR_BUSY),
        (c"COGNITO_ERROR_CANCELLED", COGNITO_ERROR_CANCELLED),
        (c"COGNITO_ERROR_DEADLINE_EXCEEDED", COGNITO_ERROR_DEADLINE_EXCEEDED),
        (c"COGNITO_ERROR_NOT_CACHED", COGNITO_ERROR_NOT_CACHED),
        (c"COGNITO_ERROR_NETWORK", COGNITO_ERROR_NETWORK),
        (c"COGNITO_ERROR_TLS", COGNITO_ERROR_TLS),
        (c"COGNITO_ERROR_THROTTLED", COGNITO_ERROR_THROTTLED),
        (c"COGNITO_ERROR_SERVICE_UNAVAILABLE", COGNITO_ERROR_SERVICE_UNAVAILABLE),
        (c"COGNITO_ERROR_INVALID_RESPONSE", COGNITO_ERROR_INVALID_RESPONSE),
        (c"COGNITO_ERROR_POOL_NOT_FOUND", COGNITO_ERROR_POOL_NOT_FOUND),
        (c"COGNITO_ERROR_IDENTITY_NOT_FOUND", COGNITO_ERROR_IDENTITY_NOT_FOUND),
        (c"COGNITO_ERROR_GUEST_ACCESS_DISABLED", COGNITO_ERROR_GUEST_ACCESS_DISABLED),
        (c"COGNITO_ERROR_LOGIN_REQUIRED", COGNITO_ERROR_LOGIN_REQUIRED),
        (c"COGNITO_ERROR_LOGIN_EXPIRED", COGNITO_ERROR_LOGIN_EXPIRED),
        (c"COGNITO_ERROR_LOGIN_REJECTED", COGNITO_ERROR_LOGIN_REJECTED),
        (c"COGNITO_ERROR_ROLE_NOT_ALLOWED", COGNITO_ERROR_ROLE_NOT_ALLOWED),
        (c"COGNITO_ERROR_RESOURCE_CONFLICT", COGNITO_ERROR_RESOURCE_CONFLICT),
        (c"COGNITO_ERROR_LIMIT_EXCEEDED", COGNITO_ERROR_LIMIT_EXCEEDED),
        (c"COGNITO_ERROR_INVALID_PARAMETER", COGNITO_ERROR_INVALID_PARAMETER),
        (c"COGNITO_ERROR_STORAGE", COGNITO_ERROR_STORAGE),
        (c"COGNITO_ERROR_UNSUPPORTED", COGNITO_ERROR_UNSUPPORTED),
        (c"COGNITO_ERROR_INTERNAL", COGNITO_ERROR_INTERNAL),
        (c"COGNITO_ERROR_INVALID_UTF8", COGNITO_ERROR_INVALID_UTF8),
        (c"COGNITO_ERROR_INVALID_STRUCT_SIZE", COGNITO_ERROR_INVALID_STRUCT_SIZE),
        (c"COGNITO_ERROR_INVALID_LOGIN_NAME", COGNITO_ERROR_INVALID_LOGIN_NAME),
        (c"COGNITO_ERROR_INVALID_LOGIN_TOKEN", COGNITO_ERROR_INVALID_LOGIN_TOKEN),
        (c"COGNITO_ERROR_TOO_MANY_LOGINS", COGNITO_ERROR_TOO_MANY_LOGINS),
        (c"COGNITO_ERROR_NOT_STORED", COGNITO_ERROR_NOT_STORED),
        (c"COGNITO_ERROR_PENDING", COGNITO_ERROR_PENDING),
        (c"COGNITO_ERROR_OFFLINE", COGNITO_ERROR_OFFLINE),
    ];

    #[test]
    fn the_codes_are_frozen() {
        for (number, (name, constant)) in FROZEN.iter().enumerate() {
            assert_eq!(usize::try_from(*constant).unwrap(), number);
            assert_eq!(ResultCode::from_number(*constant).unwrap().name(), *name);
        }
        assert_eq!(FROZEN.len(), ResultCode::ALL.len());
    }

    #[test]
    fn every_int_has_a_name_and_a_text() {
        for number in [i32::MIN, -1, 0, 1, 34, 35, 1000, i32::MAX] {
            assert!(!cognito_result_name(number).is_null());
            assert!(!cognito_result_text(number).is_null());
        }
    }
}
