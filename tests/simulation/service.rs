//! A simulated Cognito: identities that can be deleted or disabled, guests that can be forbidden, and faults. Pure: a
//! call, a time and dice go in, an answer comes out. Every set of credentials carries its number in its access key, so
//! that it can be traced from there on.

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::answer::{self, Reply};
use crate::book::Tag;
use crate::climate::Climate;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Alive,
    Deleted,
    Disabled,
}

pub(crate) struct Identity {
    pub(crate) status: Status,
    /// The provider whose GetId made it.
    pub(crate) made_by: Option<usize>,
}

/// One set of credentials the service handed out.
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    pub(crate) identity_id: String,
    pub(crate) by: Tag,
    pub(crate) expires_unix_ms: i64,
    pub(crate) wall_jumps: u32,
}

/// A request, as far as the service looks at it.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    GetId,
    GetCredentials(String),
}

/// The moment of a call.
#[derive(Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) unix_ms: i64,
    pub(crate) by: Tag,
    pub(crate) wall_jumps: u32,
}

#[derive(Default)]
pub(crate) struct Service {
    pub(crate) identities: BTreeMap<String, Identity>,
    pub(crate) fetches: Vec<Fetch>,
    pub(crate) guests_forbidden: bool,
    pub(crate) outage_until_unix_ms: i64,
    pub(crate) throttled_until_unix_ms: i64,
}

impl Service {
    pub(crate) fn answer(&mut self, call: &Call, at: Moment, climate: &Climate, rng: &mut Rng) -> Reply {
        let mut reply = if at.unix_ms < self.outage_until_unix_ms {
            answer::outage(rng)
        } else if at.unix_ms < self.throttled_until_unix_ms {
            answer::throttle(rng)
        } else if rng.u32(0..100) < climate.call_faults {
            self.fault(call, at, climate, rng)
        } else {
            self.honest(call, at, climate, rng)
        };
        answer::date(&mut reply, climate.dates, at.unix_ms, rng);
        reply
    }

    /// Nothing goes wrong any more.
    pub(crate) fn calm(&mut self) {
        self.guests_forbidden = false;
        self.outage_until_unix_ms = 0;
        self.throttled_until_unix_ms = 0;
    }

    fn fault(&mut self, call: &Call, at: Moment, climate: &Climate, rng: &mut Rng) -> Reply {
        match rng.u8(0..12) {
            0..=2 => answer::throttle(rng),
            3..=4 => answer::outage(rng),
            5 => answer::broken_connection(rng),
            6 => answer::odd_refusal(rng),
            7 => answer::garbage(rng),
            8 => match call {
                Call::GetId => answer::garbage(rng),
                Call::GetCredentials(id) => self.fetch(id, id, at, -1_000, rng),
            },
            9 => answer::malformed_identity(call, rng),
            // The service did its work, and the answer is lost on the way.
            10 => answer::truncated(self.honest(call, at, climate, rng), rng),
            _ => {
                let _lost = self.honest(call, at, climate, rng);
                answer::broken_connection(rng)
            }
        }
    }

    fn honest(&mut self, call: &Call, at: Moment, climate: &Climate, rng: &mut Rng) -> Reply {
        match call {
            Call::GetId if self.guests_forbidden => answer::guests_forbidden(),
            Call::GetId => answer::identity(&self.make_identity(Some(at.by.instance))),
            Call::GetCredentials(id) => match self.identities.get(id).map(|identity| identity.status) {
                _ if self.guests_forbidden => answer::guests_forbidden(),
                None | Some(Status::Deleted) => answer::identity_not_found(id),
                Some(Status::Disabled) => answer::identity_forbidden(id),
                Some(Status::Alive) => self.credentials(id, at, climate, rng),
            },
        }
    }

    fn credentials(&mut self, id: &str, at: Moment, climate: &Climate, rng: &mut Rng) -> Reply {
        let mut identity_id = id.to_owned();
        if rng.u32(0..100) < climate.merges {
            // The answer is for the identity that survived.
            self.set_status(id, Status::Disabled);
            identity_id = self.make_identity(None);
        }
        self.fetch(id, &identity_id, at, i64::try_from(climate.lifetime_ms).unwrap(), rng)
    }

    fn fetch(
        &mut self,
        asked: &str,
        identity_id: &str,
        at: Moment,
        lifetime_ms: i64,
        rng: &mut Rng,
    ) -> Reply {
        // Whole seconds, as the service has it.
        let expires_unix_ms = (at.unix_ms + lifetime_ms) / 1000 * 1000;
        self.fetches.push(Fetch {
            identity_id: identity_id.to_owned(),
            by: at.by,
            expires_unix_ms,
            wall_jumps: at.wall_jumps,
        });
        answer::credentials(asked, identity_id, self.fetches.len() - 1, expires_unix_ms, rng)
    }

    pub(crate) fn set_status(&mut self, id: &str, status: Status) {
        if let Some(identity) = self.identities.get_mut(id) {
            identity.status = status;
        }
    }

    fn make_identity(&mut self, made_by: Option<usize>) -> String {
        let id = format!("us-east-1:{:08x}-bbbb-4000-8000-000000000000", self.identities.len() + 1);
        self.identities.insert(id.clone(), Identity { status: Status::Alive, made_by });
        id
    }
}
