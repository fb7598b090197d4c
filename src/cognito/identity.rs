//! The four unsigned calls of Amazon Cognito identity pools: their requests, and the ids and tokens in their answers
//! (credentials are read in `credentials`). A request body is written once, into a buffer of its exact size that is
//! zeroed when dropped, so that no copy of a login token is left behind.
//!
//! Source: Amazon Cognito API reference, `GetId`, `GetCredentialsForIdentity`, `GetOpenIdToken`, `UnlinkIdentity`;
//! AWS JSON 1.1 protocol (Smithy specification).

use std::io;

use serde::ser::{Serialize, SerializeMap, Serializer};
use zeroize::Zeroizing;

use crate::http::{Request, Response};
use crate::secret::Secret;

use super::error::CallError;
use super::fault;
use super::identity_id::check_identity_id;
use super::json::{self, Object, Value};

/// A login: the provider's name and its token.
pub type Login = (String, Secret);

/// `GetId`: the identity of these logins, or a new guest. `account_id` is the AWS account number, optional.
#[must_use]
pub fn get_id(endpoint: &str, pool_id: &str, account_id: Option<&str>, logins: &[Login]) -> Request {
    let account = account_id.map(|id| ("AccountId", Field::Text(id)));
    let fields = [account, Some(("IdentityPoolId", Field::Text(pool_id))), optional_logins(logins)];
    request(endpoint, "GetId", &fields)
}

/// `GetCredentialsForIdentity`: the enhanced flow's second step. `custom_role_arn` picks among the roles that the
/// pool's role mapping allows.
#[must_use]
pub fn get_credentials_for_identity(
    endpoint: &str,
    identity_id: &str,
    logins: &[Login],
    custom_role_arn: Option<&str>,
) -> Request {
    let role = custom_role_arn.map(|arn| ("CustomRoleArn", Field::Text(arn)));
    let fields = [Some(("IdentityId", Field::Text(identity_id))), optional_logins(logins), role];
    request(endpoint, "GetCredentialsForIdentity", &fields)
}

/// `GetOpenIdToken`: the classic flow's second step.
#[must_use]
pub fn get_open_id_token(endpoint: &str, identity_id: &str, logins: &[Login]) -> Request {
    let fields = [Some(("IdentityId", Field::Text(identity_id))), optional_logins(logins)];
    request(endpoint, "GetOpenIdToken", &fields)
}

/// `UnlinkIdentity`: takes logins, by name, off an identity. `logins` prove that the caller owns it.
#[must_use]
pub fn unlink_identity(
    endpoint: &str,
    identity_id: &str,
    logins: &[Login],
    logins_to_remove: &[&str],
) -> Request {
    let fields = [
        Some(("IdentityId", Field::Text(identity_id))),
        Some(("Logins", Field::Logins(logins))),
        Some(("LoginsToRemove", Field::Names(logins_to_remove))),
    ];
    request(endpoint, "UnlinkIdentity", &fields)
}

/// The identity id in the answer to [`get_id`]; `logins` are the ones sent, kept out of any error.
///
/// # Errors
/// [`CallError`] when the service refused, or the answer has no well-formed identity id.
pub fn parse_get_id(response: &Response, logins: &[Login]) -> Result<String, CallError> {
    with_object(response, "GetId", logins, |object| {
        identity_id(object)?.ok_or_else(|| "has no IdentityId".to_owned())
    })
}

/// The answer to `GetOpenIdToken`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdToken {
    /// The identity the token is for, when the answer names it; it may differ from the one asked for.
    pub identity_id: Option<String>,
    /// The token: accepted by STS as a web identity token for ten minutes.
    pub token: Secret,
}

/// The token in the answer to [`get_open_id_token`]; `logins` are the ones sent, kept out of any error.
///
/// # Errors
/// [`CallError`] when the service refused, or the answer lacks the token.
pub fn parse_open_id_token(response: &Response, logins: &[Login]) -> Result<OpenIdToken, CallError> {
    with_object(response, "GetOpenIdToken", logins, |object| {
        Ok(OpenIdToken { identity_id: identity_id(object)?, token: secret(object, "Token", "Token")? })
    })
}

/// Whether [`unlink_identity`] succeeded; `logins` are the ones sent, kept out of any error.
///
/// # Errors
/// [`CallError`] when the service refused, or something else answered.
pub fn parse_unlink(response: &Response, logins: &[Login]) -> Result<(), CallError> {
    fault::check(response, &secrets(logins), fault::read_json)?;
    // The service sends no body or an empty object; a captive portal sends a page.
    match json::parse_object(&response.body) {
        Ok(_) | Err(json::JsonError::Empty) => Ok(()),
        Err(wrong) => Err(fault::invalid(response, &secrets(logins), "UnlinkIdentity", wrong)),
    }
}

/// Reads the answer's JSON object; what `read` finds wrong completes "the answer to GetId …".
pub(super) fn with_object<T>(
    response: &Response,
    operation: &str,
    logins: &[Login],
    read: impl FnOnce(&Object<'_>) -> Result<T, String>,
) -> Result<T, CallError> {
    let sent = secrets(logins);
    fault::check(response, &sent, fault::read_json)?;
    let plain = json::without_escapes(&response.body);
    let body = plain.as_ref().unwrap_or(&response.body);
    let object =
        json::parse_object(body).map_err(|wrong| fault::invalid(response, &sent, operation, wrong))?;
    read(&object).map_err(|wrong| fault::invalid(response, &sent, operation, wrong))
}

/// The answer's identity id; `None` when it has none.
pub(super) fn identity_id(object: &Object<'_>) -> Result<Option<String>, String> {
    if object.get("IdentityId").is_none() {
        return Ok(None);
    }
    match object.text("IdentityId") {
        Some(id) if check_identity_id(id).is_ok() => Ok(Some(id.to_owned())),
        _ => Err("has an IdentityId that is not an identity id".to_owned()),
    }
}

/// A key or token of the answer; `path` names it in errors.
pub(super) fn secret(object: &Object<'_>, name: &str, path: &str) -> Result<Secret, String> {
    match object.get(name) {
        None => Err(format!("has no {path}")),
        Some(Value::Text(text)) if text.is_empty() => Err(format!("has an empty {path}")),
        Some(Value::Text(std::borrow::Cow::Borrowed(text))) => {
            Secret::new(text).map_err(|_| format!("has a NUL character in {path}"))
        }
        // Still escaped after json::without_escapes.
        Some(Value::Text(_)) => Err(format!("has a character in {path} that no key or token has")),
        Some(_) => Err(format!("has a {path} that is not text")),
    }
}

fn secrets(logins: &[Login]) -> Vec<&Secret> {
    logins.iter().map(|(_, token)| token).collect()
}

/// Peers leave `Logins` out when there are none, and so do we.
fn optional_logins(logins: &[Login]) -> Option<(&'static str, Field<'_>)> {
    (!logins.is_empty()).then_some(("Logins", Field::Logins(logins)))
}

fn request(endpoint: &str, operation: &str, fields: &[Option<(&'static str, Field<'_>)>]) -> Request {
    Request {
        url: endpoint.to_owned(),
        headers: vec![
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", format!("AWSCognitoIdentityService.{operation}")),
        ],
        body: json_body(&Body(fields)),
    }
}

enum Field<'a> {
    Text(&'a str),
    Logins(&'a [Login]),
    Names(&'a [&'a str]),
}

struct Body<'a>(&'a [Option<(&'static str, Field<'a>)>]);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, field) in self.0.iter().flatten() {
            map.serialize_entry(name, field)?;
        }
        map.end()
    }
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Field::Text(text) => serializer.serialize_str(text),
            Field::Logins(logins) => {
                serializer.collect_map(logins.iter().map(|(name, token)| (name, token.expose())))
            }
            Field::Names(names) => serializer.collect_seq(*names),
        }
    }
}

/// Counts first, so that the buffer never grows: growing would leave an unzeroed copy of the tokens behind.
fn json_body(body: &Body<'_>) -> Zeroizing<Vec<u8>> {
    struct Count(usize);

    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut count = Count(0);
    // Maps with text keys, written to memory, cannot fail; if they did, the service would refuse the cut body.
    let _ = serde_json::to_writer(&mut count, body);
    let mut bytes = Zeroizing::new(Vec::with_capacity(count.0));
    let _ = serde_json::to_writer(&mut *bytes, body);
    debug_assert_eq!(bytes.len(), count.0);
    bytes
}

#[cfg(test)]
mod tests;
