//! Invariant: what the emulator saw is counted once, in the order it happened, before it is answered, so that
//! a test which waits for it never sleeps. Connections and requests of the control endpoint are not part of
//! it. The log is bounded: an emulator that runs for weeks drops the oldest requests, and counts them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;

use super::lock::{lock, wait_while};
use super::operation::Operation;

/// What the log holds at most: of both, whichever is reached first.
const MAX_RECORDS: usize = 16_384;
const MAX_RECORDED_BYTES: usize = 32 * 1024 * 1024;

/// Counts since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// TCP connections accepted.
    pub connections: u64,
    /// Of these, how many are open now.
    pub open_connections: u64,
    /// TLS handshakes that succeeded, resumed ones included.
    pub tls_handshakes: u64,
    /// Of these, how many resumed an earlier session.
    pub tls_resumptions: u64,
    /// TLS handshakes that failed, for whatever reason.
    pub tls_failures: u64,
    /// Requests by operation, retries and faulty ones included.
    pub requests: BTreeMap<Operation, u64>,
    /// Requests for anything the emulator does not know.
    pub unknown_requests: u64,
    /// Requests that are no longer in the log.
    pub dropped_records: u64,
}

impl Stats {
    /// Requests for this operation.
    #[must_use]
    pub fn requests_for(&self, operation: Operation) -> u64 {
        self.requests.get(&operation).copied().unwrap_or(0)
    }

    /// Requests for any operation, known or not.
    #[must_use]
    pub fn all_requests(&self) -> u64 {
        self.requests.values().sum::<u64>() + self.unknown_requests
    }
}

/// One request as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestRecord {
    /// The connection it came on, counted from 1.
    pub connection: u64,
    /// What it asked for; `None` when that is nothing the emulator knows.
    pub operation: Option<Operation>,
    /// Its headers, in order, as they were written.
    pub headers: Vec<(String, String)>,
    /// Its JSON body; `null` when that was no JSON.
    pub body: Value,
}

impl RequestRecord {
    /// The value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// The counts, the log, and those who wait for them.
#[derive(Default)]
pub(super) struct Journal {
    state: Mutex<State>,
    /// For threads that wait.
    changed: Condvar,
    /// For control connections that wait.
    changed_for_tasks: Notify,
}

#[derive(Default)]
struct State {
    stats: Stats,
    /// With the bytes that each was of.
    log: VecDeque<(usize, RequestRecord)>,
    logged_bytes: usize,
}

impl State {
    fn push(&mut self, bytes: usize, record: RequestRecord) {
        self.log.push_back((bytes, record));
        self.logged_bytes += bytes;
        while self.log.len() > MAX_RECORDS || self.logged_bytes > MAX_RECORDED_BYTES {
            let Some((bytes, _)) = self.log.pop_front() else { return };
            self.logged_bytes -= bytes;
            self.stats.dropped_records += 1;
        }
    }
}

impl Journal {
    /// Changes the counts and wakes those who wait.
    pub(super) fn count(&self, change: impl FnOnce(&mut Stats)) {
        change(&mut lock(&self.state).stats);
        self.tell();
    }

    fn tell(&self) {
        self.changed.notify_all();
        self.changed_for_tasks.notify_waiters();
    }

    /// Logs a request of this many bytes.
    pub(super) fn record(&self, bytes: usize, record: RequestRecord) {
        let mut state = lock(&self.state);
        match record.operation {
            Some(operation) => *state.stats.requests.entry(operation).or_default() += 1,
            None => state.stats.unknown_requests += 1,
        }
        state.push(bytes, record);
        drop(state);
        self.tell();
    }

    pub(super) fn stats(&self) -> Stats {
        lock(&self.state).stats.clone()
    }

    pub(super) fn log(&self) -> Vec<RequestRecord> {
        lock(&self.state).log.iter().map(|(_, record)| record.clone()).collect()
    }

    /// Waits until the counts are as wanted; false when the time ran out before.
    pub(super) fn wait_until(&self, timeout: Duration, wanted: impl Fn(&Stats) -> bool) -> bool {
        wait_while(&self.state, &self.changed, timeout, |state| !wanted(&state.stats));
        wanted(&lock(&self.state).stats)
    }

    /// The same without a thread.
    pub(super) async fn until(&self, timeout: Duration, wanted: impl Fn(&Stats) -> bool) -> bool {
        let reached = async {
            loop {
                // From here on no change is missed.
                let changed = self.changed_for_tasks.notified();
                if wanted(&self.stats()) {
                    return;
                }
                changed.await;
            }
        };
        tokio::time::timeout(timeout, reached).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_drops_the_oldest_and_counts_them() {
        let record = |connection| RequestRecord {
            connection,
            operation: None,
            headers: Vec::new(),
            body: Value::Null,
        };
        let journal = Journal::default();
        for connection in 0..MAX_RECORDS as u64 + 3 {
            journal.record(1, record(connection));
        }
        assert_eq!((journal.log().len(), journal.log()[0].connection), (MAX_RECORDS, 3));
        assert_eq!(
            (journal.stats().dropped_records, journal.stats().unknown_requests),
            (3, MAX_RECORDS as u64 + 3)
        );
        journal.record(MAX_RECORDED_BYTES, record(7));
        assert_eq!(journal.log(), [record(7)]);
        journal.record(MAX_RECORDED_BYTES + 1, record(8));
        assert_eq!(journal.log(), []);
    }
}
