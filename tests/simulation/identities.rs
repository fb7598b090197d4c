//! The player's identity: which id a provider may hold, show, tell and store.
//!
//! An id is dropped or replaced only on proof: the service said that it is gone (or forbids it, to logins or with the
//! option), or answered with the surviving one, or the host cleared it. It is told only once it is stored, or the store
//! failed or took too long. Two processes never make two guests.

use std::sync::Arc;

use cognito_native::queue::Completion;
use cognito_native::store::Record;

use crate::answer::{Reply, fetch_of};
use crate::oracle::{Instance, Oracle, Tag};
use crate::service::{Service, Status};

/// As long as the library lets a new identity wait for the disk.
const STORE_PATIENCE_MS: u64 = 2_000;
/// As often as the library must at least try another process's lock before it goes on without: five seconds' worth, less
/// some slack.
const LEAST_LOCK_TRIES: u32 = 120;

/// The slowest write, with all that may be run inside it.
const LONGEST_WRITE_MS: u64 = 30_000;

impl Oracle {
    /// A whole answer is handed to the provider.
    pub(crate) fn call_answered(&mut self, tag: Tag, reply: &mut Reply, now_ms: u64) {
        let of = &mut self.instances[tag.instance];
        if of.generation != tag.generation {
            return; // must not count
        }
        if let Some(id) = reply.gives.take() {
            if reply.is_of_developer {
                of.is_replaced_by(&id);
            }
            of.gives(&id, now_ms);
        }
        let is_signed_in = !of.present_logins().is_empty();
        let forbidden = reply.forbids.take().filter(|_| is_signed_in || of.config.recover_forbidden_guest);
        of.gone.extend(reply.proves_gone.take());
        of.gone.extend(forbidden);
    }

    pub(crate) fn loaded(&mut self, instance: usize, record: Option<&Record>, now_ms: u64) {
        let is_news = !self.is_single_process || self.is_written_by_another(instance);
        let of = &mut self.instances[instance];
        of.loaded_at_ms = now_ms;
        if let Some(id) = record.and_then(|record| record.identity_id.clone()) {
            of.given.entry(id.clone()).or_insert(0);
            let era = of.given_era.entry(id.clone()).or_insert(of.era);
            // Another provider's word counts as the service's; and what could not be read at creation may have been read
            // for a flight of other logins first, which made nothing of it.
            if is_news || of.has_store_trouble {
                *era = of.era;
            }
            of.stored.insert(id);
        }
    }

    /// Whether the record was last written by another provider, during this one's life.
    fn is_written_by_another(&self, instance: usize) -> bool {
        let of = &self.instances[instance];
        let (writer, at_ms) = self.last_write[of.place.1];
        writer != instance && at_ms >= of.started_at_ms
    }

    /// A write found another provider's identity, and left it alone: from here on it is this one's too.
    pub(crate) fn gives_way(&mut self, instance: usize, id: &str) {
        let of = &mut self.instances[instance];
        of.is_replaced_by(id);
        of.gave_way += 1;
    }

    pub(crate) fn lock_is_busy(&mut self, instance: usize) {
        let of = &mut self.instances[instance];
        of.busy_tries += 1;
        of.is_past_lock |= of.busy_tries >= LEAST_LOCK_TRIES;
    }

    pub(crate) fn lock_is_taken(&mut self, instance: usize) {
        self.instances[instance].busy_tries = 0;
    }

    /// The host clears the credentials or the identity; `stored` is the identity in the store.
    pub(crate) fn cleared(
        &mut self,
        instance: usize,
        with_identity: bool,
        stored: Option<String>,
        fetches: usize,
        now_ms: u64,
    ) {
        let logins = self.instances[instance].present_logins().clone();
        self.next_generation(instance, logins, fetches);
        let of = &mut self.instances[instance];
        if with_identity {
            of.era += 1;
            of.must_remove = stored.filter(|_| !of.is_closed);
            let given = std::mem::take(&mut of.given);
            of.cleared.extend(given.into_keys());
            of.disowned.clone_from(&of.shown_identity);
            of.told = None;
            self.last_clear_ms = Some(now_ms);
        }
    }

    /// The provider says what the synchronous getters serve from now on.
    pub(crate) fn published(
        &mut self,
        instance: usize,
        identity: Option<&Completion>,
        credentials: Option<Arc<Completion>>,
        service: &Service,
        now_ms: u64,
    ) {
        let id = identity.and_then(|completion| completion.identity_id.as_ref());
        let id = id.map(|id| id.to_string_lossy().into_owned());
        let of = &mut self.instances[instance];
        if of.is_killed {
            return;
        }
        let old = std::mem::replace(&mut of.shown_identity, id.clone());
        of.shown_credentials.clone_from(&credentials);
        if of.is_closed {
            if id.is_some() || credentials.is_some() {
                self.violation(format!("p{instance}: something is cached after close"));
            }
            return;
        }
        let has_proof = |old: &String| of.gone.contains(old) || of.cleared.contains(old);
        if id.is_some() && old.as_ref().is_some_and(|old| Some(old) != id.as_ref() && !has_proof(old)) {
            self.violation(format!("p{instance}: {old:?} was replaced by {id:?} without proof"));
        }
        if let Some(id) = &id {
            if self.instances[instance].disowned.as_ref() == Some(id) {
                self.violation(format!("p{instance}: {id} is back, which the host cleared"));
            }
            let era = self.instances[instance].era;
            self.may_be_told(instance, id, era, now_ms);
        }
        if let Some(credentials) = credentials {
            self.judge_shown(instance, &credentials, service);
        }
    }

    /// Whether the host may hear of this identity id: of one that was given in an earlier era only what was asked for
    /// in that one.
    pub(crate) fn may_be_told(&mut self, instance: usize, id: &str, least_era: u64, now_ms: u64) {
        let of = &mut self.instances[instance];
        if of.given_era.get(id).is_some_and(|era| *era < least_era) {
            return self.violation(format!("p{instance}: {id} was given for other logins, or cleared"));
        }
        let Some(given_ms) = of.given.get(id).copied() else {
            // An answer from before a clear may be dispatched after it.
            if !of.cleared.contains(id) {
                self.violation(format!("p{instance}: {id} comes from nowhere"));
            }
            return;
        };
        let is_late = now_ms >= given_ms + STORE_PATIENCE_MS;
        if !of.stored.contains(id) {
            of.is_store_slow |= is_late;
            if !is_late && !of.has_store_trouble && !of.is_disturbed && !of.is_disk_slow {
                self.violation(format!("p{instance}: {id} is told before it is stored"));
            }
        }
    }

    /// A record is written; `old` is what it replaces.
    pub(crate) fn stored(
        &mut self,
        instance: usize,
        old: Option<&Record>,
        new: Option<&Record>,
        service: &Service,
        now_ms: u64,
    ) {
        let old_id = old.and_then(|record| record.identity_id.clone());
        let new_id = new.and_then(|record| record.identity_id.clone());
        let of = &mut self.instances[instance];
        of.stored.extend(new_id.clone());
        // Who puts an id back makes it a player's again, also for the one who cleared it.
        let profile = of.place.1;
        self.last_write[profile] = (instance, now_ms);
        for of in self.instances.iter_mut().filter(|of| of.place.1 == profile) {
            of.must_remove.take_if(|id| Some(&*id) != new_id.as_ref());
        }
        let is_other = |(other, of): &(usize, &mut Instance)| *other != instance && of.place.1 == profile;
        for (_, other) in self.instances.iter_mut().enumerate().filter(is_other) {
            other.disowned.take_if(|disowned| Some(&*disowned) == new_id.as_ref());
        }
        if old_id != new_id {
            if let (Some(old_id), Some(new_id)) = (&old_id, &new_id) {
                self.judge_replacement(instance, old_id, new_id, service, now_ms);
            }
            self.record_since_ms[profile] = now_ms;
        }
        if let Some(new_id) = &new_id {
            self.first_stored_ms.entry((instance, new_id.clone())).or_insert(now_ms);
        }
        let credentials = new.and_then(|record| record.credentials.as_ref());
        if credentials.is_none() {
            let place = self.instances[instance].place;
            self.cleared_fetches.insert(place, self.clearing_fetches.get(&place).copied().unwrap_or(0));
        }
        if let Some(fetch) = credentials.and_then(|stored| fetch_of(stored.access_key_id.expose())) {
            let is_asked_for = self.instances[instance].config.persist_credentials;
            let fits = service
                .fetches
                .get(fetch)
                .is_some_and(|fetch| fetch.is_guest && Some(&fetch.identity_id) == new_id.as_ref());
            if !is_asked_for || !fits {
                self.violation(format!("p{instance}: wrong credentials stored with {new_id:?}"));
            }
        }
    }

    fn judge_replacement(
        &mut self,
        instance: usize,
        old_id: &str,
        new_id: &str,
        service: &Service,
        now_ms: u64,
    ) {
        let of = &self.instances[instance];
        if self.instances.iter().any(|other| {
            other.is_disturbed || other.has_store_trouble || other.is_past_lock || other.had_logins
        }) {
            return;
        }
        let first_ms = self.first_stored_ms.get(&(instance, new_id.to_owned()));
        // Between its look and its write, or between two writes of one answer, another process may write: a merge is
        // stored without the lock.
        let has_just_looked = now_ms < of.loaded_at_ms + LONGEST_WRITE_MS;
        let is_old_news = !has_just_looked
            && first_ms.is_some_and(|first_ms| {
                *first_ms < self.record_since_ms[of.place.1] && *first_ms + LONGEST_WRITE_MS < now_ms
            });
        let is_known_gone = of.gone.contains(old_id) || of.cleared.contains(old_id);
        let status = |id: &str| service.identities.get(id).map(|identity| identity.status);
        if is_old_news && !is_known_gone && status(old_id) == Some(Status::Alive) {
            self.violation(format!("p{instance}: {new_id}, stored long ago, overwrites the newer {old_id}"));
            return;
        }
        let made_by = |id: &str| service.identities.get(id).and_then(|identity| identity.made_by);
        let are_two_guests = made_by(new_id) == Some(instance)
            && made_by(old_id).is_some_and(|other| other != instance)
            && status(old_id) == Some(Status::Alive);
        if are_two_guests && !is_known_gone && self.last_clear_ms.is_none() {
            self.violation(format!("p{instance}: made a second guest, {new_id}, beside {old_id}"));
        }
    }

    /// The process dies: the next one must find the player the host was told of.
    pub(crate) fn killed(&mut self, instance: usize, record: Option<&Record>) {
        self.instances[instance].is_killed = true;
        let of = &self.instances[instance];
        let is_excused = of.has_store_trouble
            || of.is_disturbed
            || of.is_store_slow
            || of.is_disk_slow
            || !self.is_single_process;
        let Some(told) = of.told.as_ref().filter(|_| !is_excused && self.last_clear_ms.is_none()) else {
            return;
        };
        let found = record.and_then(|record| record.identity_id.as_ref());
        // The host may not have dispatched the news of it yet, only an answer of before.
        let given_ms = found.and_then(|found| of.given.get(found));
        let is_news = given_ms.is_some_and(|given_ms| *given_ms >= of.drained_at_ms);
        // A provider that was closed just before may still have been writing.
        if found != Some(told) && !is_news && !of.gone.contains(told) && !self.is_written_by_another(instance)
        {
            self.violation(format!("p{instance}: the host was told {told}, but the store has {found:?}"));
        }
    }
}
