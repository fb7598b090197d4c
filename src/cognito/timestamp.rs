//! Instants in answers. Every instant that leaves this file lies between 1970 and the year 9999, so arithmetic on it
//! cannot overflow; milliseconds passed off as seconds do not.

/// The last instant of the year 9999, in seconds since 1970.
const MAX_UNIX_S: i64 = 253_402_300_799;

/// Epoch seconds, possibly with a fraction, in milliseconds; `None` outside 1970 to 9999.
#[must_use]
pub fn from_epoch_seconds(seconds: f64) -> Option<i64> {
    #[allow(clippy::cast_precision_loss, reason = "2^38 is exact in f64")]
    let in_range = seconds > 0.0 && seconds <= MAX_UNIX_S as f64;
    #[allow(clippy::cast_possible_truncation, reason = "the range was just checked")]
    in_range.then(|| (seconds * 1000.0).round() as i64)
}

/// An instant such as `2026-09-28T12:34:56Z` (RFC 3339, with or without a fraction of a second, in UTC or with an offset
/// from it) in milliseconds since 1970; `None` when it is anything else.
#[must_use]
pub fn from_rfc3339(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (fixed, rest) = bytes.split_at_checked(19)?;
    let separators = [(4, b"--"), (7, b"--"), (10, b"Tt"), (13, b"::"), (16, b"::")];
    if separators.iter().any(|(at, allowed)| fixed.get(*at).is_none_or(|found| !allowed.contains(found))) {
        return None;
    }
    let part = |from: usize, to: usize| digits(fixed.get(from..to)?);
    let days = days_since_1970(part(0, 4)?, part(5, 7)?, part(8, 10)?)?;
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    // A second of 60 is a leap second, the moment at which the next minute begins.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let zone_at = rest.iter().position(|byte| b"Zz+-".contains(byte))?;
    let (fraction, zone) = rest.split_at(zone_at);
    let unix_s = ((days * 24 + hour) * 60 + minute - offset_minutes(zone)?) * 60 + second;
    (0..=MAX_UNIX_S).contains(&unix_s).then_some(unix_s * 1000 + fraction_ms(fraction)?)
}

/// `Z`, or `+` or `-` and hours and minutes: how far the local time is ahead of UTC.
fn offset_minutes(zone: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match *zone {
        [b'Z' | b'z'] => return Some(0),
        [b'+', h1, h2, b':', m1, m2] => (1, digits(&[h1, h2])?, digits(&[m1, m2])?),
        [b'-', h1, h2, b':', m1, m2] => (-1, digits(&[h1, h2])?, digits(&[m1, m2])?),
        _ => return None,
    };
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 60 + minutes))
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0_i64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// `.`, then digits; or nothing.
fn fraction_ms(bytes: &[u8]) -> Option<i64> {
    let Some(fraction) = bytes.strip_prefix(b".") else {
        return bytes.is_empty().then_some(0);
    };
    if fraction.is_empty() || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let padded: Vec<u8> = fraction.iter().copied().chain([b'0'; 2]).take(3).collect();
    digits(&padded)
}

/// Days from 1970-01-01 to a date of the Gregorian calendar, for the years 1970 to 9999.
fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    const DAYS_BEFORE_MONTH: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
    let month_index = usize::try_from(month - 1).ok()?;
    let before = *DAYS_BEFORE_MONTH.get(month_index)?;
    let is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let month_days = DAYS_BEFORE_MONTH.get(month_index + 1)? - before + i64::from(is_leap && month == 2);
    if year < 1970 || day < 1 || day > month_days {
        return None;
    }
    let leap_days_to = |year: i64| year / 4 - year / 100 + year / 400;
    let leap_days = leap_days_to(year - 1) - leap_days_to(1969) + i64::from(is_leap && month > 2);
    Some((year - 1970) * 365 + leap_days + before + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn epoch_seconds() {
        let table = [
            (1_515_115_602.0, Some(1_515_115_602_000)),
            (1.515_115_602E9, Some(1_515_115_602_000)),
            (1_515_115_602.123, Some(1_515_115_602_123)),
            (0.5, Some(500)),
            (253_402_300_799.0, Some(253_402_300_799_000)),
            (253_402_300_800.0, None),
            (1_515_115_602_000.0, None),
            (0.0, None),
            (-1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ];
        for (seconds, expected) in table {
            assert_eq!(from_epoch_seconds(seconds), expected, "{seconds}");
        }
    }

    #[test]
    fn rfc3339() {
        let table = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00Z", Some(951_825_600_000)),
            ("2018-01-05T01:26:42Z", Some(1_515_115_602_000)),
            ("2018-01-05T01:26:42.5Z", Some(1_515_115_602_500)),
            ("2018-01-05T01:26:42.123456789Z", Some(1_515_115_602_123)),
            ("2024-12-31T23:59:59Z", Some(1_735_689_599_000)),
            ("2100-03-01T00:00:00Z", Some(4_107_542_400_000)),
            ("9999-12-31T23:59:59Z", Some(MAX_UNIX_S * 1000)),
            ("1969-12-31T23:59:59Z", None),
            ("2100-02-29T00:00:00Z", None),
            ("2023-02-29T00:00:00Z", None),
            ("2023-13-01T00:00:00Z", None),
            ("2023-00-01T00:00:00Z", None),
            ("2023-04-31T00:00:00Z", None),
            ("2023-01-00T00:00:00Z", None),
            ("2023-01-01T24:00:00Z", None),
            ("2023-01-01T00:60:00Z", None),
            ("2018-01-05t01:26:42z", Some(1_515_115_602_000)),
            ("2018-01-05T01:26:42+00:00", Some(1_515_115_602_000)),
            ("2018-01-05T03:26:42+02:00", Some(1_515_115_602_000)),
            ("2018-01-05T06:56:42.25+05:30", Some(1_515_115_602_250)),
            ("2018-01-04T21:26:42.1-04:00", Some(1_515_115_602_100)),
            ("2018-01-05T01:26:42-00:00", Some(1_515_115_602_000)),
            ("2018-01-05T01:26:42.12345678901234567890Z", Some(1_515_115_602_123)),
            ("2016-12-31T23:59:60Z", Some(1_483_228_800_000)),
            ("2017-01-01T00:59:60+01:00", Some(1_483_228_800_000)),
            ("1970-01-01T23:59:00+23:59", Some(0)),
            ("1970-01-01T00:00:00+00:01", None),
            ("9999-12-31T23:59:59-00:01", None),
            ("9999-12-31T23:59:60Z", None),
            ("2023-01-01T00:00:61Z", None),
            ("2023-01-01T00:00:00", None),
            ("2023-01-01T00:00:00.5", None),
            ("2023-01-01T00:00:00+24:00", None),
            ("2023-01-01T00:00:00+01:60", None),
            ("2023-01-01T00:00:00+0100", None),
            ("2023-01-01T00:00:00+01", None),
            ("2023-01-01T00:00:00+1:000", None),
            ("2023-01-01T00:00:00+01:00Z", None),
            ("2023-01-01T00:00:00Z+01:00", None),
            ("2023-01-01T00:00:00 Z", None),
            ("2023-01-01T00:00:00~01:00", None),
            ("2023-01-01T00:00:00.Z", None),
            ("2023-01-01T00:00:00.1xZ", None),
            ("2023-01-01 00:00:00Z", None),
            ("+023-01-01T00:00:00Z", None),
            ("2023-1-01T00:00:00Z", None),
            ("２023-01-01T00:00:00Z", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(from_rfc3339(text), expected, "{text:?}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut expected = 0;
        for year in 1970..=2405 {
            for month in 1..=12 {
                for day in 1..=31 {
                    if let Some(days) = days_since_1970(year, month, day) {
                        assert_eq!(days, expected, "{year}-{month}-{day}");
                        expected += 1;
                    }
                }
            }
        }
        assert_eq!(expected, 435 * 365 + 366 + 105, "436 years, 106 of them leap");
    }
}
