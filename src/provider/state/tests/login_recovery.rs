//! Recovery with logins: what each thing the service says does to a player who is signed in.

use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::queue::EventKind;

#[test]
fn an_identity_gone_under_logins_is_asked_for_with_them() {
    let (mut world, _) = World::with_player(config());
    let waiter = world.get(Fresh);
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    assert_eq!((world.operation(), world.sent_logins().as_str()), ("GetId", r#""graph.facebook.com":"f1""#));
    world.answer_get_id(ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
}

#[test]
fn what_the_service_says_about_logins_is_told_with_its_words_and_keeps_the_identity() {
    let forbidden = format!("Access to Identity '{ID_A}' is forbidden.");
    let table = [
        (forbidden.as_str(), ResultCode::LoginRequired),
        ("Logins don't match. Please include at least one valid login.", ResultCode::LoginRequired),
        ("Invalid login token. Token expired: 2 >= 1", ResultCode::LoginExpired),
        ("Invalid login token. Issuer doesn't match providerName", ResultCode::LoginRejected),
        ("Token is not from a supported provider of this identity pool.", ResultCode::LoginRejected),
        ("Invalid login token. Can't pass in a Cognito token.", ResultCode::LoginRejected),
        ("Invalid login token. Missing a required claim: aud", ResultCode::LoginRejected),
        ("Invalid login token. Couldn't verify signed token.", ResultCode::LoginRejected),
        ("The ambiguous role mapping rules denied assuming a role", ResultCode::RoleNotAllowed),
    ];
    let mut hints = Vec::new();
    for (message, expected) in table {
        // A guest may take a new identity; who has logins may not.
        let (mut world, _) = World::with_player(Config { recover_forbidden_guest: true, ..config() });
        let waiter = world.get(Fresh);
        world.answer_error("NotAuthorizedException", message, 400);
        assert_eq!((world.result(waiter), world.id(waiter)), (expected, owned(ID_A)), "{message}");
        assert_eq!((world.failure(waiter).message.as_str(), world.sent), (message, 1));
        assert_eq!((world.shelf().0, world.disk.clone()), (owned(ID_A), Some(record(ID_A))));
        let required = world.take_events().contains(&EventKind::LoginRequired);
        assert_eq!(required, expected == ResultCode::LoginRequired, "{message}");
        hints.push(world.failure(waiter).hint);
        let again = world.get(Token);
        assert_eq!((world.result(again), world.sent), (expected, 1), "remembered");
    }
    hints.sort();
    hints.dedup();
    assert!(hints.len() >= 8 && hints.iter().all(|hint| !hint.is_empty()), "{hints:?}");
}
