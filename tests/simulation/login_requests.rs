//! Requests to a host's login source: at most one at a time that still counts, and never one after another without
//! end.

use cognito_native::provider::snapshot::Counters;

use crate::oracle::Oracle;

/// A flight asks at most twice. Another may follow it that leaves no mark of its own.
const MOST_PER_MARK: u32 = 4;

/// What shows that another flight may have begun: requests, fetches, failures, and what the host did.
type Mark = (u64, u64, u64, u64);

#[derive(Default)]
pub(crate) struct LoginRequests {
    /// Login changes, clears and new sources: whatever takes a request back.
    pub(crate) changes: u64,
    /// The time and the changes when everything posted had been dispatched.
    drained: (u64, u64),
    /// The request that nobody has answered yet, and what had been drained before it.
    open: Option<(u64, u64)>,
    mark: Mark,
    asked: u32,
}

impl LoginRequests {
    pub(crate) fn drained(&mut self, now_ms: u64) {
        self.drained = (now_ms, self.changes);
    }

    /// The request is answered, or dropped.
    pub(crate) fn is_free(&mut self) {
        self.open = None;
    }
}

impl Oracle {
    /// The library asks a login source.
    pub(crate) fn asked(&mut self, instance: usize, counters: Counters, now_ms: u64) {
        self.coverage.login_requests += 1;
        let of = &mut self.instances[instance];
        let (is_dispatching, timeout_ms) = (of.is_dispatching, of.config.login_source_timeout_ms);
        let requests = &mut of.login_requests;
        let mark = (counters.requests, counters.fetches, counters.failed_fetches, requests.changes);
        requests.asked = if requests.mark == mark { requests.asked + 1 } else { 1 };
        requests.mark = mark;
        let is_second = requests.open.is_some_and(|(since_ms, changes)| {
            changes == requests.changes && now_ms < since_ms.saturating_add(timeout_ms)
        });
        requests.open = Some(requests.drained);
        if requests.asked > MOST_PER_MARK {
            let asked = requests.asked;
            self.violation(format!("p{instance}: the login source was asked {asked} times for one flight"));
        }
        if is_second && !self.is_void(instance) {
            self.violation(format!("p{instance}: two requests to the login source at once"));
        }
        if !is_dispatching {
            self.violation(format!("p{instance}: the login source is asked outside dispatch"));
        }
    }
}
