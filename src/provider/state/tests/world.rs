//! The world around one [`State`]: its clocks, its service, its disk, and the host that asked. Everything happens when
//! a test says so, except what [`World::disk_works`] and [`World::lock_works`] leave to the world. Four promises are
//! checked at every step: no request is answered twice, at most one call of the present generation is under way, no
//! credentials leave the machine under other logins than those they were fetched under, and none that have expired.

mod reading;
mod service;
mod signing_in;

use std::collections::{BTreeMap, VecDeque};

use self::service::operation_of;
pub(super) use self::service::token_for;
pub(super) use self::signing_in::{DEVELOPER, FACEBOOK, GOOGLE, jwt, login};
use super::super::*;
use crate::cognito::PoolId;
use crate::credentials::Credentials;
use crate::http::Request;
use crate::provider::config::{Roles, Session};
use crate::store::StoreError;

pub(super) const MINUTE_MS: u64 = 60_000;
pub(super) const HOUR_MS: u64 = 60 * MINUTE_MS;
pub(super) const ID_A: &str = "us-east-1:aaaaaaaa-0000-0000-0000-00000000000a";
pub(super) const ID_B: &str = "us-east-1:bbbbbbbb-0000-0000-0000-00000000000b";
pub(super) const ID_C: &str = "us-east-1:cccccccc-0000-0000-0000-00000000000c";
pub(super) const POOL: &str = "us-east-1:00000000-0000-0000-0000-000000000001";
/// The service's time when the monotonic clock reads 0.
pub(super) const SERVICE_START_UNIX_MS: i64 = 1_800_000_000_000;

pub(super) use super::super::Want::{
    Credentials as Creds, FreshCredentials as Fresh, IdentityId as Id, OpenIdToken as Token,
};

/// What the service says about the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    True,
    Absent,
    Garbage,
    /// So many milliseconds ahead.
    Ahead(i64),
}

#[derive(Clone)]
pub(super) struct World {
    pub(super) state: State,
    config: Config,
    mono_ms: u64,
    /// The device's wall clock minus the service's.
    pub(super) wall_ahead_ms: i64,
    pub(super) date: Date,
    /// Saves succeed at once; otherwise the test answers [`World::saves`].
    pub(super) disk_works: bool,
    /// The lock is free and found at once; otherwise the test answers [`World::lock`].
    pub(super) lock_works: bool,
    pub(super) disk: Option<Record>,
    pub(super) calls: VecDeque<(CallId, Request)>,
    pub(super) locks: VecDeque<CallId>,
    /// Questions to the login source.
    pub(super) asks: VecDeque<CallId>,
    pub(super) last_question: Option<LoginQuestion>,
    pub(super) saves: VecDeque<(u64, Option<Record>)>,
    /// What a save may replace, by its number; any identity when it is not here.
    over: BTreeMap<u64, Vec<String>>,
    pub(super) answers: BTreeMap<WaiterId, Arc<Completion>>,
    pub(super) events: Vec<Completion>,
    pub(super) cached: (Option<Arc<Completion>>, Option<Arc<Completion>>),
    pub(super) wake_at_mono_ms: Option<u64>,
    /// What the machine said, in order, in short.
    pub(super) said: Vec<String>,
    pub(super) lock_held: bool,
    pub(super) sent: usize,
    pub(super) last_waiter: WaiterId,
    keys: u32,
    /// Whose the credentials are that the service gave.
    pub(super) owners: BTreeMap<String, String>,
    /// The logins at each call, and of each key.
    under: BTreeMap<CallId, String>,
    fetched_under: BTreeMap<String, String>,
}

pub(super) fn config() -> Config {
    Config {
        pool: PoolId::parse(POOL).unwrap(),
        endpoint: "https://identity.example/".to_owned(),
        account_id: None,
        identity_id: None,
        initial_identity_id: None,
        remembers_clear: false,
        disable_guest_access: false,
        recover_forbidden_guest: false,
        persist_credentials: false,
        serve_expired: false,
        keep_fresh: false,
        prefetch: false,
        windows: super::super::super::refresh::WindowOptions::default(),
        max_attempts: 3,
        login_source_timeout_ms: 30_000,
        roles: Roles::default(),
        session: Session::default(),
        sts_endpoint: "https://sts.example/".to_owned(),
        has_own_endpoint: false,
        has_own_sts_endpoint: false,
    }
}

pub(super) fn record(identity_id: &str) -> Record {
    Record { identity_id: Some(identity_id.to_owned()), credentials: None }
}

impl World {
    /// A provider that never ran before.
    pub(super) fn new(config: Config) -> Self {
        Self::with_record(config, None)
    }

    pub(super) fn with_record(config: Config, record: Option<Record>) -> Self {
        Self::start(config, record, Now { mono_ms: 1_000, wall_unix_ms: SERVICE_START_UNIX_MS + 1_000 }, 7)
    }

    pub(super) fn with_seed(config: Config, seed: u64) -> Self {
        Self::start(config, None, Now { mono_ms: 1_000, wall_unix_ms: SERVICE_START_UNIX_MS + 1_000 }, seed)
    }

    /// A provider whose device shows `now`.
    pub(super) fn start(config: Config, record: Option<Record>, now: Now, seed: u64) -> Self {
        let mut out = Vec::new();
        let state =
            State::new(config.clone(), record.clone(), seed, now, &mut out).stored_at(Some("record".into()));
        let mono_ms = now.mono_ms;
        let mut world = Self {
            state,
            config,
            mono_ms,
            wall_ahead_ms: now.wall_unix_ms - SERVICE_START_UNIX_MS - i64::try_from(mono_ms).unwrap(),
            date: Date::True,
            disk_works: true,
            lock_works: true,
            disk: record,
            calls: VecDeque::new(),
            locks: VecDeque::new(),
            asks: VecDeque::new(),
            last_question: None,
            saves: VecDeque::new(),
            over: BTreeMap::new(),
            answers: BTreeMap::new(),
            events: Vec::new(),
            cached: (None, None),
            wake_at_mono_ms: None,
            said: Vec::new(),
            lock_held: false,
            sent: 0,
            last_waiter: 0,
            keys: 0,
            owners: BTreeMap::new(),
            under: BTreeMap::new(),
            fetched_under: BTreeMap::new(),
        };
        world.perform(out);
        world
    }

    /// The host's process ends and starts again on the same disk, `away_ms` later.
    pub(super) fn restart(self, away_ms: u64) -> Self {
        let wall_ahead_ms = self.wall_ahead_ms;
        self.restart_with_wall(away_ms, wall_ahead_ms)
    }

    /// The same, with the device's wall clock set to another time meanwhile.
    pub(super) fn restart_with_wall(self, away_ms: u64, wall_ahead_ms: i64) -> Self {
        let mono_ms = self.mono_ms + away_ms;
        let wall_unix_ms = SERVICE_START_UNIX_MS + i64::try_from(mono_ms).unwrap() + wall_ahead_ms;
        Self::start(self.config, self.disk, Now { mono_ms, wall_unix_ms }, 11)
    }

    pub(super) fn now(&self) -> Now {
        Now { mono_ms: self.mono_ms, wall_unix_ms: self.service_unix_ms() + self.wall_ahead_ms }
    }

    pub(super) fn service_unix_ms(&self) -> i64 {
        SERVICE_START_UNIX_MS + i64::try_from(self.mono_ms).unwrap()
    }

    pub(super) fn feed(&mut self, input: Input) {
        let (mut out, generation) = (Vec::new(), self.state.generation);
        self.state.step(input, self.now(), &mut out);
        let is_stale = out.iter().any(|effect| matches!(effect, Effect::ForgetStaleEvents));
        assert_eq!(is_stale, generation != self.state.generation, "events of before another generation");
        self.perform(out);
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.said.push(word(&effect));
            self.check_logins(&effect);
            match effect {
                Effect::Complete(waiter, completion) => {
                    let is_expired = completion.expires_mono_ms <= self.mono_ms;
                    let is_wanted = self.config.serve_expired && completion.is_stale;
                    let may_be = is_wanted || completion.credentials.is_none();
                    assert!(may_be || !is_expired, "request {waiter} was answered with what has expired");
                    let before = self.answers.insert(waiter, completion);
                    assert!(before.is_none(), "request {waiter} was answered twice");
                }
                Effect::Send(call, request) => {
                    let generation = self.state.generation;
                    assert_eq!(call.generation, generation);
                    assert!(!self.calls.iter().any(|(other, _)| other.generation == generation), "two calls");
                    self.under.insert(call, self.logins());
                    self.calls.push_back((call, request));
                    self.sent += 1;
                }
                Effect::TryLock(call) => self.locks.push_back(call),
                Effect::Unlock => {
                    assert!(std::mem::take(&mut self.lock_held), "unlocked what was not locked");
                }
                Effect::Store(number, record) => self.saves.push_back((number, record)),
                Effect::Update(number, record) => {
                    self.over.insert(number, Vec::new());
                    self.saves.push_back((number, Some(record)));
                }
                Effect::Replace(number, record, over) => {
                    self.over.insert(number, over);
                    self.saves.push_back((number, record));
                }
                Effect::AskForLogins(ask, question) => {
                    self.asks.push_back(ask);
                    self.last_question = Some(question);
                }
                Effect::WakeAt(at_mono_ms) => self.wake_at_mono_ms = at_mono_ms,
                Effect::Publish { identity, credentials } => self.cached = (identity, credentials),
                Effect::Tell(completion) => self.events.push(completion),
                Effect::ForgetStaleEvents => {}
            }
        }
        while self.disk_works && !self.saves.is_empty() {
            self.save();
        }
        if self.lock_works && !self.locks.is_empty() {
            self.lock(LockAnswer::Free);
        }
    }

    fn check_logins(&self, effect: &Effect) {
        let key = match effect {
            Effect::Complete(_, completion) => key_of(completion),
            Effect::Tell(completion) => key_of(completion),
            Effect::Publish { credentials, .. } => credentials.as_deref().and_then(key_of),
            Effect::Store(_, Some(record))
            | Effect::Update(_, record)
            | Effect::Replace(_, Some(record), _) => {
                let stored = record.credentials.as_ref();
                assert!(stored.is_none() || self.state.identity.is_guest(), "stored with logins");
                stored.map(|stored| stored.access_key_id.expose().to_owned())
            }
            _ => None,
        };
        if let Some(under) = key.and_then(|key| self.fetched_under.get(&key)) {
            assert_eq!(*under, self.logins(), "credentials of other logins");
        }
    }

    /// The disk has made the oldest save.
    pub(super) fn save(&mut self) {
        let (number, record) = self.saves.pop_front().expect("nothing to save");
        let own = record.as_ref().and_then(|record| record.identity_id.clone());
        let is_other = |present: &Record| {
            let may_replace = |over: &Vec<String>| {
                present.identity_id == own
                    || present.identity_id.as_ref().is_none_or(|present| over.contains(present))
            };
            self.over.get(&number).is_some_and(|over| !may_replace(over))
        };
        if let Some(present) = self.disk.clone().filter(is_other) {
            self.feed(Input::OtherStored(number, present));
        } else {
            self.disk = record;
            self.feed(Input::Stored(number, Ok(())));
        }
    }

    pub(super) fn fail_save(&mut self) {
        let (number, _) = self.saves.pop_front().expect("nothing to save");
        self.feed(Input::Stored(number, Err(disk_full())));
    }

    /// The oldest attempt at the lock ends.
    pub(super) fn lock(&mut self, answer: LockAnswer) {
        let call = self.locks.pop_front().expect("nobody tries the lock");
        let outcome = match answer {
            LockAnswer::Free => {
                self.lock_held = true;
                LockOutcome::Taken(self.disk.clone())
            }
            LockAnswer::Busy => LockOutcome::Busy,
            LockAnswer::Unavailable => LockOutcome::Unavailable,
        };
        self.feed(Input::Lock(call, outcome));
    }

    /// A request of the host; returns its number.
    pub(super) fn get(&mut self, want: Want) -> WaiterId {
        self.get_until(want, None)
    }

    pub(super) fn get_within(&mut self, want: Want, deadline_ms: u64) -> WaiterId {
        self.get_until(want, Some(self.mono_ms + deadline_ms))
    }

    fn get_until(&mut self, want: Want, deadline_mono_ms: Option<u64>) -> WaiterId {
        self.last_waiter += 1;
        let waiter = self.last_waiter;
        self.feed(Input::Get(waiter, Admission { deadline_mono_ms, ..Admission::of(want) }));
        waiter
    }

    /// A get that does not wait.
    pub(super) fn poll(&mut self, want: Want) -> Option<Arc<Completion>> {
        let mut out = Vec::new();
        let answer = self.state.try_get(want, self.now(), &mut out);
        self.perform(out);
        answer
    }

    /// The clocks go on; every wake-up asked for on the way happens at its time.
    pub(super) fn advance(&mut self, ms: u64) {
        let until_mono_ms = self.mono_ms + ms;
        while let Some(at) = self.wake_at_mono_ms.filter(|at| *at <= until_mono_ms) {
            self.mono_ms = self.mono_ms.max(at);
            self.wake_at_mono_ms = None;
            self.feed(Input::Tick);
        }
        self.mono_ms = until_mono_ms;
    }

    /// The device sleeps: the clocks go on, and no wake-up comes.
    pub(super) fn sleep(&mut self, ms: u64) {
        self.mono_ms += ms;
    }

    /// The clocks go on until the cached credentials have `left_ms` to live.
    pub(super) fn advance_until_left(&mut self, left_ms: u64) {
        self.advance(self.expires_mono_ms() - left_ms - self.mono_ms);
    }

    pub(super) fn mono_ms(&self) -> u64 {
        self.mono_ms
    }

    pub(super) fn expires_mono_ms(&self) -> u64 {
        self.state.cache.credentials().expect("nothing is cached").completion().expires_mono_ms
    }

    /// A guest with `ID_A` and an hour's credentials, the events already read.
    pub(super) fn with_guest(config: Config) -> (Self, String) {
        Self::with_guest_for(config, HOUR_MS)
    }

    pub(super) fn with_guest_for(config: Config, lifetime_ms: u64) -> (Self, String) {
        let mut world = Self::new(config);
        world.get(Creds);
        world.answer_get_id(ID_A);
        let key = world.answer_credentials(lifetime_ms);
        world.take_events();
        world.said.clear();
        world.sent = 0;
        (world, key)
    }
}

/// How an attempt at the lock ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum LockAnswer {
    /// It is taken, and what is on the disk is read.
    Free,
    Busy,
    Unavailable,
}

pub(super) fn disk_full() -> StoreError {
    StoreError::Io { action: "write", path: "record".into(), reason: "no space left".to_owned() }
}

/// An event's identity ids, before and after, with the cause.
pub(super) fn change_of(event: &Completion) -> (Option<String>, Option<String>, IdentityChange) {
    let about = event.event.as_ref().unwrap();
    assert_eq!(about.kind, EventKind::IdentityChanged);
    let previous = about.previous_identity_id.as_ref().map(|id| id.to_str().unwrap().to_owned());
    (previous, id_of(event), about.cause.unwrap())
}

pub(super) fn id_of(completion: &Completion) -> Option<String> {
    completion.identity_id.as_ref().map(|id| id.to_str().unwrap().to_owned())
}

pub(super) fn key_of(completion: &Completion) -> Option<String> {
    let credentials: &Arc<Credentials> = completion.credentials.as_ref()?;
    Some(credentials.access_key_id.expose().to_owned())
}

#[allow(clippy::unnecessary_wraps, reason = "ids and keys are read as options")]
pub(super) fn owned(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn word(effect: &Effect) -> String {
    match effect {
        Effect::Complete(waiter, completion) => format!("complete {waiter} {:?}", completion.result),
        Effect::Send(_, request) => format!("send {}", operation_of(request)),
        Effect::TryLock(_) => "try lock".to_owned(),
        Effect::Unlock => "unlock".to_owned(),
        Effect::Store(_, Some(_)) | Effect::Replace(_, Some(_), _) => "store".to_owned(),
        Effect::Update(..) => "update".to_owned(),
        Effect::Store(_, None) | Effect::Replace(_, None, _) => "remove".to_owned(),
        Effect::AskForLogins(..) => "ask".to_owned(),
        Effect::WakeAt(_) => "wake".to_owned(),
        Effect::Publish { .. } => "publish".to_owned(),
        Effect::Tell(completion) => format!("tell {:?}", completion.event.as_ref().unwrap().kind),
        Effect::ForgetStaleEvents => "forget stale events".to_owned(),
    }
}
