//! The options of the classic flow: roles, session, policies. Limits are those of AWS STS (API reference,
//! `AssumeRoleWithWebIdentity`), checked before any network.

use super::argument::optional_text;
use super::options::{Flags, Texts, cognito_provider_options, refused};
use crate::cognito::{self, EndpointOptions, PoolId, Service};
use crate::error::Failure;
use crate::provider::config::{Roles, Session};

const MAX_POLICY_ARNS: u32 = 10;
/// Of the inline policy and the ARNs of the managed ones together.
const MAX_POLICY_CHARACTERS: usize = 2048;

/// # Safety
/// `options.policy_arns` is NULL or points to `policy_arn_count` strings, each NULL or NUL-terminated (header).
pub(super) unsafe fn read_policy_arns<'a>(
    options: &cognito_provider_options,
) -> Result<Vec<&'a str>, Failure> {
    let count = options.policy_arn_count;
    if count > MAX_POLICY_ARNS {
        return Err(refused("policy_arn_count", format!("at most {MAX_POLICY_ARNS} policies, not {count}")));
    }
    if count > 0 && options.policy_arns.is_null() {
        return Err(refused("policy_arns", "NULL, but policy_arn_count says there are some"));
    }
    let read = |index: usize| {
        // SAFETY: not NULL, and `index` is below the count, by the contract.
        let text = unsafe { options.policy_arns.add(index).read() };
        // SAFETY: as above.
        let text = unsafe { optional_text(text) }.map_err(|_| refused("policy_arns", "not valid UTF-8"))?;
        let text = text.ok_or_else(|| refused("policy_arns", format!("entry {index} is NULL")))?;
        check_arn("policy_arns", text, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")?;
        Ok(text)
    };
    (0..count as usize).map(read).collect()
}

pub(super) fn roles(texts: &Texts<'_>) -> Result<Roles, Failure> {
    let role = |field: &str, text: Option<&str>| {
        text.map(|text| {
            check_arn(field, text, "arn:aws:iam::123456789012:role/Player").map(|()| text.to_owned())
        })
        .transpose()
    };
    Ok(Roles {
        authenticated: role("auth_role_arn", texts.auth_role_arn)?,
        unauthenticated: role("unauth_role_arn", texts.unauth_role_arn)?,
        custom: role("custom_role_arn", texts.custom_role_arn)?,
    })
}

pub(super) fn session(options: &cognito_provider_options, texts: &Texts<'_>) -> Result<Session, Failure> {
    let name = texts.role_session_name.unwrap_or("cognito-native");
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if !(2..=64).contains(&name.len()) || !name.bytes().all(good) {
        return Err(refused("role_session_name", "2 to 64 of letters, digits and _+=,.@-"));
    }
    let duration_s = match options.session_duration_s {
        0 => None,
        seconds @ 900..=43_200 => Some(seconds),
        seconds => {
            return Err(refused("session_duration_s", format!("900 to 43200 seconds, not {seconds}")));
        }
    };
    check_policies(texts)?;
    check_has_role(options, texts)?;
    Ok(Session {
        name: name.to_owned(),
        duration_s,
        policy: texts.session_policy.map(str::to_owned),
        policy_arns: texts.policy_arns.iter().map(|arn| (*arn).to_owned()).collect(),
    })
}

fn check_policies(texts: &Texts<'_>) -> Result<(), Failure> {
    let policy = texts.session_policy.unwrap_or("{}");
    if !matches!(policy.chars().count(), 1..=MAX_POLICY_CHARACTERS) {
        return Err(refused("session_policy", format!("1 to {MAX_POLICY_CHARACTERS} characters of JSON")));
    }
    let is_allowed = |one: &char| matches!(one, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    if let Some(other) = policy.chars().find(|one| !is_allowed(one)) {
        let code = u32::from(other);
        let fix = if code > 0xff { "write it as a JSON escape (\\uXXXX)" } else { "leave it out" };
        return Err(refused(
            "session_policy",
            format!("STS does not take the character U+{code:04X}; {fix}"),
        ));
    }
    if serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(policy).is_err() {
        return Err(refused("session_policy", "not a JSON object; write an IAM policy document"));
    }
    let inline = texts.session_policy.map_or(0, |policy| policy.chars().count());
    let together = inline + texts.policy_arns.iter().map(|arn| arn.len()).sum::<usize>();
    if together > MAX_POLICY_CHARACTERS {
        let fix = format!(
            "at most {MAX_POLICY_CHARACTERS} characters together with session_policy, not {together}; shorten \
             either, or put the rules into the role's own policy"
        );
        return Err(refused("policy_arns", fix));
    }
    Ok(())
}

/// What only the classic flow uses is of no use without it, and a session policy that is not applied may let a player do
/// what it was to forbid.
fn check_has_role(options: &cognito_provider_options, texts: &Texts<'_>) -> Result<(), Failure> {
    let given = [
        ("role_session_name", texts.role_session_name.is_some()),
        ("session_policy", texts.session_policy.is_some()),
        ("policy_arns", !texts.policy_arns.is_empty()),
        ("session_duration_s", options.session_duration_s != 0),
    ];
    let has_role = texts.auth_role_arn.is_some() || texts.unauth_role_arn.is_some();
    match given.into_iter().find(|(_, is_given)| *is_given && !has_role) {
        Some((field, _)) => Err(refused(
            field,
            "only the classic flow uses it: give auth_role_arn or unauth_role_arn too, or leave it out",
        )),
        None => Ok(()),
    }
}

pub(super) fn sts_endpoint(pool: &PoolId, texts: &Texts<'_>, flags: &Flags) -> Result<String, Failure> {
    let is_custom = texts.sts_endpoint.is_some();
    let options = EndpointOptions {
        custom: texts.sts_endpoint.map(str::to_owned),
        use_fips: flags.use_fips,
        use_dual_stack: flags.use_dual_stack,
    };
    let region = texts.region.unwrap_or_else(|| pool.region());
    let field = if is_custom { "sts_endpoint" } else { "region" };
    cognito::endpoint::resolve(Service::Sts, region, &options).map_err(|error| refused(field, error))
}

fn check_arn(field: &str, text: &str, example: &str) -> Result<(), Failure> {
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
    let parts = text.splitn(6, ':').filter(|part| !part.is_empty()).count();
    if (20..=2048).contains(&text.len()) && printable && text.starts_with("arn:") && parts >= 4 {
        return Ok(());
    }
    Err(refused(field, format!("not an ARN; 20 to 2048 characters such as {example}")))
}
