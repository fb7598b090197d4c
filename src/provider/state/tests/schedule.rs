//! Whatever happens in whatever order: every accepted request is answered exactly once, identity changes told to the
//! host follow one from another, and only an end, a clear or the service's word makes an identity go away.

use proptest::prelude::*;

use super::super::Input;
use super::world::*;
use crate::http::TransportErrorKind;
use crate::provider::Config;
use crate::provider::snapshot::Phase;
use crate::queue::EventKind;

#[derive(Clone, Debug)]
enum Step {
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
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0usize..3, prop::option::of(0u64..5_000)).prop_map(|(want, within)| Step::Get(want, within)),
        1 => (1u64..20).prop_map(Step::Cancel),
        8 => (0usize..3).prop_map(Step::Good),
        3 => (0usize..4).prop_map(Step::Bad),
        2 => Just(Step::Broken),
        1 => Just(Step::Lost),
        4 => (0usize..4).prop_map(Step::Lock),
        6 => prop::bool::weighted(0.8).prop_map(Step::Saved),
        4 => prop_oneof![0..3_000u64, 0..20 * MINUTE_MS].prop_map(Step::Advance),
        1 => any::<bool>().prop_map(Step::Clear),
        1 => Just(Step::Invalidate),
        1 => Just(Step::Prefetch),
    ];
    prop::collection::vec(step, 1..60)
}

const IDS: [&str; 3] = [ID_A, ID_B, ID_C];

fn take(world: &mut World, step: Step) {
    match step {
        Step::Get(want, within_ms) => {
            let want = [Id, Creds, Fresh][want];
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
        step if !world.calls.is_empty() => answer(world, &step),
        _ => {}
    }
}

fn answer(world: &mut World, step: &Step) {
    match step {
        Step::Good(id) if world.operation() == "GetId" => world.answer_get_id(IDS[*id]),
        Step::Good(0) => drop(world.answer_credentials_of(IDS[0], HOUR_MS)),
        Step::Good(_) => drop(world.answer_credentials(HOUR_MS)),
        Step::Bad(0) => world.answer_error("ResourceNotFoundException", "Identity 'x' not found.", 400),
        Step::Bad(1) => world.answer_error("ThrottlingException", "no", 400),
        Step::Bad(2) => world.answer_error("ResourceConflictException", "no", 400),
        Step::Bad(_) => world.answer_error("InternalErrorException", "no", 500),
        Step::Broken => world.break_connection(TransportErrorKind::Closed),
        Step::Lost => {
            let (call, _) = world.calls.pop_front().unwrap();
            world.feed(Input::Lost(call));
        }
        _ => {}
    }
}

fn is_under_way(world: &World) -> bool {
    matches!(world.snapshot().phase, Phase::Fetching | Phase::Refreshing)
}

/// What must hold between any two steps.
fn check(world: &World) {
    let snapshot = world.snapshot();
    let under_way = is_under_way(world);
    assert!(snapshot.waiting == 0 || under_way, "somebody waits for nothing");
    let present = |generation: u64| generation == snapshot.generation;
    let awaited = world.calls.iter().any(|(call, _)| present(call.generation))
        || world.locks.iter().any(|call| present(call.generation))
        || !world.saves.is_empty()
        || world.wake_at_mono_ms.is_some();
    assert!(!under_way || awaited, "a flight waits for nothing");
    assert!(world.shelf.1.is_none() || world.shelf.0.is_some(), "credentials of nobody");
    if let (Some(identity), Some(credentials)) = &world.shelf {
        assert_eq!(identity.identity_id, credentials.identity_id, "somebody else's credentials");
    }
}

/// Each change begins where the one before ended, and is a change.
fn check_changes(world: &World) {
    let mut known = None;
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
fn calm(world: &mut World) {
    for _ in 0..200 {
        if !world.saves.is_empty() {
            world.save();
        } else if !world.locks.is_empty() && !world.lock_held {
            world.lock(LockAnswer::Free);
        } else if !world.calls.is_empty() {
            answer(world, &Step::Good(1));
        } else if let Some(at) = world.wake_at_mono_ms.filter(|_| is_under_way(world)) {
            world.advance(at.saturating_sub(world.mono_ms()));
        }
    }
}

proptest! {
    #[test]
    fn every_request_is_answered_exactly_once(
        steps in steps(), seed: u64, close: bool, keep_fresh: bool, serve_expired: bool, persist_credentials: bool
    ) {
        let config = Config { persist_credentials, serve_expired, keep_fresh, ..config() };
        let mut world = World::with_seed(config, seed);
        world.disk_works = false;
        world.lock_works = false;
        for step in steps {
            take(&mut world, step);
            check(&world);
            check_changes(&world);
        }
        if close {
            world.feed(Input::Close);
            prop_assert_eq!(world.shelf(), (None, None));
        } else {
            calm(&mut world);
        }
        for waiter in 1..=world.last_waiter {
            prop_assert!(!world.is_waiting(waiter), "request {} was forgotten", waiter);
        }
        prop_assert!(!world.lock_held);
    }

    #[test]
    fn the_same_inputs_and_seed_say_the_same(steps in steps(), seed: u64) {
        let run = |steps: Vec<Step>| {
            let mut world = World::with_seed(Config { keep_fresh: true, ..config() }, seed);
            for step in steps {
                take(&mut world, step);
            }
            (world.mono_ms(), world.sent, world.said)
        };
        prop_assert_eq!(run(steps.clone()), run(steps));
    }
}
