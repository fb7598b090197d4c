//! Signature Version 4 for hosts: with credentials that are at hand, or as soon as a provider has them.

mod reader;

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;

use self::reader::Reader;
use super::argument::{Sized32, read_sized, required_out, write_out, wrong_size};
use super::begin::Begin;
use super::completion::{COMPLETIONS, cognito_completion, cognito_completion_fn, hand_out_error, pin};
use super::guard::guard;
use super::provider_handle::cognito_provider;
use super::request::{cognito_request, cognito_request_options};
use super::result::{cognito_bool, cognito_result};
use super::signed_request::{cognito_signed_request, new_signed_request};
use crate::clock::{self, Clock as _, SystemClock};
use crate::error::{Failure, ResultCode};
use crate::queue::signing::{refused, sign};
use crate::signing::{Order, SignedRequest, Signer};

/// A request to be signed. Everything is copied.
#[allow(non_camel_case_types, reason = "the name in C")]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct cognito_signing_options {
    /// sizeof(cognito_signing_options).
    pub struct_size: u32,
    /// How many headers, up to 1000.
    pub header_count: u32,
    /// Required: "GET", "PUT" and so on.
    pub method: *const c_char,
    /// Required: the absolute URL as it will be sent, percent-encoded; https, http, wss or ws.
    pub url: *const c_char,
    /// Names of the headers that will be sent and are signed. Leave out headers that a proxy may change; connection,
    /// expect, user-agent and their like are never signed. host is always signed, as the URL says it unless it is among
    /// these.
    pub header_names: *const *const c_char,
    /// Their values, in the same order.
    pub header_values: *const *const c_char,
    /// The body. Default: none.
    pub body: *const u8,
    /// Its size in bytes.
    pub body_size: usize,
    /// SHA-256 of a body that is not in memory, 64 hexadecimal digits. Not together with body. Default: none.
    pub body_sha256: *const c_char,
    /// The service's region. Default: what the URL's host says, if it is one of AWS's.
    pub region: *const c_char,
    /// The service's signing name, "s3", "execute-api", "lambda". Default: what the URL's host says.
    pub service: *const c_char,
    /// When it is signed, by the service's clock. Default: now, as the service that gave the credentials sees it, whatever
    /// the device's clock shows; for cognito_sign_with_keys(), by the device's clock.
    pub signed_at_unix_ms: i64,
    /// Makes a presigned URL, which anyone can use for this many seconds, 1 to 604800, and no longer than the credentials
    /// live. Default: headers.
    pub expires_s: u32,
    /// 1: the body is not protected by the signature (S3 over HTTPS), whatever body and body_sha256 say. Presigned URLs
    /// of S3 never protect it. Default 0.
    pub unsigned_body: cognito_bool,
    /// 1: send x-amz-content-sha256 also where the service does not need it, as S3 does. Default 0.
    pub content_sha256_header: cognito_bool,
    /// Must be 0.
    pub reserved: u32,
}

// SAFETY: integers and pointers only, the first being struct_size.
unsafe impl Sized32 for cognito_signing_options {
    const FIRST_SIZE: usize = size_of::<Self>();

    fn zeroed() -> Self {
        Self {
            struct_size: 0,
            header_count: 0,
            method: ptr::null(),
            url: ptr::null(),
            header_names: ptr::null(),
            header_values: ptr::null(),
            body: ptr::null(),
            body_size: 0,
            body_sha256: ptr::null(),
            region: ptr::null(),
            service: ptr::null(),
            signed_at_unix_ms: 0,
            expires_s: 0,
            unsigned_body: 0,
            content_sha256_header: 0,
            reserved: 0,
        }
    }
}

/// Signs a request with the credentials of a completion. Pure computation.
///
/// @param credentials  a completion that holds credentials.
/// @param options      the request.
/// @param out          receives the signed request.
/// @param out_error    on failure receives a completion that says what is wrong; NULL on success. May be NULL.
///
/// Errors: INVALID_OPTIONS (the error names the field), NOT_CACHED (the completion holds no credentials).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_sign(
    credentials: *const cognito_completion,
    options: *const cognito_signing_options,
    out: *mut *mut cognito_signed_request,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: the pointers are as the header says.
        unsafe {
            hand_out(out, out_error, options, &|order| {
                let completion = pin(credentials).ok_or_else(|| {
                    let code = COMPLETIONS.refusal(credentials.addr());
                    Failure::local(code, "credentials: not a completion, or a freed one")
                })?;
                sign(order, &completion, SystemClock.now())
            })
        }
    })
}

/// Signs a request with keys from anywhere. Pure computation.
///
/// @param access_key_id      required.
/// @param secret_access_key  required.
/// @param session_token      of temporary credentials; NULL for permanent ones.
/// @param expiration_unix_ms when the credentials end, which no presigned URL outlives; 0 if that is not known.
/// @param options            the request; if its signed_at_unix_ms is 0, the device's clock counts.
/// @param out                receives the signed request.
/// @param out_error          on failure receives a completion that says what is wrong; NULL on success. May be NULL.
///
/// Errors: INVALID_OPTIONS (the error names the field).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_sign_with_keys(
    access_key_id: *const c_char,
    secret_access_key: *const c_char,
    session_token: *const c_char,
    expiration_unix_ms: i64,
    options: *const cognito_signing_options,
    out: *mut *mut cognito_signed_request,
    out_error: *mut *mut cognito_completion,
) -> cognito_result {
    guard(|| {
        // SAFETY: the pointers are as the header says.
        unsafe {
            hand_out(out, out_error, options, &|order| {
                let mut reader = Reader::new(ResultCode::InvalidArgument);
                let signer = Signer {
                    access_key_id: reader.required("access_key_id", access_key_id),
                    secret_access_key: reader.required("secret_access_key", secret_access_key),
                    session_token: reader.optional("session_token", session_token),
                    expiration_unix_ms: (expiration_unix_ms != 0).then_some(expiration_unix_ms),
                    keys: None,
                };
                reader.done()?;
                let made = order.sign(&signer, clock::wall_unix_ms());
                made.map(Arc::new).map_err(refused)
            })
        }
    })
}

/// Signs a request as soon as there are fresh credentials: cognito_provider_get_credentials(), then
/// cognito_sign(). The completion hands the signed request out, see cognito_completion_signed_request(). The
/// other parameters as for cognito_provider_get_identity_id().
///
/// @param options  the request; if something is wrong with it, the completion says so, without any network.
///
/// Errors: CLOSED. The completion says how the request ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_provider_sign(
    provider: *mut cognito_provider,
    options: *const cognito_signing_options,
    request_options: *const cognito_request_options,
    callback: cognito_completion_fn,
    user_data: *mut c_void,
    out_request: *mut *mut cognito_request,
) -> cognito_result {
    guard(|| {
        // SAFETY: NULL or writable.
        unsafe { write_out(out_request, ptr::null_mut()) };
        // SAFETY: the pointers are as the header says.
        unsafe {
            let begin = Begin { provider, request_options, callback, user_data, out_request };
            let mut result = Ok(());
            let read = with_order(options, &mut |order| {
                result = begin.run_signing(order);
                Ok(())
            });
            match read {
                Ok(()) => result,
                Err(failure) if failure.code == ResultCode::InvalidOptions => begin.refuse_signing(failure),
                Err(failure) => Err(failure.code),
            }
        }
    })
}

/// Hands out the signed request of cognito_provider_sign(). It outlives the completion.
///
/// @param out  receives it.
///
/// Errors: NOT_CACHED (the completion holds none).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_completion_signed_request(
    completion: *const cognito_completion,
    out: *mut *mut cognito_signed_request,
) -> cognito_result {
    guard(|| {
        // SAFETY: NULL or writable, by the header.
        unsafe { required_out(out) }?;
        let held = pin(completion).ok_or_else(|| COMPLETIONS.refusal(completion.addr()))?;
        let signed = held.signed_request.as_ref().ok_or(ResultCode::NotCached)?;
        let signed = new_signed_request(Arc::clone(signed))?;
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(signed) };
        Ok(())
    })
}

/// Hands out what `sign` makes of the options.
///
/// # Safety
/// The out-parameters are NULL or writable, `options` as for [`with_order`].
unsafe fn hand_out(
    out: *mut *mut cognito_signed_request,
    out_error: *mut *mut cognito_completion,
    options: *const cognito_signing_options,
    sign: &dyn Fn(&Order<'_>) -> Result<Arc<SignedRequest>, Failure>,
) -> Result<(), ResultCode> {
    // SAFETY: by this function's contract.
    unsafe {
        write_out(out_error, ptr::null_mut());
        required_out(out)?;
    }
    let mut sign = |order: &Order<'_>| {
        let handle = new_signed_request(sign(order)?)
            .map_err(|code| Failure::local(code, "too many signed requests exist; free some"))?;
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(handle) };
        Ok(())
    };
    // SAFETY: by this function's contract.
    unsafe { with_order(options, &mut sign).map_err(|failure| hand_out_error(failure, out_error)) }
}

/// Does `then` with what is to be signed, which borrows the host's texts.
///
/// # Safety
/// `options` is NULL, or readable for its struct_size and its pointers are as the header says.
unsafe fn with_order(
    options: *const cognito_signing_options,
    then: &mut dyn FnMut(&Order<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if options.is_null() {
        return Err(Failure::local(ResultCode::InvalidArgument, "options: NULL; say what to sign"));
    }
    // SAFETY: not NULL, and begins with its size; unaligned, since nothing is assumed of the host's allocator.
    let size = unsafe { options.cast::<u32>().read_unaligned() } as usize;
    // SAFETY: not NULL, and by this function's contract.
    let given = unsafe { read_sized(options) }.map_err(|code| {
        wrong_size(code, "cognito_signing_options", size, size_of::<cognito_signing_options>())
    })?;
    let mut reader = Reader::new(ResultCode::InvalidOptions);
    reader.flags(&given);
    // SAFETY: by this function's contract.
    let headers = unsafe { reader.headers(&given) };
    // SAFETY: by this function's contract.
    let order = unsafe { reader.order(&given, &headers) };
    reader.done()?;
    then(&order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Now;
    use crate::credentials::Credentials;
    use crate::queue::Completion;
    use crate::secret::Secret;
    use crate::signing::KeyCache;

    /// A device that is ten years off still signs for now.
    #[test]
    fn the_time_is_the_services_whatever_the_device_shows() {
        let service_now_unix_ms = clock::wall_unix_ms() + 315_360_000_000;
        let secret = |text| Secret::new(text).unwrap();
        let completion = Completion {
            expires_mono_ms: clock::monotonic_ms() + 3_600_000,
            credentials: Some(Arc::new(Credentials {
                access_key_id: secret("ASIAEXAMPLE"),
                secret_access_key: secret("secret"),
                session_token: secret("token"),
                expiration_unix_ms: service_now_unix_ms + 3_600_000,
                keys: KeyCache::default(),
            })),
            ..Completion::success()
        };
        let order = Order {
            method: "GET",
            url: "https://saves.s3.eu-west-1.amazonaws.com/slot1",
            ..Order::default()
        };
        let signed = sign(&order, &completion, SystemClock.now()).unwrap();
        assert!((0..60_000).contains(&(signed.signed_at_unix_ms - service_now_unix_ms)));
        // It slept for ten years, and nobody knows when; its clock does.
        let doubtful = Completion { clock_doubt_ms: 315_361_000_000, ..completion };
        let now = SystemClock.now();
        assert_eq!(sign(&order, &doubtful, now).unwrap().signed_at_unix_ms, now.wall_unix_ms);
        assert_eq!(
            sign(&order, &Completion::success(), Now::default()).err().unwrap().code,
            ResultCode::NotCached
        );
    }
}
