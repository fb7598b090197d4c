//! Credentials that a service refused: the next get refreshes them first, unless a back-off is running.

use super::super::Input;
use super::world::*;

#[test]
fn the_next_get_takes_the_mandatory_path() {
    for key in [owned("ASIA1"), None] {
        let (mut world, old) = World::with_guest(config());
        assert_eq!(old, "ASIA1");
        world.feed(Input::Invalidate(key));
        assert_eq!(world.cached(), (owned(ID_A), None), "the synchronous getters no longer serve them");
        let waiters = [world.get(Creds), world.get(Creds)];
        assert!(waiters.iter().all(|waiter| world.is_waiting(*waiter)));
        let new = world.answer_credentials(HOUR_MS);
        assert!(waiters.iter().all(|waiter| world.key(*waiter) == new));
        assert_eq!(world.cached(), (owned(ID_A), Some(new)));
    }
}

#[test]
fn other_credentials_than_the_cached_ones_are_no_reason_to_refresh() {
    let (mut world, old) = World::with_guest(config());
    world.said.clear();
    world.feed(Input::Invalidate(owned("ASIA0")));
    assert!(world.said.is_empty());
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), old);
}

#[test]
fn nothing_happens_when_nothing_is_cached() {
    let mut world = World::new(config());
    world.said.clear();
    world.feed(Input::Invalidate(None));
    assert!(world.said.is_empty());
}

#[test]
fn a_running_back_off_still_holds() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(14 * MINUTE_MS);
    world.get(Creds);
    world.break_every_attempt();
    let sent = world.sent;
    world.feed(Input::Invalidate(None));
    let waiter = world.get(Creds);
    assert_eq!((world.key(waiter), world.sent), (old, sent));
    world.advance(10 * MINUTE_MS);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}

#[test]
fn in_the_advisory_window_all_wait_for_the_flight_under_way() {
    let (mut world, old) = World::with_guest(config());
    world.advance_until_left(10 * MINUTE_MS);
    world.get(Creds);
    world.feed(Input::Invalidate(Some(old)));
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
    let new = world.answer_credentials(HOUR_MS);
    assert_eq!(world.key(waiter), new);
    assert_eq!(world.sent, 1);
}

#[test]
fn invalidating_again_after_the_refresh_does_not_hurt_the_new_ones() {
    let (mut world, old) = World::with_guest(config());
    world.feed(Input::Invalidate(Some(old.clone())));
    world.get(Creds);
    let new = world.answer_credentials(HOUR_MS);
    world.feed(Input::Invalidate(Some(old)));
    let waiter = world.get(Creds);
    assert_eq!(world.key(waiter), new);
}
