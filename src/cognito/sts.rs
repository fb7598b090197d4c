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
/// [`CallError`] when STS refused, or the answer lacks a part, which the message names.
pub fn parse_assume_role(response: &Response, token: &Secret) -> Result<CredentialsResponse, CallError> {
    fault::check(response, &[token], read_error)?;
    read_credentials(&response.body).map_err(|wrong| fault::invalid(response, OPERATION, wrong))
}

fn read_credentials(body: &[u8]) -> Result<CredentialsResponse, String> {
    const CREDENTIALS: &str = "AssumeRoleWithWebIdentityResponse/AssumeRoleWithWebIdentityResult/Credentials";
    const SUBJECT: &str =
        "AssumeRoleWithWebIdentityResponse/AssumeRoleWithWebIdentityResult/SubjectFromWebIdentityToken";
    let fields = xml::fields(body).map_err(|wrong| wrong.to_string())?;
    let part = |name: &str| match fields.get(&format!("{CREDENTIALS}/{name}")) {
        None => Err(format!("has no Credentials.{name}")),
        Some("") => Err(format!("has an empty Credentials.{name}")),
        Some(text) => Ok(text),
    };
    let secret = |name: &str| {
        Secret::new(part(name)?).map_err(|_| format!("has a NUL character in Credentials.{name}"))
    };
    Ok(CredentialsResponse {
        // Tokens of an identity pool are for an identity; compatible servers put other things there.
        identity_id: fields.get(SUBJECT).filter(|id| check_identity_id(id).is_ok()).map(str::to_owned),
        access_key_id: secret("AccessKeyId")?,
        // SecretAccessKey here, SecretKey in Cognito.
        secret_access_key: secret("SecretAccessKey")?,
        session_token: secret("SessionToken")?,
        expiration_unix_ms: timestamp::from_iso8601(part("Expiration")?)
            .filter(|unix_ms| *unix_ms > 0)
            .ok_or("has a Credentials.Expiration that is not an ISO 8601 instant in UTC")?,
    })
}

/// The error in an XML body. Some compatible servers answer STS calls in JSON, or wrap the error differently.
fn read_error(body: &[u8]) -> RawError {
    let Ok(fields) = xml::fields(body) else {
        return fault::read_json(body);
    };
    let get = |path: &str| fields.get(path).map(str::to_owned);
    RawError {
        code: get("ErrorResponse/Error/Code"),
        message: get("ErrorResponse/Error/Message"),
        request_id: get("ErrorResponse/RequestId"),
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
