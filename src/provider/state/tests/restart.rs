//! What a restart finds: the identity always, credentials when they were asked to be kept and are surely still valid.

use super::super::Input;
use super::world::*;
use crate::provider::Config;
use crate::queue::EventKind;

fn persist() -> Config {
    Config { persist_credentials: true, ..config() }
}

const YEAR_MS: i64 = 365 * 24 * 3_600_000;

#[test]
fn only_the_identity_is_stored_unless_credentials_were_asked_for() {
    let (world, _) = World::with_guest(config());
    assert_eq!(world.disk, Some(record(ID_A)));
    let (world, key) = World::with_guest(persist());
    let stored = world.disk.unwrap().credentials.unwrap();
    assert_eq!(stored.access_key_id.expose(), key);
}

#[test]
fn valid_credentials_save_every_round_trip() {
    let (world, key) = World::with_guest(persist());
    let mut world = world.restart(30 * MINUTE_MS);
    assert_eq!(world.cached(), (owned(ID_A), Some(key.clone())));
    let waiter = world.get(Creds);
    assert_eq!((world.key(waiter), world.id(waiter)), (key, owned(ID_A)));
    assert_eq!(world.sent, 0);
    assert!(world.take_events().is_empty());
}

#[test]
fn restored_credentials_have_their_windows() {
    let (world, _) = World::with_guest(persist());
    let mut world = world.restart(10 * MINUTE_MS);
    world.advance_until_left(15 * MINUTE_MS);
    world.get(Creds);
    assert_eq!(world.sent, 1);
    assert!(
        world.service_unix_ms() < SERVICE_START_UNIX_MS + 46 * 60_000,
        "no later than without the restart"
    );
}

/// Were they those of what is left, a program that starts for each call would never refresh.
#[test]
fn restored_credentials_keep_the_windows_of_their_fetch() {
    let (world, key) = World::with_guest(persist());
    let mut world = world.restart(50 * MINUTE_MS);
    let waiter = world.get(Creds);
    assert_eq!((world.key(waiter), world.sent), (key, 1), "served, and refreshed in the background");
    let (world, _) = World::with_guest(persist());
    let mut world = world.restart(59 * MINUTE_MS + 30_000);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
}

#[test]
fn credentials_survive_on_a_device_whose_clock_is_years_off() {
    for wall_ahead_ms in [-10 * YEAR_MS, 10 * YEAR_MS] {
        let mut world = World::new(persist());
        world.wall_ahead_ms = wall_ahead_ms;
        world.get(Creds);
        world.answer_get_id(ID_A);
        let key = world.answer_credentials(HOUR_MS);
        let world = world.restart(30 * MINUTE_MS);
        assert_eq!(world.cached().1, Some(key), "{wall_ahead_ms}");
    }
}

#[test]
fn credentials_are_not_restored_outside_their_life_by_the_wall_clock() {
    for (away_ms, wall_ahead_ms) in
        [(HOUR_MS, 0), (2 * HOUR_MS, 0), (MINUTE_MS, YEAR_MS), (MINUTE_MS, -YEAR_MS), (MINUTE_MS, -120_000)]
    {
        let (world, _) = World::with_guest(persist());
        let mut world = world.restart_with_wall(away_ms, wall_ahead_ms);
        assert_eq!(world.cached(), (owned(ID_A), None), "{away_ms} {wall_ahead_ms}");
        let waiter = world.get(Creds);
        assert!(world.is_waiting(waiter));
    }
}

#[test]
fn stored_credentials_are_not_restored_when_they_are_no_longer_asked_for() {
    let (world, _) = World::with_guest(persist());
    let world = World::with_record(config(), world.disk);
    assert_eq!(world.cached(), (owned(ID_A), None));
}

#[test]
fn another_identitys_credentials_are_not_restored() {
    let (world, _) = World::with_guest(persist());
    let world = World::with_record(Config { identity_id: owned(ID_B), ..persist() }, world.disk);
    assert_eq!(world.cached(), (owned(ID_B), None));
}

#[test]
fn clearing_wipes_them_from_the_store() {
    let (mut world, _) = World::with_guest(persist());
    world.feed(Input::ClearCredentials);
    assert_eq!(world.disk, Some(record(ID_A)));
    let (mut world, _) = World::with_guest(persist());
    world.feed(Input::ClearIdentity);
    assert_eq!(world.disk, None);
}

#[test]
fn each_refresh_replaces_what_is_stored() {
    let (mut world, _) = World::with_guest(persist());
    world.get(Fresh);
    let key = world.answer_credentials(HOUR_MS);
    let world = world.restart(MINUTE_MS);
    assert_eq!(world.cached().1, Some(key));
}

#[test]
fn keep_fresh_goes_on_with_restored_credentials() {
    let (world, _) = World::with_guest(Config { keep_fresh: true, ..persist() });
    let mut world = world.restart(30 * MINUTE_MS);
    let pause_ms = world.wake_at_mono_ms.unwrap() - world.mono_ms();
    assert!(pause_ms <= 15 * MINUTE_MS);
    world.advance(pause_ms);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.take_events(), [EventKind::CredentialsRefreshed]);
}

#[test]
fn a_damaged_identity_in_the_record_is_recovered_from() {
    let mut world = World::with_record(config(), Some(record("not an identity id")));
    let waiter = world.get(Creds);
    world.answer_error("ValidationException", "Value 'x' at 'identityId' failed", 400);
    world.answer_get_id(ID_A);
    world.answer_credentials(HOUR_MS);
    assert_eq!(world.id(waiter), owned(ID_A));
    assert_eq!(world.disk, Some(record(ID_A)));
}

#[test]
fn credentials_survive_a_restart_in_the_very_next_moment() {
    for away_ms in [0, 1, 999, 1_000] {
        let (world, key) = World::with_guest(persist());
        let world = world.restart(away_ms);
        assert_eq!(world.cached().1, Some(key), "{away_ms}");
    }
}

#[test]
fn a_new_identity_is_never_stored_beside_the_old_ones_credentials() {
    let (mut world, _) = World::with_guest(persist());
    world.disk_works = false;
    world.get(Fresh);
    let key = world.answer_credentials_of(ID_B, HOUR_MS);
    while !world.saves.is_empty() {
        world.save();
        // The device dies here.
        let on_disk = world.disk.clone().unwrap();
        assert_eq!(on_disk.identity_id, owned(ID_B));
        assert!(on_disk.credentials.is_none_or(|stored| stored.access_key_id.expose() == key));
    }
    assert_eq!(world.restart(MINUTE_MS).cached(), (owned(ID_B), Some(key)));
}

#[test]
fn clearing_wipes_them_even_when_they_are_no_longer_in_memory() {
    // Too old to be restored.
    let (world, _) = World::with_guest(persist());
    let mut world = world.restart(2 * HOUR_MS);
    world.feed(Input::ClearCredentials);
    assert_eq!(world.disk, Some(record(ID_A)));
    // Left by a run that was asked to keep them.
    let (world, _) = World::with_guest(persist());
    let mut world = World::with_record(config(), world.disk);
    world.feed(Input::ClearCredentials);
    assert_eq!(world.disk, Some(record(ID_A)));
    // Of an identity that is gone.
    let (mut world, _) = World::with_guest(persist());
    world.get(Fresh);
    world.answer_error("ResourceNotFoundException", &format!("Identity '{ID_A}' not found."), 400);
    world.break_every_attempt();
    world.feed(Input::ClearCredentials);
    assert_eq!(world.disk, None);
    // Found beside another process's identity.
    let (other, _) = World::with_guest(persist());
    let mut world = World::new(config());
    world.lock_works = false;
    world.get(Id);
    world.disk = other.disk;
    world.lock(LockAnswer::Free);
    world.feed(Input::ClearCredentials);
    assert_eq!(world.disk, Some(record(ID_A)));
}

#[test]
fn credentials_that_were_refused_are_not_restored() {
    let (mut world, _) = World::with_guest(persist());
    world.feed(Input::Invalidate(None));
    assert_eq!(world.disk, Some(record(ID_A)));
    let mut world = world.restart(MINUTE_MS);
    let waiter = world.get(Creds);
    assert!(world.is_waiting(waiter));
    // Nothing to store for those who do not keep them.
    let (mut world, _) = World::with_guest(config());
    world.feed(Input::Invalidate(None));
    assert_eq!(world.said, ["publish"]);
}

#[test]
fn a_wall_clock_set_back_before_the_fetch_does_not_make_them_live_for_years() {
    let mut world = World::new(persist());
    world.get(Creds);
    world.answer_get_id(ID_A);
    world.wall_ahead_ms = -10 * YEAR_MS;
    world.date = Date::Absent;
    world.answer_credentials(HOUR_MS);
    let world = world.restart(2 * HOUR_MS);
    assert_eq!(world.cached(), (owned(ID_A), None));
}
