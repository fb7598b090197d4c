//! The instant of a signature, as `YYYYMMDDTHHMMSSZ`.

/// 16 characters; the first eight are the day.
#[derive(Clone, Copy, Debug)]
pub(super) struct AmzDate([u8; 16]);

const DAY_MS: u64 = 86_400_000;
/// The last millisecond of the year 9999.
const MAX_UNIX_MS: u64 = 253_402_300_799_999;

impl AmzDate {
    /// `None` outside of the years 1970 to 9999.
    pub(super) fn new(unix_ms: i64) -> Option<Self> {
        let unix_ms = u64::try_from(unix_ms).ok().filter(|unix_ms| *unix_ms <= MAX_UNIX_MS)?;
        let (year, month, day) = civil_from_days(u32::try_from(unix_ms / DAY_MS).ok()?);
        let second = quotient::<1000>(u32::try_from(unix_ms % DAY_MS).ok()?);
        let (minute, hour, century) =
            (quotient::<60>(second), quotient::<3600>(second), quotient::<100>(year));
        let mut text = *b"00000000T000000Z";
        for (at, number) in [
            (0, century),
            (2, year - 100 * century),
            (4, month),
            (6, day),
            (9, hour),
            (11, minute - 60 * hour),
            (13, second - 60 * minute),
        ] {
            text.get_mut(at..at + 2)?.copy_from_slice(TWO_DIGITS.get(number as usize)?);
        }
        Some(Self(text))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn day(&self) -> &[u8] {
        self.0.get(..8).unwrap_or_default()
    }
}

/// The same as people and credentials files write it, `YYYY-MM-DDTHH:MM:SSZ`; `None` outside of the years 1970 to 9999.
#[must_use]
pub fn iso8601(unix_ms: i64) -> Option<String> {
    let date = AmzDate::new(unix_ms)?;
    let text = std::str::from_utf8(date.as_bytes()).ok()?;
    let part = |range: std::ops::Range<usize>| text.get(range);
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

/// `number / D`, for numbers below 2^17 * D and 2^47 / D: built for size, a division is a division, which takes as long as ten
/// products.
#[allow(clippy::cast_possible_truncation, reason = "it is smaller than the number")]
fn quotient<const D: u64>(number: u32) -> u32 {
    ((u64::from(number) * ((1 << 47) / D + 1)) >> 47) as u32
}

/// Of the numbers below a hundred.
#[allow(clippy::indexing_slicing, reason = "by the compiler, which would refuse what is out of range")]
const TWO_DIGITS: [[u8; 2]; 100] = {
    let mut digits = [*b"00"; 100];
    let mut number = 0u8;
    while number < 100 {
        digits[number as usize] = [b'0' + number / 10, b'0' + number % 10];
        number += 1;
    }
    digits
};

/// Year, month, day of the Gregorian calendar, so many days after 1970-01-01 (Cassio Neri and Lorenz Schneider, "Euclidean
/// affine functions and their application to calendar algorithms", `to_date`): years begin in March there, so that the leap
/// day is the last. Three divisions, of which other algorithms have ten.
#[allow(clippy::cast_possible_truncation, reason = "of a product the upper half and the lower half")]
fn civil_from_days(days: u32) -> (u32, u32, u32) {
    const MARCH_OF_YEAR_0: u32 = 719_468;
    let quarters = 4 * (days + MARCH_OF_YEAR_0) + 3;
    let century = quotient::<146_097>(quarters);
    let quarters = (quarters - 146_097 * century) | 3;
    let product = 2_939_745 * u64::from(quarters);
    let year_of_century = (product >> 32) as u32;
    let day_of_year = product as u32 / (2_939_745 * 4);
    let month_and_day = 2141 * day_of_year + 197_913;
    let (month, day) = (month_and_day >> 16, quotient::<2141>(month_and_day % 0x1_0000) + 1);
    let year = 100 * century + year_of_century;
    if month > 12 { (year + 1, month - 12, day) } else { (year, month, day) }
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
            (253_402_300_799, "99991231T235959Z"),
        ] {
            assert_eq!(AmzDate::new(unix_s * 1000 + 999).unwrap().as_bytes(), text.as_bytes());
        }
        assert!(AmzDate::new(-1).is_none());
        assert!(AmzDate::new(253_402_300_800_000).is_none());
    }

    #[test]
    fn each_day_comes_after_the_one_before_it() {
        let mut days = 0;
        for year in 1970..=9999 {
            let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let february = if is_leap_year { 29 } else { 28 };
            for (month, length) in (1..).zip([31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) {
                for day in 1..=length {
                    assert_eq!(civil_from_days(days), (year, month, day));
                    days += 1;
                }
            }
        }
    }

    #[test]
    fn a_quotient_is_that_of_a_division() {
        fn check<const D: u64>() {
            let divisor = u32::try_from(D).unwrap();
            let largest = u32::try_from((1 << 17) * D - 1).unwrap_or(u32::MAX);
            for quotient_of in 0..=largest / divisor {
                for rest in [0, 1, divisor / 2, divisor - 1] {
                    let number = (quotient_of * divisor).saturating_add(rest);
                    assert_eq!(quotient::<D>(number), number / divisor, "{number} / {divisor}");
                }
            }
        }
        check::<60>();
        check::<100>();
        check::<1000>();
        check::<2141>();
        check::<3600>();
    }

    /// Those of 400 years.
    #[test]
    fn each_century_begins_where_it_does() {
        for quarters in (0..=14_612_000).step_by(13) {
            assert_eq!(quotient::<146_097>(quarters), quarters / 146_097);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_same_second(unix_s in 0..=253_402_300_799_i64) {
            prop_assert_eq!(from_rfc3339(&iso8601(unix_s * 1000).unwrap()), Some(unix_s * 1000));
        }
    }
}
