//! Roles: the classic flow through STS where the role for the present state is set, the enhanced flow otherwise.

use super::super::Input;
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::config::{Roles, Session};
use crate::queue::{EventKind, IdentityChange};

const PLAYER: &str = "arn:aws:iam::123456789012:role/player";
const GUEST: &str = "arn:aws:iam::123456789012:role/guest";
const CUSTOM: &str = "arn:aws:iam::123456789012:role/custom";

fn with_roles(authenticated: bool, unauthenticated: bool, custom: bool) -> Config {
    let role = |is_set: bool, arn: &str| is_set.then(|| arn.to_owned());
    let roles = Roles {
        authenticated: role(authenticated, PLAYER),
        unauthenticated: role(unauthenticated, GUEST),
        custom: role(custom, CUSTOM),
    };
    Config { roles, ..config() }
}

fn escaped(arn: &str) -> String {
    arn.replace(':', "%3A").replace('/', "%2F")
}

#[test]
fn the_flow_follows_the_role_of_the_present_state() {
    for authenticated in [false, true] {
        for unauthenticated in [false, true] {
            for signed_in in [false, true] {
                let mut world = World::new(with_roles(authenticated, unauthenticated, true));
                if signed_in {
                    world.set_login(FACEBOOK, "f1");
                }
                let waiter = world.get(Creds);
                world.answer_get_id(ID_A);
                let logins = if signed_in { r#""graph.facebook.com":"f1""# } else { "" };
                assert_eq!(world.sent_logins(), logins);
                let is_classic = if signed_in { authenticated } else { unauthenticated };
                let key = if is_classic {
                    let token = world.answer_open_id_token();
                    assert_eq!(world.sent_field("WebIdentityToken"), token);
                    let role = if signed_in { PLAYER } else { GUEST };
                    assert_eq!(world.sent_field("RoleArn"), escaped(role));
                    assert!(!world.body().contains("custom"), "the custom role is the enhanced flow's");
                    world.answer_sts(HOUR_MS)
                } else {
                    assert!(world.body().ends_with(&format!(r#","CustomRoleArn":"{CUSTOM}"}}"#)));
                    world.answer_credentials(HOUR_MS)
                };
                assert_eq!((world.key(waiter), world.id(waiter)), (key, owned(ID_A)));
                assert_eq!(world.cached().0, owned(ID_A));
            }
        }
    }
}

#[test]
fn without_a_custom_role_none_is_sent() {
    let mut world = World::with_record(config(), Some(record(ID_A)));
    world.get(Creds);
    assert_eq!(world.body(), format!(r#"{{"IdentityId":"{ID_A}"}}"#));
}

#[test]
fn the_session_is_as_configured_and_goes_to_the_sts_endpoint() {
    let session = Session {
        name: "match-7".to_owned(),
        duration_s: Some(900),
        policy: owned("{}"),
        policy_arns: vec!["arn:aws:iam::aws:policy/A".to_owned()],
    };
    let mut world = World::new(Config { session, ..with_roles(false, true, false) });
    world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_open_id_token();
    let (_, request) = world.calls.front().unwrap();
    assert_eq!(request.url, "https://sts.example/");
    let fields = ["RoleSessionName", "DurationSeconds", "Policy", "PolicyArns.member.1.arn"];
    let sent = fields.map(|name| world.sent_field(name));
    assert_eq!(sent, ["match-7", "900", "%7B%7D", &escaped("arn:aws:iam::aws:policy/A")]);
    assert!(world.header("amz-sdk-request").contains("attempt=1"));
}

#[test]
fn a_login_change_between_the_steps_starts_over_with_the_other_states_role() {
    let mut world = World::new(with_roles(true, true, false));
    let waiter = world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_open_id_token();
    world.set_login(FACEBOOK, "f1");
    world.answer_sts(HOUR_MS);
    assert!(world.is_waiting(waiter), "the guest's credentials");
    assert_eq!((world.operation(), world.asked_identity_id().as_str()), ("GetOpenIdToken", ID_A));
    world.answer_open_id_token_of(ID_B);
    assert_eq!(world.sent_field("RoleArn"), escaped(PLAYER));
    let key = world.answer_sts(HOUR_MS);
    assert_eq!((world.key(waiter), world.id(waiter)), (key, owned(ID_B)));
    let events = world.take_full_events();
    assert_eq!(change_of(&events[1]), (owned(ID_A), owned(ID_B), IdentityChange::Merged));
}

#[test]
fn get_open_id_token_confirms_an_identity_without_asking_sts() {
    let mut world = World::with_record(with_roles(true, true, false), Some(record(ID_A)));
    world.set_login(FACEBOOK, "f1");
    let identity = world.get(Id);
    assert_eq!(world.cached(), (None, None));
    world.answer_open_id_token();
    assert_eq!((world.id(identity), world.calls.len()), (owned(ID_A), 0));
    assert_eq!(world.cached(), (owned(ID_A), None));
    assert!(world.take_events().is_empty());
}

#[test]
fn what_sts_refuses_is_told_with_a_hint_and_keeps_the_identity() {
    let table = [
        (
            "AccessDenied",
            "Not authorized to perform sts:AssumeRoleWithWebIdentity",
            ResultCode::RoleNotAllowed,
        ),
        // The token is Cognito's own: no login of the player is to blame.
        ("InvalidIdentityToken", "Incorrect token audience", ResultCode::RoleNotAllowed),
        ("IDPRejectedClaim", "The identity provider rejected the claim", ResultCode::RoleNotAllowed),
        ("MalformedPolicyDocument", "Syntax errors in policy", ResultCode::InvalidParameter),
        ("RegionDisabledException", "STS is not activated in this region", ResultCode::RoleNotAllowed),
    ];
    for (code, message, expected) in table {
        let mut world = World::with_record(with_roles(false, true, false), Some(record(ID_A)));
        let waiter = world.get(Creds);
        world.answer_open_id_token();
        world.answer_sts_error(code, message);
        assert_eq!((world.result(waiter), world.id(waiter)), (expected, owned(ID_A)), "{code}");
        let failure = world.failure(waiter);
        assert_eq!((failure.aws_error_code, failure.message), (owned(code), message.to_owned()));
        assert!(!failure.hint.is_empty());
    }
    // What passes is tried again, and the token is not fetched anew for it.
    let mut world = World::with_record(with_roles(false, true, false), Some(record(ID_A)));
    let waiter = world.get(Creds);
    world.answer_open_id_token();
    world.answer_sts_error("IDPCommunicationError", "busy");
    world.advance(1_000);
    let key = world.answer_sts(HOUR_MS);
    assert_eq!(world.key(waiter), key);
}

/// STS finds the token of `GetOpenIdToken` expired that Cognito has just issued.
fn refuse_open_id_token(world: &mut World) {
    world.answer_sts_error("ExpiredTokenException", "Token expired: current date/time must be before");
}

#[test]
fn an_open_id_token_that_expired_on_the_way_is_replaced_once_and_nobody_is_asked_for_a_login() {
    for (signed_in, has_source) in [(false, false), (true, false), (true, true)] {
        let mut world = World::with_record(with_roles(true, true, false), Some(record(ID_A)));
        if signed_in {
            world.set_login(FACEBOOK, "f1");
        }
        world.feed(Input::LoginSource(has_source));
        let waiter = world.get(Creds);
        world.answer_open_id_token();
        refuse_open_id_token(&mut world);
        assert_eq!((world.operation(), world.asks.len()), ("GetOpenIdToken", 0));
        world.answer_open_id_token();
        let key = world.answer_sts(HOUR_MS);
        assert_eq!((world.key(waiter), world.id(waiter)), (key, owned(ID_A)));
        assert!(world.take_events().iter().all(|kind| *kind != EventKind::LoginRequired));
    }
}

#[test]
fn a_second_refusal_of_an_open_id_token_is_told_as_passing_and_not_blamed_on_the_login() {
    let mut world = World::with_record(with_roles(true, false, false), Some(record(ID_A)));
    world.set_login(FACEBOOK, "f1");
    world.feed(Input::LoginSource(true));
    let waiter = world.get(Creds);
    for _ in 0..2 {
        world.answer_open_id_token();
        refuse_open_id_token(&mut world);
    }
    let failure = world.failure(waiter);
    assert_eq!((world.result(waiter), failure.is_retryable), (ResultCode::ServiceUnavailable, true));
    assert_eq!(failure.aws_error_code, owned("ExpiredTokenException"));
    assert!(failure.hint.contains("not to blame"), "{}", failure.hint);
    assert_eq!((world.calls.len(), world.asks.len(), world.id(waiter)), (0, 0, owned(ID_A)));
}

#[test]
fn a_developers_own_token_that_expired_is_the_login_sources_matter() {
    let mut world = World::new(with_roles(true, false, false));
    world.feed(Input::LoginSource(true));
    let waiter = world.get(Creds);
    world.answer_developer(ID_A, "d1");
    refuse_open_id_token(&mut world);
    assert_eq!(world.asks.len(), 1, "the game's own backend issued it");
    world.answer_developer(ID_A, "d2");
    refuse_open_id_token(&mut world);
    assert_eq!(world.result(waiter), ResultCode::LoginExpired);
}

#[test]
fn classic_credentials_are_refreshed_by_the_classic_flow() {
    let mut world = World::new(Config { keep_fresh: true, ..with_roles(false, true, false) });
    world.get(Creds);
    world.answer_get_id(ID_A);
    world.answer_open_id_token();
    world.answer_sts(12 * HOUR_MS);
    world.advance_until_left(HOUR_MS);
    assert_eq!(world.operation(), "GetOpenIdToken", "a new one: tokens are not kept");
    world.answer_open_id_token();
    let key = world.answer_sts(12 * HOUR_MS);
    assert_eq!(world.cached().1, Some(key));
}

#[test]
fn deadlines_and_the_end_come_in_every_step() {
    for steps in 0..2 {
        let mut world = World::with_record(with_roles(false, true, false), Some(record(ID_A)));
        let (late, staying) = (world.get_within(Creds, 50), world.get(Creds));
        if steps > 0 {
            world.answer_open_id_token();
        }
        world.advance(50);
        assert_eq!(world.result(late), ResultCode::DeadlineExceeded);
        world.feed(Input::Close);
        assert_eq!(world.result(staying), ResultCode::Cancelled);
    }
}

#[test]
fn a_token_of_an_identity_that_is_gone_buys_nothing_for_its_successor() {
    let mut world = World::with_record(with_roles(false, true, false), Some(record(ID_A)));
    let waiter = world.get(Creds);
    world.answer_open_id_token();
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    world.answer_get_id(ID_B);
    world.answer_open_id_token();
    let key = world.answer_sts(HOUR_MS);
    assert_eq!((world.key(waiter), world.id(waiter)), (key.clone(), owned(ID_B)));
    assert_eq!(world.owners[&key], ID_B);
}
