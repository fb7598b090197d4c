//! What comes in from C: strings, sized structs, callbacks, out-parameters. Everything is copied before the call
//! returns; nothing is trusted but that a non-NULL pointer points to what its type says.

use std::ffi::{CStr, c_char, c_void};

use crate::error::{Failure, ResultCode};

/// Longer structs are refused unread: no version will ever be as large.
const MAX_STRUCT_BYTES: usize = 4096;

/// A host pointer that travels with its callback to the dispatching thread.
#[derive(Clone, Copy)]
pub(super) struct UserData(*mut c_void);

// SAFETY: the library never dereferences it; the header ("Callbacks") makes the host responsible for what it points
// to on the thread that dispatches.
unsafe impl Send for UserData {}
// SAFETY: as above: it is only ever copied and handed back.
unsafe impl Sync for UserData {}

impl UserData {
    pub(super) fn new(pointer: *mut c_void) -> Self {
        Self(pointer)
    }

    /// By a method, so that a closure captures the wrapper and not the bare pointer.
    pub(super) fn get(self) -> *mut c_void {
        self.0
    }
}

/// A C string, if there is one.
///
/// # Safety
/// `text` is NULL or points to a NUL-terminated string that stays unchanged during the call (header, "Strings").
pub(super) unsafe fn optional_text<'a>(text: *const c_char) -> Result<Option<&'a str>, ResultCode> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: by this function's contract.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map(Some).map_err(|_| ResultCode::InvalidUtf8)
}

/// A struct of the host that plain bytes can fill: integers and pointers only, all zero meaning "default".
///
/// # Safety
/// Any bit pattern is a valid value, and the first field is `uint32_t struct_size`.
pub(super) unsafe trait Sized32: Copy {
    /// A value of all zeros.
    fn zeroed() -> Self;
    /// `sizeof` of the first published version; smaller ones are unknown.
    const FIRST_SIZE: usize;
}

/// Copies a host struct of any known size; what an older host does not have is zero.
///
/// # Safety
/// `from` points to at least `struct_size` readable bytes, the first four being `struct_size` (header, "Options").
pub(super) unsafe fn read_sized<T: Sized32>(from: *const T) -> Result<T, ResultCode> {
    // SAFETY: by this function's contract; unaligned, since nothing is assumed of the host's allocator.
    let size = unsafe { from.cast::<u32>().read_unaligned() } as usize;
    if !(T::FIRST_SIZE..=MAX_STRUCT_BYTES).contains(&size) {
        return Err(ResultCode::InvalidStructSize);
    }
    let known = size.min(size_of::<T>());
    let tail = size - known;
    // SAFETY: `size` bytes are readable by contract, and `known + tail == size`.
    let tail = unsafe { std::slice::from_raw_parts(from.cast::<u8>().add(known), tail) };
    if tail.iter().any(|byte| *byte != 0) {
        return Err(ResultCode::InvalidStructSize);
    }
    let mut value = T::zeroed();
    // SAFETY: `known` is at most the size of either side, `value` is ours, and any bytes make a valid `T`.
    unsafe { std::ptr::copy_nonoverlapping(from.cast::<u8>(), (&raw mut value).cast::<u8>(), known) };
    Ok(value)
}

/// What to tell a host whose struct has a size that is not known here; a larger one may be of a newer header.
pub(super) fn wrong_size(code: ResultCode, name: &str, given: usize, known: usize) -> Failure {
    let version = env!("CARGO_PKG_VERSION");
    let fix = if given > known {
        format!(
            "it has {known} in this library, {version}. Is the header newer than the library? Install those of one \
             version; or set it to sizeof({name}), and zero the rest"
        )
    } else {
        format!("set it to sizeof({name}), {known} in version {version}, and zero the rest")
    };
    Failure::local(code, format!("struct_size: {given} is no size of {name}: {fix}"))
}

/// Writes as much of `value` as the host's struct has room for.
///
/// # Safety
/// As for [`read_sized`], and writable.
pub(super) unsafe fn write_sized<T: Sized32>(to: *mut T, value: &T) -> Result<(), ResultCode> {
    // SAFETY: by this function's contract.
    let size = unsafe { to.cast::<u32>().read_unaligned() } as usize;
    if !(T::FIRST_SIZE..=MAX_STRUCT_BYTES).contains(&size) {
        return Err(ResultCode::InvalidStructSize);
    }
    let known = size.min(size_of::<T>());
    let start = size_of::<u32>(); // struct_size stays the host's
    // SAFETY: `known` bytes are writable by contract and readable in `value`; the two do not overlap.
    unsafe {
        let from = (&raw const *value).cast::<u8>().add(start);
        std::ptr::copy_nonoverlapping(from, to.cast::<u8>().add(start), known - start);
    }
    Ok(())
}

/// Writes an out-parameter.
///
/// # Safety
/// `to` is NULL or valid for a write.
pub(super) unsafe fn write_out<T>(to: *mut T, value: T) {
    if !to.is_null() {
        // SAFETY: by this function's contract.
        unsafe { to.write(value) };
    }
}

/// A required out-parameter for a handle, set to NULL at once.
///
/// # Safety
/// `to` is NULL or valid for a write.
pub(super) unsafe fn required_out<T>(to: *mut *mut T) -> Result<(), ResultCode> {
    if to.is_null() {
        return Err(ResultCode::InvalidArgument);
    }
    // SAFETY: by this function's contract.
    unsafe { to.write(std::ptr::null_mut()) };
    Ok(())
}
