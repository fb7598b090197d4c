//! Invariant: what the emulator saw is counted once, in the order it happened, before it is answered, so that
//! a test which waits for it never sleeps. Connections and requests of the control endpoint are not part of
//! it.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use serde_json::Value;

use super::lock::{lock, wait_while};
use super::operation::Operation;

/// Counts since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// TCP connections accepted.
    pub connections: u64,
    /// Of these, how many are open now.
    pub open_connections: u64,
    /// TLS handshakes that succeeded, resumed ones included.
    pub tls_handshakes: u64,
    /// TLS handshakes that failed, for whatever reason.
    pub tls_failures: u64,
    /// Requests by operation, retries and faulty ones included.
    pub requests: BTreeMap<Operation, u64>,
    /// Requests for anything the emulator does not know.
    pub unknown_requests: u64,
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
    changed: Condvar,
}

#[derive(Default)]
struct State {
    stats: Stats,
    log: Vec<RequestRecord>,
    is_stopped: bool,
}

impl Journal {
    /// Changes the counts and wakes those who wait.
    pub(super) fn count(&self, change: impl FnOnce(&mut Stats)) {
        change(&mut lock(&self.state).stats);
        self.changed.notify_all();
    }

    pub(super) fn record(&self, record: RequestRecord) {
        let mut state = lock(&self.state);
        match record.operation {
            Some(operation) => *state.stats.requests.entry(operation).or_default() += 1,
            None => state.stats.unknown_requests += 1,
        }
        state.log.push(record);
        drop(state);
        self.changed.notify_all();
    }

    pub(super) fn stats(&self) -> Stats {
        lock(&self.state).stats.clone()
    }

    pub(super) fn log(&self) -> Vec<RequestRecord> {
        lock(&self.state).log.clone()
    }

    /// Waits until the counts are as wanted; false when the time ran out or the emulator stopped before.
    pub(super) fn wait_until(&self, timeout: Duration, wanted: impl Fn(&Stats) -> bool) -> bool {
        wait_while(&self.state, &self.changed, timeout, |state| !wanted(&state.stats) && !state.is_stopped);
        wanted(&lock(&self.state).stats)
    }

    /// Ends all waiting, now and later.
    pub(super) fn stop(&self) {
        lock(&self.state).is_stopped = true;
        self.changed.notify_all();
    }
}
