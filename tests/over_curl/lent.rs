//! What a host without sockets lends to a player. Invariant: the process has one thread whenever a player is there; the C
//! below looks at `/proc` in every step.

#![allow(unsafe_code, reason = "this is a C host, written in Rust")]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::io::Write as _;
use std::ptr;
use std::time::{Duration, Instant};

use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::queue::{cognito_queue, cognito_queue_wait};
use cognito_native::ffi::result::{COGNITO_ERROR_DEADLINE_EXCEEDED, COGNITO_OK, cognito_result};
use cognito_native::ffi::storage::{cognito_storage, cognito_storage_free};
use cognito_native::ffi::transport::COGNITO_THREADS_NONE;
use tempfile::NamedTempFile;

/// What is to be looked at when nothing can be kept.
pub const STORE: &str = "storage";

/// `curl_stack` in C.
#[repr(C)]
struct Stack {
    private: [u8; 0],
}

// curl.c
unsafe extern "C" {
    fn over_curl_start(ca_file: *const c_char) -> *mut Stack;
    fn over_curl_transport(stack: *const Stack) -> *mut c_void;
    fn over_curl_step(stack: *mut Stack, wait_ms: c_int);
    fn over_curl_end(stack: *mut Stack);
    fn over_curl_storage(directory: *const c_char) -> *mut c_void;
}

/// What one player borrows; dropped when the player was freed.
pub struct Lent {
    stack: *mut Stack,
    storage: *mut cognito_storage,
    _ca_file: Option<(NamedTempFile, CString)>,
}

impl Lent {
    /// Puts it into the options, in the place of what the library would have of its own.
    pub fn to(options: &mut cognito_provider_options, ca_pem: Option<&CStr>) -> Self {
        let ca_file = ca_pem.map(|pem| {
            let mut file = NamedTempFile::new().unwrap();
            file.write_all(pem.to_bytes()).unwrap();
            let path = CString::new(file.path().to_str().unwrap()).unwrap();
            (file, path)
        });
        let ca_path = ca_file.as_ref().map_or(ptr::null(), |(_, path)| path.as_ptr());
        // SAFETY: the path lives as long as the stack, in this struct; the directory through the call.
        let (stack, storage) = unsafe {
            let is_kept = *options.storage_directory != 0;
            let storage = if is_kept {
                over_curl_storage(options.storage_directory).cast::<cognito_storage>()
            } else {
                ptr::null_mut()
            };
            (over_curl_start(ca_path), storage)
        };
        if !storage.is_null() {
            options.storage = storage;
            options.storage_directory = ptr::null();
        }
        // SAFETY: the stack is the one just made.
        options.transport = unsafe { over_curl_transport(stack) }.cast();
        options.threads = COGNITO_THREADS_NONE;
        Self { stack, storage, _ca_file: ca_file }
    }

    /// Waits for the queue, and moves curl on meanwhile.
    pub fn wait(&self, queue: *mut cognito_queue, timeout: Duration) -> cognito_result {
        let begun = Instant::now();
        loop {
            let result = cognito_queue_wait(queue, 0);
            if result != COGNITO_ERROR_DEADLINE_EXCEEDED || begun.elapsed() > timeout {
                return result;
            }
            // SAFETY: the stack lives until this is dropped.
            unsafe { over_curl_step(self.stack, 2) };
        }
    }

    /// Moves curl on.
    pub fn turn(&self) {
        // SAFETY: as above.
        unsafe { over_curl_step(self.stack, 1) };
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.storage.is_null() {
            assert_eq!(cognito_storage_free(self.storage), COGNITO_OK);
        }
        // SAFETY: made by over_curl_start, and not used again.
        unsafe { over_curl_end(self.stack) };
    }
}
