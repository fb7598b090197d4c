//! What a web page does for the library that is part of it (target Emscripten): clocks, random numbers, `localStorage` and
//! `fetch`. The functions are those of `bindings/web/cognito_native.jslib`, which the engine's linker puts beside the archive.
//! The clocks too: std's read a C struct whose fields have grown between Emscripten's versions.
//!
//! Invariant: the only file that names a function of the page. They return at once, on the page's one thread, and keep no
//! pointer.
#![allow(unsafe_code, reason = "the page's functions are C's, to the compiler")]

use std::ffi::{CStr, c_char};

mod imported {
    use super::c_char;

    unsafe extern "C" {
        pub(super) fn cognito_page_unix_ms() -> f64;
        pub(super) fn cognito_page_steady_ms() -> f64;
        pub(super) fn cognito_page_random() -> u32;
        pub(super) fn cognito_page_load(key: *const c_char, buffer: *mut u8, capacity: usize) -> i32;
        pub(super) fn cognito_page_save(key: *const c_char, text: *const c_char) -> i32;
        pub(super) fn cognito_page_remove(key: *const c_char) -> i32;
        pub(super) fn cognito_page_send(
            exchange: usize,
            url: *const c_char,
            headers: *const c_char,
            body: *const u8,
            body_size: usize,
            timeout_ms: u32,
            complete: *const (),
            fail: *const (),
        );
        pub(super) fn cognito_page_cancel(exchange: usize);
    }
}

/// `Date.now()`: milliseconds since 1970, as the device has it.
pub(crate) fn unix_ms() -> f64 {
    // SAFETY: takes and returns numbers.
    unsafe { imported::cognito_page_unix_ms() }
}

/// `performance.now()`: milliseconds since the page was opened. May stand still while the device sleeps.
pub(crate) fn steady_ms() -> f64 {
    // SAFETY: takes and returns numbers.
    unsafe { imported::cognito_page_steady_ms() }
}

/// `crypto.getRandomValues()`.
pub(crate) fn random() -> u64 {
    // SAFETY: takes and returns numbers.
    let half = || u64::from(unsafe { imported::cognito_page_random() });
    half() << 32 | half()
}

/// The page may not use its storage: the user has forbidden it, or it is full.
pub(crate) struct NoStorage;

/// Copies the text under a key into `buffer`; its size, or `None` when there is none.
pub(crate) fn load(key: &CStr, buffer: &mut [u8]) -> Result<Option<usize>, NoStorage> {
    const NONE: i32 = -1;
    // SAFETY: the key is NUL-terminated, and the buffer is writable for its length.
    match unsafe { imported::cognito_page_load(key.as_ptr(), buffer.as_mut_ptr(), buffer.len()) } {
        NONE => Ok(None),
        size => usize::try_from(size).map(Some).map_err(|_| NoStorage),
    }
}

/// Replaces the text under a key.
pub(crate) fn save(key: &CStr, text: &CStr) -> Result<(), NoStorage> {
    // SAFETY: both are NUL-terminated.
    done(unsafe { imported::cognito_page_save(key.as_ptr(), text.as_ptr()) })
}

/// Removes the text under a key; none there is fine.
pub(crate) fn remove(key: &CStr) -> Result<(), NoStorage> {
    // SAFETY: the key is NUL-terminated.
    done(unsafe { imported::cognito_page_remove(key.as_ptr()) })
}

fn done(result: i32) -> Result<(), NoStorage> {
    if result == 0 { Ok(()) } else { Err(NoStorage) }
}

/// A request for the page to send.
pub(crate) struct Fetch<'a> {
    /// By which it is answered.
    pub(crate) exchange: usize,
    pub(crate) url: &'a CStr,
    /// Lines of "name: value".
    pub(crate) headers: &'a CStr,
    pub(crate) body: &'a [u8],
    pub(crate) timeout_ms: u32,
    /// `cognito_exchange_complete`, one of which is called, once, after this has returned.
    pub(crate) complete: *const (),
    /// `cognito_exchange_fail`.
    pub(crate) fail: *const (),
}

impl Fetch<'_> {
    pub(crate) fn send(&self) {
        let (body, size) = (self.body.as_ptr(), self.body.len());
        let (url, headers) = (self.url.as_ptr(), self.headers.as_ptr());
        // SAFETY: the texts are NUL-terminated, the body is readable for its size, and the page copies all of it.
        unsafe {
            imported::cognito_page_send(
                self.exchange,
                url,
                headers,
                body,
                size,
                self.timeout_ms,
                self.complete,
                self.fail,
            );
        }
    }
}

/// Nobody wants the answer any more.
pub(crate) fn cancel(exchange: usize) {
    // SAFETY: a number to the page, which ignores one that it does not know.
    unsafe { imported::cognito_page_cancel(exchange) }
}
