//! What a seed draws once for a whole schedule: how often things go wrong, and the options of its providers.

use cognito_native::cognito::PoolId;
use cognito_native::provider::Config;
use cognito_native::provider::config::{Roles, Session};
use cognito_native::provider::refresh::WindowOptions;
use fastrand::Rng;

use crate::world::{HOUR_MS, MINUTE_MS};

pub(crate) const POOL: &str = "us-east-1:00000000-aaaa-4000-8000-000000000000";
pub(crate) const GUEST_ROLE: &str = "arn:aws:iam::123456789012:role/guest";
pub(crate) const PLAYER_ROLE: &str = "arn:aws:iam::123456789012:role/player";
const CUSTOM_ROLE: &str = "arn:aws:iam::123456789012:role/custom";
pub(crate) const PROFILES: [&str; 2] = ["default", "second"];

/// What the service says about the time, in every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dates {
    /// The truth. The device's clock may be anything.
    Right,
    /// Nothing. The device's clock is right.
    Absent,
    /// Nonsense: expiry is not judged.
    Wrong,
}

#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one yes/no draw")]
pub(crate) struct Scenario {
    /// Two processes on one device share the store.
    pub(crate) two_processes: bool,
    /// Players sign in and out.
    pub(crate) players: bool,
    /// Each provider may have either of two profiles.
    pub(crate) profiles: bool,
    /// Every log record is looked at.
    pub(crate) logs: bool,
    /// The host dispatches after every event, so that every answer is judged at the moment it was given.
    pub(crate) eager: bool,
    pub(crate) actions: u32,
    pub(crate) dates: Dates,
    pub(crate) lifetime_ms: u64,
    /// Percentages.
    pub(crate) call_faults: u32,
    pub(crate) slow_calls: u32,
    pub(crate) store_faults: u32,
    pub(crate) slow_store: u32,
    pub(crate) lost_jobs: u32,
    pub(crate) panics: u32,
    pub(crate) merges: u32,
    pub(crate) service_events: u32,
    /// Of words about network and application.
    pub(crate) surroundings: u32,
    /// Of requests that do not wait for a network.
    pub(crate) impatient: u32,
    /// Of tokens that have expired, or soon will.
    pub(crate) old_tokens: u32,
    /// Of requests to a login source that go wrong.
    pub(crate) bad_sources: u32,
}

impl Scenario {
    pub(crate) fn draw(rng: &mut Rng) -> Self {
        let mut percent = |odds: u8, max: u32| if rng.u8(0..100) < odds { rng.u32(1..=max) } else { 0 };
        let (call_faults, slow_calls, merges) = (percent(60, 60), percent(50, 40), percent(25, 20));
        let (store_faults, slow_store) = (percent(30, 40), percent(30, 50));
        let (lost_jobs, panics, service_events) = (percent(20, 15), percent(20, 15), percent(60, 15));
        let (old_tokens, bad_sources) = (percent(50, 50), percent(50, 70));
        let (surroundings, impatient) = (percent(35, 25), percent(50, 50));
        let lifetimes = [HOUR_MS, HOUR_MS, 12 * HOUR_MS, 15 * MINUTE_MS, 3 * MINUTE_MS, 5_000];
        Self {
            two_processes: rng.u8(0..100) < 35,
            players: rng.u8(0..100) < 70,
            profiles: rng.u8(0..100) < 20,
            logs: rng.u8(0..100) < 10,
            eager: rng.bool(),
            actions: rng.u32(5..=50),
            dates: [Dates::Right, Dates::Right, Dates::Right, Dates::Absent, Dates::Wrong][rng.usize(0..5)],
            lifetime_ms: lifetimes[rng.usize(0..lifetimes.len())],
            call_faults,
            slow_calls,
            store_faults,
            slow_store,
            lost_jobs,
            panics,
            merges,
            service_events,
            surroundings,
            impatient,
            old_tokens,
            bad_sources,
        }
    }

    /// The last minutes of a schedule: everything works, so that everybody gets an answer.
    pub(crate) fn calm(&mut self) {
        self.eager = true;
        (self.call_faults, self.slow_calls, self.merges, self.service_events) = (0, 0, 0, 0);
        (self.old_tokens, self.bad_sources, self.surroundings) = (0, 0, 0);
        (self.store_faults, self.slow_store, self.lost_jobs, self.panics) = (0, 0, 0, 0);
    }
}

/// The options of one provider.
pub(crate) fn draw_config(rng: &mut Rng) -> Config {
    let mut chance = |percent: u8| rng.u8(0..100) < percent;
    let (disable_guest_access, recover_forbidden_guest) = (chance(4), chance(50));
    let (persist_credentials, serve_expired) = (chance(50), chance(15));
    let (keep_fresh, prefetch) = (chance(25), chance(25));
    let odd_windows = chance(20);
    let remembers_clear = chance(30);
    let mut role = |percent: u8, arn: &str| chance(percent).then(|| arn.to_owned());
    let roles = Roles {
        authenticated: role(25, PLAYER_ROLE),
        unauthenticated: role(20, GUEST_ROLE),
        custom: role(10, CUSTOM_ROLE),
    };
    let window_ms = |rng: &mut Rng| rng.bool().then(|| rng.u64(0..2 * HOUR_MS));
    let windows = if odd_windows {
        WindowOptions { advisory_ms: window_ms(rng), mandatory_ms: window_ms(rng) }
    } else {
        WindowOptions::default()
    };
    Config {
        pool: PoolId::parse(POOL).unwrap(),
        endpoint: "https://simulated.invalid/".to_owned(),
        account_id: None,
        identity_id: None,
        initial_identity_id: None,
        remembers_clear,
        disable_guest_access,
        recover_forbidden_guest,
        persist_credentials,
        serve_expired,
        keep_fresh,
        prefetch,
        windows,
        max_attempts: if rng.bool() { 3 } else { rng.u32(1..=10) },
        login_source_timeout_ms: [1_000, 30_000, 120_000][rng.usize(0..3)],
        roles,
        session: Session::default(),
        sts_endpoint: "https://simulated-sts.invalid/".to_owned(),
        has_own_endpoint: false,
        has_own_sts_endpoint: false,
    }
}
