//! The way to the simulated service. The service decides at one moment of the exchange; time passes before and after
//! it, the device may even sleep, and everything else goes on meanwhile.

use cognito_native::http::{Request, Response, Transport, TransportError, TransportErrorKind};

use crate::oracle::Tag;
use crate::ports::Port;
use crate::service::Moment;
use crate::sim::enter;
use crate::wire;
use crate::world::{HOUR_MS, SECOND_MS};

impl Transport for Port {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let tag = self.sim.job();
        if !enter(&self.sim.oracle).call_begins(tag) {
            return Err(aborted());
        }
        let mut unlinked = None;
        let result = self.exchange(tag, request, &mut unlinked);
        enter(&self.sim.oracle).call_ends(tag);
        self.sim.maybe_panic(self.instance);
        if let Some(name) = unlinked {
            let fetches = enter(&self.sim.service).fetches.len();
            enter(&self.sim.oracle).unlinked(tag, &name, fetches, self.sim.now_ms());
        }
        result
    }

    fn close(&self) {
        enter(&self.sim.oracle).instances[self.instance].is_transport_closed = true;
    }
}

impl Port {
    /// `unlinked`: the login that the answer says is unlinked.
    fn exchange(
        &self,
        tag: Tag,
        request: &Request,
        unlinked: &mut Option<String>,
    ) -> Result<Response, TransportError> {
        let sim = &self.sim;
        let sent_at_ms = sim.now_ms();
        self.takes_time();
        if enter(&sim.oracle).is_cut_off(self.instance) {
            return Err(aborted());
        }
        {
            let mut oracle = enter(&sim.oracle);
            let longest_ms = &mut oracle.instances[self.instance].longest_wait_ms;
            *longest_ms = (*longest_ms).max(sim.now_ms() - sent_at_ms);
        }
        let call = wire::read(request);
        {
            let service = enter(&sim.service);
            enter(&sim.oracle).judge_request(tag, request, &call, &service);
        }
        let scenario = sim.scenario();
        let mut reply = {
            let mut world = enter(&sim.world);
            let at = Moment { unix_ms: world.true_unix_ms(), by: tag, wall_jumps: world.wall_jumps };
            enter(&sim.service).answer(&call, at, &scenario, &mut world.rng)
        };
        sim.trace(|| {
            let status = reply.result.as_ref().map(|response| response.status);
            format!("p{} g{} {call:?} -> {status:?} gives {:?}", tag.instance, tag.generation, reply.gives)
        });
        self.takes_time();
        if enter(&sim.oracle).is_cut_off(self.instance) {
            return Err(aborted());
        }
        let now_ms = sim.now_ms();
        enter(&sim.oracle).call_answered(tag, &mut reply, now_ms);
        *unlinked = reply.unlinks.take();
        reply.result
    }

    fn takes_time(&self) {
        let slow_percent = enter(&self.sim.scenario).slow_calls;
        let (pass_ms, sleep_ms) = self.sim.draw(|rng| {
            if rng.u32(0..100) >= slow_percent {
                return (rng.u64(0..150), 0);
            }
            let sleep_ms = if rng.u8(0..20) == 0 { rng.u64(0..2 * HOUR_MS) } else { 0 };
            (rng.u64(0..7 * SECOND_MS), sleep_ms)
        });
        self.sim.pass(pass_ms);
        if sleep_ms > 0 {
            self.sim.trace(|| format!("the device sleeps {sleep_ms} ms in an exchange"));
            enter(&self.sim.world).mono_ms += sleep_ms;
            enter(&self.sim.oracle).slept(sleep_ms);
        }
    }
}

fn aborted() -> TransportError {
    TransportError { kind: TransportErrorKind::Aborted, message: "simulated: closed".to_owned() }
}
