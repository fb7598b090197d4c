//! Versions: of the interface and of the library.

use std::ffi::c_char;

/// Version of this interface; compare with `cognito_abi_version()` of the library that was loaded.
pub const COGNITO_ABI_VERSION: u32 = 1;

/// Version of the interface this library was built with, see `COGNITO_ABI_VERSION`.
///
/// Ownership: none. Thread: any. Callback: none. Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_abi_version() -> u32 {
    COGNITO_ABI_VERSION
}

/// Version of this library, e.g. "0.1.0".
///
/// Ownership: static text, never NULL. Thread: any. Callback: none. Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}
