//! The credentials in memory: how old they are, and who is answered with them. Nothing expired is served, unless the
//! host has asked for it, and then it is marked.
//!
//! Age is the monotonic clock's. A wall clock that jumps past the expiry alone is believed for as long as one refresh
//! takes, and for two seconds at most: it may be a machine restored from a snapshot, whose other clocks did not notice,
//! or a player who sets the clock.

use std::sync::Arc;

use super::flight::Purpose;
use super::{Admission, Effect, State, Want};
use crate::clock::{Now, WALL_CLOCK_SLACK_MS};
use crate::provider::refresh::{self, Age, Windows};
use crate::queue::Completion;

/// How long a wall clock that stands alone keeps anybody waiting.
const DOUBT_MS: u64 = 2_000;

/// What was fetched last.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Cached {
    pub(super) completion: Arc<Completion>,
    pub(super) windows: Windows,
    pub(super) fetched_unix_ms: i64,
    /// The host found them refused: refresh before serving.
    pub(super) invalidated: bool,
    /// The host was told that they expire soon.
    pub(super) expiring_told: bool,
    /// When the device's wall clock shows their expiry, unless it is set meanwhile.
    expires_wall_unix_ms: i64,
    /// The wall clock alone says that they have expired: until then nobody is served.
    doubted_until_mono_ms: Option<u64>,
}

impl Cached {
    pub(super) fn new(completion: Arc<Completion>, windows: Windows, fetched_unix_ms: i64, now: Now) -> Self {
        let mut cached = Self {
            completion,
            windows,
            fetched_unix_ms,
            invalidated: false,
            expiring_told: false,
            expires_wall_unix_ms: 0,
            doubted_until_mono_ms: None,
        };
        cached.believe_monotonic_clock(now);
        cached
    }

    pub(super) fn age(&self, now: Now) -> Age {
        let age = refresh::age(self.completion.expires_mono_ms, self.windows, now.mono_ms);
        if self.invalidated && age != Age::Expired { Age::Mandatory } else { age }
    }

    pub(super) fn left_ms(&self, now: Now) -> u64 {
        self.completion.expires_mono_ms.saturating_sub(now.mono_ms)
    }

    /// What a host is handed: marked when they have expired.
    pub(super) fn answer(&self, now: Now) -> Arc<Completion> {
        if self.left_ms(now) > 0 {
            Arc::clone(&self.completion)
        } else {
            Arc::new(Completion { is_stale: true, ..(*self.completion).clone() })
        }
    }

    /// Whether the synchronous getters may show them.
    pub(super) fn is_shown(&self) -> bool {
        !self.invalidated && self.doubted_until_mono_ms.is_none()
    }

    pub(super) fn doubted_until_mono_ms(&self) -> Option<u64> {
        self.doubted_until_mono_ms
    }

    fn believe_monotonic_clock(&mut self, now: Now) {
        let left_ms = i64::try_from(self.left_ms(now)).unwrap_or(i64::MAX);
        self.expires_wall_unix_ms =
            now.wall_unix_ms.saturating_add(left_ms).saturating_add(WALL_CLOCK_SLACK_MS);
        self.doubted_until_mono_ms = None;
    }
}

impl State {
    /// The cached credentials, if a get is answered with them at once.
    pub(super) fn cached_answer(&self, now: Now) -> Option<Arc<Completion>> {
        let is_told =
            |cached: &&Cached| !self.persistence.is_storing() && cached.doubted_until_mono_ms.is_none();
        let cached = self.cached.as_ref().filter(is_told)?;
        // Offline a refresh is as good as failed.
        let is_offline = self.surroundings.is_offline() && !cached.invalidated && !self.failures.is_refusal();
        let is_refresh_held = self.is_backing_off(now) || is_offline;
        let is_served = match cached.age(now) {
            Age::Fresh => true,
            // What the service has refused for good is not covered up.
            Age::Advisory => self.is_backing_off(now) || !self.failures.is_refusal(),
            Age::Mandatory => is_refresh_held,
            Age::Expired => is_refresh_held && self.config.serve_expired,
        };
        is_served.then(|| cached.answer(now))
    }

    /// Whether the cached credentials would be served to others, but live too short for this request.
    pub(super) fn is_too_old_for(&self, waiting: &Admission, now: Now) -> bool {
        let is_short = |cached: &Cached| cached.left_ms(now) < waiting.min_remaining_ms;
        waiting.want == Want::Credentials && self.cached.as_ref().is_some_and(is_short)
    }

    pub(super) fn is_backing_off(&self, now: Now) -> bool {
        self.backoff_until_mono_ms.is_some_and(|until| now.mono_ms < until)
    }

    /// After a get was answered from memory: in the advisory window the next ones should be too.
    pub(super) fn refresh_in_background(&mut self, now: Now, out: &mut Vec<Effect>) {
        let is_old = |cached: &Cached| matches!(cached.age(now), Age::Advisory | Age::Mandatory);
        let is_due = self.cached.as_ref().is_some_and(is_old) && !self.surroundings.is_offline();
        if is_due && !self.is_backing_off(now) && !self.lacks_logins() {
            self.start_flight_for(Purpose::LaterCalls, now, out);
        }
    }

    /// Nobody is served what the wall clock says has expired before a refresh was tried.
    pub(super) fn notice_wall_clock(&mut self, now: Now, out: &mut Vec<Effect>) {
        let lacks_logins = self.lacks_logins();
        let Some(cached) = self.cached.as_mut().filter(|cached| cached.is_shown()) else { return };
        if now.wall_unix_ms < cached.expires_wall_unix_ms || cached.left_ms(now) == 0 {
            return;
        }
        if lacks_logins {
            return cached.believe_monotonic_clock(now);
        }
        cached.doubted_until_mono_ms = Some(now.mono_ms.saturating_add(DOUBT_MS));
        self.publish(out);
        self.start_flight_for(Purpose::LaterCalls, now, out);
    }

    /// The refresh has failed, or takes too long.
    pub(super) fn end_doubt(&mut self, now: Now, out: &mut Vec<Effect>) {
        let is_doubted = |cached: &&mut Cached| cached.doubted_until_mono_ms.is_some();
        if let Some(cached) = self.cached.as_mut().filter(is_doubted) {
            cached.believe_monotonic_clock(now);
            self.publish(out);
        }
    }

    /// Those who wait only because of the wall clock need not wait any longer.
    pub(super) fn end_doubt_in_time(&mut self, now: Now, out: &mut Vec<Effect>) {
        let until_mono_ms = self.cached.as_ref().and_then(Cached::doubted_until_mono_ms);
        if until_mono_ms.is_none_or(|until| now.mono_ms < until) {
            return;
        }
        self.end_doubt(now, out);
        if let Some(answer) = self.cached_answer(now) {
            if let Some(flight) = self.flight.as_mut() {
                flight.go_on_for_later_calls();
            }
            self.complete_waiters(Want::Credentials, &answer, out);
        }
    }
}
