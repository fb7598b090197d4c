//! A simulated Cognito and STS: identities that can be deleted, disabled, linked and merged, guests that can be
//! forbidden, and faults. Pure: a call, a time and dice go in, an answer comes out. Every set of credentials and every
//! open id token carries its number, so that it can be traced from there on.

use std::collections::BTreeMap;

use fastrand::Rng;

use crate::answer::{self, Reply};
use crate::links::{Links, Refusal};
use crate::logins::{self, DEVELOPER, Logins};
use crate::oracle::Tag;
use crate::scenario::{GUEST_ROLE, Scenario};

/// How long a token of `GetOpenIdToken` is good.
const OPEN_ID_TOKEN_MS: i64 = 10 * 60 * 1000;

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
    /// For no login at all.
    pub(crate) is_guest: bool,
    pub(crate) expires_unix_ms: i64,
    pub(crate) wall_jumps: u32,
}

/// One token of `GetOpenIdToken`.
#[derive(Clone, Debug)]
pub(crate) struct OpenId {
    pub(crate) identity_id: String,
    pub(crate) by: Tag,
    pub(crate) is_guest: bool,
    pub(crate) expires_unix_ms: i64,
}

/// A request, as far as the service looks at it.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    GetId(Logins),
    GetCredentials { id: String, logins: Logins, custom_role: Option<String> },
    GetOpenIdToken { id: String, logins: Logins },
    AssumeRole { token: String, role: String },
    Unlink { id: String, logins: Logins, name: String },
}

impl Call {
    pub(crate) fn logins(&self) -> Option<&Logins> {
        match self {
            Self::GetId(logins)
            | Self::GetCredentials { logins, .. }
            | Self::GetOpenIdToken { logins, .. }
            | Self::Unlink { logins, .. } => Some(logins),
            Self::AssumeRole { .. } => None,
        }
    }

    pub(crate) fn id(&self) -> Option<&str> {
        match self {
            Self::GetCredentials { id, .. } | Self::GetOpenIdToken { id, .. } | Self::Unlink { id, .. } => {
                Some(id)
            }
            Self::GetId(_) | Self::AssumeRole { .. } => None,
        }
    }
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
    links: Links,
    pub(crate) fetches: Vec<Fetch>,
    pub(crate) open_ids: Vec<OpenId>,
    pub(crate) guests_forbidden: bool,
    pub(crate) outage_until_unix_ms: i64,
    pub(crate) throttled_until_unix_ms: i64,
}

impl Service {
    pub(crate) fn answer(&mut self, call: &Call, at: Moment, scenario: &Scenario, rng: &mut Rng) -> Reply {
        let mut reply = if at.unix_ms < self.outage_until_unix_ms {
            answer::outage(rng)
        } else if at.unix_ms < self.throttled_until_unix_ms {
            answer::throttle(rng)
        } else if rng.u32(0..100) < scenario.call_faults {
            self.fault(call, at, scenario, rng)
        } else {
            self.honest(call, at, scenario, rng)
        };
        answer::date(&mut reply, scenario.dates, at.unix_ms, rng);
        reply
    }

    /// Nothing goes wrong any more.
    pub(crate) fn calm(&mut self) {
        self.guests_forbidden = false;
        self.outage_until_unix_ms = 0;
        self.throttled_until_unix_ms = 0;
    }

    /// The game's own backend asks for a player's identity.
    pub(crate) fn developer_identity(&mut self, player: u8) -> String {
        let link = [(DEVELOPER.to_owned(), player)];
        if let Some(id) = self.links.joined(None, &link).ok().and_then(|ids| ids.into_iter().next()) {
            return id;
        }
        let id = self.make_identity(None);
        self.links.link(&id, &link);
        id
    }

    fn fault(&mut self, call: &Call, at: Moment, scenario: &Scenario, rng: &mut Rng) -> Reply {
        match rng.u8(0..13) {
            0..=2 => answer::throttle(rng),
            3..=4 => answer::outage(rng),
            5 => answer::broken_connection(rng),
            6 => answer::odd_refusal(rng),
            // An unlinking has nothing to say: next to any object will do for its answer.
            7..=8 if matches!(call, Call::Unlink { .. }) => answer::broken_connection(rng),
            7 => answer::garbage(rng),
            8 => match call {
                Call::GetCredentials { id, logins, .. } => {
                    let fetch = self.fetch(id, logins.is_empty(), at, -1_000);
                    answer::credentials(id, id, fetch, rng)
                }
                _ => answer::garbage(rng),
            },
            9 => answer::malformed_identity(call, rng),
            // The service did its work, and the answer is lost on the way.
            10 => answer::truncated(self.honest(call, at, scenario, rng), rng),
            11 => answer::repeats_token(call),
            _ => {
                let _lost = self.honest(call, at, scenario, rng);
                answer::broken_connection(rng)
            }
        }
    }

    fn honest(&mut self, call: &Call, at: Moment, scenario: &Scenario, rng: &mut Rng) -> Reply {
        match call {
            Call::GetId(logins) => match self.claim(None, logins, at) {
                Ok(id) => answer::identity(&id),
                Err(refusal) => *refusal,
            },
            Call::GetCredentials { id, logins, custom_role } => match self.claim(Some(id), logins, at) {
                Ok(_) if custom_role.is_some() && logins.is_empty() => answer::role_not_allowed(),
                Ok(claimed) => {
                    let survivor = self.survivor(claimed, scenario, rng);
                    let lifetime_ms = i64::try_from(scenario.lifetime_ms).unwrap();
                    let fetch = self.fetch(&survivor, logins.is_empty(), at, lifetime_ms);
                    answer::credentials(id, &survivor, fetch, rng)
                }
                Err(refusal) => *refusal,
            },
            Call::GetOpenIdToken { id, logins } => match self.claim(Some(id), logins, at) {
                Ok(claimed) => {
                    let identity_id = self.survivor(claimed, scenario, rng);
                    let is_guest = logins.is_empty();
                    let expires_unix_ms = at.unix_ms + OPEN_ID_TOKEN_MS;
                    let open_id =
                        OpenId { identity_id: identity_id.clone(), by: at.by, is_guest, expires_unix_ms };
                    self.open_ids.push(open_id);
                    answer::open_id_token(id, &identity_id, self.open_ids.len() - 1)
                }
                Err(refusal) => *refusal,
            },
            Call::AssumeRole { token, role } => self.assume_role(token, role, at, scenario),
            Call::Unlink { id, logins, name } => match self.claim(Some(id), logins, at) {
                Ok(claimed) => {
                    self.links.unlink(&claimed, name);
                    answer::unlinked(name)
                }
                Err(refusal) => *refusal,
            },
        }
    }

    fn assume_role(&mut self, token: &str, role: &str, at: Moment, scenario: &Scenario) -> Reply {
        let web_identity = answer::open_id_of(token).and_then(|number| {
            let open_id = self.open_ids.get(number)?;
            Some((open_id.identity_id.clone(), open_id.is_guest, open_id.expires_unix_ms))
        });
        let web_identity = web_identity.or_else(|| {
            let token = logins::read(token)?;
            Some((self.developer_identity(token.player), false, token.expires_unix_s * 1000))
        });
        let Some((id, is_guest, expires_unix_ms)) = web_identity else {
            return answer::sts_error(400, "InvalidIdentityToken", "No OpenIDConnect provider found");
        };
        if expires_unix_ms <= at.unix_ms {
            return answer::sts_error(400, "ExpiredTokenException", "Token expired: 2 must be before 1");
        }
        if is_guest != (role == GUEST_ROLE) {
            return answer::sts_error(403, "AccessDenied", "Not authorized to perform the operation");
        }
        let fetch = self.fetch(&id, is_guest, at, i64::try_from(scenario.lifetime_ms).unwrap());
        answer::session(&id, fetch, answer::open_id_of(token).is_none())
    }

    /// The identity these logins may use: the one asked for, the one it was merged into, or a new one.
    fn claim(&mut self, asked: Option<&str>, logins: &Logins, at: Moment) -> Result<String, Box<Reply>> {
        if self.guests_forbidden && logins.is_empty() {
            return Err(Box::new(answer::guests_forbidden()));
        }
        if let Some(asked) = asked {
            match self.identities.get(asked).map(|identity| identity.status) {
                None | Some(Status::Deleted) => return Err(Box::new(answer::identity_not_found(asked))),
                Some(Status::Disabled) => return Err(Box::new(answer::identity_forbidden(asked))),
                Some(Status::Alive) => {}
            }
        }
        let claimed = Links::read(logins, at.unix_ms)
            .and_then(|links| Ok((self.links.joined(asked, &links)?, links)))
            .map_err(|refusal| match refusal {
                Refusal::Forbidden => Box::new(answer::identity_forbidden(asked.unwrap_or_default())),
                Refusal::Mismatch => Box::new(Reply {
                    forbids: asked.map(str::to_owned),
                    ..answer::login_refused(&Refusal::Mismatch)
                }),
                other => Box::new(answer::login_refused(&other)),
            });
        let (joined, links) = claimed?;
        // A guest is promoted: the identity that already has logins survives.
        let survivor = joined
            .iter()
            .max_by_key(|id| (!self.links.of(id).is_empty(), Some(id.as_str()) == asked))
            .cloned()
            .unwrap_or_else(|| self.make_identity(Some(at.by.instance)));
        for merged in joined.iter().filter(|id| **id != survivor) {
            self.links.transfer(merged, &survivor);
            self.set_status(merged, Status::Disabled);
        }
        self.links.link(&survivor, &links);
        Ok(survivor)
    }

    /// Now and then the answer is for another identity, which survived a merge elsewhere.
    fn survivor(&mut self, id: String, scenario: &Scenario, rng: &mut Rng) -> String {
        if rng.u32(0..100) >= scenario.merges {
            return id;
        }
        let survivor = self.make_identity(None);
        self.links.transfer(&id, &survivor);
        self.set_status(&id, Status::Disabled);
        survivor
    }

    fn fetch(&mut self, identity_id: &str, is_guest: bool, at: Moment, lifetime_ms: i64) -> (usize, i64) {
        // Whole seconds, as the service has it.
        let expires_unix_ms = (at.unix_ms + lifetime_ms) / 1000 * 1000;
        self.fetches.push(Fetch {
            identity_id: identity_id.to_owned(),
            by: at.by,
            is_guest,
            expires_unix_ms,
            wall_jumps: at.wall_jumps,
        });
        (self.fetches.len() - 1, expires_unix_ms)
    }

    pub(crate) fn set_status(&mut self, id: &str, status: Status) {
        if let Some(identity) = self.identities.get_mut(id) {
            identity.status = status;
            self.links.forget(id);
        }
    }

    fn make_identity(&mut self, made_by: Option<usize>) -> String {
        let id = format!("us-east-1:{:08x}-bbbb-4000-8000-000000000000", self.identities.len() + 1);
        self.identities.insert(id.clone(), Identity { status: Status::Alive, made_by });
        id
    }
}
