//! Questions to a host's login source: at most one at a time that still counts, and never one after another without
//! end.

use cognito_native::provider::snapshot::Counters;

use crate::book::Book;

/// A flight asks at most twice. Another may follow it that leaves no mark of its own.
const MOST_PER_MARK: u32 = 4;

/// What shows that another flight may have begun: requests, fetches, failures, and what the host did.
type Mark = (u64, u64, u64, u64);

#[derive(Default)]
pub(crate) struct Desk {
    /// Login changes, clears and new sources: whatever takes a question back.
    pub(crate) changes: u64,
    /// The time and the changes when everything posted had been dispatched.
    drained: (u64, u64),
    /// The question that nobody has answered yet, and what had been drained before it.
    open: Option<(u64, u64)>,
    mark: Mark,
    asked: u32,
}

impl Desk {
    pub(crate) fn drained(&mut self, now_ms: u64) {
        self.drained = (now_ms, self.changes);
    }

    /// The question is answered, or dropped.
    pub(crate) fn is_free(&mut self) {
        self.open = None;
    }
}

impl Book {
    /// The library asks a login source.
    pub(crate) fn asked(&mut self, instance: usize, counters: Counters, now_ms: u64) {
        self.counted.questions += 1;
        let of = &mut self.instances[instance];
        let (is_dispatching, timeout_ms) = (of.is_dispatching, of.config.login_source_timeout_ms);
        let desk = &mut of.desk;
        let mark = (counters.requests, counters.fetches, counters.failed_fetches, desk.changes);
        desk.asked = if desk.mark == mark { desk.asked + 1 } else { 1 };
        desk.mark = mark;
        let is_second = desk.open.is_some_and(|(since_ms, changes)| {
            changes == desk.changes && now_ms < since_ms.saturating_add(timeout_ms)
        });
        desk.open = Some(desk.drained);
        if desk.asked > MOST_PER_MARK {
            let asked = desk.asked;
            self.violation(format!("p{instance}: the login source was asked {asked} times for one flight"));
        }
        if is_second && !self.is_void(instance) {
            self.violation(format!("p{instance}: two questions to the login source at once"));
        }
        if !is_dispatching {
            self.violation(format!("p{instance}: the login source is asked outside dispatch"));
        }
    }
}
