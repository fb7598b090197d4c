//! The exported C functions as this program uses them: what a C or C# host does, in Rust. One queue, one provider,
//! everything on one thread.
#![allow(unsafe_code, reason = "these are C functions")]

use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_void};
use std::fmt;
use std::ptr;
use std::time::{Duration, Instant};

use cognito_native::ffi::completion::{
    cognito_completion, cognito_completion_access_key_id, cognito_completion_aws_error_code,
    cognito_completion_error_hint, cognito_completion_error_message, cognito_completion_expiration_unix_ms,
    cognito_completion_free, cognito_completion_identity_id, cognito_completion_result,
    cognito_completion_retain, cognito_completion_secret_access_key, cognito_completion_session_token,
};
use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::provider::{
    cognito_provider, cognito_provider_cached_credentials, cognito_provider_cached_identity_id,
    cognito_provider_free, cognito_provider_get_credentials, cognito_provider_new,
};
use cognito_native::ffi::queue::{
    COGNITO_WAIT_FOREVER, cognito_queue, cognito_queue_dispatch, cognito_queue_free, cognito_queue_new,
    cognito_queue_wait,
};
use cognito_native::ffi::result::{
    COGNITO_ERROR_INVALID_OPTIONS, COGNITO_ERROR_NOT_CACHED, COGNITO_OK, cognito_result, cognito_result_name,
    cognito_result_text,
};
use cognito_native::ffi::snapshot::{cognito_provider_get_snapshot, cognito_provider_snapshot};

const SYNCHRONOUS_CALLS: u32 = 100_000;
const DISPATCHED_CALLS: u32 = 10_000;

/// A call that was refused, or a request that failed.
pub(crate) struct Failure {
    pub(crate) is_about_options: bool,
    pub(crate) message: String,
    name: String,
    hint: Option<String>,
    aws_error_code: Option<String>,
}

impl Failure {
    fn of_code(code: cognito_result) -> Self {
        Self {
            is_about_options: code == COGNITO_ERROR_INVALID_OPTIONS,
            message: text(cognito_result_text(code)).unwrap_or_default(),
            name: text(cognito_result_name(code)).unwrap_or_default(),
            hint: None,
            aws_error_code: None,
        }
    }

    fn of(completion: &Completion) -> Self {
        let general = Self::of_code(cognito_completion_result(completion.0));
        Self {
            message: text(cognito_completion_error_message(completion.0)).unwrap_or(general.message),
            hint: text(cognito_completion_error_hint(completion.0)),
            aws_error_code: text(cognito_completion_aws_error_code(completion.0)),
            ..general
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "quickstart: {}\n  {}", self.name, self.message)?;
        if let Some(hint) = &self.hint {
            writeln!(out, "  What to do: {hint}")?;
        }
        if let Some(code) = &self.aws_error_code {
            writeln!(out, "  The service's code: {code}")?;
        }
        Ok(())
    }
}

fn check(result: cognito_result) -> Result<(), Failure> {
    if result == COGNITO_OK { Ok(()) } else { Err(Failure::of_code(result)) }
}

fn text(text: *const c_char) -> Option<String> {
    // SAFETY: NULL, or NUL-terminated and valid while its completion is (header, "Strings"), which outlives this call.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// A completion that we own one reference of.
pub(crate) struct Completion(*const cognito_completion);

impl Completion {
    pub(crate) fn identity_id(&self) -> Option<String> {
        text(cognito_completion_identity_id(self.0))
    }

    pub(crate) fn access_key_id(&self) -> Option<String> {
        text(cognito_completion_access_key_id(self.0))
    }

    pub(crate) fn secret_access_key_characters(&self) -> usize {
        length(cognito_completion_secret_access_key(self.0))
    }

    pub(crate) fn session_token_characters(&self) -> usize {
        length(cognito_completion_session_token(self.0))
    }

    pub(crate) fn expiration_unix_ms(&self) -> i64 {
        cognito_completion_expiration_unix_ms(self.0)
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        cognito_completion_free(self.0);
    }
}

/// Looks at a secret without copying it.
fn length(secret: *const c_char) -> usize {
    // SAFETY: as in `text`.
    if secret.is_null() { 0 } else { unsafe { CStr::from_ptr(secret) }.count_bytes() }
}

pub(crate) struct Options<'a> {
    pub(crate) identity_pool_id: &'a str,
    pub(crate) region: Option<&'a str>,
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) ca_pem: Option<&'a str>,
    pub(crate) storage_directory: &'a str,
}

/// A provider with its queue.
pub(crate) struct Provider {
    queue: *mut cognito_queue,
    provider: *mut cognito_provider,
}

impl Provider {
    pub(crate) fn new(options: &Options<'_>) -> Result<Self, Failure> {
        let texts = [
            Some(options.identity_pool_id),
            options.region,
            options.endpoint,
            options.ca_pem,
            Some(options.storage_directory),
        ];
        let texts = texts.map(|text| text.and_then(|text| CString::new(text).ok()));
        let [pool_id, region, endpoint, ca_pem, storage_directory] =
            texts.each_ref().map(|text| text.as_deref().map_or(ptr::null(), CStr::as_ptr));
        // SAFETY: integers and pointers, for all of which zero is the documented default.
        let mut native: cognito_provider_options = unsafe { std::mem::zeroed() };
        native.struct_size = u32::try_from(size_of::<cognito_provider_options>()).unwrap_or_default();
        native.identity_pool_id = pool_id;
        native.region = region;
        native.endpoint = endpoint;
        native.ca_pem = ca_pem;
        native.storage_directory = storage_directory;

        let mut new = Self { queue: ptr::null_mut(), provider: ptr::null_mut() };
        // SAFETY: a place for a handle.
        check(unsafe { cognito_queue_new(&raw mut new.queue) })?;
        let mut error = ptr::null_mut();
        // SAFETY: the options and their texts live until the call returns, and copies are taken.
        let result = unsafe {
            cognito_provider_new(&raw const native, new.queue, &raw mut new.provider, &raw mut error)
        };
        let error = Completion(error);
        if result != COGNITO_OK && !error.0.is_null() {
            return Err(Failure::of(&error));
        }
        check(result)?;
        Ok(new)
    }

    pub(crate) fn cached_identity_id(&self) -> Result<Option<String>, Failure> {
        let mut out = ptr::null_mut();
        // SAFETY: a place for a handle.
        let result = unsafe { cognito_provider_cached_identity_id(self.provider, &raw mut out) };
        let completion = Completion(out);
        if result == COGNITO_ERROR_NOT_CACHED {
            return Ok(None);
        }
        check(result)?;
        Ok(completion.identity_id())
    }

    /// Whether the identity is kept in memory only, because the store failed.
    pub(crate) fn is_store_degraded(&self) -> Result<bool, Failure> {
        // SAFETY: integers only.
        let mut snapshot: cognito_provider_snapshot = unsafe { std::mem::zeroed() };
        snapshot.struct_size = u32::try_from(size_of::<cognito_provider_snapshot>()).unwrap_or_default();
        // SAFETY: struct_size is set.
        check(unsafe { cognito_provider_get_snapshot(self.provider, &raw mut snapshot) })?;
        Ok(snapshot.store_degraded != 0)
    }

    /// Begins a request and dispatches the queue until its answer is there.
    pub(crate) fn get_credentials(&self) -> Result<Completion, Failure> {
        let answer: Cell<Option<Completion>> = Cell::new(None);
        let user_data = (&raw const answer).cast_mut().cast::<c_void>();
        // SAFETY: the callback runs below, in this very function, where `answer` is.
        check(unsafe {
            cognito_provider_get_credentials(
                self.provider,
                ptr::null(),
                Some(keep_answer),
                user_data,
                ptr::null_mut(),
            )
        })?;
        loop {
            // SAFETY: the last argument may be NULL.
            check(unsafe { cognito_queue_dispatch(self.queue, 0, 0, ptr::null_mut()) })?;
            if let Some(answer) = answer.take() {
                return if cognito_completion_result(answer.0) == COGNITO_OK {
                    Ok(answer)
                } else {
                    Err(Failure::of(&answer))
                };
            }
            check(cognito_queue_wait(self.queue, COGNITO_WAIT_FOREVER))?;
        }
    }

    /// What one synchronous look at the cached credentials costs, with its release.
    pub(crate) fn time_cached_call(&self) -> Result<Duration, Failure> {
        let start = Instant::now();
        for _ in 0..SYNCHRONOUS_CALLS {
            let mut out = ptr::null_mut();
            // SAFETY: a place for a handle.
            check(unsafe { cognito_provider_cached_credentials(self.provider, &raw mut out) })?;
            cognito_completion_free(out);
        }
        Ok(start.elapsed() / SYNCHRONOUS_CALLS)
    }

    /// What one request costs that is answered from memory, through the queue.
    pub(crate) fn time_begin_and_dispatch(&self) -> Result<Duration, Failure> {
        let start = Instant::now();
        for _ in 0..DISPATCHED_CALLS {
            self.get_credentials()?;
        }
        Ok(start.elapsed() / DISPATCHED_CALLS)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        cognito_provider_free(self.provider);
        cognito_queue_free(self.queue);
    }
}

/// Keeps the completion beyond the callback.
unsafe extern "C" fn keep_answer(user_data: *mut c_void, completion: *const cognito_completion) {
    cognito_completion_retain(completion);
    // SAFETY: the cell that `get_credentials` gave, on the thread and for the time of its dispatch.
    let answer = unsafe { &*user_data.cast::<Cell<Option<Completion>>>() };
    answer.set(Some(Completion(completion)));
}
