//! The one flight: where a fetch is, for whom it goes on, and what it has brought so far.

use std::sync::Arc;

use super::message::CallId;
use crate::clock::Now;
use crate::error::Failure;
use crate::secret::Secret;

/// How often to try the lock of another process that is getting this player's identity: for a second often, for four
/// more seldom, since each try is a job of its own. One that is stopped, or on a slow network, takes over what is stored
/// when it comes to write. Counted in tries, not in time: while the device sleeps, so does the other process.
const LOCK_POLLS: u32 = 130;
const FREQUENT_LOCK_POLLS: u32 = 50;
const LOCK_POLL_MS: u64 = 20;
const LATER_LOCK_POLL_MS: u64 = 50;

/// A fetch under way: the fourth of the four parts of the state. What happens once at most in it is counted here.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
#[allow(clippy::struct_excessive_bools, reason = "each is a thing that happens once at most, in any order")]
pub(super) struct Flight {
    purpose: Purpose,
    stage: Stage,
    lock: LockState,
    lock_polls: u32,
    /// The credentials are there.
    fetched: bool,
    /// The token of `GetOpenIdToken`, if it was needed and is there.
    open_id_token: Option<Arc<Secret>>,
    /// The host was asked for logins.
    asked: bool,
    /// It was asked because the service refused a token: once is enough.
    pub(super) renewed: bool,
    /// STS found the token of `GetOpenIdToken` expired, and it was replaced: once is enough.
    renewed_open_id_token: bool,
    /// The login that is being unlinked.
    unlinking: Option<String>,
    /// A new identity was already taken once.
    recovered: bool,
    /// HTTP attempts of the current operation.
    attempts: u32,
    /// When the last of them was sent.
    sent_mono_ms: u64,
    /// The header that is the same for all attempts of one operation.
    invocation: (&'static str, String),
    /// How it ends, once everything is stored.
    outcome: Option<Result<(), Failure>>,
}

/// For whom a flight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Those who wait, as far as they want.
    Waiters,
    /// Who asked for the identity does not wait for it: goes on until it is known, for a later call.
    Identity,
    /// Who wanted credentials ran out of time, or was served from memory: it goes on to them, for a later call.
    LaterCalls,
    /// Started by the library itself: goes on to the credentials, and a failure is told though nobody waits.
    Library,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// At its beginning, or its end.
    Idle,
    /// The host was asked for logins.
    AskingForLogins {
        ask: CallId,
        until_mono_ms: u64,
    },
    Locking(CallId),
    /// Another process holds the lock.
    WaitingForLock {
        until_mono_ms: u64,
    },
    Calling(CallId, Operation),
    /// Before another attempt.
    Pausing {
        until_mono_ms: u64,
        operation: Operation,
    },
    /// There is no network; from the moment on that it is back, until a moment of its own.
    Held {
        until_mono_ms: Option<u64>,
    },
}

/// A call to the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    GetId,
    GetCredentials,
    GetOpenIdToken,
    AssumeRole,
    UnlinkIdentity,
}

impl Operation {
    /// The service's own name of it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::GetId => "GetId",
            Self::GetCredentials => "GetCredentialsForIdentity",
            Self::GetOpenIdToken => "GetOpenIdToken",
            Self::AssumeRole => "AssumeRoleWithWebIdentity",
            Self::UnlinkIdentity => "UnlinkIdentity",
        }
    }
}

/// The store's lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LockState {
    NotHeld,
    Held,
    /// The store cannot lock, or the other holder took too long.
    DoneWithout,
}

/// For whom it is.
impl Flight {
    pub(super) fn new(purpose: Purpose, now: Now) -> Self {
        Self {
            purpose,
            stage: Stage::Idle,
            lock: LockState::NotHeld,
            lock_polls: 0,
            fetched: false,
            open_id_token: None,
            asked: false,
            renewed: false,
            renewed_open_id_token: false,
            unlinking: None,
            recovered: false,
            attempts: 0,
            sent_mono_ms: now.mono_ms,
            invocation: ("", String::new()),
            outcome: None,
        }
    }

    pub(super) fn purpose(&self) -> Purpose {
        self.purpose
    }

    pub(super) fn is_unasked(&self) -> bool {
        self.purpose == Purpose::Library
    }

    /// The library wants it too, also when somebody waits who wants less.
    pub(super) fn counts_as_unasked(&mut self) {
        self.purpose = Purpose::Library;
    }

    /// Somebody else has a use for it.
    pub(super) fn serves(&mut self, purpose: Purpose) {
        match purpose {
            Purpose::Identity if self.purpose == Purpose::Waiters => self.purpose = purpose,
            Purpose::Waiters | Purpose::Identity => {}
            Purpose::LaterCalls | Purpose::Library => self.go_on_for_later_calls(),
        }
    }

    pub(super) fn go_on_for_later_calls(&mut self) {
        if !self.goes_on_to_credentials() {
            self.purpose = Purpose::LaterCalls;
        }
    }

    /// Whether or not somebody waits for them.
    pub(super) fn goes_on_to_credentials(&self) -> bool {
        matches!(self.purpose, Purpose::LaterCalls | Purpose::Library)
    }

    pub(super) fn goes_on_to_the_identity(&self) -> bool {
        self.purpose == Purpose::Identity
    }
}

/// Where it is.
impl Flight {
    pub(super) fn stage(&self) -> Stage {
        self.stage
    }

    /// When it wants to be woken.
    pub(super) fn wake_at_mono_ms(&self) -> Option<u64> {
        match self.stage {
            Stage::AskingForLogins { until_mono_ms, .. }
            | Stage::WaitingForLock { until_mono_ms }
            | Stage::Pausing { until_mono_ms, .. } => Some(until_mono_ms),
            Stage::Held { until_mono_ms } => until_mono_ms,
            Stage::Idle | Stage::Locking(_) | Stage::Calling(..) => None,
        }
    }

    pub(super) fn ask_for_logins(&mut self, ask: CallId, until_mono_ms: u64) {
        self.asked = true;
        self.stage = Stage::AskingForLogins { ask, until_mono_ms };
    }

    pub(super) fn has_asked(&self) -> bool {
        self.asked
    }

    pub(super) fn is_asking(&self) -> bool {
        matches!(self.stage, Stage::AskingForLogins { .. })
    }

    pub(super) fn asks(&self, ask: CallId) -> bool {
        matches!(self.stage, Stage::AskingForLogins { ask: current, .. } if current == ask)
    }

    /// Whoever was asked is gone, and nobody is there in the place.
    pub(super) fn stops_asking(&mut self) {
        self.asked = false;
    }

    pub(super) fn wait_for_lock(&mut self, call: CallId) {
        self.stage = Stage::Locking(call);
    }

    pub(super) fn is_locking(&self) -> bool {
        matches!(self.stage, Stage::Locking(_))
    }

    /// Another process has the lock; whether it is tried again.
    pub(super) fn lock_is_busy(&mut self, now: Now) -> bool {
        if self.lock_polls >= LOCK_POLLS {
            return false;
        }
        let is_frequent = self.lock_polls < FREQUENT_LOCK_POLLS;
        let poll_ms = if is_frequent { LOCK_POLL_MS } else { LATER_LOCK_POLL_MS };
        self.lock_polls += 1;
        self.stage = Stage::WaitingForLock { until_mono_ms: now.mono_ms.saturating_add(poll_ms) };
        true
    }

    pub(super) fn set_lock(&mut self, lock: LockState) {
        self.lock = lock;
    }

    pub(super) fn lock(&self) -> LockState {
        self.lock
    }

    pub(super) fn holds_lock(&self) -> bool {
        self.lock == LockState::Held
    }

    pub(super) fn pause(&mut self, operation: Operation, until_mono_ms: u64) {
        self.stage = Stage::Pausing { until_mono_ms, operation };
    }

    pub(super) fn is_pausing(&self) -> bool {
        matches!(self.stage, Stage::Pausing { .. })
    }

    pub(super) fn hold(&mut self) {
        self.stage = Stage::Held { until_mono_ms: None };
    }

    pub(super) fn is_held(&self) -> bool {
        matches!(self.stage, Stage::Held { .. })
    }

    pub(super) fn resume_at(&mut self, at_mono_ms: u64) {
        if self.is_held() {
            self.stage = Stage::Held { until_mono_ms: Some(at_mono_ms) };
        }
    }
}

/// Its operations, one after the other.
impl Flight {
    pub(super) fn begin(&mut self, invocation: (&'static str, String), unlinking: Option<String>) {
        self.attempts = 0;
        self.unlinking = unlinking;
        self.invocation = invocation;
    }

    /// The header of every attempt.
    pub(super) fn call(&mut self, call: CallId, operation: Operation, now: Now) -> (&'static str, String) {
        self.attempts += 1;
        self.sent_mono_ms = now.mono_ms;
        self.stage = Stage::Calling(call, operation);
        self.invocation.clone()
    }

    pub(super) fn is_calling(&self, call: CallId) -> Option<Operation> {
        match self.stage {
            Stage::Calling(current, operation) if current == call => Some(operation),
            _ => None,
        }
    }

    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn sent_mono_ms(&self) -> u64 {
        self.sent_mono_ms
    }

    pub(super) fn unlinking(&self) -> Option<&str> {
        self.unlinking.as_deref()
    }

    pub(super) fn renews_logins(&mut self) {
        self.renewed = true;
    }

    pub(super) fn has_renewed_logins(&self) -> bool {
        self.renewed
    }

    pub(super) fn renews_open_id_token(&mut self) {
        self.renewed_open_id_token = true;
        self.open_id_token = None;
    }

    pub(super) fn has_renewed_open_id_token(&self) -> bool {
        self.renewed_open_id_token
    }

    pub(super) fn recovers(&mut self) {
        self.recovered = true;
    }

    pub(super) fn has_recovered(&self) -> bool {
        self.recovered
    }
}

/// What it brings.
impl Flight {
    pub(super) fn brings_credentials(&mut self) {
        self.fetched = true;
    }

    pub(super) fn has_credentials(&self) -> bool {
        self.fetched
    }

    pub(super) fn brings_open_id_token(&mut self, token: Secret) {
        self.open_id_token = Some(Arc::new(token));
    }

    pub(super) fn open_id_token(&self) -> Option<&Arc<Secret>> {
        self.open_id_token.as_ref()
    }

    /// What it has brought is for the identity, or the logins, of before.
    pub(super) fn forget_haul(&mut self) {
        self.fetched = false;
        self.open_id_token = None;
    }

    pub(super) fn end(&mut self, outcome: Result<(), Failure>) {
        self.stage = Stage::Idle;
        self.outcome = Some(outcome);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.outcome.is_some()
    }

    pub(super) fn take_outcome(&mut self) -> Option<Result<(), Failure>> {
        self.outcome.take()
    }
}
