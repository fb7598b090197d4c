//! `cognito_queue`: where completions wait until the host takes them.

use std::ptr;
use std::sync::Arc;
use std::time::Duration;

use super::argument::{required_out, write_out};
use super::guard::guard;
use super::handle::{Kind, Pinned, Table};
use super::result::{cognito_count, cognito_result};
use crate::error::ResultCode;
use crate::queue::{Queue, Waited};
use crate::runtime::HAS_THREADS;

/// Holds answers until the host takes them.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_queue {
    _opaque: [u8; 0],
}

/// For cognito_queue_wait(): no time limit.
pub const COGNITO_WAIT_FOREVER: u32 = 4_294_967_295_u32; // with its type, so that C's is unsigned

pub(super) static QUEUES: Table<Queue> = Table::new();

impl Kind for Queue {
    const TAG: usize = 0b0001;
    type Beside = ();
}

/// The queue behind a handle.
pub(super) fn pin_queue(queue: *mut cognito_queue) -> Result<Pinned<'static, Queue>, ResultCode> {
    QUEUES.pin(queue.addr()).ok_or_else(|| QUEUES.refusal(queue.addr()))
}

/// A queue that another thread has just closed is about to lose its handle: to the host that is the same. One of the
/// parent's is closed to a child that was forked in one of its callbacks.
pub(super) fn freed(queue: *mut cognito_queue, code: ResultCode) -> ResultCode {
    if code == ResultCode::Closed { QUEUES.refusal(queue.addr()) } else { code }
}

/// Creates a queue. Any number of providers may share it.
///
/// Errors: LIMIT_EXCEEDED (too many handles).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_queue_new(out: *mut *mut cognito_queue) -> cognito_result {
    guard(|| {
        // SAFETY: `out` is NULL or writable, by the header.
        unsafe { required_out(out) }?;
        let handle = QUEUES.insert(Queue::new());
        if handle == 0 {
            return Err(ResultCode::LimitExceeded);
        }
        // SAFETY: checked above not to be NULL.
        unsafe { out.write(ptr::without_provenance_mut(handle)) };
        Ok(())
    })
}

/// Runs the callbacks that were ready when it was called, in the order they were posted, on this thread.
/// Whatever they cause to be posted waits for the next call, so a call always ends: call it once a frame.
///
/// @param max            run at most this many callbacks; 0: no limit.
/// @param budget_us      start no further callback after this many microseconds; 0: no limit. At least one runs.
/// @param out_remaining  receives how many are ready now; may be NULL.
///
/// Thread: any, one at a time for each queue.
/// Errors: BUSY (called from a callback of this queue, or another thread is dispatching it).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_queue_dispatch(
    queue: *mut cognito_queue,
    max: cognito_count,
    budget_us: u32,
    out_remaining: *mut cognito_count,
) -> cognito_result {
    guard(|| {
        // Callbacks run under this pin, one of which may free this very queue: it ends with the pin then.
        let object = pin_queue(queue)?;
        let dispatched = object.dispatch(max as usize, Duration::from_micros(budget_us.into()));
        let remaining = dispatched.map_err(|code| freed(queue, code))?;
        // SAFETY: `out_remaining` is NULL or writable, by the header.
        unsafe { write_out(out_remaining, u32::try_from(remaining).unwrap_or(u32::MAX)) };
        Ok(())
    })
}

/// Sleeps until something can be dispatched, cognito_queue_wake() is called, or the time runs out. Delivers
/// nothing. A wake that came early is not lost: it ends the next wait.
///
/// @param timeout_ms  0: only look; COGNITO_WAIT_FOREVER: no limit.
///
/// Thread: blocks; not for a UI or main thread, unless the timeout is short.
/// Errors: DEADLINE_EXCEEDED (the time ran out), CLOSED (the queue was freed meanwhile), UNSUPPORTED (in a browser,
/// unless it only looks).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_queue_wait(queue: *mut cognito_queue, timeout_ms: u32) -> cognito_result {
    guard(|| {
        if !HAS_THREADS && timeout_ms > 0 {
            return Err(ResultCode::Unsupported); // nothing can come while the page's one thread sleeps
        }
        let timeout = (timeout_ms != COGNITO_WAIT_FOREVER).then(|| Duration::from_millis(timeout_ms.into()));
        let queue = Arc::clone(&*pin_queue(queue)?);
        match queue.wait(timeout) {
            Waited::Ready | Waited::Woken => Ok(()),
            Waited::TimedOut => Err(ResultCode::DeadlineExceeded),
            Waited::Closed => Err(ResultCode::Closed),
        }
    })
}

/// Ends one cognito_queue_wait(): the one in progress, or else the next one.
#[unsafe(no_mangle)]
pub extern "C" fn cognito_queue_wake(queue: *mut cognito_queue) -> cognito_result {
    guard(|| {
        pin_queue(queue)?.wake();
        Ok(())
    })
}

/// Something for an event loop to watch: it is signalled while there is something to dispatch, or to take with
/// cognito_queue_next(). On POSIX it is a descriptor to watch for reading (epoll, kqueue, libuv, GLib, Qt, a
/// run loop); on Windows it is the handle of an event to wait for. Do not read, reset or close it. It is the
/// same one each time.
///
/// @param out_event  receives it.
///
/// Ownership: it belongs to the queue, which closes it in cognito_queue_free(): stop watching it before.
/// Errors: LIMIT_EXCEEDED (the system refused one), UNSUPPORTED (in a browser).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cognito_queue_os_event(
    queue: *mut cognito_queue,
    out_event: *mut isize,
) -> cognito_result {
    guard(|| {
        if out_event.is_null() {
            return Err(ResultCode::InvalidArgument);
        }
        if !HAS_THREADS {
            return Err(ResultCode::Unsupported); // the page has an event loop of its own, and no descriptors
        }
        let event = pin_queue(queue)?.os_event().map_err(|code| freed(queue, code))?;
        // SAFETY: not NULL, and writable by the header.
        unsafe { out_event.write(event) };
        Ok(())
    })
}

/// Frees a queue: runs the callbacks that are ready, and those of all unanswered requests with CANCELLED, on
/// this thread. After it has returned, no callback of this queue ever runs. Events and log records that were
/// not dispatched are dropped; storages get what was still to be written. Its providers stay, but refuse new
/// requests (CLOSED); free them too.
///
/// Inside a callback of this queue it returns at once, and all of that happens when the callback has returned,
/// before its dispatch does: a destructor that runs in a callback may call it.
///
/// Errors: BUSY (another thread is dispatching it: nothing has happened, call again afterwards).
#[unsafe(no_mangle)]
pub extern "C" fn cognito_queue_free(queue: *mut cognito_queue) -> cognito_result {
    guard(|| {
        if queue.is_null() {
            return Ok(());
        }
        let Some(object) = QUEUES.pin(queue.addr()).map(|queue| Arc::clone(&*queue)) else {
            return QUEUES.disown(queue.addr());
        };
        object.close().map_err(|code| freed(queue, code))?;
        QUEUES.release(queue.addr());
        Ok(())
    })
}
