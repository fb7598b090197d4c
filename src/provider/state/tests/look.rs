//! What a look at the provider shows, and when it asks to be woken.

use super::super::{CallId, Input, LoginAnswer, LoginChange};
use super::world::*;
use crate::provider::Config;
use crate::provider::snapshot::{Counters, Phase};

#[test]
fn the_phases_of_a_life() {
    let mut world = World::new(config());
    assert_eq!(world.snapshot().phase, Phase::Empty);
    world.get(Creds);
    assert_eq!(world.snapshot().phase, Phase::Fetching);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.snapshot().phase, Phase::Valid);
    world.advance_until_left(10 * MINUTE_MS);
    assert_eq!(world.snapshot().phase, Phase::Valid);
    world.get(Creds);
    assert_eq!(world.snapshot().phase, Phase::Refreshing);
    world.break_every_attempt();
    assert_eq!(world.snapshot().phase, Phase::BackingOff);
    world.advance_until_left(0);
    assert_eq!(world.snapshot().phase, Phase::Expired);
    world.get(Creds);
    assert_eq!(world.snapshot().phase, Phase::Fetching);
}

#[test]
fn a_new_provider_has_nothing_to_show() {
    let snapshot = World::new(config()).snapshot();
    assert!(!snapshot.has_identity_id && !snapshot.store_degraded);
    assert_eq!((snapshot.expiration_unix_ms, snapshot.next_refresh_unix_ms), (None, None));
    assert_eq!((snapshot.waiting, snapshot.attempts, snapshot.generation), (0, 0, 0));
    assert_eq!(snapshot.counters, Counters::default());
}

#[test]
fn what_happened_is_counted() {
    let (mut world, _) = World::with_guest(config());
    world.get(Creds);
    world.get(Id);
    world.get(Fresh);
    world.break_every_attempt();
    let expected = Counters {
        requests: 4,
        served_from_memory: 2,
        http_requests: 5,
        retries: 2,
        fetches: 1,
        failed_fetches: 1,
        stale_answers: 0,
    };
    assert_eq!(world.snapshot().counters, expected);
    assert!(world.snapshot().has_identity_id);
}

#[test]
fn an_idle_provider_sleeps() {
    let (mut world, _) = World::with_guest(config());
    assert_eq!(world.wake_at_mono_ms, None);
    for input in [Input::Tick, Input::Invalidate(None), Input::ClearCredentials, Input::ClearIdentity] {
        world.feed(input);
        assert_eq!(world.wake_at_mono_ms, None);
    }
    let (mut world, _) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    assert_eq!(world.wake_at_mono_ms, None, "a back-off needs no timer");
}

#[test]
fn a_cached_get_says_nothing_but_the_answer() {
    let (mut world, _) = World::with_guest(Config { keep_fresh: true, ..config() });
    world.get(Creds);
    world.get(Id);
    assert_eq!(world.said, ["complete 2 Ok", "complete 3 Ok"]);
}

#[test]
fn nothing_shown_or_told_holds_a_secret() {
    let (mut world, _) = World::with_guest(Config { persist_credentials: true, ..config() });
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    let text = format!("{:?} {:?} {:?}", world.state, world.answers, world.snapshot());
    assert!(text.contains(ID_A) && !text.contains("ASIA"), "{text}");
}

#[test]
fn no_login_token_is_in_anything_that_can_be_printed() {
    let token = "eyJ-a-secret-token";
    let change = || LoginChange::Replace(vec![login(FACEBOOK, token), login(DEVELOPER, token)]);
    let answer = || LoginAnswer { logins: vec![login(FACEBOOK, token)], developer_identity_id: None };
    let ask = CallId { generation: 0, number: 1 };
    let mut texts = vec![
        format!("{:?}", Input::Logins(change())),
        format!("{:?}", Input::Logins(LoginChange::Set(login(FACEBOOK, token)))),
        format!("{:?}", Input::LoginAnswer(ask, Ok(answer()))),
    ];
    let mut world = World::new(Config { identity_id: owned(ID_A), ..config() });
    world.feed(Input::Logins(change()));
    world.get(Token);
    let secret = world.answer_open_id_token();
    for message in [token, &format!("{token} is no good"), "Invalid login token. Token expired: 2 >= 1"] {
        world.get(Fresh);
        texts.push(format!("{:?}", world.calls));
        world.answer_error("NotAuthorizedException", message, 400);
        texts.push(format!("{:?} {:?} {:?} {:?}", world.state, world.answers, world.events, world.cached));
        world.advance(5_001);
    }
    for text in texts {
        assert!(!text.contains(token) && !text.contains(&secret), "{text}");
    }
}
