//! The log: what the library is doing, for the host's own log.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::argument::UserData;
use super::guard::guard;
use super::queue::{cognito_queue, pin_queue};
use super::result::cognito_result;
use crate::error::ResultCode;
use crate::queue::log::{Level, LogCallback, clear_log_callback, set_log_callback};

/// How much is logged.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_log_level = i32;

/// Log level: nothing.
pub const COGNITO_LOG_OFF: cognito_log_level = 0;
/// Log level: requests that failed.
pub const COGNITO_LOG_ERROR: cognito_log_level = 1;
/// Log level: also what failed and was worked around.
pub const COGNITO_LOG_WARNING: cognito_log_level = 2;
/// Log level: also what changed.
pub const COGNITO_LOG_INFO: cognito_log_level = 3;
/// Log level: also every HTTP exchange.
pub const COGNITO_LOG_DEBUG: cognito_log_level = 4;

/// Takes one log record. `message` holds no secrets and is valid until the callback returns.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_log_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, level: cognito_log_level, message: *const c_char)>;

/// Sends log records of the whole library to a callback, replacing any other. A queue holds a bounded number of
/// records; what it cannot take is counted, and the count is logged.
///
/// @param queue     where the records wait to be dispatched; may be NULL when nothing is to be logged.
/// @param level     one of COGNITO_LOG_*; OFF: nothing.
/// @param callback  NULL: nothing.
///
/// Ownership: user_data must stay valid until the callback was replaced or the queue was freed.
/// Thread: any; replace it on the dispatching thread to be sure that none is just running.
/// Callback: in cognito_queue_dispatch() of that queue, any number of times.
/// Errors: INVALID_ARGUMENT (unknown level), INVALID_HANDLE.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_set_log_callback(
    queue: *mut cognito_queue,
    level: cognito_log_level,
    callback: cognito_log_fn,
    user_data: *mut c_void,
) -> cognito_result {
    guard(|| {
        let level = match level {
            COGNITO_LOG_OFF => None,
            COGNITO_LOG_ERROR => Some(Level::Error),
            COGNITO_LOG_WARNING => Some(Level::Warning),
            COGNITO_LOG_INFO => Some(Level::Info),
            COGNITO_LOG_DEBUG => Some(Level::Debug),
            _ => return Err(ResultCode::InvalidArgument),
        };
        let (Some(level), Some(function)) = (level, callback) else {
            clear_log_callback();
            return Ok(());
        };
        let queue = Arc::clone(&*pin_queue(queue)?);
        let user_data = UserData::new(user_data);
        let callback: LogCallback = Arc::new(move |level, message| {
            // SAFETY: the host gave this function with this user data for such calls (header, "Callbacks").
            unsafe { function(user_data.get(), level as i32, message.as_ptr()) };
        });
        set_log_callback(&queue, level, callback);
        Ok(())
    })
}
