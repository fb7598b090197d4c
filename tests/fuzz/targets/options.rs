//! Any values as `cognito_provider_options` make a provider or a refusal that says what is wrong. Pointers are NULL or
//! strings made of the input; nothing is sent beyond a closed port of this machine, and nothing is stored.
#![no_main]

use std::ffi::{CString, c_char};
use std::mem::size_of;
use std::ptr;

use cognito_native::ffi::completion::{cognito_completion_error_message, cognito_completion_free};
use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::provider::{cognito_provider_free, cognito_provider_new};
use cognito_native::ffi::queue::{cognito_queue_free, cognito_queue_new};
use cognito_native::ffi::result::COGNITO_ERROR_INTERNAL;
use libfuzzer_sys::fuzz_target;

/// Together with the options more than any `struct_size` that is read.
const TAIL_BYTES: usize = 8192;
const OPTIONS_SIZE: u32 = {
    assert!(size_of::<cognito_provider_options>() < 4096);
    size_of::<cognito_provider_options>() as u32
};
const TEXTS: usize = 18;
const PREFETCH: u8 = 1;
const HAS_POOL: u8 = 2;
const GOOD_SIZE: u8 = 4;
const DIRTY_TAIL: u8 = 8;

/// What lies behind the options is read when `struct_size` says that they are longer.
#[repr(C)]
struct Memory {
    options: cognito_provider_options,
    tail: [u8; TAIL_BYTES],
}

/// The input as the numbers and then the texts that it is used up for; what is missing is zero or empty.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn number(&mut self) -> u32 {
        u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()])
    }

    fn texts(self) -> [CString; TEXTS] {
        let mut parts = self.0.split(|byte| *byte == 0);
        [(); TEXTS].map(|()| CString::new(parts.next().unwrap_or_default()).expect("the NULs are out"))
    }
}

fuzz_target!(|input: &[u8]| {
    let mut input = Input(input);
    let choice = input.byte();
    let is_chosen = |flag: u8| choice & flag != 0;
    let mut numbers = [(); 18].map(|()| input.number()).into_iter();
    let mut number = || numbers.next().expect("one for each use");
    let texts = input.texts();
    let mut texts = texts.iter();
    let mut text = || {
        let text = texts.next().expect("one for each use");
        if text.is_empty() { ptr::null() } else { text.as_ptr() }
    };
    let pool = c"us-east-1:1699ebc0-7900-4099-b910-2df94f52a030".as_ptr();
    let policy_arns = [text(), text()];

    // Every field is named, so that a new one cannot be forgotten and left to the input's bytes as a pointer.
    let options = cognito_provider_options {
        struct_size: if is_chosen(GOOD_SIZE) { OPTIONS_SIZE } else { number() },
        max_attempts: number(),
        identity_pool_id: if is_chosen(HAS_POOL) { pool } else { text() },
        region: text(),
        account_id: text(),
        identity_id: text(),
        profile: text(),
        storage_directory: c"".as_ptr(),
        storage: ptr::null(),
        endpoint: c"http://127.0.0.1:1".as_ptr(),
        sts_endpoint: c"http://127.0.0.1:1".as_ptr(),
        auth_role_arn: text(),
        unauth_role_arn: text(),
        custom_role_arn: text(),
        role_session_name: text(),
        session_policy: text(),
        policy_arns: policy_arns.as_ptr(),
        // More is refused, or would be read beyond the array.
        policy_arn_count: number() % 3,
        session_duration_s: number(),
        ca_pem: text(),
        proxy_url: ptr::null(),
        user_agent_suffix: text(),
        connect_timeout_ms: number(),
        request_timeout_ms: number(),
        advisory_window_s: number(),
        mandatory_window_s: number(),
        disable_guest_access: number(),
        recover_forbidden_guest: number(),
        persist_credentials: number(),
        serve_expired: number(),
        keep_fresh: if is_chosen(PREFETCH) { number() } else { 0 },
        prefetch: if is_chosen(PREFETCH) { number() } else { 0 },
        use_fips: number(),
        use_dual_stack: number(),
        proxy_from_environment: 0,
        login_source_timeout_ms: number(),
        initial_identity_id: text(),
        import_cpp_sdk_identity: 0,
        bundled_roots_only: number(),
        transport: ptr::null(),
        threads: 0,
        reserved: 0,
    };
    let tail = [u8::from(is_chosen(DIRTY_TAIL)); TAIL_BYTES];
    let memory = Box::new(Memory { options, tail });
    create(ptr::from_ref(&*memory).cast());
});

fn create(options: *const cognito_provider_options) {
    let (mut queue, mut provider, mut error) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: all pointers are valid, and the strings outlive the call.
    let result = unsafe {
        assert_eq!(cognito_queue_new(&raw mut queue), 0);
        cognito_provider_new(options, queue, &raw mut provider, &raw mut error)
    };
    assert_ne!(result, COGNITO_ERROR_INTERNAL);
    assert_eq!(provider.is_null(), result != 0);
    assert_eq!(error.is_null(), result == 0);
    if result != 0 {
        let message: *const c_char = cognito_completion_error_message(error);
        assert!(!message.is_null());
    }
    assert_eq!(cognito_completion_free(error), 0);
    assert_eq!(cognito_provider_free(provider), 0);
    assert_eq!(cognito_queue_free(queue), 0);
}
