//! The service's own idea of the time, the only sign there is that a device's clock is wrong: Cognito's unsigned calls
//! never complain about the caller's clock.

use std::time::UNIX_EPOCH;

use crate::http::Response;

/// The `Date` header (RFC 9110, section 6.6.1) in milliseconds since 1970; `None` when absent or malformed.
#[must_use]
pub fn service_date_unix_ms(response: &Response) -> Option<i64> {
    let date = httpdate::parse_http_date(response.header("date")?.trim()).ok()?;
    let since = date.duration_since(UNIX_EPOCH).ok()?;
    i64::try_from(since.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read() {
        let table = [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777_000)),
            (" Sun, 06 Nov 1994 08:49:37 GMT ", Some(784_111_777_000)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777_000)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777_000)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 25:49:37 GMT", None),
            ("1994-11-06T08:49:37Z", None),
            ("", None),
        ];
        for (text, expected) in table {
            let response =
                Response { headers: vec![("date".to_owned(), text.to_owned())], ..Response::default() };
            assert_eq!(service_date_unix_ms(&response), expected, "{text:?}");
        }
        assert_eq!(service_date_unix_ms(&Response::default()), None);
    }
}
