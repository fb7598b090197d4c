//! Invariant: a time is written as STS writes it, ISO 8601 in UTC to the second, for every time the emulator's clock can
//! be set to within the years that have four digits.

const SECONDS_PER_DAY: i64 = 86_400;

/// The last second of the year 9999.
const LAST_UNIX_SECONDS: i64 = 253_402_300_799;

/// `2018-01-05T01:26:42Z`; times before 1970 count as 1970.
pub(super) fn iso8601(unix_ms: i64) -> String {
    let seconds = (unix_ms / 1000).clamp(0, LAST_UNIX_SECONDS);
    let (day, second) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    let (year, month, day) = date(day);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
}

/// Year, month and day of the month of a day counted from 1970-01-01 (Gregorian).
fn date(mut day: i64) -> (i64, i64, i64) {
    let mut year = 1970;
    while day >= days_in_year(year) {
        day -= days_in_year(year);
        year += 1;
    }
    let february = days_in_year(year) - 337;
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if day < days {
            break;
        }
        day -= days;
        month += 1;
    }
    (year, month, day + 1)
}

fn days_in_year(year: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if is_leap { 366 } else { 365 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written() {
        let table = [
            (0, "1970-01-01T00:00:00Z"),
            (-5, "1970-01-01T00:00:00Z"),
            (1_515_115_602_999, "2018-01-05T01:26:42Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_709_251_199_000, "2024-02-29T23:59:59Z"),
            (1_709_251_200_000, "2024-03-01T00:00:00Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00Z"),
            (1_735_689_599_000, "2024-12-31T23:59:59Z"),
            (i64::MAX, "9999-12-31T23:59:59Z"),
        ];
        for (unix_ms, text) in table {
            assert_eq!(iso8601(unix_ms), text);
        }
    }
}
