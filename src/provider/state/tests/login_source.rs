//! The login source: asked when logins are needed and not there (or expired), once more when the service says so; one
//! question at a time, whose answer counts only while it is awaited.

use super::super::{Input, LoginQuestion, LoginReason};
use super::world::*;
use crate::error::ResultCode;
use crate::provider::Config;
use crate::provider::snapshot::Phase;
use crate::queue::EventKind;

const EXPIRED: &str = "Invalid login token. Token expired: 2 >= 1";
const UNVERIFIABLE: &str = "Invalid login token. Couldn't verify signed token.";

/// A player whom the source signed in, with an hour's credentials.
fn signed_in(config: Config, token: &str) -> World {
    let mut world = World::with_source(config);
    world.get(Creds);
    world.answer_logins(&[(FACEBOOK, token)]);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.take_events();
    world.said.clear();
    world.sent = 0;
    world
}

fn question(reason: LoginReason, expired: &[&str]) -> LoginQuestion {
    LoginQuestion { reason, expired: expired.iter().map(|name| (*name).to_owned()).collect() }
}

fn refuse(world: &mut World, message: &str) {
    world.answer_error("NotAuthorizedException", message, 400);
}

#[test]
fn it_is_asked_before_a_fetch_without_logins_and_once_for_all_who_wait() {
    for config in [config(), Config { disable_guest_access: true, ..config() }] {
        let mut world = World::with_source(config);
        let waiters: Vec<_> = [Creds, Id, Fresh, Token].into_iter().map(|want| world.get(want)).collect();
        assert_eq!((world.asks.len(), world.sent, world.locks.len()), (1, 0, 0), "nothing before its answer");
        assert_eq!(world.last_question, Some(question(LoginReason::Missing, &[])));
        assert_eq!(world.snapshot().phase, Phase::Fetching);
        world.answer_logins(&[(FACEBOOK, "f1")]);
        assert_eq!(
            (world.operation(), world.sent_logins().as_str()),
            ("GetId", r#""graph.facebook.com":"f1""#)
        );
        world.answer_get_id(ID_A);
        world.answer_credentials(HOUR_MS);
        world.answer_open_id_token();
        assert!(waiters.iter().all(|waiter| world.result(*waiter) == ResultCode::Ok));
        assert!(world.asks.is_empty());
    }
}

#[test]
fn it_is_not_asked_while_the_logins_are_good_or_the_credentials_cached() {
    let mut world = signed_in(config(), "f1");
    world.get(Creds);
    world.get(Id);
    assert_eq!((world.sent, world.asks.len()), (0, 0));
    world.get(Fresh);
    assert_eq!((world.sent, world.asks.len()), (1, 0));
    // Nor by being set.
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::LoginSource(true));
    let waiter = world.get(Creds);
    assert_eq!((world.result(waiter), world.asks.len()), (ResultCode::Ok, 0));
}

#[test]
fn it_is_asked_when_a_token_has_expired_by_the_services_clock() {
    for wall_ahead_ms in [0, -86_400_000 * 365, 86_400_000 * 365] {
        let mut world = World::with_source(config());
        world.wall_ahead_ms = wall_ahead_ms;
        let expiry_unix_ms = world.service_unix_ms() + 600_000;
        world.get(Creds);
        world.answer_logins(&[(FACEBOOK, &jwt(expiry_unix_ms))]);
        world.answer_get_id(ID_A);
        world.answer_credentials(HOUR_MS);
        world.advance(9 * MINUTE_MS);
        world.get(Fresh);
        assert_eq!(world.asks.len(), 0, "{wall_ahead_ms}: good for another minute");
        world.answer_credentials(HOUR_MS);
        world.advance(MINUTE_MS);
        world.sent = 0;
        let waiter = world.get(Fresh);
        assert_eq!((world.asks.len(), world.sent), (1, 0), "{wall_ahead_ms}: the service would refuse it");
        assert_eq!(world.last_question, Some(question(LoginReason::Expired, &[FACEBOOK])));
        let renewed = jwt(world.service_unix_ms() + 600_000);
        world.answer_logins(&[(FACEBOOK, &renewed)]);
        assert!(world.sent_logins().contains(&renewed));
        world.answer_credentials(HOUR_MS);
        assert_eq!(world.result(waiter), ResultCode::Ok);
    }
}

#[test]
fn it_is_asked_once_more_when_the_service_refuses_a_token() {
    for message in [EXPIRED, UNVERIFIABLE] {
        let mut world = signed_in(config(), "f1");
        let waiter = world.get(Fresh);
        refuse(&mut world, message);
        assert_eq!((world.asks.len(), world.cached().0), (1, owned(ID_A)));
        assert_eq!(world.last_question, Some(question(LoginReason::Refused, &[FACEBOOK])));
        world.answer_logins(&[(FACEBOOK, "f2")]);
        assert_eq!(
            (world.asked_identity_id().as_str(), world.sent_logins().as_str()),
            (ID_A, r#""graph.facebook.com":"f2""#)
        );
        let key = world.answer_credentials(HOUR_MS);
        assert_eq!((world.key(waiter), world.id(waiter)), (key, owned(ID_A)));
    }
}

#[test]
fn it_is_asked_no_third_time() {
    for (message, code) in [(EXPIRED, ResultCode::LoginExpired), (UNVERIFIABLE, ResultCode::LoginRejected)] {
        // Not asked before, because the login was good as far as we knew; and asked before.
        for asked_before in [false, true] {
            let mut world = World::with_source(config());
            if !asked_before {
                world.set_login(FACEBOOK, "f1");
            }
            let waiter = world.get(Creds);
            if asked_before {
                world.answer_logins(&[(FACEBOOK, "f1")]);
            }
            world.answer_get_id(ID_A);
            refuse(&mut world, message);
            world.answer_logins(&[(FACEBOOK, "f2")]);
            refuse(&mut world, message);
            assert!(world.asks.is_empty() && world.calls.is_empty());
            assert_eq!((world.result(waiter), world.id(waiter)), (code, owned(ID_A)));
            assert_eq!(world.failure(waiter).message, message);
            assert_eq!((world.disk.clone(), world.sent), (Some(record(ID_A)), 3));
            // A later request may ask again.
            world.advance(5_001);
            world.get(Creds);
            refuse(&mut world, message);
            assert_eq!(world.asks.len(), 1);
        }
    }
}

#[test]
fn the_same_token_again_is_tried_once_more_and_no_more() {
    let mut world = signed_in(config(), "f1");
    let waiter = world.get(Fresh);
    refuse(&mut world, EXPIRED);
    world.answer_logins(&[(FACEBOOK, "f1")]);
    refuse(&mut world, EXPIRED);
    assert_eq!(world.result(waiter), ResultCode::LoginExpired);
}

#[test]
fn no_lock_is_held_while_the_player_signs_in() {
    let mut world = World::with_source(config());
    let waiter = world.get(Creds);
    world.answer_logins(&[(FACEBOOK, "f1")]);
    assert!(world.lock_held);
    refuse(&mut world, EXPIRED);
    assert!(!world.lock_held, "another process may get an identity meanwhile");
    world.disk = Some(record(ID_B));
    world.answer_logins(&[(FACEBOOK, "f2")]);
    assert_eq!(world.asked_identity_id(), ID_B);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_B));
}

#[test]
fn one_that_fails_or_is_silent_gives_login_required() {
    type End = fn(&mut World);
    let ends: [(End, &str); 2] = [
        (|world| world.fail_logins("the player closed the window"), "the player closed the window"),
        (|world| world.advance(30_000), "30000 ms"),
    ];
    for (end, words) in ends {
        let mut world = World::with_source(config());
        let waiter = world.get(Creds);
        assert_eq!(world.wake_at_mono_ms, Some(world.mono_ms() + 30_000));
        world.advance(29_999);
        let question = world.asks[0];
        if words == "30000 ms" {
            world.advance(1);
        } else {
            end(&mut world);
        }
        assert_eq!(world.result(waiter), ResultCode::LoginRequired);
        let failure = world.failure(waiter);
        assert!(failure.is_retryable && failure.message.contains(words), "{}", failure.message);
        assert_eq!(world.take_events(), [EventKind::LoginRequired]);
        assert_eq!((world.sent, world.wake_at_mono_ms), (0, None));
        // Not remembered: the next call asks again, and an answer to the old question is nobody's.
        let waiter = world.get(Creds);
        let present = world.asks.pop_back().unwrap();
        assert_ne!(present, question);
        world.asks = [question, present].into();
        world.answer_logins(&[(GOOGLE, "late")]);
        assert_eq!((world.logins(), world.sent), (String::new(), 0));
        world.answer_logins(&[(FACEBOOK, "f1")]);
        world.answer_get_id(ID_A);
        world.answer_credentials(HOUR_MS);
        assert_eq!(world.result(waiter), ResultCode::Ok);
    }
}

#[test]
fn one_that_fails_while_the_credentials_are_valid_is_asked_again_after_a_pause() {
    let mut world = World::with_source(config());
    let token = jwt(world.service_unix_ms() + 600_000);
    world.get(Creds);
    world.answer_logins(&[(FACEBOOK, &token)]);
    world.answer_get_id(ID_A);
    let old = world.answer_credentials(HOUR_MS);
    world.take_events();
    world.advance_until_left(14 * MINUTE_MS);
    let waiter = world.get(Creds);
    world.fail_logins("offline");
    assert_eq!(world.key(waiter), old);
    assert_eq!(world.take_events(), [EventKind::RefreshFailed, EventKind::LoginRequired]);
    assert_eq!(world.snapshot().phase, Phase::BackingOff);
}

#[test]
fn one_without_logins_leaves_a_guest_where_guests_are_allowed() {
    let mut world = World::with_source(config());
    let waiter = world.get(Creds);
    world.answer_logins(&[]);
    assert_eq!((world.operation(), world.sent_logins()), ("GetId", String::new()));
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(waiter), ResultCode::Ok);

    let mut world = World::with_source(Config { disable_guest_access: true, ..config() });
    let waiter = world.get(Creds);
    world.answer_logins(&[]);
    assert_eq!((world.result(waiter), world.sent, world.asks.len()), (ResultCode::LoginRequired, 0, 0));
    assert_eq!(world.take_events(), [EventKind::LoginRequired]);
}

#[test]
fn an_expired_token_of_the_sources_own_is_sent_for_the_service_to_judge() {
    let mut world = World::with_source(config());
    let waiter = world.get(Creds);
    let expired = jwt(world.service_unix_ms() - 1_000);
    world.answer_logins(&[(FACEBOOK, &expired)]);
    assert_eq!((world.operation(), world.asks.len()), ("GetId", 0));
    refuse(&mut world, EXPIRED);
    world.answer_logins(&[(FACEBOOK, &expired)]);
    refuse(&mut world, EXPIRED);
    assert_eq!((world.result(waiter), world.asks.len()), (ResultCode::LoginExpired, 0));
}

#[test]
fn an_answer_after_a_login_change_counts_no_more() {
    let mut world = World::with_source(config());
    let waiter = world.get(Creds);
    world.set_login(GOOGLE, "g1");
    assert_eq!((world.operation(), world.asks.len()), ("GetId", 1), "no need to ask any more");
    world.answer_logins(&[(FACEBOOK, "f1")]);
    assert_eq!(world.logins(), "accounts.google.com=g1");
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(waiter), ResultCode::Ok);
}

#[test]
fn other_names_in_the_answer_make_the_identity_a_hint() {
    let mut world = signed_in(config(), "f1");
    let generation = world.snapshot().generation;
    let waiter = world.get(Fresh);
    refuse(&mut world, EXPIRED);
    world.answer_logins(&[(GOOGLE, "g1")]);
    assert_eq!((world.cached(), world.snapshot().generation), ((None, None), generation + 1));
    let identity = world.get(Id);
    assert!(world.is_waiting(identity));
    world.answer_credentials_of(ID_B, HOUR_MS);
    assert_eq!((world.id(identity), world.id(waiter)), (owned(ID_B), owned(ID_B)));
    // The same names with another token: it stays.
    let mut world = signed_in(config(), "f1");
    world.get(Fresh);
    refuse(&mut world, EXPIRED);
    world.answer_logins(&[(FACEBOOK, "f2")]);
    assert_eq!(world.cached(), (owned(ID_A), None));
}

#[test]
fn a_source_replaced_while_it_is_asked_leaves_the_question_to_the_new_one() {
    for refused in [false, true] {
        let mut world = World::with_source(config());
        let waiter = world.get(Creds);
        if refused {
            world.answer_logins(&[(FACEBOOK, "f1")]);
            world.answer_get_id(ID_A);
            refuse(&mut world, EXPIRED);
        }
        let sent = world.sent;
        for _ in 0..300 {
            world.feed(Input::LoginSource(true));
        }
        assert_eq!((world.asks.len(), world.sent), (301, sent), "not sent again unasked");
        world.asks.drain(1..300);
        world.answer_logins(&[(GOOGLE, "of the old one")]);
        assert!(!world.logins().contains(GOOGLE));
        world.answer_logins(&[(FACEBOOK, "f2")]);
        if !refused {
            world.answer_get_id(ID_A);
        }
        world.answer_credentials(HOUR_MS);
        assert_eq!(world.result(waiter), ResultCode::Ok);
    }
}

#[test]
fn a_source_removed_while_it_is_asked_leaves_what_there_is() {
    let mut world = World::with_source(config());
    world.get(Creds);
    world.feed(Input::LoginSource(false));
    assert_eq!((world.operation(), world.sent_logins()), ("GetId", String::new()), "a guest");
    let mut world = World::with_source(Config { disable_guest_access: true, ..config() });
    let waiter = world.get(Creds);
    world.feed(Input::LoginSource(false));
    assert_eq!((world.result(waiter), world.sent), (ResultCode::LoginRequired, 0));
    // Its late answer is nobody's.
    world.answer_logins(&[(FACEBOOK, "f1")]);
    assert_eq!(world.logins(), "");
    let mut world = signed_in(config(), "f1");
    let waiter = world.get(Fresh);
    refuse(&mut world, EXPIRED);
    world.feed(Input::LoginSource(false));
    refuse(&mut world, EXPIRED);
    assert_eq!(world.result(waiter), ResultCode::LoginExpired);
}

#[test]
fn a_new_source_is_asked_at_once_by_the_next_request_whatever_was_refused_before() {
    let (mut world, _) = World::with_player(config());
    world.get(Fresh);
    refuse(&mut world, EXPIRED);
    world.feed(Input::LoginSource(true));
    let waiter = world.get(Fresh);
    assert!(world.is_waiting(waiter), "the error of before is not remembered");
    refuse(&mut world, EXPIRED);
    assert_eq!(world.asks.len(), 1);
}

#[test]
fn deadlines_cancels_and_the_end_reach_those_who_wait_for_it() {
    let mut world = World::with_source(config());
    let (late, cancelled, staying) = (world.get_within(Creds, 100), world.get(Creds), world.get(Id));
    assert_eq!(world.wake_at_mono_ms, Some(world.mono_ms() + 100));
    world.feed(Input::Cancel(cancelled));
    world.advance(100);
    assert_eq!(world.result(late), ResultCode::DeadlineExceeded);
    assert_eq!(world.result(cancelled), ResultCode::Cancelled);
    assert_eq!(world.wake_at_mono_ms, Some(world.mono_ms() - 100 + 30_000));
    world.feed(Input::Close);
    assert_eq!((world.result(staying), world.wake_at_mono_ms), (ResultCode::Cancelled, None));
    world.said.clear();
    world.answer_logins(&[(FACEBOOK, "f1")]);
    assert!(world.said.is_empty() && world.logins().is_empty());
}

#[test]
fn a_clear_while_it_is_asked_asks_anew() {
    let clears: [fn() -> Input; 3] = [|| Input::ClearCredentials, || Input::ClearIdentity, || Input::SignOut];
    for clear in clears {
        let mut world = World::with_source(config());
        let waiter = world.get(Creds);
        world.feed(clear());
        assert_eq!(world.asks.len(), 2);
        world.answer_logins(&[(GOOGLE, "of before")]);
        assert_eq!(world.logins(), "");
        world.answer_logins(&[(FACEBOOK, "f1")]);
        world.answer_get_id(ID_A);
        world.answer_credentials(HOUR_MS);
        assert_eq!(world.result(waiter), ResultCode::Ok);
    }
}

#[test]
fn prefetch_and_keep_fresh_ask_too() {
    let keep_fresh = Config { keep_fresh: true, disable_guest_access: true, ..config() };
    let mut world = World::with_source(keep_fresh);
    world.feed(Input::Prefetch);
    let token = jwt(world.service_unix_ms() + 600_000);
    world.answer_logins(&[(FACEBOOK, &token)]);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    world.advance_until_left(15 * MINUTE_MS);
    assert_eq!((world.asks.len(), world.calls.len()), (1, 0));
    world.take_events();
    world.fail_logins("offline");
    assert_eq!(world.take_events(), [EventKind::RefreshFailed, EventKind::LoginRequired]);
    world.advance(world.wake_at_mono_ms.unwrap() - world.mono_ms());
    assert_eq!(world.asks.len(), 1, "after the pause it is asked again");
    world.answer_logins(&[(FACEBOOK, "f2")]);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn a_source_that_comes_after_one_that_went_without_an_answer_is_asked_within_the_same_fetch() {
    let mut world = World::with_source(config());
    let waiter = world.get(Creds);
    world.feed(Input::LoginSource(false));
    assert_eq!(world.operation(), "GetId", "as a guest");
    world.feed(Input::LoginSource(true));
    assert_eq!(world.asks.len(), 1);
    world.answer_get_id(ID_A);
    assert_eq!((world.asks.len(), world.calls.len()), (2, 0));
    world.asks.pop_front(); // of the source that went
    world.answer_logins(&[(FACEBOOK, "f1")]);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.result(waiter), ResultCode::Ok);
}
