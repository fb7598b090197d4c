//! `cognito_provider_options`: what a provider is created with, as a struct of C. It is made of the table in
//! `provider/options/table.rs`, which says for each option what it is; `provider/options` checks what is read here.

use std::ffi::c_char;
use std::mem::MaybeUninit;
use std::sync::Arc;

use super::argument::{Sized32, optional_text, read_sized, wrong_size};
use super::result::{cognito_bool, cognito_count};
use super::storage::{cognito_storage, storage_of};
use super::transport::{cognito_transport, transport_of};
use crate::error::{Failure, ResultCode};
use crate::provider::options::{Given, OfHost, in_range, provider_options};
use crate::store::host::HostStorage;

/// The field's type in C; `build.rs` has the same list for the generators of the header and of C#.
macro_rules! c_type {
    (text) => { *const c_char };
    (texts) => { *const *const c_char };
    (flag) => { cognito_bool };
    (count) => { cognito_count };
    (storage) => { *const cognito_storage };
    (transport) => { *const cognito_transport };
    ($number:ident) => { u32 };
}

macro_rules! read_field {
    ($given:ident, $from:ident, $field:ident, text) => {
        // SAFETY: by the contract of the function that this is in.
        $given.$field = unsafe { read_text(stringify!($field), $from.$field) }?
    };
    ($given:ident, $from:ident, $field:ident, texts($count:ident, $most:expr)) => {
        if $from.$count > $most {
            return Err(refused(stringify!($count), format!("at most {}, not {}", $most, $from.$count)));
        }
        // SAFETY: by the contract of the function that this is in.
        $given.$field = unsafe { read_texts(stringify!($field), $from.$field, $from.$count) }?
    };
    ($given:ident, $from:ident, $field:ident, flag) => {
        $given.$field = flag(stringify!($field), $from.$field)?
    };
    ($given:ident, $from:ident, $field:ident, number($range:expr, $default:expr)) => {
        if let Some(number) = in_range(stringify!($field), $from.$field.into(), &$range)? {
            $given.$field = number;
        }
    };
    ($given:ident, $from:ident, $field:ident, optional($range:expr)) => {
        $given.$field = in_range(stringify!($field), $from.$field.into(), &$range)?
    };
    ($given:ident, $from:ident, $field:ident, reserved) => {
        if $from.$field != 0 {
            return Err(refused(stringify!($field), "must be 0; zero the struct before filling it in"));
        }
    };
    ($given:ident, $from:ident, $field:ident, $of_c:ident) => {};
}

macro_rules! c_struct {
    ($(#[$about:meta])* $name:ident {
        $($(#[$doc:meta])* $field:ident: $kind:ident $(($($args:tt)*))?;)*
    }) => {
        $(#[$about])*
        #[allow(non_camel_case_types, reason = "the name in C")]
        #[derive(Clone, Copy)]
        #[repr(C)]
        pub struct $name {
            $($(#[$doc])* pub $field: c_type!($kind),)*
        }

        /// Where each field ends: a host of any version has one of these sizes.
        const ENDS: &[usize] = &[
            $(std::mem::offset_of!($name, $field) + size_of::<c_type!($kind)>(),)*
        ];

        /// # Safety
        /// Every string of `from` is NULL or NUL-terminated, and every array as long as its count says.
        unsafe fn read_fields(from: &$name) -> Result<Given, Failure> {
            let mut given = Given::default();
            $(read_field!(given, from, $field, $kind $(($($args)*))?);)*
            Ok(given)
        }
    };
}

provider_options!(c_struct);

/// No version had less.
const FIRST_SIZE: usize =
    std::mem::offset_of!(cognito_provider_options, identity_pool_id) + size_of::<*const c_char>();

// A host's struct that ends with padding would be taken for one with the next number.
const _: () = assert!(matches!(ENDS.last(), Some(end) if *end == size_of::<cognito_provider_options>()));

// SAFETY: integers and pointers only, the first being struct_size.
unsafe impl Sized32 for cognito_provider_options {
    const FIRST_SIZE: usize = FIRST_SIZE;

    fn zeroed() -> Self {
        // SAFETY: any bytes make a value (the trait's contract).
        unsafe { MaybeUninit::zeroed().assume_init() }
    }
}

fn refused(field: &str, fix: impl std::fmt::Display) -> Failure {
    Failure::of_option(field, fix)
}

/// Reads what the host gave, and what it does itself.
///
/// # Safety
/// `options` is NULL or as the header says of `cognito_provider_new`.
pub(super) unsafe fn read(options: *const cognito_provider_options) -> Result<(Given, OfHost), Failure> {
    if options.is_null() {
        return Err(Failure::local(
            ResultCode::InvalidArgument,
            "options: NULL; at least identity_pool_id is needed",
        ));
    }
    let whole = size_of::<cognito_provider_options>();
    // SAFETY: not NULL, and begins with its size; unaligned, since nothing is assumed of the host's allocator.
    let size = unsafe { options.cast::<u32>().read_unaligned() } as usize;
    let wrong_size = |code| wrong_size(code, "cognito_provider_options", size, whole);
    if size < whole && !ENDS.contains(&size) {
        return Err(wrong_size(ResultCode::InvalidStructSize));
    }
    // SAFETY: readable for its struct_size, by the header.
    let options = unsafe { read_sized(options) }.map_err(wrong_size)?;
    // SAFETY: the strings and arrays are as the header says.
    Ok((unsafe { read_fields(&options) }?, read_of_host(options.storage, options.transport)?))
}

/// The host's own storage and transport, as far as it gave them.
pub(super) fn read_of_host(
    storage: *const cognito_storage,
    transport: *const cognito_transport,
) -> Result<OfHost, Failure> {
    let transport = (!transport.is_null()).then(|| transport_of(transport)).transpose();
    let transport = transport.map_err(|code| dead("transport", code))?;
    #[cfg(target_os = "emscripten")]
    let transport = transport.or_else(|| Some(super::fetch::transport()));
    Ok(OfHost { storage: read_storage(storage)?, transport })
}

/// The host's own storage, if it gave one.
pub(super) fn read_storage(storage: *const cognito_storage) -> Result<Option<Arc<HostStorage>>, Failure> {
    let storage = (!storage.is_null()).then(|| storage_of(storage)).transpose();
    storage.map_err(|code| dead("storage", code))
}

fn dead(field: &str, code: ResultCode) -> Failure {
    Failure { code, ..refused(field, format!("not a {field}, or one that was freed; give a living one")) }
}

/// # Safety
/// `text` is NULL or NUL-terminated.
pub(super) unsafe fn read_text(field: &str, text: *const c_char) -> Result<Option<String>, Failure> {
    // SAFETY: by this function's contract.
    let text = unsafe { optional_text(text) };
    let text = text.map_err(|_| refused(field, "not valid UTF-8; convert it first"))?;
    Ok(text.map(str::to_owned))
}

/// # Safety
/// `texts` is NULL or points to `count` strings, each NULL or NUL-terminated.
unsafe fn read_texts(
    field: &str,
    texts: *const *const c_char,
    count: cognito_count,
) -> Result<Vec<String>, Failure> {
    if count > 0 && texts.is_null() {
        return Err(refused(field, "NULL, but its count says there are some"));
    }
    let read = |index: usize| {
        // SAFETY: not NULL, and `index` is below the count, by the contract.
        let text = unsafe { read_text(field, texts.add(index).read()) }?;
        text.ok_or_else(|| refused(field, format!("entry {index} is NULL")))
    };
    (0..count as usize).map(read).collect()
}

/// A yes/no field.
pub(super) fn flag(field: &str, value: cognito_bool) -> Result<bool, Failure> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(refused(field, "0 or 1; zero the struct before filling it in")),
    }
}
