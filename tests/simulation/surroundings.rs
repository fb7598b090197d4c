//! What the host says of the device, and what is promised while it is so: offline nothing is sent, and only those who
//! asked not to wait are told; suspended nothing begins that nobody asked for.

use std::sync::Arc;

use cognito_native::provider::host_state::{Network, set_network, set_suspended};

use crate::oracle::Oracle;
use crate::sim::{Sim, enter};
use crate::world::HOUR_MS;

/// What was begun before goes on for so long at most, with all its attempts and its sleeps.
const LONGEST_FLIGHT_MS: u64 = 5 * HOUR_MS;

/// The host's word, and since when.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said {
    network: Network,
    is_suspended: bool,
    suspended_at_ms: u64,
    /// When there was last known to be no network.
    offline_until_ms: Option<u64>,
}

/// The host says something else, or the same again.
pub(crate) fn change(sim: &Arc<Sim>) {
    match sim.draw(|rng| rng.u8(0..8)) {
        0..3 => say_network(sim, Network::Offline),
        3 => say_network(sim, Network::Unknown),
        4..6 => say_network(sim, Network::Online),
        6 => say_suspended(sim, true),
        _ => say_suspended(sim, false),
    }
}

/// Nothing is in the way any more.
pub(crate) fn come_back(sim: &Arc<Sim>) {
    say_network(sim, Network::Unknown);
    say_suspended(sim, false);
}

/// The word is the process's, and an earlier schedule may have left another one.
pub(crate) fn forget() {
    set_network(Network::Unknown);
    set_suspended(false);
}

fn say_network(sim: &Arc<Sim>, network: Network) {
    sim.trace(|| format!("the network is {network:?}"));
    let now_ms = sim.now_ms();
    {
        let said = &mut enter(&sim.oracle).said;
        if said.network == Network::Offline {
            said.offline_until_ms = Some(now_ms);
        }
        said.network = network;
    }
    sim.at_once(|| set_network(network));
}

fn say_suspended(sim: &Arc<Sim>, is_suspended: bool) {
    sim.trace(|| format!("suspended: {is_suspended}"));
    let now_ms = sim.now_ms();
    {
        let said = &mut enter(&sim.oracle).said;
        if is_suspended && !said.is_suspended {
            said.suspended_at_ms = now_ms;
        }
        said.is_suspended = is_suspended;
    }
    sim.at_once(|| set_suspended(is_suspended));
}

impl Oracle {
    /// A provider hands an exchange to an I/O thread.
    pub(crate) fn judge_sending(&mut self, instance: usize, now_ms: u64) {
        let (said, of) = (self.said, &self.instances[instance]);
        if of.is_killed {
            return;
        }
        if said.network == Network::Offline {
            self.violation(format!("p{instance}: sends something though there is no network"));
        } else if said.is_suspended {
            let since_ms = said.suspended_at_ms;
            let is_new = of.started_at_ms > since_ms;
            let is_going_on = !is_new && now_ms < since_ms.saturating_add(LONGEST_FLIGHT_MS);
            let is_asked_for = self.requests.iter().any(|asked| {
                let is_open = asked.answers == 0 && !asked.is_refused;
                asked.instance == instance && (is_open || asked.accepted_at_ms >= since_ms)
            });
            if !is_going_on && !is_asked_for {
                self.violation(format!("p{instance}: suspended, it sends something that nobody asked for"));
            }
        }
    }

    /// Whether a request may be told that there is no network.
    pub(crate) fn may_be_offline(&self, request: usize) -> bool {
        let asked = &self.requests[request];
        let was_offline = self.said.offline_until_ms.is_some_and(|until| until >= asked.accepted_at_ms);
        asked.fails_offline && (self.said.network == Network::Offline || was_offline)
    }
}
