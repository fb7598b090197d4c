//! A wake-up that comes early, as it does when another of the same provider was asked for, cuts no pause short.

use super::super::Input;
use super::world::*;
use crate::http::TransportErrorKind;

#[test]
fn a_retry_comes_no_sooner() {
    let mut world = World::new(config());
    world.get(Creds);
    world.break_connection(TransportErrorKind::Closed);
    assert!(world.wake_at_mono_ms.unwrap() > world.mono_ms());
    world.feed(Input::Tick);
    assert!(world.calls.is_empty());
    world.advance(20_000);
    assert_eq!(world.calls.len(), 1);
}

#[test]
fn the_lock_is_tried_no_sooner() {
    let mut world = World::new(config());
    world.lock_works = false;
    world.get(Creds);
    world.lock(LockAnswer::Busy);
    world.feed(Input::Tick);
    assert!(world.locks.is_empty());
    world.advance(1_000);
    assert_eq!(world.locks.len(), 1);
}
