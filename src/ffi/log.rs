//! The log: what the library is doing, for the host's own log.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::argument::UserData;
use super::guard::guard;
use super::kept::{cognito_destroy_fn, keep};
use super::queue::{cognito_queue, pin_queue};
use super::queue_item::HandedOut;
use super::result::cognito_result;
use crate::error::ResultCode;
use crate::queue::Listener;
use crate::queue::log::{Level, LogCallback, clear_log_callback, set_log_callback, set_log_listener};

/// How much is logged. Each level includes those before it.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_log_level = i32;

/// Nothing.
pub const COGNITO_LOG_OFF: cognito_log_level = 0;
/// Requests that failed.
pub const COGNITO_LOG_ERROR: cognito_log_level = 1;
/// Failures that were worked around.
pub const COGNITO_LOG_WARNING: cognito_log_level = 2;
/// Changes.
pub const COGNITO_LOG_INFO: cognito_log_level = 3;
/// Every HTTP exchange.
pub const COGNITO_LOG_DEBUG: cognito_log_level = 4;

/// Takes a log record. message holds no secrets and is valid until the callback returns.
#[allow(non_camel_case_types, reason = "the name in C")]
pub type cognito_log_fn =
    Option<unsafe extern "C" fn(user_data: *mut c_void, level: cognito_log_level, message: *const c_char)>;

/// Sends the log records of the whole library to a callback, replacing any other. A queue holds a limited
/// number of records; those that do not fit are counted, and the count is logged.
///
/// @param queue     where the records wait to be dispatched; may be NULL when nothing is to be logged and there is no
///                  destroy.
/// @param level     COGNITO_LOG_OFF: log nothing.
/// @param callback  NULL: log nothing.
/// @param destroy   called in that queue's next dispatch after the callback was replaced, or in cognito_queue_free(). May be
///                  NULL.
///
/// Callback: any number of times.
/// Errors: CLOSED (another thread is freeing the queue).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_set_log_callback(
    queue: *mut cognito_queue,
    level: cognito_log_level,
    callback: cognito_log_fn,
    user_data: *mut c_void,
    destroy: cognito_destroy_fn,
) -> cognito_result {
    guard(|| {
        let level = read_level(level)?;
        let wanted = level.zip(callback);
        if wanted.is_none() && destroy.is_none() {
            clear_log_callback();
            return Ok(());
        }
        let queue = Arc::clone(&*pin_queue(queue)?);
        let kept = keep(&queue, wanted.is_some(), user_data, destroy)?;
        let Some(((level, function), kept)) = wanted.zip(kept) else {
            clear_log_callback();
            return Ok(());
        };
        let callback: LogCallback = Arc::new(move |level, message| {
            // SAFETY: the host gave this function with this user data for such calls (header, "Callbacks").
            unsafe { function(kept.get(), level as i32, message.as_ptr()) };
        });
        set_log_callback(&queue, level, callback);
        Ok(())
    })
}

/// Makes cognito_queue_next() hand out the log records of the whole library, instead of a callback.
///
/// @param queue      where the records wait to be taken; may be NULL with COGNITO_LOG_OFF.
/// @param level      COGNITO_LOG_OFF: log nothing.
/// @param user_data  comes back in each item.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_enable_log(
    queue: *mut cognito_queue,
    level: cognito_log_level,
    user_data: *mut c_void,
) -> cognito_result {
    guard(|| {
        let Some(level) = read_level(level)? else {
            clear_log_callback();
            return Ok(());
        };
        let queue = Arc::clone(&*pin_queue(queue)?);
        let user_data = UserData::new(user_data);
        let hand_out = move |record| HandedOut::log_record(user_data, record);
        set_log_listener(&queue, level, Listener::Next(Arc::new(hand_out)));
        Ok(())
    })
}

fn read_level(level: cognito_log_level) -> Result<Option<Level>, ResultCode> {
    match level {
        COGNITO_LOG_OFF => Ok(None),
        COGNITO_LOG_ERROR => Ok(Some(Level::Error)),
        COGNITO_LOG_WARNING => Ok(Some(Level::Warning)),
        COGNITO_LOG_INFO => Ok(Some(Level::Info)),
        COGNITO_LOG_DEBUG => Ok(Some(Level::Debug)),
        _ => Err(ResultCode::InvalidArgument),
    }
}
