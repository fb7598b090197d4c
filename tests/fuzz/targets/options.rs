//! Any bytes as `cognito_provider_options` make a provider or a refusal that says what is wrong. Pointers are NULL or
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

const OPTIONS_BYTES: usize = size_of::<cognito_provider_options>();
/// More than any `struct_size` that is read.
const READABLE_BYTES: usize = 8192;
const PREFETCH: u8 = 1;
const HAS_POOL: u8 = 2;
const GOOD_SIZE: u8 = 4;

#[repr(C, align(8))]
struct Memory([u8; READABLE_BYTES]);

fuzz_target!(|input: &[u8]| {
    let Some((choice, input)) = input.split_first() else { return };
    let (integers, text) = input.split_at(input.len().min(OPTIONS_BYTES + 16));
    let mut memory = Box::new(Memory([0; READABLE_BYTES]));
    memory.0[..integers.len()].copy_from_slice(integers);

    let texts: Vec<CString> = text
        .split(|byte| *byte == 0)
        .map(|part| CString::new(part).expect("the NULs are out"))
        .chain(std::iter::repeat_with(CString::default))
        .take(6)
        .collect();
    let or_null = |text: &CString| if text.is_empty() { ptr::null() } else { text.as_ptr() };
    let [region, account_id, identity_id, profile, ca_pem, suffix] = texts.as_slice() else { return };

    // SAFETY: the memory is large and aligned enough, and any bytes are valid integers and pointers.
    let options = unsafe { &mut *memory.0.as_mut_ptr().cast::<cognito_provider_options>() };
    options.identity_pool_id = if choice & HAS_POOL == 0 {
        ptr::null()
    } else {
        c"us-east-1:1699ebc0-7900-4099-b910-2df94f52a030".as_ptr()
    };
    options.region = or_null(region);
    options.account_id = or_null(account_id);
    options.identity_id = or_null(identity_id);
    options.profile = or_null(profile);
    options.storage_directory = c"".as_ptr();
    options.storage = ptr::null();
    options.endpoint = c"http://127.0.0.1:1".as_ptr();
    options.ca_pem = or_null(ca_pem);
    options.proxy_url = ptr::null();
    options.user_agent_suffix = or_null(suffix);
    if choice & GOOD_SIZE != 0 {
        options.struct_size = u32::try_from(OPTIONS_BYTES).expect("it is small");
    }
    if choice & PREFETCH == 0 {
        options.prefetch = 0;
        options.keep_fresh = 0;
    }
    create(ptr::from_ref(options));
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
