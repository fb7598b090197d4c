//! What a request whose deadline has passed is told: what it waited for, and of whom.

use std::borrow::Cow;

use super::State;
use super::flight::{Operation, Stage};
use crate::cognito::endpoint;
use crate::error::{Failure, ResultCode};
use crate::queue::Completion;

const HINT: &str = "The fetch goes on; a later call may find its result.";

impl State {
    pub(super) fn deadline_exceeded(&self) -> Completion {
        let text = format!("the request's deadline passed while it waited for {}", self.awaited());
        let hint = match self.operation_under_way() {
            Some(operation) => self.asked(operation).doubting_endpoint(HINT.into()),
            None => HINT.into(),
        };
        let failure = Failure::local(ResultCode::DeadlineExceeded, text).with_hint(hint);
        Completion::failure(Failure { is_retryable: true, ..failure }, self.tellable_identity_id())
    }

    fn operation_under_way(&self) -> Option<Operation> {
        match self.flight.as_ref()?.stage() {
            Stage::Calling(_, operation) | Stage::Pausing { operation, .. } => Some(operation),
            _ => None,
        }
    }

    fn awaited(&self) -> Cow<'static, str> {
        if self.persistence.is_storing() {
            return "what was fetched to be stored".into();
        }
        let named = |operation: Operation| (operation.name(), endpoint::host(self.asked(operation).url));
        match self.flight.as_ref().map(|flight| (flight.stage(), flight.attempts())) {
            Some((Stage::Calling(_, operation), _)) => {
                let (name, host) = named(operation);
                format!("{host} to answer {name}").into()
            }
            Some((Stage::Pausing { operation, .. }, attempts)) => {
                let (name, host) = named(operation);
                format!("the next attempt at {name} at {host} (failed so far: {attempts})").into()
            }
            Some((Stage::AskingForLogins { .. }, _)) => "the login source's answer".into(),
            Some((Stage::Locking(_), _)) => "the store's lock".into(),
            Some((Stage::WaitingForLock { .. }, _)) => "another process that is getting the identity".into(),
            Some((Stage::Held { .. }, _)) => "the network, which the host said is not there".into(),
            Some((Stage::Idle, _)) | None => "its turn".into(),
        }
    }
}
