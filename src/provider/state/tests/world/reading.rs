//! What the host sees: answers, events, what is cached and the snapshot.

use super::super::super::WaiterId;
use super::{World, id_of, key_of};
use crate::error::{Failure, ResultCode};
use crate::provider::snapshot::Snapshot;
use crate::queue::{Completion, EventKind};

impl World {
    pub(in super::super) fn is_waiting(&self, waiter: WaiterId) -> bool {
        !self.answers.contains_key(&waiter)
    }

    pub(in super::super) fn result(&self, waiter: WaiterId) -> ResultCode {
        self.answers.get(&waiter).unwrap_or_else(|| panic!("request {waiter} is still waiting")).result
    }

    pub(in super::super) fn failure(&self, waiter: WaiterId) -> Failure {
        self.answers[&waiter].failure.as_ref().expect("it succeeded").failure.clone()
    }

    /// The access key id a request got.
    pub(in super::super) fn key(&self, waiter: WaiterId) -> String {
        assert_eq!(self.result(waiter), ResultCode::Ok);
        key_of(&self.answers[&waiter]).expect("no credentials")
    }

    pub(in super::super) fn id(&self, waiter: WaiterId) -> Option<String> {
        id_of(&self.answers[&waiter])
    }

    /// What the synchronous getters serve: identity id and access key id.
    pub(in super::super) fn cached(&self) -> (Option<String>, Option<String>) {
        (self.cached.0.as_deref().and_then(id_of), self.cached.1.as_deref().and_then(key_of))
    }

    /// The events since the last look.
    pub(in super::super) fn take_events(&mut self) -> Vec<EventKind> {
        self.take_full_events().iter().map(|event| event.event.as_ref().unwrap().kind).collect()
    }

    pub(in super::super) fn take_full_events(&mut self) -> Vec<Completion> {
        std::mem::take(&mut self.events)
    }

    pub(in super::super) fn snapshot(&self) -> Snapshot {
        self.state.snapshot(self.now())
    }
}
