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

const ROLE: &str = "arn:aws:iam::123456789012:role/player";

/// What stands against this name, policy and ARNs of a session.
fn refusal(name: Option<&str>, policy: Option<&str>, arns: &[String], role: Option<&str>) -> Option<String> {
    let given = Given {
        auth_role_arn: role.map(str::to_owned),
        role_session_name: name.map(str::to_owned),
        session_policy: policy.map(str::to_owned),
        policy_arns: arns.to_vec(),
        ..given()
    };
    check(&given, OfHost::default()).err().map(|failure| failure.message)
}

/// A JSON object of so many characters.
fn policy(characters: usize) -> String {
    format!("{{{}}}", " ".repeat(characters - 2))
}

fn arn(bytes: usize) -> String {
    format!("arn:aws:iam::aws:{}", "p".repeat(bytes - 17))
}

#[test]
fn a_session_is_what_sts_takes() {
    let name = |name: &str| refusal(Some(name), None, &[], Some(ROLE));
    for good in ["ab", "_+=,.@-", &"n".repeat(64)] {
        assert_eq!(name(good), None);
    }
    for bad in ["a", "a b", "\u{e4}b", &"n".repeat(65)] {
        assert!(name(bad).is_some(), "{bad}");
    }
    let of_policy = |policy: &str, arns: &[String]| refusal(None, Some(policy), arns, Some(ROLE));
    assert_eq!(of_policy(&policy(2_048), &[]), None);
    assert_eq!(of_policy("{\"\u{ff}\":0}", &[]), None);
    assert!(of_policy("{\"\u{100}\":0}", &[]).unwrap().contains("JSON escape"));
    assert!(of_policy("{\u{b}}", &[]).unwrap().contains("leave it out"));
    for bad in ["", "[]", &policy(2_049)] {
        assert!(of_policy(bad, &[]).is_some());
    }
    assert_eq!(of_policy(&policy(2_000), &[arn(24), arn(24)]), None);
    assert!(of_policy(&policy(2_000), &[arn(24), arn(25)]).unwrap().contains("not 2049"));
    assert_eq!(refusal(None, None, &[arn(2_000), arn(48)], Some(ROLE)), None);
    assert!(refusal(None, None, &[arn(2_000), arn(49)], Some(ROLE)).unwrap().contains("not 2049"));
}

#[test]
fn what_only_a_session_uses_wants_a_role() {
    assert_eq!(refusal(None, None, &[], None), None);
    assert!(refusal(Some("game"), None, &[], None).is_some());
    assert!(refusal(None, Some("{}"), &[], None).is_some());
    assert!(refusal(None, None, &[arn(24)], None).is_some());
    let guests_only = Given {
        unauth_role_arn: Some(ROLE.to_owned()),
        role_session_name: Some("game".to_owned()),
        ..given()
    };
    assert!(is_accepted(&guests_only));
}

#[test]
fn an_arn_is_told_from_a_text() {
    let of_role = |arn: &str| refusal(None, None, &[], Some(arn));
    for good in [arn(20), arn(2_048), "arn:::aws:iam:and:more".to_owned()] {
        assert_eq!(of_role(&good), None, "{good}");
    }
    let bad = [
        arn(19),
        arn(2_049),
        "arm:aws:iam::aws:policy/p".to_owned(),
        "arn:aws:iam::aws:policy p".to_owned(),
        "arn:aws:policy-of-mine".to_owned(),
    ];
    for bad in bad {
        assert!(of_role(&bad).is_some(), "{bad}");
    }
}

#[test]
fn the_endpoint_of_sts_is_the_pools_regions_or_the_given_one() {
    let endpoint =
        |given: &Given| check(given, OfHost::default()).ok().map(|checked| checked.config.sts_endpoint);
    assert_eq!(endpoint(&given()).as_deref(), Some("https://sts.us-east-1.amazonaws.com/"));
    let own = Given { sts_endpoint: Some("https://sts.example/".to_owned()), ..given() };
    assert_eq!(endpoint(&own).as_deref(), Some("https://sts.example/"));
}
