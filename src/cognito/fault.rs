//! Error answers into [`CallError`]s. Whatever the answer holds, the error has a message, a bounded length, and none of
//! the secrets that were sent.
//!
//! Source: AWS JSON 1.1 protocol, "Operation error serialization" (Smithy specification); Amazon Cognito API
//! reference, "Common errors".

use zeroize::Zeroizing;

use crate::http::Response;
use crate::http::retry::retry_after_ms;
use crate::secret::Secret;

use super::classify::classify;
use super::error::{CallError, ErrorKind};
use super::json;
use super::redact;

/// What an error body says, before it is trusted.
#[derive(Default)]
pub(super) struct RawError {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) request_id: Option<String>,
}

/// Passes answers with a 2xx status, and makes errors of all others. `sent` are the secrets of the request.
pub(super) fn check(
    response: &Response,
    sent: &[&Secret],
    read: impl FnOnce(&str) -> RawError,
) -> Result<(), CallError> {
    if (200..300).contains(&response.status) {
        return Ok(());
    }
    Err(from_raw(read_body(response, read), response, sent))
}

/// What a body says that may be damaged: `read` sees a question mark in place of what is not UTF-8.
pub(super) fn read_body(response: &Response, read: impl FnOnce(&str) -> RawError) -> RawError {
    if let Ok(text) = std::str::from_utf8(&response.body) {
        return read(text);
    }
    // Never longer than the body, so it never grows and leaves no copy of a secret behind.
    let mut text = Zeroizing::new(String::with_capacity(response.body.len()));
    for chunk in response.body.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(if chunk.invalid().is_empty() { "" } else { "?" });
    }
    read(&text)
}

/// The error in a JSON body, as far as it can be read; empty when there is none.
pub(super) fn read_json(body: &str) -> RawError {
    let object = json::object_of_any(body);
    let first = |names: [&str; 2]| names.iter().find_map(|name| object.text(name)).map(str::to_owned);
    RawError { code: first(["__type", "code"]), message: first(["message", "Message"]), request_id: None }
}

/// An answer with a 2xx status that is not the one the operation gives; `wrong` completes "the answer to GetId …". `sent`
/// are the secrets of the request.
pub(super) fn invalid(
    response: &Response,
    sent: &[&Secret],
    operation: &str,
    wrong: impl std::fmt::Display,
) -> CallError {
    CallError {
        kind: ErrorKind::InvalidResponse,
        aws_error_code: None,
        message: format!("the answer to {operation} {wrong}"),
        http_status: response.status,
        aws_request_id: request_id(response, None, sent),
        retry_after_ms: None,
    }
}

/// The error that a body names, whatever its status.
pub(super) fn from_raw(raw: RawError, response: &Response, sent: &[&Secret]) -> CallError {
    let header_code = || response.header("x-amzn-errortype").map(str::to_owned);
    let code = raw.code.or_else(header_code).map(|code| bare_code(&code).to_owned());
    let code = code.filter(|code| redact::is_plain_name(code, sent));
    let header_message = || response.header("x-amzn-errormessage").map(str::to_owned);
    let raw_message = raw.message.or_else(header_message).unwrap_or_default();
    let message = match redact::clean(&raw_message, sent) {
        message if !message.is_empty() => message,
        _ => format!("HTTP status {} without an error message", response.status),
    };
    CallError {
        kind: classify(code.as_deref(), &raw_message, response.status),
        aws_error_code: code,
        message,
        http_status: response.status,
        aws_request_id: request_id(response, raw.request_id, sent),
        retry_after_ms: retry_after_ms(response),
    }
}

/// `com.amazonaws.cognito#NotAuthorizedException:http://…` without namespace and URL.
fn bare_code(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default().trim()
}

fn request_id(response: &Response, from_body: Option<String>, sent: &[&Secret]) -> Option<String> {
    let header = || response.header("x-amzn-requestid").map(str::to_owned);
    from_body.or_else(header).filter(|id| redact::is_plain_name(id, sent))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Headers<'a> = &'a [(&'a str, &'a str)];

    fn answer(status: u16, headers: Headers<'_>, body: &str) -> Response {
        Response {
            status,
            headers: headers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            body: body.as_bytes().to_vec().into(),
        }
    }

    fn error(status: u16, headers: Headers<'_>, body: &str) -> CallError {
        check(&answer(status, headers, body), &[], read_json).unwrap_err()
    }

    #[test]
    fn the_code_is_found_wherever_it_is() {
        let table: [(Headers<'_>, &str); 9] = [
            (&[], r#"{"__type":"ResourceConflictException"}"#),
            (&[], r#"{"__type":"com.amazonaws.cognito.identity#ResourceConflictException"}"#),
            (&[], r#"{"__type":"ResourceConflictException:http://internal.example/doc/"}"#),
            (&[], r#"{"code":"ResourceConflictException"}"#),
            (&[("x-amzn-errortype", "ResourceConflictException")], ""),
            (&[("x-amzn-errortype", "ResourceConflictException:")], "{}"),
            (&[("x-amzn-errortype", "ns#ResourceConflictException:http://a/")], "<html>"),
            (&[("x-amzn-errortype", "ResourceConflictException")], r#"{"code":5}"#),
            (&[("x-amzn-errortype", "Other")], r#"{"__type":"ResourceConflictException"}"#),
        ];
        for (headers, body) in table {
            let error = error(400, headers, body);
            assert_eq!(error.aws_error_code.as_deref(), Some("ResourceConflictException"), "{body}");
            assert_eq!(error.kind, ErrorKind::ResourceConflict);
        }
    }

    #[test]
    fn the_message_is_found_wherever_it_is() {
        let header = [("x-amzn-errormessage", "why")];
        let table: [(Headers<'_>, &str, &str); 6] = [
            (&[], r#"{"message":"why"}"#, "why"),
            (&[], r#"{"Message":"why"}"#, "why"),
            (&header, "{}", "why"),
            (&header, r#"{"message":null}"#, "why"),
            (&[], r#"{"message":" \n"}"#, "HTTP status 400 without an error message"),
            (&[], "<html>no</html>", "HTTP status 400 without an error message"),
        ];
        for (headers, body, message) in table {
            assert_eq!(error(400, headers, body).message, message, "{body}");
        }
    }

    #[test]
    fn request_id_and_retry_time_come_along() {
        let headers = [("x-amzn-requestid", "12345678-aaaa"), ("x-amz-retry-after", " 1500 ")];
        let error = error(429, &headers, "");
        assert_eq!(error.kind, ErrorKind::Throttled);
        assert_eq!(error.aws_request_id.as_deref(), Some("12345678-aaaa"));
        assert_eq!(error.retry_after_ms, Some(1500));
        for text in ["", "-1", "1.5", "soon", "99999999999999999999"] {
            assert_eq!(self::error(429, &[("x-amz-retry-after", text)], "").retry_after_ms, None, "{text}");
        }
    }

    #[test]
    fn a_web_page_is_judged_by_its_status() {
        for (status, kind) in [
            (302, ErrorKind::InvalidResponse),
            (403, ErrorKind::InvalidResponse),
            (404, ErrorKind::InvalidResponse),
            (407, ErrorKind::InvalidResponse),
            (429, ErrorKind::Throttled),
            (500, ErrorKind::Unavailable),
            (501, ErrorKind::InvalidResponse),
            (503, ErrorKind::Unavailable),
        ] {
            assert_eq!(error(status, &[], "<html><body>oops</body></html>").kind, kind, "{status}");
        }
        assert_eq!(check(&answer(200, &[], "<html>"), &[], read_json), Ok(()));
    }

    #[test]
    fn sent_secrets_are_hidden_wherever_they_come_back() {
        let token = Secret::new("hunter2hunter2").unwrap();
        let headers = [("x-amzn-requestid", "hunter2hunter2")];
        let body = r#"{"__type":"hunter2hunter2","message":"bad token hunter2hunter2."}"#;
        let error = check(&answer(400, &headers, body), &[&token], read_json).unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        assert_eq!(error.message, "bad token ***.");
    }
}
