//! Players at the device: they sign in and out, replace one another, and are asked for their logins.

use std::sync::{Arc, Weak};

use cognito_native::provider::{Input, LoginAnswer, LoginChange, LoginRequest, Provider, Want};
use fastrand::Rng;

use crate::answer::shows_secret;
use crate::host::{self, Process};
use crate::logins::{self, DEVELOPER, Logins, NAMES, PLAYERS};
use crate::sim::{Sim, enter};
use crate::world::{DAY_MS, Due, MINUTE_MS};

/// One action of the player, or of the game for one.
pub(crate) fn act(sim: &Arc<Sim>, process: &Process) {
    let instance = process.instance;
    match sim.draw(|rng| rng.u8(0..100)) {
        0..25 => {
            let player = sim.draw(|rng| rng.u8(0..PLAYERS));
            let name = sim.draw(|rng| if rng.u8(0..8) == 0 { DEVELOPER } else { NAMES[rng.usize(0..2)] });
            let mut logins = present(sim, instance);
            logins.insert(name.to_owned(), token(sim, player));
            let text = cognito_native::secret::Secret::new(&logins[name]).unwrap();
            change(sim, process, &logins, LoginChange::Set((name.to_owned(), text)));
        }
        25..35 => {
            let name = NAMES[sim.draw(|rng| rng.usize(0..NAMES.len()))];
            let mut logins = present(sim, instance);
            logins.remove(name);
            change(sim, process, &logins, LoginChange::Remove(name.to_owned()));
        }
        35..50 => {
            let player = sim.draw(|rng| rng.u8(0..PLAYERS));
            let logins = of_player(sim, player);
            let all = sim.draw(|rng| logins::for_library(&logins, rng));
            change(sim, process, &logins, LoginChange::Replace(all));
        }
        50..56 => change(sim, process, &Logins::new(), LoginChange::Replace(Vec::new())),
        56..66 => sign_out(sim, process),
        66..78 => set_source(sim, process),
        78..90 => host::begin(sim, process, Want::OpenIdToken),
        _ => {
            let present = present(sim, instance);
            let Some(name) = sim.draw(|rng| rng.choice(present.keys().cloned())) else { return };
            host::begin_with(sim, process, Want::UnlinkedLogin, Some(name));
        }
    }
}

fn present(sim: &Sim, instance: usize) -> Logins {
    enter(&sim.oracle).instances[instance].present_logins().clone()
}

fn token(sim: &Sim, player: u8) -> String {
    let old_percent = enter(&sim.scenario).old_tokens;
    let is_old = sim.percent(old_percent);
    let unix_ms = enter(&sim.world).true_unix_ms();
    sim.draw(|rng| {
        let left_ms = if is_old { rng.u64(0..20 * MINUTE_MS) } else { rng.u64(DAY_MS..90 * DAY_MS) };
        let ago_ms = if is_old { rng.u64(0..15 * MINUTE_MS) } else { 0 };
        let expires_unix_ms = unix_ms + i64::try_from(left_ms).unwrap() - i64::try_from(ago_ms).unwrap();
        logins::issue(player, expires_unix_ms, rng)
    })
}

/// One or both of a player's logins.
fn of_player(sim: &Sim, player: u8) -> Logins {
    let which = sim.draw(|rng| rng.usize(1..4));
    let names = NAMES[..2].iter().enumerate().filter(|(index, _)| which & (index + 1) != 0);
    names.map(|(_, name)| ((*name).to_owned(), token(sim, player))).collect()
}

fn change(sim: &Arc<Sim>, process: &Process, logins: &Logins, change: LoginChange) {
    let instance = process.instance;
    sim.trace(|| format!("p{instance} changes its logins to {logins:?}"));
    if shows_secret(&format!("{change:?}")) {
        enter(&sim.oracle).violation("a token in the Debug text of a login change".to_owned());
    }
    let fetches = enter(&sim.service).fetches.len();
    let before = enter(&sim.oracle).logins_change(instance, logins.clone(), fetches);
    if process.provider.change_logins(change).is_err() {
        enter(&sim.oracle).violation(format!("p{instance}: {} logins are too many", logins.len()));
    }
    let is_open = !enter(&sim.oracle).instances[instance].is_closed;
    if is_open && !process.provider.login_names().iter().eq(logins.keys()) {
        enter(&sim.oracle).violation(format!("p{instance}: the logins are not what the host set"));
    }
    if before.is_some() {
        host::judge_cleared(sim, process, false);
        judge_cached(sim, instance);
    }
}

/// What is cached after a login change is still the player's.
fn judge_cached(sim: &Sim, instance: usize) {
    let now_ms = sim.now_ms();
    let mut oracle = enter(&sim.oracle);
    let of = &oracle.instances[instance];
    let (shown, era) = (of.shown_identity.clone(), of.era);
    if let Some(id) = shown {
        oracle.may_be_told(instance, &id, era, now_ms);
    }
}

fn sign_out(sim: &Arc<Sim>, process: &Process) {
    let instance = process.instance;
    sim.trace(|| format!("p{instance} signs out"));
    let (now_ms, fetches) = (sim.now_ms(), enter(&sim.service).fetches.len());
    let stored = host::stored_identity(sim, instance);
    {
        let mut oracle = enter(&sim.oracle);
        if !oracle.instances[instance].is_closed {
            oracle.cleared(instance, true, stored, fetches, now_ms);
            oracle.instances[instance].logins.last_mut().unwrap().clear();
        }
    }
    process.provider.feed(Input::SignOut);
    host::judge_cleared(sim, process, true);
    if enter(&sim.oracle).instances[instance].is_closed {
        return;
    }
    if !process.provider.login_names().is_empty() {
        enter(&sim.oracle).violation(format!("p{instance}: signed out, but there are logins"));
    }
}

fn set_source(sim: &Arc<Sim>, process: &Process) {
    let instance = process.instance;
    let is_on = sim.draw(|rng| rng.u8(0..4) > 0);
    sim.trace(|| format!("p{instance} has a login source: {is_on}"));
    enter(&sim.oracle).instances[instance].login_requests.changes += 1;
    let (asks, provider) = (Arc::clone(sim), Arc::downgrade(&process.provider));
    // Some never notice that their player's tokens have expired.
    let is_outdated = sim.draw(|rng| rng.u8(0..6) == 0);
    let source = move |ask: LoginRequest| {
        let source = Source { provider: provider.clone(), instance, is_outdated };
        on_login_request(&asks, &source, ask);
    };
    process.provider.set_login_source(is_on.then(|| Arc::new(source) as _));
}

/// Whose login source it is.
#[derive(Clone)]
struct Source {
    provider: Weak<Provider>,
    instance: usize,
    is_outdated: bool,
}

/// The library asks who the player is.
fn on_login_request(sim: &Arc<Sim>, source: &Source, ask: LoginRequest) {
    let instance = source.instance;
    sim.trace(|| format!("p{instance} asks its login source"));
    let now_ms = sim.now_ms();
    if let Some(provider) = source.provider.upgrade() {
        let counters = provider.snapshot().counters;
        enter(&sim.oracle).asked(instance, counters, now_ms);
    }
    let bad_percent = enter(&sim.scenario).bad_sources;
    if !sim.percent(bad_percent) {
        let is_late = sim.draw(Rng::bool);
        return if is_late { answer_later(sim, source, ask) } else { answer(sim, source, ask) };
    }
    match sim.draw(|rng| rng.u8(0..4)) {
        0 => enter(&sim.unanswered).push(ask),
        1 => {
            enter(&sim.oracle).instances[instance].login_requests.is_free();
            drop(ask);
        }
        2 => {
            enter(&sim.oracle).instances[instance].login_requests.is_free();
            ask.answer(Err("the player went away".to_owned()));
        }
        _ => answer_later(sim, source, ask),
    }
}

/// Its answer comes from another thread: inside whatever is going on at that time.
fn answer_later(sim: &Arc<Sim>, source: &Source, ask: LoginRequest) {
    let delay_ms = sim.draw(|rng| match rng.u8(0..10) {
        0..8 => rng.u64(0..5_000),
        _ => rng.u64(0..150_000),
    });
    let (answers, source) = (Arc::clone(sim), source.clone());
    let tag = enter(&sim.oracle).tag(source.instance);
    let job = Box::new(move || answer(&answers, &source, ask));
    let _id = enter(&sim.world).push(delay_ms, Due::Fire(tag, job));
}

fn answer(sim: &Arc<Sim>, source: &Source, ask: LoginRequest) {
    let (instance, provider) = (source.instance, &source.provider);
    let (mut logins, developer_identity_id) = draw_answer(sim, instance);
    if source.is_outdated {
        expire(sim, &mut logins);
    }
    sim.trace(|| format!("p{instance} its source answers {logins:?} {developer_identity_id:?}"));
    let answer = LoginAnswer {
        logins: sim.draw(|rng| logins::for_library(&logins, rng)),
        developer_identity_id: developer_identity_id.clone(),
    };
    let (now_ms, fetches) = (sim.now_ms(), enter(&sim.service).fetches.len());
    let generation = || provider.upgrade().map(|provider| provider.snapshot().generation);
    let (old_generation, saved, before) = {
        let old_generation = generation();
        let mut oracle = enter(&sim.oracle);
        if shows_secret(&format!("{answer:?}")) {
            oracle.violation("a token in the Debug text of a login answer".to_owned());
        }
        oracle.instances[instance].login_requests.is_free();
        let before = oracle.logins_change(instance, logins, fetches);
        let of = &mut oracle.instances[instance];
        let saved = (of.given.clone(), of.given_era.clone(), of.gone.clone(), of.disowned.clone());
        if let Some(id) = &developer_identity_id {
            of.is_replaced_by(id);
            of.gives(id, now_ms);
        }
        (old_generation, saved, before)
    };
    let changes = enter(&sim.oracle).instances[instance].login_requests.changes;
    ask.answer(Ok(answer));
    let counts = generation() != old_generation;
    let mut oracle = enter(&sim.oracle);
    // An answer is no reason to ask again.
    oracle.instances[instance].login_requests.changes = changes - u64::from(before.is_some());
    match before {
        Some(before) if !counts => {
            oracle.logins_stay(instance, &before);
            let of = &mut oracle.instances[instance];
            (of.given, of.given_era, of.gone, of.disowned) = saved;
        }
        None if counts => oracle.violation(format!("p{instance}: a generation for the same logins")),
        _ => {}
    }
}

fn expire(sim: &Sim, logins: &mut Logins) {
    let unix_ms = enter(&sim.world).true_unix_ms() - i64::try_from(MINUTE_MS).unwrap();
    for token in logins.values_mut() {
        let player = logins::read(token).unwrap().player;
        *token = sim.draw(|rng| logins::issue(player, unix_ms, rng));
    }
}

/// Who the player is, and for a developer identity its id.
fn draw_answer(sim: &Sim, instance: usize) -> (Logins, Option<String>) {
    let player = sim.draw(|rng| rng.u8(0..PLAYERS));
    match sim.draw(|rng| rng.u8(0..20)) {
        0 => (Logins::new(), None),
        1..4 => (present(sim, instance), None),
        4..8 => {
            let id = enter(&sim.service).developer_identity(player);
            ([(DEVELOPER.to_owned(), token(sim, player))].into(), Some(id))
        }
        _ => (of_player(sim, player), None),
    }
}
