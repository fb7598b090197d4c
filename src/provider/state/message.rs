//! What goes into the state machine and what comes out of it.

use std::sync::Arc;

use super::admission::{Admission, WaiterId};
use crate::cognito::identity::Login;
use crate::http::{Request, Response, TransportError};
use crate::provider::host_state::Surroundings;
use crate::queue::Completion;
use crate::store::{Record, StoreError};

/// Names one call to the service: its answer counts only while it is the current flight's call of this generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId {
    /// The generation that made the call.
    pub generation: u64,
    /// Counts up over the provider's life.
    pub number: u64,
}

/// What the host's login source answers.
#[derive(Debug, Default)]
pub struct LoginAnswer {
    /// All logins of the player; none: a guest.
    pub logins: Vec<Login>,
    /// From the game's own backend: the identity id that the developer token (among the logins) is for.
    pub developer_identity_id: Option<String>,
}

/// Why the host is asked for logins; the numbers are the C ABI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum LoginReason {
    /// There are none, or there is a developer's token without the identity id that it was made for.
    Missing = 1,
    /// A token says of itself that it has expired, or is about to.
    Expired = 2,
    /// The service says that a token has expired, or could not verify it.
    Refused = 3,
}

/// What the host's login source is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoginQuestion {
    /// Why it is asked.
    pub reason: LoginReason,
    /// The names of the logins whose tokens have expired, as far as is known.
    pub expired: Vec<String>,
}

/// A change the host makes.
#[derive(Debug)]
pub enum LoginChange {
    /// Adds a login or replaces its token.
    Set(Login),
    /// Removes a login; none there is fine.
    Remove(String),
    /// Replaces all logins.
    Replace(Vec<Login>),
}

/// Something happened.
#[derive(Debug)]
pub enum Input {
    /// A request was accepted.
    Get(WaiterId, Admission),
    /// The host changed the logins.
    Logins(LoginChange),
    /// The host set its login source, or took it back.
    LoginSource(bool),
    /// The host set its event callback, or took it back.
    Listening(bool),
    /// The login source answered (or failed, with its words).
    LoginAnswer(CallId, Result<LoginAnswer, String>),
    /// The player leaves: forget the logins, the identity and the credentials, in the store too.
    SignOut,
    /// The host cancelled a request.
    Cancel(WaiterId),
    /// A call to the service ended.
    Answer(CallId, Result<Response, TransportError>),
    /// The job that made a call is no more (a panic).
    Lost(CallId),
    /// An attempt at the store's lock ended.
    Lock(CallId, LockOutcome),
    /// What is to be stored has to wait, for this reason; it is not lost.
    StoreDelayed(StoreError),
    /// A save or remove ended, and with it all those before it; the number is the effect's.
    Stored(u64, Result<(), StoreError>),
    /// A save was not made: the store holds the identity of this record, which it must not replace.
    OtherStored(u64, Record),
    /// The time asked for with [`Effect::WakeAt`] has come (or any other: a tick too many is harmless).
    Tick,
    /// Somebody reads the time, or what is cached: what is due by now is done, though the timer may be late (a device
    /// that slept).
    Look,
    /// The host has said something else of the device.
    Surroundings(Surroundings),
    /// Fetch without being asked (`prefetch`).
    Prefetch,
    /// The store could not be read at creation.
    StoreUnreadable(StoreError),
    /// The creation waited long enough for the store; [`Input::Read`] follows when it answers.
    StoreSilent,
    /// The store has answered the creation after all.
    Read(Result<Option<Record>, StoreError>),
    /// Forget the credentials; keep the identity.
    ClearCredentials,
    /// Forget the identity and the credentials, in the store too.
    ClearIdentity,
    /// The host found these credentials (`None`: whichever) refused by a service.
    Invalidate(Option<String>),
    /// The provider is freed.
    Close,
}

/// How an attempt at the store's lock ended.
#[derive(Debug)]
pub enum LockOutcome {
    /// Held now; this is what the store holds.
    Taken(Option<Record>),
    /// Another provider or process holds it.
    Busy,
    /// The store cannot lock: go on without.
    Unavailable,
}

/// Something to do. Performed in order, none of it blocking.
#[derive(Debug)]
pub enum Effect {
    /// Answer a request.
    Complete(WaiterId, Arc<Completion>),
    /// Send this; answer with [`Input::Answer`].
    Send(CallId, Request),
    /// Try the store's lock and read the record; answer with [`Input::Lock`].
    TryLock(CallId),
    /// Let go of the store's lock (after the saves before it).
    Unlock,
    /// Store this (`None`: remove what is there); answer with [`Input::Stored`].
    Store(u64, Option<Record>),
    /// Store this too, unless the store holds another identity by now: another process took a new one, which this
    /// provider's must not replace; answer with [`Input::Stored`] or [`Input::OtherStored`].
    Update(u64, Record),
    /// Store this (`None`: remove what is there), unless the store holds another identity by now than this one's and
    /// these; answer with [`Input::Stored`] or [`Input::OtherStored`].
    Replace(u64, Option<Record>, Vec<String>),
    /// Ask the host's login source; answer with [`Input::LoginAnswer`].
    AskForLogins(CallId, LoginQuestion),
    /// Feed [`Input::Tick`] at this time of the monotonic clock, instead of any time asked for before.
    WakeAt(Option<u64>),
    /// What the synchronous getters serve from now on.
    Publish {
        /// With the identity id only.
        identity: Option<Arc<Completion>>,
        /// With the credentials.
        credentials: Option<Arc<Completion>>,
    },
    /// Tell the host.
    Tell(Completion),
    /// Events that the host has not heard yet and that are only true of before are not told: nothing of the former
    /// player's credentials, nothing that a login was missing.
    ForgetStaleEvents,
}
