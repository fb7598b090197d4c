//! The options of the classic flow: roles, session, policies. Limits are those of AWS STS (API reference,
//! `AssumeRoleWithWebIdentity`), checked before any network.

use super::super::config::{Roles, Session};
use super::{Given, refused};
use crate::cognito::{self, EndpointOptions, PoolId, Service};
use crate::error::Failure;

/// Of the inline policy and the ARNs of the managed ones together.
const MAX_POLICY_CHARACTERS: usize = 2048;

pub(super) fn roles(given: &Given) -> Result<Roles, Failure> {
    let role = |field: &str, text: Option<&str>| {
        text.map(|text| {
            check_arn(field, text, "arn:aws:iam::123456789012:role/Player").map(|()| text.to_owned())
        })
        .transpose()
    };
    Ok(Roles {
        authenticated: role("auth_role_arn", given.auth_role_arn.as_deref())?,
        unauthenticated: role("unauth_role_arn", given.unauth_role_arn.as_deref())?,
        custom: role("custom_role_arn", given.custom_role_arn.as_deref())?,
    })
}

pub(super) fn session(given: &Given) -> Result<Session, Failure> {
    let name = given.role_session_name.as_deref().unwrap_or("cognito-native");
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
    if !(2..=64).contains(&name.len()) || !name.bytes().all(good) {
        return Err(refused("role_session_name", "2 to 64 of letters, digits and _+=,.@-"));
    }
    for arn in &given.policy_arns {
        check_arn("policy_arns", arn, "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")?;
    }
    check_policies(given)?;
    check_has_role(given)?;
    Ok(Session {
        name: name.to_owned(),
        duration_s: given.session_duration_s,
        policy: given.session_policy.clone(),
        policy_arns: given.policy_arns.clone(),
    })
}

fn check_policies(given: &Given) -> Result<(), Failure> {
    let policy = given.session_policy.as_deref().unwrap_or("{}");
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
    let inline = given.session_policy.as_deref().map_or(0, |policy| policy.chars().count());
    let together = inline + given.policy_arns.iter().map(String::len).sum::<usize>();
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
fn check_has_role(given: &Given) -> Result<(), Failure> {
    let set = [
        ("role_session_name", given.role_session_name.is_some()),
        ("session_policy", given.session_policy.is_some()),
        ("policy_arns", !given.policy_arns.is_empty()),
        ("session_duration_s", given.session_duration_s.is_some()),
    ];
    let has_role = given.auth_role_arn.is_some() || given.unauth_role_arn.is_some();
    match set.into_iter().find(|(_, is_given)| *is_given && !has_role) {
        Some((field, _)) => Err(refused(
            field,
            "only the classic flow uses it: give auth_role_arn or unauth_role_arn too, or leave it out",
        )),
        None => Ok(()),
    }
}

pub(super) fn sts_endpoint(pool: &PoolId, given: &Given) -> Result<String, Failure> {
    let is_custom = given.sts_endpoint.is_some();
    let options = EndpointOptions {
        custom: given.sts_endpoint.clone(),
        use_fips: given.use_fips,
        use_dual_stack: given.use_dual_stack,
    };
    let region = given.region.as_deref().unwrap_or_else(|| pool.region());
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
