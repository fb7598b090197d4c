use super::super::config::{Roles, Session};
use super::*;

fn given() -> Given {
    let pool = "us-east-1:00000000-0000-0000-0000-000000000001".to_owned();
    Given { identity_pool_id: Some(pool), ..Given::default() }
}

fn is_accepted(given: &Given) -> bool {
    check(given, OfHost::default()).is_ok()
}

#[test]
fn texts_are_accepted_up_to_their_length() {
    let directory = |length| Given { storage_directory: Some("d".repeat(length)), ..given() };
    assert!(is_accepted(&directory(4_096)) && !is_accepted(&directory(4_097)));
    let suffix = |length| Given { user_agent_suffix: Some("s".repeat(length)), ..given() };
    assert!(is_accepted(&suffix(128)) && !is_accepted(&suffix(129)));
}

#[test]
fn windows_are_given_in_seconds() {
    let given = Given { advisory_window_s: Some(90), mandatory_window_s: None, ..given() };
    let Ok(checked) = check(&given, OfHost::default()) else { panic!("refused") };
    let wanted = WindowOptions { advisory_ms: Some(90_000), mandatory_ms: None };
    assert_eq!(checked.config.windows, wanted);
}

#[test]
fn what_the_classic_flow_is_given_arrives() {
    let role = |name: &str| Some(format!("arn:aws:iam::123456789012:role/{name}"));
    let policy = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess".to_owned();
    let given = Given {
        auth_role_arn: role("player"),
        unauth_role_arn: role("guest"),
        role_session_name: Some("game".to_owned()),
        session_duration_s: Some(900),
        session_policy: Some("{}".to_owned()),
        policy_arns: vec![policy.clone()],
        ..given()
    };
    let Ok(checked) = check(&given, OfHost::default()) else { panic!("refused") };
    let roles = Roles { authenticated: role("player"), unauthenticated: role("guest"), custom: None };
    assert_eq!(checked.config.roles, roles);
    let session = Session {
        name: "game".to_owned(),
        duration_s: Some(900),
        policy: Some("{}".to_owned()),
        policy_arns: vec![policy],
    };
    assert_eq!(checked.config.session, session);
}
