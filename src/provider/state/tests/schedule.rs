//! Whatever happens in whatever order: every accepted request is answered exactly once, identity changes told to the
//! host follow one from another, only an end, a clear or the service's word makes an identity go away, and no
//! credentials fetched under other logins (or for another identity) are ever told, published or stored.

use proptest::prelude::*;

use super::super::{Flight, Input};
use super::world::*;
use crate::http::TransportErrorKind;
use crate::provider::Config;
use crate::provider::config::Roles;
use crate::provider::snapshot::Phase;
use crate::queue::{Completion, EventKind};

#[derive(Clone, Debug)]
pub(super) enum Step {
    Get(usize, Option<u64>),
    Cancel(u64),
    Good(usize),
    Bad(usize),
    Broken,
    Lost,
    Lock(usize),
    Saved(bool),
    Advance(u64),
    Clear(bool),
    Invalidate,
    Prefetch,
    SetLogin(usize, usize),
    RemoveLogin(usize),
    ReplaceLogins(usize),
    SignOut,
    Source(bool),
    /// Of any question, the oldest first.
    Logins(usize, usize),
    Unlink(usize, Option<u64>),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0usize..4, prop::option::of(0u64..5_000)).prop_map(|(want, within)| Step::Get(want, within)),
        1 => (1u64..20).prop_map(Step::Cancel),
        8 => (0usize..3).prop_map(Step::Good),
        4 => (0usize..8).prop_map(Step::Bad),
        2 => Just(Step::Broken),
        1 => Just(Step::Lost),
        4 => (0usize..4).prop_map(Step::Lock),
        6 => prop::bool::weighted(0.8).prop_map(Step::Saved),
        4 => prop_oneof![0..3_000u64, 0..20 * MINUTE_MS].prop_map(Step::Advance),
        1 => any::<bool>().prop_map(Step::Clear),
        1 => Just(Step::Invalidate),
        1 => Just(Step::Prefetch),
        2 => (0usize..3, 0usize..3).prop_map(|(name, token)| Step::SetLogin(name, token)),
        1 => (0usize..3).prop_map(Step::RemoveLogin),
        1 => (0usize..4).prop_map(Step::ReplaceLogins),
        1 => Just(Step::SignOut),
        2 => prop::bool::weighted(0.8).prop_map(Step::Source),
        4 => (0usize..3, 0usize..7).prop_map(|(ask, answer)| Step::Logins(ask, answer)),
        2 => (0usize..2, prop::option::of(0u64..5_000)).prop_map(|(name, within)| Step::Unlink(name, within)),
    ];
    prop::collection::vec(step, 1..60)
}

fn options() -> impl Strategy<Value = Config> {
    any::<[bool; 7]>().prop_map(|flags| {
        let [persist_credentials, serve_expired, keep_fresh, closed, recover, player, guest] = flags;
        let role = |is_set: bool| is_set.then(|| "arn:aws:iam::123456789012:role/any".to_owned());
        Config {
            persist_credentials,
            serve_expired,
            keep_fresh,
            disable_guest_access: closed,
            recover_forbidden_guest: recover,
            roles: Roles { authenticated: role(player), unauthenticated: role(guest), custom: None },
            ..config()
        }
    })
}

const IDS: [&str; 3] = [ID_A, ID_B, ID_C];
const NAMES: [&str; 3] = [FACEBOOK, GOOGLE, DEVELOPER];

pub(super) fn take(world: &mut World, step: Step) {
    match step {
        Step::Get(want, within_ms) => {
            let want = [Id, Creds, Fresh, Token][want];
            let _waiter = match within_ms {
                Some(within_ms) => world.get_within(want, within_ms),
                None => world.get(want),
            };
        }
        Step::Cancel(waiter) if waiter <= world.last_waiter => world.feed(Input::Cancel(waiter)),
        Step::Lock(3) if !world.locks.is_empty() => world.lock(LockAnswer::Unavailable),
        Step::Lock(2) if !world.locks.is_empty() => world.lock(LockAnswer::Busy),
        // The lock is tried after the saves before it.
        Step::Lock(_) if !world.locks.is_empty() && !world.lock_held && world.saves.is_empty() => {
            world.lock(LockAnswer::Free);
        }
        Step::Saved(true) if !world.saves.is_empty() => world.save(),
        Step::Saved(false) if !world.saves.is_empty() => world.fail_save(),
        Step::Advance(ms) => world.advance(ms),
        Step::Clear(true) => world.feed(Input::ClearIdentity),
        Step::Clear(false) => world.feed(Input::ClearCredentials),
        Step::Invalidate => world.feed(Input::Invalidate(None)),
        Step::Prefetch => world.feed(Input::Prefetch),
        Step::SignOut => world.feed(Input::SignOut),
        Step::Source(present) => world.feed(Input::LoginSource(present)),
        step => sign_in(world, step),
    }
}

fn sign_in(world: &mut World, step: Step) {
    // Good for ever as far as we know, good for a while, expired.
    let token = |world: &World, number: usize| match number {
        0 => "opaque".to_owned(),
        1 => jwt(world.service_unix_ms() + 600_000),
        _ => jwt(world.service_unix_ms() - 600_000),
    };
    match step {
        Step::SetLogin(name, number) => {
            let token = token(world, number);
            world.set_login(NAMES[name], &token);
        }
        Step::RemoveLogin(name) => world.remove_login(NAMES[name]),
        Step::ReplaceLogins(count) => {
            let pairs: Vec<_> = NAMES.iter().take(count).map(|name| (*name, "replaced")).collect();
            world.replace_logins(&pairs);
        }
        Step::Logins(ask, number) if ask < world.asks.len() => {
            world.asks.swap(0, ask);
            match number {
                0..3 => {
                    let token = token(world, number);
                    world.answer_logins(&[(FACEBOOK, &token)]);
                }
                3 => world.answer_logins(&[]),
                4 => world.fail_logins("no"),
                _ => world.answer_developer(IDS[number - 4], &token_for(IDS[number - 4])),
            }
        }
        Step::Unlink(name, within_ms) => {
            let _waiter = match within_ms {
                Some(within_ms) => world.unlink_within(NAMES[name], within_ms),
                None => world.unlink(NAMES[name]),
            };
        }
        step if !world.calls.is_empty() => answer(world, &step),
        _ => {}
    }
}

fn answer(world: &mut World, step: &Step) {
    match step {
        Step::Good(id) if world.operation() == "GetId" => world.answer_get_id(IDS[*id]),
        Step::Good(merge) => answer_well(world, *merge == 0),
        Step::Bad(0) => world.answer_error("ResourceNotFoundException", "Identity 'x' not found.", 400),
        Step::Bad(1) => world.answer_error("ThrottlingException", "no", 400),
        Step::Bad(2) => world.answer_error("ResourceConflictException", "no", 400),
        Step::Bad(3..6) => refuse_logins(world, step),
        Step::Bad(_) => world.answer_error("InternalErrorException", "no", 500),
        Step::Broken => world.break_connection(TransportErrorKind::Closed),
        Step::Lost => {
            let (call, _) = world.calls.pop_front().unwrap();
            world.feed(Input::Lost(call));
        }
        _ => {}
    }
}

pub(super) fn answer_well(world: &mut World, merge: bool) {
    // The developer's token is for one identity.
    let merge = merge && !world.sent_logins().contains(DEVELOPER);
    match world.operation() {
        "GetId" => world.answer_get_id(ID_B),
        "GetCredentialsForIdentity" if merge => drop(world.answer_credentials_of(ID_A, HOUR_MS)),
        "GetCredentialsForIdentity" => drop(world.answer_credentials(HOUR_MS)),
        "GetOpenIdToken" if merge => drop(world.answer_open_id_token_of(ID_A)),
        "GetOpenIdToken" => drop(world.answer_open_id_token()),
        "UnlinkIdentity" => world.answer_unlink(),
        _ => drop(world.answer_sts(HOUR_MS)),
    }
}

fn refuse_logins(world: &mut World, step: &Step) {
    let message = match step {
        Step::Bad(3) => "Access to Identity 'x' is forbidden.",
        _ => "Invalid login token. Token expired: 2 >= 1",
    };
    world.answer_error("NotAuthorizedException", message, 400);
}

pub(super) fn is_under_way(world: &World) -> bool {
    matches!(world.snapshot().phase, Phase::Fetching | Phase::Refreshing)
}

/// What must hold between any two steps.
pub(super) fn check(world: &World) {
    let snapshot = world.snapshot();
    let under_way = is_under_way(world);
    assert!(snapshot.waiting == 0 || under_way, "somebody waits for nothing");
    let present = |generation: u64| generation == snapshot.generation;
    let awaited = world.calls.iter().any(|(call, _)| present(call.generation))
        || world.locks.iter().any(|call| present(call.generation))
        || !world.saves.is_empty()
        || world.wake_at_mono_ms.is_some();
    let is_held = world.state.flight.as_ref().is_some_and(Flight::is_held);
    assert!(!under_way || awaited || is_held, "a flight waits for nothing");
    check_owners(world);
    assert!(
        !world.state.identity.is_unconfirmed() || world.cached() == (None, None),
        "it may be another player's"
    );
    let asks_get_id = |world: &World| !world.calls.is_empty() && world.operation() == "GetId";
    assert!(
        !asks_get_id(world) || !world.sent_logins().contains(DEVELOPER),
        "GetId with a developer's token"
    );
}

/// No credentials or tokens are told, published or stored with an identity they were not given to.
fn check_owners(world: &World) {
    let of = |completion: &Completion| key_of(completion).map(|key| (key, id_of(completion)));
    let cached = world.cached.1.iter().map(|completion| (key_of(completion).unwrap(), world.cached().0));
    let told = world
        .answers
        .values()
        .filter_map(|completion| of(completion))
        .chain(world.events.iter().filter_map(of));
    let stored = world.saves.iter().filter_map(|(_, record)| record.as_ref()).filter_map(|record| {
        let key = record.credentials.as_ref()?.access_key_id.expose().to_owned();
        Some((key, record.identity_id.clone()))
    });
    for completion in world.answers.values() {
        let token = completion.open_id_token.as_ref().map(|token| token.expose());
        let expected = token.and_then(|_| id_of(completion)).map(|id| token_for(&id));
        assert_eq!(token, expected.as_deref(), "somebody else's token");
    }
    for (key, identity_id) in cached.chain(told).chain(stored) {
        assert_eq!(world.owners.get(&key), identity_id.as_ref(), "somebody else's credentials");
    }
}

/// Each change begins where the one before ended, the first with what was stored, and is a change.
pub(super) fn check_changes(world: &World, stored: Option<&str>) {
    let mut known = stored.map(str::to_owned);
    for event in &world.events {
        if event.event.as_ref().unwrap().kind == EventKind::IdentityChanged {
            let (before, after, _) = change_of(event);
            assert_eq!(before, known);
            assert_ne!(before, after);
            known = after;
        }
    }
}

/// Lets everything under way succeed.
pub(super) fn calm(world: &mut World) {
    for _ in 0..200 {
        if !world.saves.is_empty() {
            world.save();
        } else if !world.locks.is_empty() && !world.lock_held {
            world.lock(LockAnswer::Free);
        } else if !world.calls.is_empty() {
            answer_well(world, false);
        } else if let Some(newest) = world.asks.len().checked_sub(1).filter(|_| is_under_way(world)) {
            sign_in(world, Step::Logins(newest, 0));
        } else if let Some(at) = world.wake_at_mono_ms.filter(|_| is_under_way(world)) {
            world.advance(at.saturating_sub(world.mono_ms()));
        }
    }
}

proptest! {
    #[test]
    fn every_request_is_answered_exactly_once(
        steps in steps(), seed: u64, close: bool, options in options()
    ) {
        let mut world = World::with_seed(options, seed);
        world.disk_works = false;
        world.lock_works = false;
        for step in steps {
            take(&mut world, step);
            check(&world);
            check_changes(&world, None);
        }
        if close {
            world.feed(Input::Close);
            prop_assert_eq!(world.cached(), (None, None));
        } else {
            calm(&mut world);
        }
        for waiter in 1..=world.last_waiter {
            prop_assert!(!world.is_waiting(waiter), "request {} was forgotten", waiter);
        }
        prop_assert!(!world.lock_held);
    }

    #[test]
    fn the_same_inputs_and_seed_say_the_same(steps in steps(), seed: u64, options in options()) {
        let run = |steps: Vec<Step>| {
            let mut world = World::with_seed(options.clone(), seed);
            for step in steps {
                take(&mut world, step);
            }
            (world.mono_ms(), world.sent, world.said)
        };
        prop_assert_eq!(run(steps.clone()), run(steps));
    }
}
