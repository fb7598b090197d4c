//! `AssumeRoleWithWebIdentity`, the classic flow's last step: an unsigned form goes to AWS STS, XML comes back.
//!
//! Source: AWS STS API reference, `AssumeRoleWithWebIdentity`.

use zeroize::Zeroizing;

use crate::http::{Request, Response};
use crate::secret::Secret;

use super::credentials::CredentialsResponse;
use super::error::CallError;
use super::fault::{self, RawError};
use super::identity_id::check_identity_id;
use super::timestamp;
use super::xml;

const OPERATION: &str = "AssumeRoleWithWebIdentity";

/// What to ask STS for. Limits are checked where the options are read, before any network.
#[derive(Clone, Debug)]
pub struct AssumeRole<'a> {
    /// The role to assume, 20 to 2048 characters.
    pub role_arn: &'a str,
    /// The name that `CloudTrail` shows, 2 to 64 characters of `[\w+=,.@-]`.
    pub session_name: &'a str,
    /// The token from `GetOpenIdToken` or from the game's own backend, 4 to 20000 characters.
    pub web_identity_token: &'a Secret,
    /// Seconds that the credentials are asked to live, 900 to 43200; `None` is one hour.
    pub duration_s: Option<u32>,
    /// An inline session policy, at most 2048 characters of JSON.
    pub policy: Option<&'a str>,
    /// ARNs of managed policies that narrow the session, at most ten.
    pub policy_arns: &'a [String],
}

/// The request; the body's buffer has its exact size and is zeroed when dropped.
#[must_use]
pub fn assume_role_with_web_identity(endpoint: &str, role: &AssumeRole<'_>) -> Request {
    let duration = role.duration_s.map(|seconds| seconds.to_string());
    let arn_names: Vec<String> =
        (1..=role.policy_arns.len()).map(|number| format!("PolicyArns.member.{number}.arn")).collect();
    let mut pairs = vec![
        ("Action", OPERATION),
        ("Version", "2011-06-15"),
        ("RoleArn", role.role_arn),
        ("RoleSessionName", role.session_name),
        ("WebIdentityToken", role.web_identity_token.expose()),
    ];
    pairs.extend(duration.as_deref().map(|seconds| ("DurationSeconds", seconds)));
    pairs.extend(role.policy.map(|policy| ("Policy", policy)));
    pairs.extend(arn_names.iter().map(String::as_str).zip(role.policy_arns.iter().map(String::as_str)));
    Request {
        url: endpoint.to_owned(),
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: form_body(&pairs),
    }
}

/// The credentials in the answer; `token` is the one sent, kept out of any error.
///
/// # Errors
/// [`CallError`] when STS refused, whatever status it did so with, or when the answer lacks a part, which the message
/// names.
pub fn parse_assume_role(response: &Response, token: &Secret) -> Result<CredentialsResponse, CallError> {
    fault::check(response, &[token], read_error)?;
    read_credentials(&response.body).map_err(|wrong| match fault::read_body(response, read_error) {
        refusal if refusal.code.is_some() => fault::from_raw(refusal, response, &[token]),
        _ => fault::invalid(response, &[token], OPERATION, wrong),
    })
}

const SUBJECT: &[&str] = &["AssumeRoleWithWebIdentityResult", "SubjectFromWebIdentityToken"];
const ACCESS_KEY_ID: &[&str] = &["AssumeRoleWithWebIdentityResult", "Credentials", "AccessKeyId"];
// SecretAccessKey here, SecretKey in Cognito.
const SECRET_ACCESS_KEY: &[&str] = &["AssumeRoleWithWebIdentityResult", "Credentials", "SecretAccessKey"];
const SESSION_TOKEN: &[&str] = &["AssumeRoleWithWebIdentityResult", "Credentials", "SessionToken"];
const EXPIRATION: &[&str] = &["AssumeRoleWithWebIdentityResult", "Credentials", "Expiration"];

fn read_credentials(body: &[u8]) -> Result<CredentialsResponse, String> {
    let wanted = [SUBJECT, ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKEN, EXPIRATION];
    let fields = xml::fields(body, &wanted).map_err(|wrong| wrong.to_string())?;
    let part = |path: &'static [&str]| match (fields.get(path), path.last().copied().unwrap_or_default()) {
        (None, name) => Err(format!("has no Credentials.{name}")),
        (Some(""), name) => Err(format!("has an empty Credentials.{name}")),
        (Some(text), name) => Ok((text, name)),
    };
    let secret = |path| {
        let (text, name) = part(path)?;
        Secret::new(text).map_err(|_| format!("has a NUL character in Credentials.{name}"))
    };
    Ok(CredentialsResponse {
        // Tokens of an identity pool are for an identity; compatible servers put other things there.
        identity_id: fields.get(SUBJECT).filter(|id| check_identity_id(id).is_ok()).map(str::to_owned),
        access_key_id: secret(ACCESS_KEY_ID)?,
        secret_access_key: secret(SECRET_ACCESS_KEY)?,
        session_token: secret(SESSION_TOKEN)?,
        expiration_unix_ms: timestamp::from_rfc3339(part(EXPIRATION)?.0)
            .filter(|unix_ms| *unix_ms > 0)
            .ok_or("has a Credentials.Expiration that is not an RFC 3339 instant")?,
    })
}

/// The error in a body, as far as it can be read: `ErrorResponse/Error/Code`, or wrapped in less or more than that. Some
/// compatible servers answer STS calls in JSON.
fn read_error(body: &str) -> RawError {
    const CODE: &[&str] = &["Error", "Code"];
    const MESSAGE: &[&str] = &["Error", "Message"];
    const REQUEST_ID: &[&str] = &["RequestId"];
    let fields = xml::fields_of_any(body, &[CODE, MESSAGE, REQUEST_ID]);
    let get = |path| fields.get(path).filter(|text| !text.is_empty()).map(str::to_owned);
    match get(CODE) {
        None => fault::read_json(body),
        code => RawError { code, message: get(MESSAGE), request_id: get(REQUEST_ID) },
    }
}

/// `application/x-www-form-urlencoded`: everything but RFC 3986's unreserved characters as `%XX`.
fn form_body(pairs: &[(&str, &str)]) -> Zeroizing<Vec<u8>> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let encoded_bytes =
        |text: &str| text.bytes().map(|byte| if is_plain(byte) { 1 } else { 3 }).sum::<usize>();
    let size: usize = pairs.iter().map(|(name, value)| name.len() + encoded_bytes(value) + 2).sum();
    let hex = |digit: u8| if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
    let mut body = Zeroizing::new(Vec::with_capacity(size));
    for (name, value) in pairs {
        if !body.is_empty() {
            body.push(b'&');
        }
        body.extend_from_slice(name.as_bytes());
        body.push(b'=');
        for byte in value.bytes() {
            if is_plain(byte) {
                body.push(byte);
            } else {
                body.extend_from_slice(&[b'%', hex(byte >> 4), hex(byte & 15)]);
            }
        }
    }
    body
}

#[cfg(test)]
mod tests;
