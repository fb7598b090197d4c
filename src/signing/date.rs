//! The instant of a signature, as `YYYYMMDDTHHMMSSZ`.

/// 16 characters; the first eight are the day.
#[derive(Clone, Copy, Debug)]
pub(super) struct AmzDate([u8; 16]);

const DAY_S: i64 = 86_400;
/// The last second of the year 9999.
const MAX_UNIX_S: i64 = 253_402_300_799;

impl AmzDate {
    /// `None` outside of the years 1970 to 9999.
    pub(super) fn new(unix_ms: i64) -> Option<Self> {
        let total_s = unix_ms.div_euclid(1000);
        if !(0..=MAX_UNIX_S).contains(&total_s) {
            return None;
        }
        let (days, second) = (total_s / DAY_S, total_s % DAY_S);
        let (year, month, day) = civil_from_days(days);
        let mut text = *b"00000000T000000Z";
        for (at, width, value) in [
            (0, 4, year),
            (4, 2, month),
            (6, 2, day),
            (9, 2, second / 3600),
            (11, 2, second / 60 % 60),
            (13, 2, second % 60),
        ] {
            write_digits(text.get_mut(at..at + width)?, value);
        }
        Some(Self(text))
    }

    pub(super) fn as_str(&self) -> &str {
        // Made of ASCII above.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    pub(super) fn day(&self) -> &str {
        self.as_str().get(..8).unwrap_or_default()
    }
}

/// The same as people and credentials files write it, `YYYY-MM-DDTHH:MM:SSZ`; `None` outside of the years 1970 to 9999.
#[must_use]
pub fn iso8601(unix_ms: i64) -> Option<String> {
    let date = AmzDate::new(unix_ms)?;
    let part = |range: std::ops::Range<usize>| date.as_str().get(range);
    Some(format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0..4)?,
        part(4..6)?,
        part(6..8)?,
        part(9..11)?,
        part(11..13)?,
        part(13..15)?
    ))
}

fn write_digits(out: &mut [u8], mut value: i64) {
    for digit in out.iter_mut().rev() {
        *digit = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
}

/// Year, month, day of the Gregorian calendar, so many days after 1970-01-01 (Howard Hinnant, "chrono-Compatible Low-Level
/// Date Algorithms", `civil_from_days`): years begin in March there, so that the leap day is the last.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cognito::timestamp::from_rfc3339;

    use proptest::prelude::*;

    #[test]
    fn instants_as_they_are_written() {
        for (unix_s, text) in [
            (0, "19700101T000000Z"),
            (1_440_938_160, "20150830T123600Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (4_107_542_400, "21000301T000000Z"),
            (MAX_UNIX_S, "99991231T235959Z"),
        ] {
            assert_eq!(AmzDate::new(unix_s * 1000 + 999).unwrap().as_str(), text);
        }
        assert!(AmzDate::new(-1).is_none());
        assert!(AmzDate::new((MAX_UNIX_S + 1) * 1000).is_none());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_same_second(unix_s in 0..=MAX_UNIX_S) {
            prop_assert_eq!(from_rfc3339(&iso8601(unix_s * 1000).unwrap()), Some(unix_s * 1000));
        }
    }
}
