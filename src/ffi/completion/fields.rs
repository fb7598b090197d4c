//! What is read of a completion most often, as words beside its slot: where the texts are, and the numbers. A getter
//! reads its word and takes no pin. What the words point to lives as long as the completion, which is how long the host
//! may use it.

use std::ffi::{CStr, c_char};
use std::ptr;
use std::sync::atomic::{AtomicI32, AtomicI64, AtomicPtr, AtomicU32, Ordering};

use crate::ffi::handle::Zeroed;
use crate::queue::Completion;

/// A text: NULL when there is none.
pub(in super::super) type Text = AtomicPtr<c_char>;

/// With a slot's state and object this is one cache line.
pub(in super::super) struct Fields {
    pub(super) identity_id: Text,
    pub(super) access_key_id: Text,
    pub(super) secret_access_key: Text,
    pub(super) session_token: Text,
    pub(super) expiration_unix_ms: AtomicI64,
    pub(super) result: AtomicI32,
    pub(super) is_stale: AtomicU32,
}

// SAFETY: integers and pointers that may be NULL.
unsafe impl Zeroed for Fields {}

impl Fields {
    pub(super) fn write(&self, completion: &Completion) {
        let put = |field: &Text, text: Option<*const c_char>| {
            field.store(text.unwrap_or(ptr::null()).cast_mut(), Ordering::Release);
        };
        put(&self.identity_id, completion.identity_id.as_deref().map(CStr::as_ptr));
        let credentials = completion.credentials.as_deref();
        put(&self.access_key_id, credentials.map(|those| those.access_key_id.as_ptr()));
        put(&self.secret_access_key, credentials.map(|those| those.secret_access_key.as_ptr()));
        put(&self.session_token, credentials.map(|those| those.session_token.as_ptr()));
        let expiration_unix_ms = credentials.map_or(0, |those| those.expiration_unix_ms);
        self.expiration_unix_ms.store(expiration_unix_ms, Ordering::Release);
        self.result.store(completion.result as i32, Ordering::Release);
        self.is_stale.store(completion.is_stale.into(), Ordering::Release);
    }
}
