//! When credentials are refreshed, and how long to wait after a failure: pure arithmetic on the monotonic clock, no
//! state.
//!
//! Two windows before expiry. In the *advisory* one everybody is served while a refresh runs in the background; in the
//! *mandatory* one everybody waits for the refresh.

use fastrand::Rng;

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;
/// In the last minute credentials may expire between being served and reaching the service.
const MANDATORY_MS: u64 = MINUTE_MS;

/// The longest time that an outage keeps anybody from the network, but for a jitter on top.
const COOL_DOWN_MAX_MS: u64 = 30 * SECOND_MS;
/// Attempts of `keep_fresh` are at least this far apart while the credentials are valid.
const KEEP_FRESH_PAUSE_MIN_MS: u64 = 5 * SECOND_MS;
const KEEP_FRESH_PAUSE_MAX_MS: u64 = 10 * MINUTE_MS;

/// The host's wishes; `None` means the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WindowOptions {
    /// Advisory window, milliseconds.
    pub advisory_ms: Option<u64>,
    /// Mandatory window, milliseconds.
    pub mandatory_ms: Option<u64>,
}

/// The windows of one set of credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// Refresh if convenient, this long before expiry. Never shorter than `mandatory_ms`.
    pub advisory_ms: u64,
    /// Refresh before use, this long before expiry.
    pub mandatory_ms: u64,
}

impl Windows {
    /// The windows for credentials that live `lifetime_ms`. The mandatory one takes at most half of the lifetime, the
    /// advisory one at most three quarters, so that short-lived credentials are served at all.
    #[must_use]
    pub fn for_lifetime(lifetime_ms: u64, options: WindowOptions) -> Self {
        let mandatory_ms = options.mandatory_ms.unwrap_or(MANDATORY_MS).min(lifetime_ms / 2);
        let advisory_ms = options.advisory_ms.unwrap_or(match lifetime_ms {
            ..=1_200_000 => 5 * MINUTE_MS,
            1_200_001..5_400_000 => 15 * MINUTE_MS,
            _ => 60 * MINUTE_MS,
        });
        Self { advisory_ms: advisory_ms.min(lifetime_ms / 4 * 3).max(mandatory_ms), mandatory_ms }
    }
}

/// How old credentials are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Outside both windows.
    Fresh,
    /// In the advisory window.
    Advisory,
    /// In the mandatory window; still valid.
    Mandatory,
    /// No longer valid.
    Expired,
}

/// The age at `now_mono_ms` of credentials that expire at `expires_mono_ms`.
#[must_use]
pub fn age(expires_mono_ms: u64, windows: Windows, now_mono_ms: u64) -> Age {
    match expires_mono_ms.saturating_sub(now_mono_ms) {
        0 => Age::Expired,
        left if left <= windows.mandatory_ms => Age::Mandatory,
        left if left <= windows.advisory_ms => Age::Advisory,
        _ => Age::Fresh,
    }
}

/// How long to leave the service alone after a failed refresh while the old credentials are still valid: 5–10 min,
/// uniform, so that players of one outage do not come back together.
pub fn backoff_ms(rng: &mut Rng) -> u64 {
    rng.u64(5 * MINUTE_MS..=10 * MINUTE_MS)
}

/// How long an error that cannot recover is remembered, so that a retry loop does not hammer the service: 1–5 s.
pub fn remember_ms(rng: &mut Rng) -> u64 {
    rng.u64(1_000..=5_000)
}

/// How long a failed fetch's error answers in place of the network, after so many failures in a row: 1, 2, 4 … 30 s.
/// The jitter comes on top, a fifth at most: a host that asks every frame makes six attempts in the first minute.
pub fn cool_down_ms(in_a_row: u32, rng: &mut Rng) -> u64 {
    let pause_ms = doubled(SECOND_MS, in_a_row, COOL_DOWN_MAX_MS);
    pause_ms + rng.u64(0..=pause_ms / 5)
}

/// How long `keep_fresh` waits after so many failures in a row, `left_ms` before expiry: longer each time, but never
/// past the expiry while there is time for another attempt before it; after it half a minute at most.
pub fn keep_fresh_pause_ms(in_a_row: u32, left_ms: u64, rng: &mut Rng) -> u64 {
    if left_ms > KEEP_FRESH_PAUSE_MIN_MS {
        let pause_ms = doubled(30 * SECOND_MS, in_a_row, KEEP_FRESH_PAUSE_MAX_MS);
        let pause_ms = pause_ms + rng.u64(0..=pause_ms / 2);
        pause_ms.min(rng.u64(left_ms / 4..=left_ms / 2)).max(KEEP_FRESH_PAUSE_MIN_MS)
    } else {
        let pause_ms = doubled(SECOND_MS, in_a_row, COOL_DOWN_MAX_MS);
        pause_ms - rng.u64(0..=pause_ms / 5)
    }
}

/// `first_ms` after the first failure, twice as long after each further one.
fn doubled(first_ms: u64, in_a_row: u32, max_ms: u64) -> u64 {
    (first_ms << in_a_row.saturating_sub(1).min(16)).min(max_ms)
}

/// When `keep_fresh` refreshes: a little before the advisory point, so that no caller ever finds it reached.
pub fn keep_fresh_at(expires_mono_ms: u64, windows: Windows, rng: &mut Rng) -> u64 {
    let jitter_ms = rng.u64(0..=windows.advisory_ms / 10);
    expires_mono_ms.saturating_sub(windows.advisory_ms).saturating_sub(jitter_ms)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_advisory_window_follows_the_lifetime() {
        let cases = [(15, 5), (20, 5), (21, 15), (60, 15), (89, 15), (90, 60), (120, 60), (720, 60)];
        for (lifetime_min, advisory_min) in cases {
            let windows = Windows::for_lifetime(lifetime_min * MINUTE_MS, WindowOptions::default());
            assert_eq!(windows.advisory_ms / MINUTE_MS, advisory_min, "lifetime {lifetime_min} min");
            assert_eq!(windows.mandatory_ms, MINUTE_MS);
        }
    }

    #[test]
    fn ages_at_the_edges() {
        let windows = Windows { advisory_ms: 300, mandatory_ms: 60 };
        let cases = [
            (699, Age::Fresh),
            (700, Age::Advisory),
            (939, Age::Advisory),
            (940, Age::Mandatory),
            (999, Age::Mandatory),
            (1000, Age::Expired),
            (u64::MAX, Age::Expired),
        ];
        for (now, expected) in cases {
            assert_eq!(age(1000, windows, now), expected, "at {now}");
        }
    }

    /// The lowest and the highest of many.
    fn spread(pause_ms: impl Fn(&mut fastrand::Rng) -> u64) -> [u64; 2] {
        let all = || (0..500).map(|seed| pause_ms(&mut fastrand::Rng::with_seed(seed)));
        [all().min().unwrap(), all().max().unwrap()]
    }

    /// Or the players of one outage come back together.
    #[test]
    fn jitter_takes_all_of_its_room() {
        let [low, high] = spread(|rng| cool_down_ms(1, rng));
        assert!(low <= 1_010 && high >= 1_190, "{low} {high}");
        let [low, high] = spread(|rng| keep_fresh_pause_ms(1, 10 * 60 * MINUTE_MS, rng));
        assert!((30_000..30_500).contains(&low) && (44_500..=45_000).contains(&high), "{low} {high}");
        let [low, high] = spread(|rng| keep_fresh_pause_ms(9, MINUTE_MS, rng));
        assert!((15_000..15_500).contains(&low) && (29_500..=30_000).contains(&high), "{low} {high}");
        let [low, high] = spread(|rng| keep_fresh_pause_ms(1, KEEP_FRESH_PAUSE_MIN_MS, rng));
        assert!((800..=810).contains(&low) && (990..=1_000).contains(&high), "{low} {high}");
    }

    proptest! {
        #[test]
        fn the_windows_are_nested_and_leave_a_quarter_of_the_lifetime(
            lifetime: u64, advisory in proptest::option::of(any::<u64>()), mandatory in proptest::option::of(any::<u64>())
        ) {
            let options = WindowOptions { advisory_ms: advisory, mandatory_ms: mandatory };
            let windows = Windows::for_lifetime(lifetime, options);
            prop_assert!(windows.mandatory_ms <= windows.advisory_ms);
            prop_assert!(windows.advisory_ms <= (lifetime / 4 * 3).max(lifetime / 2));
        }

        #[test]
        fn keep_fresh_comes_before_any_caller_could_wait(expires in 0u64..1 << 50, lifetime in 0u64..1 << 40, seed: u64) {
            let windows = Windows::for_lifetime(lifetime, WindowOptions::default());
            let at = keep_fresh_at(expires, windows, &mut fastrand::Rng::with_seed(seed));
            prop_assert!(at <= expires.saturating_sub(windows.advisory_ms));
        }

        #[test]
        fn pauses_are_in_their_bounds(seed: u64) {
            let mut rng = fastrand::Rng::with_seed(seed);
            prop_assert!((300_000..=600_000).contains(&backoff_ms(&mut rng)));
            prop_assert!((1_000..=5_000).contains(&remember_ms(&mut rng)));
        }

        #[test]
        fn a_cool_down_grows_to_half_a_minute_and_a_fifth_at_most_is_added(in_a_row in 1u32.., seed: u64) {
            let pause_ms = cool_down_ms(in_a_row, &mut fastrand::Rng::with_seed(seed));
            let base_ms = 1_000 * [1, 2, 4, 8, 16, 30][in_a_row.min(6) as usize - 1];
            prop_assert!((base_ms..=base_ms / 5 * 6).contains(&pause_ms));
        }

        #[test]
        fn whoever_asks_all_the_time_in_an_outage_makes_six_attempts_a_minute_at_most(seed: u64, first in 1u32..20) {
            let mut rng = fastrand::Rng::with_seed(seed);
            let (mut now_ms, mut attempts) = (0, 0);
            while now_ms < 60_000 {
                now_ms += cool_down_ms(first + attempts, &mut rng);
                attempts += 1;
            }
            prop_assert!(attempts <= 6);
        }

        #[test]
        fn keep_fresh_never_pauses_past_the_expiry_while_there_is_time(
            in_a_row in 1u32.., left_ms in 0u64..1 << 40, seed: u64
        ) {
            let pause_ms = keep_fresh_pause_ms(in_a_row, left_ms, &mut fastrand::Rng::with_seed(seed));
            if left_ms > KEEP_FRESH_PAUSE_MIN_MS {
                prop_assert!((5_000..left_ms).contains(&pause_ms));
                prop_assert!(pause_ms <= 15 * MINUTE_MS);
            } else {
                prop_assert!((800..=30_000).contains(&pause_ms));
            }
        }

        #[test]
        fn keep_fresh_pauses_longer_after_each_failure(in_a_row in 1u32..5, seed: u64) {
            let pause_ms = |in_a_row| {
                keep_fresh_pause_ms(in_a_row, 10 * 60 * MINUTE_MS, &mut fastrand::Rng::with_seed(seed))
            };
            prop_assert!(pause_ms(in_a_row) < pause_ms(in_a_row + 1));
        }
    }
}
