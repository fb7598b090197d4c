//! Log records on their way to the host: one sink for the process, through a queue like everything else. Off, a record
//! costs one relaxed load. Bounded, and the only thing that is ever dropped: what the queue cannot take is counted, and
//! the count is told with the next record it can.

use std::ffi::CString;
use std::fmt;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::{Listener, Queue};
use crate::process::PerProcess;

/// How much a record matters; the numbers are the C ABI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(i32)]
pub enum Level {
    /// A request failed.
    Error = 1,
    /// Something failed that the library worked around.
    Warning = 2,
    /// What changed.
    Info = 3,
    /// Every HTTP exchange.
    Debug = 4,
}

/// The host's callback for log records.
pub type LogCallback = Arc<dyn Fn(Level, &std::ffi::CStr) + Send + Sync>;

/// A log record.
pub type Record = (Level, CString);

struct Sink {
    queue: Weak<Queue>,
    listener: Listener<Record>,
    /// Of this one among all: what is under way to another one is not told.
    number: u64,
    dropped: u64,
}

/// 0: off. Kept beside the sink so that a record nobody wants costs no lock.
static LEVEL: AtomicI32 = AtomicI32::new(0);
static LAST_SINK: AtomicU64 = AtomicU64::new(0);
static SINK: PerProcess<Mutex<Option<Sink>>> = PerProcess::new();

/// Sends records up to `level` to `callback`, through `queue`.
pub fn set_log_callback(queue: &Arc<Queue>, level: Level, callback: LogCallback) {
    let call = move |(level, message): Record| callback(level, &message);
    set_log_listener(queue, level, Listener::Callback(Arc::new(call)));
}

/// As [`set_log_callback`], for a host that may not be called.
pub fn set_log_listener(queue: &Arc<Queue>, level: Level, listener: Listener<Record>) {
    let number = LAST_SINK.fetch_add(1, Ordering::Relaxed);
    let sink = Sink { queue: Arc::downgrade(queue), listener, number, dropped: 0 };
    replace(Some(sink), level as i32);
}

/// Sends no more records, not even those under way.
pub fn clear_log_callback() {
    replace(None, 0);
}

fn replace(sink: Option<Sink>, level: i32) {
    let mut current = SINK.get().lock().unwrap_or_else(PoisonError::into_inner);
    let old = std::mem::replace(&mut *current, sink);
    LEVEL.store(level, Ordering::Relaxed);
    drop(current);
    drop(old); // outside the lock: it may own the last reference to a queue
}

/// Logs, if anyone listens. The message must hold no secret.
pub fn log(level: Level, message: fmt::Arguments<'_>) {
    if level as i32 > LEVEL.load(Ordering::Relaxed) {
        return;
    }
    let mut current = SINK.get().lock().unwrap_or_else(PoisonError::into_inner);
    let Some(sink) = current.as_mut() else { return };
    let Some(queue) = sink.queue.upgrade() else { return };
    if sink.dropped > 0 {
        let lost = format!("{} log records were dropped: dispatch the queue more often", sink.dropped);
        if !post(&queue, sink, Level::Warning, &lost) {
            sink.dropped += 1;
            return;
        }
        sink.dropped = 0;
    }
    if !post(&queue, sink, level, &message.to_string()) {
        sink.dropped += 1;
    }
}

fn post(queue: &Queue, sink: &Sink, level: Level, message: &str) -> bool {
    let number = sink.number;
    let message = CString::new(message.replace('\0', " ")).unwrap_or_default();
    // Only to the listener that is set now: one that was taken back may no longer be told.
    let tell = move || listener_of(number)?.tell((level, message));
    if sink.listener.asks() {
        queue.post_record_for_next(Box::new(tell))
    } else {
        queue.post_record(Box::new(move || drop(tell())))
    }
}

fn listener_of(number: u64) -> Option<Listener<Record>> {
    let sink = SINK.get().lock().unwrap_or_else(PoisonError::into_inner);
    sink.as_ref().filter(|sink| sink.number == number).map(|sink| sink.listener.clone())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::MAX_RECORDS;
    use super::*;

    /// One test, since the sink is the process's.
    #[test]
    fn records_go_through_the_queue_up_to_the_level_bounded_and_counted() {
        let queue = Queue::new();
        let seen: Arc<Mutex<Vec<(Level, String)>>> = Arc::default();
        let callback = |seen: &Arc<Mutex<Vec<(Level, String)>>>| -> LogCallback {
            let seen = Arc::clone(seen);
            Arc::new(move |level, text| {
                seen.lock().unwrap().push((level, text.to_string_lossy().into_owned()));
            })
        };
        set_log_callback(&queue, Level::Info, callback(&seen));
        log(Level::Debug, format_args!("too fine"));
        log(Level::Info, format_args!("kept\0whole"));
        assert!(seen.lock().unwrap().is_empty(), "only in dispatch");
        queue.dispatch(0, Duration::ZERO).unwrap();
        assert_eq!(*seen.lock().unwrap(), [(Level::Info, "kept whole".to_owned())]);

        for _ in 0..MAX_RECORDS + 5 {
            log(Level::Error, format_args!("flood"));
        }
        queue.dispatch(0, Duration::ZERO).unwrap();
        log(Level::Error, format_args!("after"));
        queue.dispatch(0, Duration::ZERO).unwrap();
        let told = seen.lock().unwrap().split_off(MAX_RECORDS + 1);
        assert_eq!(told[0].1, "5 log records were dropped: dispatch the queue more often");
        assert_eq!(told[1].1, "after");

        log(Level::Error, format_args!("under way"));
        clear_log_callback();
        queue.dispatch(0, Duration::ZERO).unwrap();
        log(Level::Error, format_args!("off"));
        assert_eq!(queue.dispatch(0, Duration::ZERO), Ok(0));
        assert_eq!(seen.lock().unwrap().len(), MAX_RECORDS + 1, "nothing after it was taken back");
    }
}
