//! Versions: of the interface and of the library.

use std::ffi::c_char;

/// Version of this interface. A program that loads the library at run time compares it with
/// cognito_abi_version().
pub const COGNITO_ABI_VERSION: u32 = 1;

/// The interface version this library was built with; compare it with COGNITO_ABI_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_abi_version() -> u32 {
    COGNITO_ABI_VERSION
}

/// Version of this library, e.g. "0.1.0"; static text, never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}
