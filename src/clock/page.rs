//! The clocks of a web page. Invariant: time never goes back, and a sleep of the device is counted, though the steadier of
//! the page's two clocks may stand still meanwhile.

use super::{Now, WALL_CLOCK_SLACK_MS};

/// Of the page's clocks, one that goes on while the device sleeps.
#[derive(Default)]
pub(super) struct Sleepless {
    /// Both clocks, when they were read last.
    last: Option<Now>,
    /// What the steady clock has missed.
    slept_ms: u64,
}

impl Sleepless {
    pub(super) const fn new() -> Self {
        Self { last: None, slept_ms: 0 }
    }

    /// The time, when the page's clocks say `page`. Whoever sets the wall clock ahead looks like a sleep, and only makes
    /// things look older than they are; setting it back changes nothing.
    pub(super) fn at(&mut self, page: Now) -> u64 {
        let last = self.last.unwrap_or(page);
        let mono_ms = page.mono_ms.max(last.mono_ms);
        let awake_ms = i64::try_from(mono_ms - last.mono_ms).unwrap_or(i64::MAX);
        let ahead_ms = page.wall_unix_ms.saturating_sub(last.wall_unix_ms).saturating_sub(awake_ms);
        if ahead_ms > WALL_CLOCK_SLACK_MS {
            self.slept_ms = self.slept_ms.saturating_add(ahead_ms.unsigned_abs());
        }
        self.last = Some(Now { mono_ms, ..page });
        mono_ms.saturating_add(self.slept_ms)
    }
}

#[cfg(target_os = "emscripten")]
pub use self::browser::Instant;
#[cfg(target_os = "emscripten")]
pub(super) use self::browser::{monotonic_ms, wall_unix_ms};

#[cfg(target_os = "emscripten")]
mod browser {
    use std::ops::Add;
    use std::sync::{Mutex, PoisonError};
    use std::time::Duration;

    use super::{Now, Sleepless};
    use crate::page;

    pub(in crate::clock) fn wall_unix_ms() -> i64 {
        whole(page::unix_ms())
    }

    pub(in crate::clock) fn monotonic_ms() -> u64 {
        static CLOCK: Mutex<Sleepless> = Mutex::new(Sleepless::new());
        let now = Now { mono_ms: whole(page::steady_ms()).unsigned_abs(), wall_unix_ms: wall_unix_ms() };
        CLOCK.lock().unwrap_or_else(PoisonError::into_inner).at(now)
    }

    #[allow(clippy::cast_possible_truncation, reason = "of a time, and `as` keeps to the type's limits")]
    fn whole(ms: f64) -> i64 {
        ms as i64
    }

    /// In place of std's, and as that one.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Instant(Duration);

    #[allow(missing_docs, reason = "std's are documented")]
    impl Instant {
        pub fn now() -> Self {
            Self(Duration::try_from_secs_f64(page::steady_ms() / 1_000.0).unwrap_or_default())
        }

        pub fn checked_add(self, after: Duration) -> Option<Self> {
            self.0.checked_add(after).map(Self)
        }

        pub fn saturating_duration_since(self, earlier: Self) -> Duration {
            self.0.saturating_sub(earlier.0)
        }

        pub fn elapsed(self) -> Duration {
            Self::now().saturating_duration_since(self)
        }
    }

    impl Add<Duration> for Instant {
        type Output = Self;

        fn add(self, after: Duration) -> Self {
            Self(self.0.saturating_add(after))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(mono_ms: u64, wall_unix_ms: i64) -> Now {
        Now { mono_ms, wall_unix_ms }
    }

    #[test]
    fn a_sleep_that_only_the_wall_clock_has_seen_is_counted() {
        let mut clock = Sleepless::new();
        assert_eq!(clock.at(page(1_000, 500_000)), 1_000);
        assert_eq!(clock.at(page(1_100, 500_100)), 1_100);
        assert_eq!(clock.at(page(1_200, 4_100_200)), 3_601_200, "an hour later");
        assert_eq!(clock.at(page(1_300, 4_100_300)), 3_601_300, "counted once");
    }

    #[test]
    fn a_sleep_that_both_clocks_have_seen_is_counted_once() {
        let mut clock = Sleepless::new();
        clock.at(page(0, 0));
        assert_eq!(clock.at(page(3_600_000, 3_600_000)), 3_600_000);
    }

    #[test]
    fn time_never_goes_back() {
        let mut clock = Sleepless::new();
        clock.at(page(0, 0));
        let later = clock.at(page(5_000, 90_000_000));
        assert_eq!(clock.at(page(5_000, -90_000_000)), later, "the player sets the clock back");
        assert_eq!(clock.at(page(4_000, -90_000_000)), later);
        assert_eq!(clock.at(page(6_000, -89_999_000)), later + 1_000);
    }

    #[test]
    fn two_clocks_that_are_read_one_after_the_other_have_not_slept() {
        let mut clock = Sleepless::new();
        clock.at(page(0, 0));
        assert_eq!(clock.at(page(10, 10 + WALL_CLOCK_SLACK_MS)), 10);
    }
}
