//! `cognito_exchange`: one request that the host sends. Answered once, from any thread.

use std::ffi::c_char;
use std::ptr;

use zeroize::Zeroizing;

use super::argument::optional_text;
pub use super::exchange_handle::cognito_exchange;
use super::exchange_handle::{HostExchange, exchange_of, finish};
use super::guard::{guard, guard_or};
use super::result::{cognito_bool, cognito_count, cognito_result};
use crate::error::ResultCode;
use crate::http::{MAX_BODY_BYTES, Response, TransportError, TransportErrorKind};

/// More headers than any answer has: a count that is larger is a mistake, and is not read.
const MOST_HEADERS: u32 = 1000;

fn of<T>(exchange: *const cognito_exchange, otherwise: T, get: impl FnOnce(&HostExchange) -> Option<T>) -> T {
    guard_or(otherwise, || get(&*exchange_of(exchange).ok()?))
}

/// The request's method: "POST". Static text; NULL only if the handle is not an exchange.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_method(exchange: *const cognito_exchange) -> *const c_char {
    of(exchange, ptr::null(), |_| Some(c"POST".as_ptr()))
}

/// The absolute URL, as it is to be requested.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_url(exchange: *const cognito_exchange) -> *const c_char {
    of(exchange, ptr::null(), |exchange| Some(exchange.url.as_ptr()))
}

/// How many headers to send; host and content-length are not among them, user-agent is.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_header_count(exchange: *const cognito_exchange) -> cognito_count {
    of(exchange, 0, |exchange| u32::try_from(exchange.headers.len()).ok())
}

/// A header's name, in lower case.
///
/// @param index  from 0, below cognito_exchange_header_count(); NULL is returned for any other.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_header_name(
    exchange: *const cognito_exchange,
    index: cognito_count,
) -> *const c_char {
    of(exchange, ptr::null(), |exchange| Some(exchange.headers.get(index as usize)?.0.as_ptr()))
}

/// A header's value.
///
/// @param index  from 0, below cognito_exchange_header_count(); NULL is returned for any other.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_header_value(
    exchange: *const cognito_exchange,
    index: cognito_count,
) -> *const c_char {
    of(exchange, ptr::null(), |exchange| Some(exchange.headers.get(index as usize)?.1.as_ptr()))
}

/// The body, cognito_exchange_body_size() bytes. A secret: it may hold login tokens. Do not log it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_body(exchange: *const cognito_exchange) -> *const u8 {
    of(exchange, ptr::null(), |exchange| Some(exchange.exchange.request().body.as_ptr()))
}

/// The size of the body in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_body_size(exchange: *const cognito_exchange) -> usize {
    of(exchange, 0, |exchange| Some(exchange.exchange.request().body.len()))
}

/// How long an answer still counts, in milliseconds, from now on: what is left of request_timeout_ms.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_timeout_ms(exchange: *const cognito_exchange) -> u32 {
    of(exchange, 0, |exchange| u32::try_from(exchange.exchange.left_ms()).ok())
}

/// 1: its answer does not matter any more, because its time has run out or the provider was freed. It must be
/// answered all the same, with cognito_exchange_fail(), which frees it.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_exchange_is_cancelled(exchange: *const cognito_exchange) -> cognito_bool {
    of(exchange, 0, |exchange| Some((!exchange.exchange.is_wanted()).into()))
}

/// Answers an exchange with what the server answered, whatever its status. Everything is copied. An answer that
/// comes too late has no effect. A body of more than 65536 bytes is not one of the service's: the request fails
/// with INVALID_RESPONSE.
///
/// @param status         the HTTP status, 100 to 599.
/// @param header_names   the answer's headers, in any case and order; date and those whose names begin with x-amz are used;
///                       may be NULL when header_count is 0.
/// @param header_values  in the same order; may be NULL when header_count is 0.
/// @param header_count   up to 1000.
/// @param body           the whole body, decompressed; may be NULL when body_size is 0.
/// @param body_size      its size in bytes.
///
/// Ownership: takes the exchange, unless it returns an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_exchange_complete(
    exchange: *mut cognito_exchange,
    status: u32,
    header_names: *const *const c_char,
    header_values: *const *const c_char,
    header_count: cognito_count,
    body: *const u8,
    body_size: usize,
) -> cognito_result {
    guard(|| {
        exchange_of(exchange)?;
        let status = u16::try_from(status)
            .ok()
            .filter(|status| (100..600).contains(status))
            .ok_or(ResultCode::InvalidArgument)?;
        // SAFETY: both arrays hold `header_count` strings, by the header.
        let headers = unsafe { read_headers(header_names, header_values, header_count) }?;
        if body.is_null() && body_size > 0 {
            return Err(ResultCode::InvalidArgument);
        }
        let answer = if body_size > MAX_BODY_BYTES {
            let message = format!("the answer is longer than {MAX_BODY_BYTES} bytes");
            Err(TransportError { kind: TransportErrorKind::TooLarge, message })
        } else if body_size == 0 {
            Ok(Response { status, headers, body: Zeroizing::default() })
        } else {
            // SAFETY: not NULL, and readable for `body_size` bytes by the header.
            let body = unsafe { std::slice::from_raw_parts(body, body_size) };
            Ok(Response { status, headers, body: Zeroizing::new(body.to_vec()) })
        };
        finish(exchange)?.give_back(answer);
        Ok(())
    })
}

/// # Safety
/// Both are NULL or hold `count` strings, each NULL or NUL-terminated.
unsafe fn read_headers(
    names: *const *const c_char,
    values: *const *const c_char,
    count: cognito_count,
) -> Result<Vec<(String, String)>, ResultCode> {
    if count > MOST_HEADERS || count > 0 && (names.is_null() || values.is_null()) {
        return Err(ResultCode::InvalidArgument);
    }
    let mut headers = Vec::new();
    for index in 0..count as usize {
        // SAFETY: by this function's contract.
        let (name, value) = unsafe { (names.add(index).read(), values.add(index).read()) };
        if name.is_null() || value.is_null() {
            return Err(ResultCode::InvalidArgument);
        }
        // SAFETY: not NULL, and NUL-terminated by this function's contract.
        let (name, value) = unsafe { (optional_text(name), optional_text(value)) };
        // What is no UTF-8 (a proxy may send anything) is no header of the service's.
        if let (Ok(Some(name)), Ok(Some(value))) = (name, value) {
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }
    Ok(headers)
}

/// Why there is no answer.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_exchange_failure = i32;

/// The server could not be reached, or the connection broke. Tried again.
pub const COGNITO_EXCHANGE_FAILURE_NETWORK: cognito_exchange_failure = 0;
/// No trusted TLS connection could be made. Tried again.
pub const COGNITO_EXCHANGE_FAILURE_TLS: cognito_exchange_failure = 1;
/// It took too long. Tried again.
pub const COGNITO_EXCHANGE_FAILURE_TIMEOUT: cognito_exchange_failure = 2;
/// There is no network: the request fails at once, with OFFLINE.
pub const COGNITO_EXCHANGE_FAILURE_OFFLINE: cognito_exchange_failure = 3;

/// Answers an exchange that brought no HTTP answer, or that was cancelled. Too late, it has no effect.
///
/// @param kind     one of its constants.
/// @param message  for people, without secrets; may be NULL.
///
/// Ownership: takes the exchange, unless it returns an error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_exchange_fail(
    exchange: *mut cognito_exchange,
    kind: cognito_exchange_failure,
    message: *const c_char,
) -> cognito_result {
    guard(|| {
        exchange_of(exchange)?;
        let (kind, otherwise) = match kind {
            COGNITO_EXCHANGE_FAILURE_NETWORK => {
                (TransportErrorKind::Connect, "the server could not be reached")
            }
            COGNITO_EXCHANGE_FAILURE_TLS => {
                (TransportErrorKind::Tls, "no trusted TLS connection could be made")
            }
            COGNITO_EXCHANGE_FAILURE_TIMEOUT => (TransportErrorKind::Timeout, "it took too long"),
            COGNITO_EXCHANGE_FAILURE_OFFLINE => (TransportErrorKind::Offline, "there is no network"),
            _ => return Err(ResultCode::InvalidArgument),
        };
        // SAFETY: NULL or NUL-terminated, by the header.
        let message = unsafe { optional_text(message) }?.unwrap_or(otherwise);
        let message = message.chars().filter(|one| !one.is_control()).take(500).collect();
        finish(exchange)?.give_back(Err(TransportError { kind, message }));
        Ok(())
    })
}
