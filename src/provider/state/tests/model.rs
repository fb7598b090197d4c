//! Every state that a small world can bring the machine into, breadth first: a few logins, times and answers of the
//! service, a slow and failing disk, a lock that is busy. Random schedules rarely go where this goes.
//!
//! `COGNITO_MODEL_STATES` says how many distinct states to look at; there are more than anybody can wait for.

mod canonical;

use std::collections::{HashSet, VecDeque};

use self::canonical::Canonical;
use super::super::{Input, WaiterId, Want};
use super::schedule::{Step, answer_well, calm, check, check_changes, is_under_way, take};
use super::world::*;
use crate::clock::Now;
use crate::http::TransportErrorKind;
use crate::provider::Config;
use crate::provider::host_state::{Network, Surroundings};

/// What can happen next, wherever the world is.
#[derive(Clone, Debug)]
enum Move {
    Scheduled(Step),
    CancelOldest,
    /// Something in between answers with a page and this status.
    Page(u16),
    TimeOut,
    /// Until the time that the machine asked for.
    Wake,
    /// The device sleeps past the credentials' end, and the next thing it hears is whatever comes.
    Sleep,
    /// The host says something else of the network.
    Network(Network),
    /// A get that does not wait.
    Poll(Want),
    Close,
}

/// At most so many requests wait at once.
const MOST_WAITING: usize = 2;
/// A flight asks for an identity and for credentials, each as often as attempts are allowed.
const MOST_REQUESTS_OF_AN_OUTAGE: usize = 2 * 3;
/// What all that waits may cost when everything works: login changes send waiters to one more flight each.
const MOST_REQUESTS_WHEN_CALM: usize = 12;
/// Late enough that no duration and no number is as large, early enough for the service's calendar.
const START_MONO_MS: u64 = 1_000_000_000;

fn moves() -> Vec<Move> {
    let scheduled = [
        Step::Get(1, None),
        Step::Get(0, None),
        Step::Get(2, None),
        Step::Get(1, Some(2_000)),
        Step::Good(0),
        Step::Good(1),
        Step::Bad(0),
        Step::Bad(1),
        Step::Bad(3),
        Step::Bad(4),
        Step::Bad(6),
        Step::Broken,
        Step::Lost,
        Step::Lock(0),
        Step::Lock(2),
        Step::Lock(3),
        Step::Saved(true),
        Step::Saved(false),
        Step::Advance(3_000),
        Step::Advance(58 * MINUTE_MS),
        Step::Clear(true),
        Step::Clear(false),
        Step::Invalidate,
        Step::SetLogin(0, 0),
        Step::SetLogin(0, 2),
        Step::SetLogin(1, 0),
        Step::RemoveLogin(0),
        Step::SignOut,
        Step::Source(true),
        Step::Logins(0, 0),
        Step::Logins(0, 4),
    ];
    let others = [
        Move::CancelOldest,
        Move::Page(403),
        Move::Page(200),
        Move::TimeOut,
        Move::Wake,
        Move::Sleep,
        Move::Network(Network::Offline),
        Move::Network(Network::Unknown),
        Move::Poll(Id),
        Move::Poll(Creds),
        Move::Close,
    ];
    scheduled.into_iter().map(Move::Scheduled).chain(others).collect()
}

/// One provider, what the disk holds at its creation, and how long ago it fetched credentials, if it did.
struct Beginning {
    name: &'static str,
    config: Config,
    stored: Option<&'static str>,
    fetched_ms_ago: Option<u64>,
}

impl Beginning {
    fn world(&self) -> World {
        let wall_unix_ms = SERVICE_START_UNIX_MS + i64::try_from(START_MONO_MS).unwrap();
        let now = Now { mono_ms: START_MONO_MS, wall_unix_ms };
        let mut world = World::start(self.config.clone(), self.stored.map(record), now, 7);
        if let Some(ms) = self.fetched_ms_ago {
            world.get(Creds);
            while !world.calls.is_empty() {
                answer_well(&mut world, false);
            }
            world.advance(ms);
        }
        world.disk_works = false;
        world.lock_works = false;
        world
    }
}

fn beginnings() -> Vec<Beginning> {
    let beginning = |name, config: &Config, stored, fetched_ms_ago| {
        let config = config.clone();
        Beginning { name, config, stored, fetched_ms_ago }
    };
    let persisting = Config { persist_credentials: true, keep_fresh: true, ..config() };
    let stale = Config { serve_expired: true, ..config() };
    let closed = Config { disable_guest_access: true, ..config() };
    vec![
        beginning("the first launch", &config(), None, None),
        beginning("persist_credentials, keep_fresh", &persisting, None, None),
        beginning("the same, stored", &persisting, Some(ID_A), None),
        beginning("disable_guest_access, stored", &closed, Some(ID_A), None),
        beginning("in the advisory window", &config(), Some(ID_A), Some(50 * MINUTE_MS)),
        beginning("in the mandatory window", &persisting, None, Some(59 * MINUTE_MS + 30_000)),
        beginning("serve_expired, expired", &stale, Some(ID_A), Some(HOUR_MS + MINUTE_MS)),
    ]
}

fn waiting(world: &World) -> Vec<WaiterId> {
    (1..=world.last_waiter).filter(|waiter| world.is_waiting(*waiter)).collect()
}

/// Whether the move can be made here and does something.
fn is_possible(world: &World, next: &Move) -> bool {
    let operation = (!world.calls.is_empty()).then(|| world.operation());
    match next {
        Move::Scheduled(Step::Get(..)) => waiting(world).len() < MOST_WAITING,
        Move::Scheduled(Step::Good(id)) => operation.is_some() && (*id == 0 || operation != Some("GetId")),
        Move::Scheduled(Step::Bad(_) | Step::Broken | Step::Lost) | Move::Page(_) | Move::TimeOut => {
            operation.is_some()
        }
        Move::Scheduled(Step::Lock(0)) => {
            !world.locks.is_empty() && !world.lock_held && world.saves.is_empty()
        }
        Move::Scheduled(Step::Lock(_)) => !world.locks.is_empty(),
        Move::Scheduled(Step::Saved(_)) => !world.saves.is_empty(),
        Move::Scheduled(Step::Logins(..)) => !world.asks.is_empty(),
        Move::Network(network) => *network != world.state.surroundings.network,
        Move::Scheduled(_) | Move::Sleep | Move::Poll(_) | Move::Close => true,
        Move::CancelOldest => !waiting(world).is_empty(),
        Move::Wake => world.wake_at_mono_ms.is_some(),
    }
}

fn make(world: &mut World, next: &Move) {
    match next {
        Move::Scheduled(step) => take(world, step.clone()),
        Move::CancelOldest => world.feed(Input::Cancel(waiting(world)[0])),
        Move::Page(status) => world.answer_page(*status, "<html>sign in</html>"),
        Move::TimeOut => world.break_connection(TransportErrorKind::Timeout),
        Move::Wake => wake(world),
        Move::Sleep => world.sleep(2 * HOUR_MS),
        Move::Network(network) => say(world, *network),
        Move::Poll(want) => drop(world.poll(*want)),
        Move::Close => world.feed(Input::Close),
    }
}

fn say(world: &mut World, network: Network) {
    world.feed(Input::Surroundings(Surroundings { network, ..Surroundings::default() }));
}

fn wake(world: &mut World) {
    let at = world.wake_at_mono_ms.expect("no wake-up");
    world.advance(at.saturating_sub(world.mono_ms()));
}

/// Only these may take an identity away or put another in its place: the service, the host, or another process.
fn may_change_identity(next: &Move) -> bool {
    use Step::{Bad, Clear, Good, Lock, Logins, ReplaceLogins, SetLogin, SignOut};
    match next {
        Move::Scheduled(Bad(kind)) => matches!(kind, 0 | 3),
        Move::Scheduled(step) => matches!(
            step,
            Good(_) | Clear(true) | SignOut | Lock(0) | Logins(..) | SetLogin(..) | ReplaceLogins(_)
        ),
        Move::Close => true,
        _ => false,
    }
}

/// What this one move did.
fn check_move(before: &World, world: &World, next: &Move) {
    let kept =
        world.state.identity.id() == before.state.identity.id() || before.state.identity.id().is_none();
    assert!(kept || may_change_identity(next), "the identity went without proof");
}

/// From here everything works: who waits is answered, in few requests.
fn check_calm(mut world: World) {
    say(&mut world, Network::Unknown);
    let sent = world.sent;
    calm(&mut world);
    assert!(waiting(&world).is_empty(), "somebody is never answered");
    assert!(!world.lock_held, "the lock is never let go");
    assert!(world.sent - sent <= MOST_REQUESTS_WHEN_CALM, "{} requests when calm", world.sent - sent);
}

/// From here the network is gone: who waits is answered all the same, in few requests.
fn check_outage(mut world: World) {
    say(&mut world, Network::Unknown);
    let sent = world.sent;
    for _ in 0..200 {
        if !world.calls.is_empty() {
            world.break_connection(TransportErrorKind::Connect);
        } else if !world.saves.is_empty() {
            world.fail_save();
        } else if !world.locks.is_empty() {
            world.lock(LockAnswer::Unavailable);
        } else if !world.asks.is_empty() && is_under_way(&world) {
            world.fail_logins("no");
        } else if world.wake_at_mono_ms.is_some() && is_under_way(&world) {
            wake(&mut world);
        }
    }
    assert!(waiting(&world).is_empty(), "an outage leaves somebody waiting");
    let requests = world.sent - sent;
    assert!(requests <= MOST_REQUESTS_OF_AN_OUTAGE, "{requests} requests in an outage");
}

struct Model {
    moves: Vec<Move>,
    seen: HashSet<u64>,
    /// How to get to the states whose next moves were not looked at.
    frontier: VecDeque<Vec<u8>>,
    canonical: Canonical,
}

impl Model {
    /// Looks at so many distinct states of one provider; how many there were, and how many moves the farthest is away.
    fn explore(&mut self, of: &Beginning, most: usize) -> (usize, usize) {
        self.seen.clear();
        self.frontier.clear();
        self.frontier.push_back(Vec::new());
        let mut depth = 0;
        while let Some(path) = self.frontier.pop_front() {
            let world = self.replay(of, &path);
            depth = path.len();
            for index in 0..self.moves.len() {
                if self.seen.len() >= most {
                    return (self.seen.len(), depth + 1);
                }
                if is_possible(&world, &self.moves[index]) {
                    self.look(of, &world, &path, index);
                }
            }
        }
        (self.seen.len(), depth)
    }

    fn replay(&self, of: &Beginning, path: &[u8]) -> World {
        let mut world = of.world();
        for index in path {
            make(&mut world, &self.moves[usize::from(*index)]);
        }
        world.said.clear();
        world
    }

    fn look(&mut self, of: &Beginning, before: &World, path: &[u8], index: usize) {
        let next = &self.moves[index];
        let mut world = before.clone();
        let _watch = Watch { path, moves: &self.moves, next };
        make(&mut world, next);
        check_move(before, &world, next);
        let is_new = self.seen.insert(self.canonical.hash(&world));
        if !is_new {
            return;
        }
        check(&world);
        check_changes(&world, of.stored);
        if matches!(next, Move::Close) {
            // Nothing comes after it.
            assert!(waiting(&world).is_empty() && world.cached() == (None, None), "closed, and not empty");
            return;
        }
        check_calm(world.clone());
        check_outage(world);
        let mut path = path.to_vec();
        path.push(u8::try_from(index).unwrap());
        self.frontier.push_back(path);
    }
}

/// Says how it came to a promise that was not kept.
struct Watch<'a> {
    path: &'a [u8],
    moves: &'a [Move],
    next: &'a Move,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let way = self.path.iter().map(|index| &self.moves[usize::from(*index)]);
        eprintln!("the way here: {:?}", way.chain([self.next]).collect::<Vec<_>>());
    }
}

#[test]
fn every_state_of_a_small_world_keeps_every_promise() {
    let most: usize = std::env::var("COGNITO_MODEL_STATES").map_or(2_000, |most| most.parse().unwrap());
    let beginnings = beginnings();
    let mut model = Model {
        moves: moves(),
        seen: HashSet::new(),
        frontier: VecDeque::new(),
        canonical: Canonical::default(),
    };
    let mut total = 0;
    for of in &beginnings {
        let (states, depth) = model.explore(of, most.div_ceil(beginnings.len()));
        println!("{states} states, up to {depth} moves away: {}", of.name);
        total += states;
    }
    println!("report: {total} distinct states");
    assert!(total >= most);
}

#[test]
fn the_same_state_by_another_way_is_no_new_one() {
    let of = beginnings().swap_remove(0);
    let mut canonical = Canonical::default();
    let mut hash_after = |steps: &[Step]| {
        let mut world = of.world();
        for step in steps {
            take(&mut world, step.clone());
        }
        canonical.hash(&world)
    };
    let cancelled = [Step::Get(0, None), Step::Cancel(1), Step::Get(0, None)];
    let later = [Step::Advance(3_000), Step::Get(0, None)];
    assert_eq!(hash_after(&[Step::Get(0, None)]), hash_after(&later));
    assert_eq!(
        hash_after(&cancelled),
        hash_after(&[Step::Get(0, None), Step::Cancel(1), Step::Get(0, None)])
    );
    assert_ne!(hash_after(&[Step::Get(0, None)]), hash_after(&[Step::Get(1, None)]));
}
