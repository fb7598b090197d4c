//! One set of credentials: how old it is, by which clock, and what the host was told of it.

use std::sync::Arc;

use crate::clock::{Now, WALL_CLOCK_SLACK_MS};
use crate::credentials::Credentials;
use crate::provider::refresh::{self, Age, Windows};
use crate::queue::Completion;

/// How long a wall clock that stands alone keeps anybody waiting.
const DOUBT_MS: u64 = 2_000;

/// What was fetched last.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(in super::super) struct Cached {
    completion: Arc<Completion>,
    windows: Windows,
    fetched_unix_ms: i64,
    /// The host found them refused: refresh before serving.
    invalidated: bool,
    /// The host was told that they expire soon.
    expiring_told: bool,
    /// When the device's wall clock shows their expiry, unless it is set meanwhile.
    expires_wall_unix_ms: i64,
    /// The wall clock alone says that they have expired: until then nobody is served.
    doubted_until_mono_ms: Option<u64>,
}

impl Cached {
    pub(in super::super) fn new(
        completion: Arc<Completion>,
        windows: Windows,
        fetched_unix_ms: i64,
        now: Now,
    ) -> Self {
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

    pub(in super::super) fn completion(&self) -> &Arc<Completion> {
        &self.completion
    }

    pub(in super::super) fn secrets(&self) -> Option<&Credentials> {
        self.completion.credentials.as_deref()
    }

    pub(in super::super) fn fetched_unix_ms(&self) -> i64 {
        self.fetched_unix_ms
    }

    pub(in super::super) fn age(&self, now: Now) -> Age {
        let age = refresh::age(self.completion.expires_mono_ms, self.windows, now.mono_ms);
        if self.invalidated && age != Age::Expired { Age::Mandatory } else { age }
    }

    pub(in super::super) fn left_ms(&self, now: Now) -> u64 {
        self.completion.expires_mono_ms.saturating_sub(now.mono_ms)
    }

    /// When a refresh is convenient.
    pub(super) fn advisory_at_mono_ms(&self) -> u64 {
        self.completion.expires_mono_ms.saturating_sub(self.windows.advisory_ms)
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
    pub(in super::super) fn is_shown(&self) -> bool {
        !self.invalidated && self.doubted_until_mono_ms.is_none()
    }

    pub(in super::super) fn is_invalidated(&self) -> bool {
        self.invalidated
    }

    /// If it is these that the host found refused.
    pub(super) fn invalidate(&mut self, access_key_id: Option<&str>) -> bool {
        let current = self.secrets().map(|secrets| secrets.access_key_id.expose());
        let is_these = access_key_id.is_none() || access_key_id == current;
        self.invalidated |= is_these;
        is_these
    }

    /// When the host is to be told that they expire: with `keep_fresh` only once that has not helped, and not when the
    /// host itself found them refused.
    pub(in super::super) fn expiring_at_mono_ms(&self, keep_fresh: bool) -> Option<u64> {
        let windows = self.windows;
        let window_ms = if keep_fresh { windows.mandatory_ms } else { windows.advisory_ms };
        let is_to_be_told = !self.expiring_told && !self.invalidated;
        is_to_be_told.then(|| self.completion.expires_mono_ms.saturating_sub(window_ms))
    }

    pub(super) fn tell_expiring(&mut self, now: Now) -> Arc<Completion> {
        self.expiring_told = true;
        self.answer(now)
    }

    pub(super) fn wall_clock_differs(&self, now: Now) -> bool {
        now.wall_unix_ms >= self.expires_wall_unix_ms && self.left_ms(now) > 0
    }

    pub(super) fn doubt(&mut self, now: Now) {
        self.doubted_until_mono_ms = Some(now.mono_ms.saturating_add(DOUBT_MS));
    }

    pub(super) fn is_doubted(&self) -> bool {
        self.doubted_until_mono_ms.is_some()
    }

    pub(super) fn doubted_until_mono_ms(&self) -> Option<u64> {
        self.doubted_until_mono_ms
    }

    pub(super) fn believe_monotonic_clock(&mut self, now: Now) {
        let left_ms = i64::try_from(self.left_ms(now)).unwrap_or(i64::MAX);
        self.expires_wall_unix_ms =
            now.wall_unix_ms.saturating_add(left_ms).saturating_add(WALL_CLOCK_SLACK_MS);
        self.doubted_until_mono_ms = None;
    }
}
