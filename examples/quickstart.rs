//! A guest identity and temporary AWS credentials through the exported C functions: what a C host does, in Rust. From an
//! emulator inside this program, or from the real service with the id of an identity pool that allows guests as the
//! argument. Run it twice: the player stays the same.
#![allow(unsafe_code, reason = "these are C functions")]

use std::ffi::{CStr, CString, c_char};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, ptr};

use cognito_native::emulator::{Emulator, EmulatorOptions, PoolOptions};
use cognito_native::ffi::completion::{
    cognito_completion, cognito_completion_access_key_id, cognito_completion_error_hint,
    cognito_completion_error_message, cognito_completion_expiration_unix_ms, cognito_completion_free,
    cognito_completion_identity_id,
};
use cognito_native::ffi::options::cognito_provider_options;
use cognito_native::ffi::provider::{
    cognito_provider, cognito_provider_cached_identity_id, cognito_provider_free,
    cognito_provider_get_credentials_blocking, cognito_provider_new,
};
use cognito_native::ffi::queue::{cognito_queue_free, cognito_queue_new};
use cognito_native::ffi::result::{COGNITO_OK, cognito_result, cognito_result_name, cognito_result_text};
use cognito_native::ffi::signed_request::{cognito_signed_request_free, cognito_signed_request_url};
use cognito_native::ffi::signing::{cognito_sign, cognito_signing_options};

/// Always the same, so that a second run finds what the first one stored.
const EMULATED_POOL_ID: &str = "us-east-1:5f1d0c1e-0000-4000-8000-0000000c0de0";
const TIMEOUT_MS: u32 = 30_000;
/// What any credentials are good for.
const WHO_AM_I: &str = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
const WHO_AM_I_S: u32 = 60;

fn main() -> ExitCode {
    let done = match env::args().nth(1).as_deref() {
        Some("--help" | "-h") => {
            println!("usage: quickstart [POOL_ID]     without one it asks an emulator of its own");
            Ok(())
        }
        Some(pool_id) => ask(pool_id, None),
        None => ask_the_emulator(),
    };
    if let Err(message) = done {
        eprintln!("quickstart: {message}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn ask_the_emulator() -> Result<(), String> {
    let emulator = Emulator::start(EmulatorOptions::default()).map_err(|error| error.to_string())?;
    let pool = PoolOptions { id: Some(EMULATED_POOL_ID.to_owned()), ..PoolOptions::default() };
    emulator.add_pool(pool).map_err(|error| error.to_string())?;
    ask(EMULATED_POOL_ID, Some(&emulator))?;
    println!(
        "AWS does not know these, for they are an emulator's. It knows those of a guest of your own pool:"
    );
    println!("    cargo run --features emulator --bin quickstart -- us-east-1:YOUR-POOL");
    Ok(())
}

fn ask(pool_id: &str, emulator: Option<&Emulator>) -> Result<(), String> {
    let identity_pool_id = c_text(pool_id)?;
    let endpoint = emulator.map(|emulator| c_text(&emulator.endpoint())).transpose()?;
    // SAFETY: integers and pointers, for all of which zero is the documented default.
    let mut options: cognito_provider_options = unsafe { std::mem::zeroed() };
    options.struct_size = u32::try_from(size_of_val(&options)).unwrap_or_default();
    options.identity_pool_id = identity_pool_id.as_ptr();
    options.endpoint = endpoint.as_ref().map_or(ptr::null(), |endpoint| endpoint.as_ptr());

    let (mut queue, mut provider, mut error) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: a place for a handle.
    unsafe { cognito_queue_new(&raw mut queue) };
    // SAFETY: the options and their texts live until the call returns, and copies are taken; places for handles.
    let result =
        unsafe { cognito_provider_new(&raw const options, queue, &raw mut provider, &raw mut error) };
    let told = if result == COGNITO_OK { tell(provider, emulator) } else { Err(explain(result, error)) };
    cognito_completion_free(error);
    cognito_provider_free(provider);
    cognito_queue_free(queue);
    told
}

fn tell(provider: *mut cognito_provider, emulator: Option<&Emulator>) -> Result<(), String> {
    let mut kept = ptr::null_mut();
    // SAFETY: a place for a handle, which stays NULL when nothing was stored; every getter takes that.
    unsafe { cognito_provider_cached_identity_id(provider, &raw mut kept) };
    let kept_id = text(cognito_completion_identity_id(kept));
    cognito_completion_free(kept);
    if let (Some(emulator), Some(id)) = (emulator, &kept_id) {
        // It is a new one, and has to be told whom the last one knew.
        emulator.add_identity(EMULATED_POOL_ID, id).map_err(|error| error.to_string())?;
    }

    let mut answer = ptr::null_mut();
    // SAFETY: a place for a handle.
    let result = unsafe { cognito_provider_get_credentials_blocking(provider, TIMEOUT_MS, &raw mut answer) };
    let told =
        if result == COGNITO_OK { show(answer, kept_id.as_ref()) } else { Err(explain(result, answer)) };
    cognito_completion_free(answer);
    told
}

fn show(answer: *const cognito_completion, kept_id: Option<&String>) -> Result<(), String> {
    let id = text(cognito_completion_identity_id(answer));
    let is_known = kept_id.is_some() && kept_id == id.as_ref();
    println!("identity id    {}", id.unwrap_or_default());
    println!("               {}", if is_known { "the same guest as last time" } else { "a new guest" });
    println!("access key id  {}", text(cognito_completion_access_key_id(answer)).unwrap_or_default());
    println!("expires        in {} minutes", minutes_until(cognito_completion_expiration_unix_ms(answer)));
    println!("\nThe credentials in use: a signed request that asks AWS whose they are, good for a minute.");
    println!("    curl '{}'\n", sign(answer)?);
    println!("To sign a player in: docs/signing-in.md");
    Ok(())
}

/// A URL that needs no more than itself.
fn sign(credentials: *const cognito_completion) -> Result<String, String> {
    let url = c_text(WHO_AM_I)?;
    // SAFETY: as of the provider's options.
    let mut options: cognito_signing_options = unsafe { std::mem::zeroed() };
    options.struct_size = u32::try_from(size_of_val(&options)).unwrap_or_default();
    options.method = c"GET".as_ptr();
    options.url = url.as_ptr();
    options.expires_s = WHO_AM_I_S;
    let (mut signed, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the options and their texts live until the call returns, and copies are taken; places for handles.
    let result = unsafe { cognito_sign(credentials, &raw const options, &raw mut signed, &raw mut error) };
    let url = text(cognito_signed_request_url(signed)).ok_or_else(|| explain(result, error));
    cognito_signed_request_free(signed);
    cognito_completion_free(error);
    url
}

/// What went wrong, and what to do about it.
fn explain(result: cognito_result, error: *const cognito_completion) -> String {
    let name = text(cognito_result_name(result)).unwrap_or_default();
    let message = text(cognito_completion_error_message(error)).or_else(|| text(cognito_result_text(result)));
    let hint = text(cognito_completion_error_hint(error)).unwrap_or_default();
    format!("{name}: {}\n{hint}", message.unwrap_or_default()).trim_end().to_owned()
}

fn c_text(text: &str) -> Result<CString, String> {
    CString::new(text).map_err(|error| error.to_string())
}

fn text(text: *const c_char) -> Option<String> {
    // SAFETY: NULL, or NUL-terminated and valid while its completion is, which outlives this call.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

fn minutes_until(unix_ms: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    unix_ms / 60_000 - i64::try_from(now / 60).unwrap_or(i64::MAX)
}
