//! The library stays in its process. Invariant: once a thread of ours was started, unloading the library is without
//! effect; its threads may outlive the host's last call, and would go on in memory that is no longer there.
//!
//! On Linux and Android the linker says so (`nodelete`, in `build.rs`). Apple's dyld never unloads a library with
//! thread-local variables, which std has. Windows is asked here.

/// Keeps the library, or the program it was linked into, loaded until the process ends.
#[cfg(windows)]
#[allow(unsafe_code, reason = "std cannot pin a module")]
pub(super) fn stay_loaded() -> std::io::Result<()> {
    use std::ffi::c_void;
    use std::ptr;

    const PIN: u32 = 0x1;
    const FROM_ADDRESS: u32 = 0x4;

    #[link(name = "kernel32")]
    unsafe extern "system" {
        // libloaderapi.h: GetModuleHandleExW
        fn GetModuleHandleExW(flags: u32, address: *const c_void, module: *mut *mut c_void) -> i32;
    }

    let mut module = ptr::null_mut();
    let here = stay_loaded as fn() -> std::io::Result<()> as *const c_void;
    // SAFETY: with FROM_ADDRESS any address inside the module will do; `module` is writable during the call.
    if unsafe { GetModuleHandleExW(PIN | FROM_ADDRESS, here, &raw mut module) } == 0 {
        return Err(std::io::Error::last_os_error());
    }
    Ok(())
}

/// Nothing is left to do.
#[cfg(not(windows))]
#[allow(clippy::unnecessary_wraps, reason = "the same shape as on Windows")]
pub(super) fn stay_loaded() -> std::io::Result<()> {
    Ok(())
}
