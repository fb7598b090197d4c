//! Temporary credentials as the service hands them over, in the one shape that both flows give. A
//! [`CredentialsResponse`] is whole: every part is there, and the expiration is an instant between 1970 and 9999.
//! Whether it has passed is judged above, where there is a clock.
//!
//! Source: Amazon Cognito API reference, `GetCredentialsForIdentity`, `Credentials`.

use crate::http::Response;
use crate::secret::Secret;

use super::error::CallError;
use super::fault;
use super::identity::{Login, identity_id, secret, with_object};
use super::json::{Object, Value};
use super::timestamp;

/// What `GetCredentialsForIdentity` and `AssumeRoleWithWebIdentity` give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialsResponse {
    /// The identity the credentials are for, when the answer names it; it may differ from the one asked for. STS
    /// names the one that the web identity token is for.
    pub identity_id: Option<String>,
    /// Access key id (`ASIA…`).
    pub access_key_id: Secret,
    /// Secret access key.
    pub secret_access_key: Secret,
    /// Session token.
    pub session_token: Secret,
    /// When they expire, by the service's clock.
    pub expiration_unix_ms: i64,
}

/// The credentials in the answer to [`super::identity::get_credentials_for_identity`]; `logins` are the ones sent, kept
/// out of any error.
///
/// # Errors
/// [`CallError`] when the service refused, or the answer lacks a part, which the message names.
pub fn parse_credentials(response: &Response, logins: &[Login]) -> Result<CredentialsResponse, CallError> {
    with_object(response, "GetCredentialsForIdentity", logins, |object| {
        let credentials = match object.get("Credentials") {
            Some(Value::Object(credentials)) => credentials,
            Some(_) => return Err("has Credentials that are not an object".to_owned()),
            None => return Err("has no Credentials".to_owned()),
        };
        Ok(CredentialsResponse {
            identity_id: identity_id(object)?,
            access_key_id: secret(credentials, "AccessKeyId", "Credentials.AccessKeyId")?,
            // SecretKey here, SecretAccessKey in STS.
            secret_access_key: secret(credentials, "SecretKey", "Credentials.SecretKey")?,
            session_token: secret(credentials, "SessionToken", "Credentials.SessionToken")?,
            expiration_unix_ms: expiration(credentials)?,
        })
    })
}

/// The answer was well-formed, but its credentials cannot be used. Only a caller with a clock can know. `sent` are the
/// secrets of the request, kept out of the error.
#[must_use]
pub fn expired_on_arrival(response: &Response, sent: &[&Secret]) -> CallError {
    CallError {
        message: "the credentials in the answer had already expired when they arrived".to_owned(),
        ..fault::invalid(response, sent, "", "")
    }
}

/// Epoch seconds: integer, decimal or exponent (`1.515115602E9` has been seen).
fn expiration(credentials: &Object<'_>) -> Result<i64, String> {
    let seconds = match credentials.get("Expiration") {
        Some(Value::Number(seconds)) => *seconds,
        Some(_) => return Err("has a Credentials.Expiration that is not a number".to_owned()),
        None => return Err("has no Credentials.Expiration".to_owned()),
    };
    timestamp::from_epoch_seconds(seconds)
        .ok_or_else(|| "has a Credentials.Expiration that is not in seconds since 1970".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::error::ErrorKind;
    use super::*;

    fn answer(body: &str) -> Result<CredentialsResponse, CallError> {
        let response = Response { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec().into() };
        parse_credentials(&response, &[])
    }

    fn with_expiration(expiration: &str) -> Result<CredentialsResponse, CallError> {
        answer(&format!(
            r#"{{"IdentityId":"us-east-1:12","Credentials":{{"AccessKeyId":"AK","SecretKey":"s\/k\u003d",
                "SessionToken":"t","Expiration":{expiration}}}}}"#
        ))
    }

    #[test]
    fn whole_credentials_are_read() {
        let credentials = with_expiration("1515115602").unwrap();
        assert_eq!(credentials.identity_id.as_deref(), Some("us-east-1:12"));
        assert_eq!(credentials.access_key_id.expose(), "AK");
        assert_eq!(credentials.secret_access_key.expose(), "s/k=");
        assert_eq!(credentials.session_token.expose(), "t");
        assert_eq!(credentials.expiration_unix_ms, 1_515_115_602_000);
    }

    #[test]
    fn expirations_in_every_form() {
        let table = [
            ("1515115602", Some(1_515_115_602_000)),
            ("1515115602.0", Some(1_515_115_602_000)),
            ("1515115602.125", Some(1_515_115_602_125)),
            ("1.515115602E9", Some(1_515_115_602_000)),
            ("1.515115602e+9", Some(1_515_115_602_000)),
            ("15151156020E-1", Some(1_515_115_602_000)),
            ("0", None),
            ("-1515115602", None),
            ("1515115602000", None),
            ("18446744073709551615", None),
            ("1e300", None),
            ("\"1515115602\"", None),
            ("true", None),
            ("null", None),
            ("{}", None),
        ];
        for (text, expected) in table {
            let read = with_expiration(text);
            assert_eq!(read.as_ref().ok().map(|read| read.expiration_unix_ms), expected, "{text}");
            if let Err(error) = read {
                assert_eq!(error.kind, ErrorKind::InvalidResponse);
                assert!(error.message.contains("Credentials.Expiration"), "{}", error.message);
            }
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_without_its_value() {
        let table = [
            ("{}", "has no Credentials"),
            (r#"{"Credentials":null}"#, "has no Credentials"),
            (r#"{"Credentials":["hunter2"]}"#, "has Credentials that are not an object"),
            (r#"{"Credentials":{}}"#, "has no Credentials.AccessKeyId"),
            (r#"{"Credentials":{"AccessKeyId":""}}"#, "has an empty Credentials.AccessKeyId"),
            (r#"{"Credentials":{"AccessKeyId":7}}"#, "has a Credentials.AccessKeyId that is not text"),
            (r#"{"Credentials":{"AccessKeyId":"hunter2"}}"#, "has no Credentials.SecretKey"),
            (
                r#"{"Credentials":{"AccessKeyId":"hunter2","SecretKey":"hunter2"}}"#,
                "has no Credentials.SessionToken",
            ),
            (
                r#"{"Credentials":{"AccessKeyId":"hunter2","SecretKey":"hunter2","SessionToken":"hunter2"}}"#,
                "has no Credentials.Expiration",
            ),
            (
                r#"{"Credentials":{"AccessKeyId":"hunter2\u0000"}}"#,
                "has a character in Credentials.AccessKeyId that no key or token has",
            ),
            (
                r#"{"Credentials":{"AccessKeyId":"hunter2\n"}}"#,
                "has a character in Credentials.AccessKeyId that no key or token has",
            ),
            (r#"{"Credentials":{"AccessKeyId":"hunter2"#, "is cut short"),
            (r#""hunter2""#, "is not a JSON object"),
        ];
        for (body, wrong) in table {
            let error = answer(body).unwrap_err();
            assert_eq!(error.kind, ErrorKind::InvalidResponse);
            assert_eq!(error.message, format!("the answer to GetCredentialsForIdentity {wrong}"), "{body}");
        }
    }

    #[test]
    fn a_bad_identity_id_spoils_the_answer() {
        for id in ["\"\"", "\"x\"", "7", "\"us-east-1:12\\u0000\""] {
            let error = answer(&format!(
                r#"{{"IdentityId":{id},"Credentials":{{"AccessKeyId":"a","SecretKey":"b","SessionToken":"c","Expiration":1}}}}"#
            ))
            .unwrap_err();
            assert!(error.message.contains("IdentityId that is not"), "{}", error.message);
        }
    }

    #[test]
    fn what_had_expired_says_so() {
        let error = expired_on_arrival(&Response { status: 200, ..Response::default() }, &[]);
        assert_eq!((error.kind, error.http_status), (ErrorKind::InvalidResponse, 200));
        assert!(error.message.contains("already expired"), "{error}");
    }
}
