//! What time it is at the service. The device's wall clock may be years off and may jump; the service's `Date` header
//! (RFC 9110 §6.6.1), carried forward on the monotonic clock, is neither.

use crate::clock::Now;

/// `Date` has whole seconds: the service's clock may be almost one further. Erring this way expires credentials early
/// rather than late.
const DATE_RESOLUTION_MS: i64 = 1000;

/// The service's clock, as far as known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceClock {
    /// (service time, monotonic time) of the last `Date` seen.
    seen: Option<(i64, u64)>,
    /// Service time minus the device's wall clock, at that moment.
    offset_ms: Option<i64>,
    doubt_ms: u64,
}

impl ServiceClock {
    /// Takes note of the `Date` in the response to a request sent at `sent_mono_ms`. When between the two the service
    /// read its clock is unknown (the device may even have slept before it read the answer), so the earliest moment is
    /// taken: it too errs towards expiring early.
    pub fn observe(&mut self, date_unix_ms: i64, sent_mono_ms: u64, now: Now) {
        let service_unix_ms = date_unix_ms.saturating_add(DATE_RESOLUTION_MS);
        self.seen = Some((service_unix_ms, sent_mono_ms));
        let since_ms = now.mono_ms.saturating_sub(sent_mono_ms);
        let read_unix_ms = date_unix_ms.saturating_add(i64::try_from(since_ms).unwrap_or(i64::MAX));
        self.offset_ms = Some(read_unix_ms.saturating_sub(now.wall_unix_ms));
        self.doubt_ms = since_ms.saturating_add(DATE_RESOLUTION_MS.unsigned_abs());
    }

    /// [`ServiceClock::observe`] of what an earlier run observed and kept, with its doubt.
    pub fn restore(&mut self, offset_ms: i64, doubt_ms: u64, now: Now) {
        self.observe(now.wall_unix_ms.saturating_add(offset_ms), now.mono_ms, now);
        self.doubt_ms = self.doubt_ms.max(doubt_ms);
    }

    /// By so much the service's clock may be behind [`ServiceClock::unix_ms`], never ahead: as long as the answer took, if
    /// the service read its clock at the end of that.
    #[must_use]
    pub fn doubt_ms(&self) -> u64 {
        self.doubt_ms
    }

    /// The service's time now; before any `Date` was seen, the device's.
    #[must_use]
    pub fn unix_ms(&self, now: Now) -> i64 {
        match self.seen {
            Some((service_unix_ms, mono_ms)) => {
                let since = i64::try_from(now.mono_ms.saturating_sub(mono_ms)).unwrap_or(i64::MAX);
                service_unix_ms.saturating_add(since)
            }
            None => now.wall_unix_ms,
        }
    }

    /// When a service time comes on the monotonic clock; `None` when it is past.
    #[must_use]
    pub fn to_mono_ms(&self, service_unix_ms: i64, now: Now) -> Option<u64> {
        let ahead = u64::try_from(service_unix_ms.saturating_sub(self.unix_ms(now))).ok()?;
        (ahead > 0).then(|| now.mono_ms.saturating_add(ahead))
    }

    /// The service time at a point of the monotonic clock.
    #[must_use]
    pub fn at_mono_ms(&self, mono_ms: u64, now: Now) -> i64 {
        let ahead = i64::try_from(mono_ms.saturating_sub(now.mono_ms)).unwrap_or(i64::MAX);
        self.unix_ms(now).saturating_add(ahead)
    }

    /// How far the service's clock is ahead of the device's at this moment, milliseconds; `None` before any `Date` was seen.
    #[must_use]
    pub fn ahead_of_device_ms(&self, now: Now) -> Option<i64> {
        self.seen.map(|_| self.unix_ms(now).saturating_sub(now.wall_unix_ms))
    }

    /// How far the service's clock is ahead of the device's, milliseconds; 0 before any `Date` was seen.
    #[must_use]
    pub fn offset_ms(&self) -> i64 {
        self.offset_ms.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR_MS: i64 = 365 * 24 * 3_600_000;

    #[test]
    fn a_device_clock_ten_years_off_changes_nothing() {
        let date = 1_800_000_000_000;
        let expiration = date + 3_600_000;
        for off_ms in [-10 * YEAR_MS, 0, 10 * YEAR_MS] {
            let mut clock = ServiceClock::default();
            clock.observe(date, 5_000, Now { mono_ms: 5_000, wall_unix_ms: date + off_ms });
            assert_eq!(clock.offset_ms(), -off_ms);
            // The device's clock jumps by a year: still nothing.
            let later = Now { mono_ms: 6_000, wall_unix_ms: date + off_ms + YEAR_MS };
            let expires = clock.to_mono_ms(expiration, later).unwrap();
            assert_eq!(expires, 5_000 + 3_600_000 - 1_000, "a second early, never late");
            assert_eq!(clock.at_mono_ms(expires, later), expiration);
        }
    }

    #[test]
    fn a_sleep_between_the_answer_and_its_reading_is_counted() {
        let (date, sent) = (1_800_000_000_000, 5_000);
        let expiration = date + 3_600_000;
        let read = Now { mono_ms: sent + 2_400_000, wall_unix_ms: date + 2_400_000 };
        let mut clock = ServiceClock::default();
        clock.observe(date, sent, read);
        assert_eq!(clock.to_mono_ms(expiration, read), Some(sent + 3_600_000 - 1_000));
        assert_eq!((clock.offset_ms(), clock.doubt_ms()), (0, 2_401_000));

        let mut again = ServiceClock::default();
        again.restore(clock.offset_ms(), clock.doubt_ms(), read);
        assert_eq!((again.offset_ms(), again.doubt_ms()), (0, 2_401_000));
        assert_eq!(again.unix_ms(read), clock.unix_ms(read));
    }

    #[test]
    fn without_a_date_the_device_is_believed() {
        let now = Now { mono_ms: 7, wall_unix_ms: 1_000 };
        let clock = ServiceClock::default();
        assert_eq!(clock.to_mono_ms(3_000, now), Some(2_007));
        assert_eq!(clock.to_mono_ms(1_000, now), None);
        assert_eq!(clock.to_mono_ms(i64::MIN, now), None);
        assert_eq!(clock.offset_ms(), 0);
    }
}
