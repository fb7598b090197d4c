//! What has been promised and what was kept: every request, every provider, and the violations. Requests and answers
//! are judged here; identities and the store in `identities`, credentials in `freshness`.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use cognito_native::error::ResultCode;
use cognito_native::provider::state::WaiterId;
use cognito_native::provider::{Config, Want};
use cognito_native::queue::{Completion, EventKind, IdentityChange};

use crate::answer::shows_secret;
use crate::coverage::Coverage;
use crate::freshness::number_of;
use crate::login_requests::LoginRequests;
use crate::logins::Logins;
use crate::service::Service;
use crate::surroundings::Said;

/// Whose job or call: a provider, and its generation when it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) instance: usize,
    pub(crate) generation: u64,
}

/// A process and a profile.
pub(crate) type Place = (usize, usize);

/// One provider, from its creation on.
#[allow(clippy::struct_excessive_bools, reason = "each is one fact about the provider")]
pub(crate) struct Instance {
    /// Which of the two processes, with which profile.
    pub(crate) place: Place,
    pub(crate) config: Config,
    /// Clears and login changes so far, counted by the host.
    pub(crate) generation: u64,
    /// The logins of every generation.
    pub(crate) logins: Vec<Logins>,
    /// Changes of who the player is: of the login names, and clears of the identity.
    pub(crate) era: u64,
    /// Per identity id: in which era it was last given.
    pub(crate) given_era: HashMap<String, u64>,
    /// Somebody was signed in here at some time.
    pub(crate) had_logins: bool,
    /// The record that a clear of the identity must remove.
    pub(crate) must_remove: Option<String>,
    pub(crate) login_requests: LoginRequests,
    /// Logins the service unlinked, and when.
    pub(crate) unlinked: Vec<(String, u64)>,
    pub(crate) is_closed: bool,
    pub(crate) is_queue_closed: bool,
    /// Inside dispatch or close of its queue.
    pub(crate) is_dispatching: bool,
    pub(crate) is_transport_closed: bool,
    /// The process died: nobody is left to be told anything.
    pub(crate) is_killed: bool,
    /// Jobs of it were lost, or panicked.
    pub(crate) is_disturbed: bool,
    pub(crate) has_store_trouble: bool,
    /// A new identity was not in the store for two seconds.
    pub(crate) is_store_slow: bool,
    /// Something of the store took half a second: it may count as silent, and then it is not waited for.
    pub(crate) is_disk_slow: bool,
    /// How often it has left another one's identity in the store.
    pub(crate) gave_way: u32,
    pub(crate) started_at_ms: u64,
    /// How long a request of it was under way before the service read its clock.
    pub(crate) longest_wait_ms: u64,
    /// When it last read the store.
    pub(crate) loaded_at_ms: u64,
    /// Tries of the lock since it was last free.
    pub(crate) busy_tries: u32,
    /// It waited so long for the lock that it may go on without.
    pub(crate) is_past_lock: bool,
    /// Calls under way, by generation.
    pub(crate) calls: Vec<u64>,
    pub(crate) shown_identity: Option<String>,
    pub(crate) shown_credentials: Option<Arc<Completion>>,
    /// The host said that the credentials with this number were refused.
    pub(crate) refused: HashSet<usize>,
    /// Credentials that the host was told expire soon.
    pub(crate) expiring: HashSet<usize>,
    /// The first credentials that may be told as new: those of before anybody listened are not.
    pub(crate) first_unheard: Option<usize>,
    /// The last credentials the host was told are new.
    pub(crate) refreshed: Option<usize>,
    /// Identity ids the service or the store gave it, and when.
    pub(crate) given: HashMap<String, u64>,
    /// Identity ids it found in the store or put there.
    pub(crate) stored: HashSet<String>,
    /// Identity ids the service proved to be gone.
    pub(crate) gone: HashSet<String>,
    /// Identity ids known before a clear of the identity.
    pub(crate) cleared: HashSet<String>,
    /// The last one that was the player's when the host cleared it.
    pub(crate) disowned: Option<String>,
    /// What the host was told last.
    pub(crate) told: Option<String>,
    /// Everything answered before this was dispatched before.
    pub(crate) drained_at_ms: u64,
    /// The generation and the era of that time.
    pub(crate) drained: (u64, u64),
}

#[allow(clippy::struct_excessive_bools, reason = "each is one fact about the request")]
pub(crate) struct Request {
    pub(crate) instance: usize,
    pub(crate) want: Want,
    pub(crate) generation: u64,
    pub(crate) era: u64,
    /// What to unlink.
    pub(crate) login: Option<String>,
    pub(crate) accepted_at_ms: u64,
    pub(crate) deadline_ms: Option<u64>,
    /// Does not wait for a network.
    pub(crate) fails_offline: bool,
    pub(crate) is_cancelled: bool,
    /// Its completer was dropped.
    pub(crate) is_lost: bool,
    pub(crate) is_refused: bool,
    pub(crate) answers: u32,
}

#[derive(Default)]
pub(crate) struct Oracle {
    pub(crate) instances: Vec<Instance>,
    pub(crate) requests: Vec<Request>,
    /// Requests with what cancels them.
    pub(crate) waiters: Vec<(usize, WaiterId)>,
    pub(crate) violations: Vec<String>,
    pub(crate) coverage: Coverage,
    /// Per process and profile: credentials with lower numbers were cleared there, and that is in the store.
    pub(crate) cleared_fetches: HashMap<Place, usize>,
    /// As above, but not yet in the store.
    pub(crate) clearing_fetches: HashMap<Place, usize>,
    /// Per identity id in the store: who stored it, and when first.
    pub(crate) first_stored_ms: HashMap<(usize, String), u64>,
    /// Per profile: when the store last changed to the identity it holds.
    pub(crate) record_since_ms: [u64; 2],
    /// Per profile: who wrote the record last, and when.
    pub(crate) last_write: [(usize, u64); 2],
    pub(crate) last_clear_ms: Option<u64>,
    pub(crate) is_single_process: bool,
    pub(crate) are_dates_right: bool,
    pub(crate) are_dates_absent: bool,
    /// How often the device's clock was set.
    pub(crate) wall_jumps: u32,
    /// The device's clock minus the true time.
    pub(crate) wall_error_ms: i64,
    pub(crate) said: Said,
}

impl Oracle {
    pub(crate) fn violation(&mut self, text: String) {
        self.violations.push(text);
    }

    pub(crate) fn is_violated(&self) -> bool {
        !self.violations.is_empty()
    }

    pub(crate) fn tag(&self, instance: usize) -> Tag {
        Tag { instance, generation: self.instances[instance].generation }
    }

    /// The device slept, with requests of any provider on their way.
    pub(crate) fn slept(&mut self, asleep_ms: u64) {
        for instance in &mut self.instances {
            instance.longest_wait_ms = instance.longest_wait_ms.max(asleep_ms);
        }
    }

    pub(crate) fn new_instance(&mut self, place: Place, config: &Config, now_ms: u64) -> usize {
        self.instances.push(Instance {
            place,
            config: config.clone(),
            generation: 0,
            logins: vec![Logins::new()],
            era: 0,
            given_era: HashMap::new(),
            had_logins: false,
            must_remove: None,
            login_requests: LoginRequests::default(),
            unlinked: Vec::new(),
            is_closed: false,
            is_queue_closed: false,
            is_dispatching: false,
            is_transport_closed: false,
            is_killed: false,
            is_disturbed: false,
            has_store_trouble: false,
            is_store_slow: false,
            is_disk_slow: false,
            gave_way: 0,
            started_at_ms: now_ms,
            longest_wait_ms: 0,
            loaded_at_ms: 0,
            busy_tries: 0,
            is_past_lock: false,
            calls: Vec::new(),
            shown_identity: None,
            shown_credentials: None,
            refused: HashSet::new(),
            expiring: HashSet::new(),
            first_unheard: None,
            refreshed: None,
            given: HashMap::new(),
            stored: HashSet::new(),
            gone: HashSet::new(),
            cleared: HashSet::new(),
            disowned: None,
            told: None,
            drained_at_ms: 0,
            drained: (0, 0),
        });
        self.instances.len() - 1
    }

    /// Whether a call may go out at all.
    pub(crate) fn call_begins(&mut self, tag: Tag) -> bool {
        if self.is_cut_off(tag.instance) {
            return false;
        }
        let calls = &mut self.instances[tag.instance].calls;
        let is_second = calls.contains(&tag.generation);
        calls.push(tag.generation);
        self.coverage.calls += 1;
        if is_second && !self.is_void(tag.instance) {
            self.violation(format!("p{}: two calls at once in generation {}", tag.instance, tag.generation));
        }
        true
    }

    /// Whether what the provider does now may be void: it has found another one's identity in the store, by a write or
    /// by a read that failed at first, and begins again with that as soon as it hears of it. Once for each.
    pub(crate) fn is_void(&mut self, instance: usize) -> bool {
        let of = &mut self.instances[instance];
        let is_void = of.has_store_trouble || of.gave_way > 0;
        of.gave_way = of.gave_way.saturating_sub(1);
        is_void
    }

    pub(crate) fn call_ends(&mut self, tag: Tag) {
        let calls = &mut self.instances[tag.instance].calls;
        calls.retain(|generation| *generation != tag.generation);
    }

    pub(crate) fn is_cut_off(&mut self, instance: usize) -> bool {
        let instance_of = &self.instances[instance];
        if instance_of.is_closed && !instance_of.is_transport_closed {
            self.violation(format!("p{instance}: closed, but its transport is not"));
        }
        let instance = &self.instances[instance];
        instance.is_transport_closed || instance.is_killed
    }

    pub(crate) fn accept(
        &mut self,
        instance: usize,
        want: Want,
        login: Option<String>,
        deadline_ms: Option<u64>,
        now_ms: u64,
    ) -> usize {
        self.requests.push(Request {
            instance,
            want,
            generation: self.instances[instance].generation,
            era: self.instances[instance].era,
            login,
            accepted_at_ms: now_ms,
            deadline_ms,
            fails_offline: false,
            is_cancelled: false,
            is_lost: false,
            is_refused: false,
            answers: 0,
        });
        self.requests.len() - 1
    }

    /// The callback of a request runs.
    pub(crate) fn answered(
        &mut self,
        request: usize,
        completion: &Completion,
        service: &Service,
        now_ms: u64,
    ) {
        self.requests[request].answers += 1;
        self.coverage.answers += 1;
        self.coverage.offline += u64::from(completion.result == ResultCode::Offline);
        self.coverage.failures += u64::from(completion.result != ResultCode::Ok);
        self.coverage.with_credentials += u64::from(completion.credentials.is_some());
        let (answers, instance) = (self.requests[request].answers, self.requests[request].instance);
        if answers > 1 || self.requests[request].is_refused {
            self.violation(format!("r{request} was answered {answers} times, or was refused"));
        }
        // Whoever asked before a login change may be answered by what came after it, and never the other way round.
        let least_era = self.requests[request].era.max(match self.requests[request].want {
            Want::UnlinkedLogin => 0, // the unlinking itself begins another era
            _ => self.instances[instance].drained.1,
        });
        self.heard(instance, completion, least_era, now_ms);
        self.judge_result(request, completion, now_ms);
        self.judge_credentials(request, completion, service, now_ms);
        self.judge_token(request, completion, service);
        self.judge_unlinking(request, completion);
        if let Some(id) = &completion.identity_id {
            self.instances[instance].told = Some(id.to_string_lossy().into_owned());
        }
    }

    /// The host's event callback runs.
    pub(crate) fn event(&mut self, instance: usize, completion: &Completion, service: &Service, now_ms: u64) {
        let least_era = self.instances[instance].drained.1;
        self.heard(instance, completion, least_era, now_ms);
        if self.instances[instance].is_closed {
            self.violation(format!("p{instance}: an event after close"));
        }
        let Some(event) = completion.event.as_ref() else {
            return self.violation(format!("p{instance}: an event without its kind"));
        };
        self.judge_event_credentials(instance, completion, service);
        match event.kind {
            EventKind::CredentialsRefreshed => self.instances[instance].refreshed = number_of(completion),
            EventKind::CredentialsExpiring => self.judge_expiring(instance, completion, service),
            _ => {}
        }
        if event.kind != EventKind::IdentityChanged {
            return;
        }
        self.coverage.identities_changed += 1;
        match (&completion.identity_id, event.cause) {
            (Some(id), _) => self.instances[instance].told = Some(id.to_string_lossy().into_owned()),
            (None, Some(IdentityChange::Host)) => self.instances[instance].told = None,
            (None, cause) => self.violation(format!("p{instance}: the identity changed to none: {cause:?}")),
        }
    }

    /// What is true of everything a host hears.
    fn heard(&mut self, instance: usize, completion: &Completion, least_era: u64, now_ms: u64) {
        let of = &self.instances[instance];
        if !of.is_dispatching || of.is_queue_closed || of.is_killed {
            self.violation(format!("p{instance}: a callback outside dispatch, or after the queue's close"));
        }
        if completion.result != ResultCode::Ok && completion.failure.is_none() {
            self.violation(format!("p{instance}: {:?} without a failure", completion.result));
        }
        let texts = completion.failure.as_ref().map(|failure| format!("{}", failure.failure));
        let text = format!("{completion:?}{}", texts.unwrap_or_default());
        if shows_secret(&text) {
            self.violation(format!("p{instance}: a secret in {text}"));
        }
        if let Some(id) = &completion.identity_id {
            self.may_be_told(instance, &id.to_string_lossy(), least_era, now_ms);
        }
    }

    fn judge_result(&mut self, request: usize, completion: &Completion, now_ms: u64) {
        let asked = &self.requests[request];
        let of = &self.instances[asked.instance];
        let is_possible = match completion.result {
            ResultCode::Ok => {
                let has_id = completion.identity_id.is_some();
                match asked.want {
                    Want::IdentityId => has_id,
                    Want::Credentials | Want::FreshCredentials => has_id && completion.credentials.is_some(),
                    Want::OpenIdToken => has_id && completion.open_id_token.is_some(),
                    Want::UnlinkedLogin => true,
                }
            }
            ResultCode::Cancelled => asked.is_cancelled || of.is_closed,
            // Its waiting was cut short by many clears, no thread was to be had, or the service has a limit.
            ResultCode::LimitExceeded => {
                of.is_disturbed
                    || of.generation - asked.generation > 8
                    || completion.failure.as_ref().is_some_and(|failure| failure.aws_error_code.is_some())
            }
            ResultCode::DeadlineExceeded => {
                asked.deadline_ms.is_some_and(|deadline_ms| now_ms >= asked.accepted_at_ms + deadline_ms)
            }
            ResultCode::Offline => self.may_be_offline(request),
            ResultCode::Internal => of.is_disturbed || asked.is_lost,
            ResultCode::LoginRequired
            | ResultCode::LoginExpired
            | ResultCode::LoginRejected
            | ResultCode::Network
            | ResultCode::Tls
            | ResultCode::Throttled
            | ResultCode::ServiceUnavailable
            | ResultCode::InvalidResponse
            | ResultCode::PoolNotFound
            | ResultCode::IdentityNotFound
            | ResultCode::GuestAccessDisabled
            | ResultCode::RoleNotAllowed
            | ResultCode::ResourceConflict
            | ResultCode::InvalidParameter => true,
            _ => false,
        };
        if !is_possible {
            self.violation(format!("r{request} ({:?}) ended as {completion:?}", self.requests[request].want));
        }
    }

    /// The queue is about to be closed: what is still open ends as cancelled.
    pub(crate) fn cancel_all(&mut self, instance: usize) {
        for request in &mut self.requests {
            request.is_cancelled |= request.instance == instance;
        }
    }

    pub(crate) fn judge_closed_queue(&mut self, instance: usize) {
        let is_open = |asked: &Request| asked.instance == instance && !asked.is_refused && asked.answers == 0;
        if let Some(request) = self.requests.iter().position(is_open) {
            self.violation(format!("r{request} was not answered by the queue's close"));
        }
    }

    /// The world is quiet: everybody has an answer.
    pub(crate) fn judge_end(&mut self) {
        for request in 0..self.requests.len() {
            let asked = &self.requests[request];
            let is_dead = self.instances[asked.instance].is_killed;
            let expected = u32::from(!asked.is_refused);
            if !is_dead && asked.answers != expected {
                let (answers, want, instance) = (asked.answers, asked.want, asked.instance);
                self.violation(format!(
                    "r{request} of p{instance} ({want:?}) has {answers} answers at the end"
                ));
            }
        }
        self.judge_removals();
    }
}
