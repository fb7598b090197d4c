//! What a player borrows of its host where the library has HTTP, threads and files of its own: nothing.

use std::ffi::CStr;
use std::ptr;
use std::thread;
use std::time::Duration;

use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::queue::{cognito_queue, cognito_queue_wait};
use cognito_native::ffi::result::cognito_result;

/// What is to be looked at when nothing can be kept.
pub const STORE: &str = "storage_directory";

pub struct Lent;

impl Lent {
    pub fn to(options: &mut cognito_provider_options, ca_pem: Option<&CStr>) -> Self {
        options.ca_pem = ca_pem.map_or(ptr::null(), CStr::as_ptr);
        Self
    }

    #[allow(clippy::unused_self, reason = "another host has something to do meanwhile")]
    pub fn wait(&self, queue: *mut cognito_queue, timeout: Duration) -> cognito_result {
        cognito_queue_wait(queue, u32::try_from(timeout.as_millis()).unwrap())
    }

    #[allow(clippy::unused_self, reason = "another host has something to do in its frame")]
    pub fn turn(&self) {
        thread::yield_now();
    }
}
