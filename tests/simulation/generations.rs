//! Who the player is: the logins of every generation, and what may be sent, told and kept under them. A request carries
//! exactly the logins of the generation that it was sent in; its tokens are nowhere else.

use cognito_native::http::Request;
use cognito_native::provider::Want;
use cognito_native::queue::Completion;

use crate::answer::{open_id_of, shows_secret};
use crate::logins::{DEVELOPER, Logins, have_same_names};
use crate::oracle::{Instance, Oracle, Tag};
use crate::service::{Call, Service};
use crate::wire;

/// What a login change that did not count takes back.
pub(crate) struct Before {
    clearing_fetches: usize,
    era: u64,
    had_logins: bool,
    changes: u64,
}

impl Instance {
    pub(crate) fn present_logins(&self) -> &Logins {
        self.logins.last().unwrap()
    }

    /// The service, the store or the game's backend gives an identity id.
    pub(crate) fn gives(&mut self, id: &str, now_ms: u64) {
        self.given.entry(id.to_owned()).or_insert(now_ms);
        self.given_era.insert(id.to_owned(), self.era);
        self.disowned.take_if(|disowned| disowned == id);
    }

    /// The game's own backend named another identity: that is proof enough against all before.
    pub(crate) fn is_replaced_by(&mut self, id: &str) {
        self.gone.extend(self.given.keys().filter(|other| *other != id).cloned());
        self.gone.extend(self.cleared.iter().cloned());
    }

    /// The role of the classic flow for these logins.
    fn role(&self, logins: &Logins) -> Option<&String> {
        let roles = &self.config.roles;
        if logins.is_empty() { roles.unauthenticated.as_ref() } else { roles.authenticated.as_ref() }
    }
}

impl Oracle {
    /// From here on nothing of before counts.
    pub(crate) fn next_generation(&mut self, instance: usize, logins: Logins, fetches: usize) {
        let of = &mut self.instances[instance];
        of.generation += 1;
        of.had_logins |= !logins.is_empty();
        of.logins.push(logins);
        of.login_requests.changes += 1;
        self.clearing_fetches.insert(of.place, fetches);
    }

    /// The logins are about to change to these; `None` when they are the same, or the provider is closed.
    pub(crate) fn logins_change(
        &mut self,
        instance: usize,
        logins: Logins,
        fetches: usize,
    ) -> Option<Before> {
        let of = &mut self.instances[instance];
        if of.is_closed || *of.present_logins() == logins {
            return None;
        }
        let before = Before {
            clearing_fetches: self.clearing_fetches.get(&of.place).copied().unwrap_or(0),
            era: of.era,
            had_logins: of.had_logins,
            changes: of.login_requests.changes,
        };
        of.era += u64::from(!have_same_names(of.present_logins(), &logins));
        self.next_generation(instance, logins, fetches);
        self.coverage.sign_ins += 1;
        Some(before)
    }

    /// The change did not count after all: nobody waited for the answer any more.
    pub(crate) fn logins_stay(&mut self, instance: usize, before: &Before) {
        let of = &mut self.instances[instance];
        of.generation -= 1;
        of.logins.pop();
        (of.era, of.had_logins, of.login_requests.changes) = (before.era, before.had_logins, before.changes);
        self.clearing_fetches.insert(of.place, before.clearing_fetches);
        self.coverage.sign_ins -= 1;
    }

    /// The answer that a login is unlinked is handed to the provider.
    pub(crate) fn unlinked(&mut self, tag: Tag, name: &str, fetches: usize, now_ms: u64) {
        let of = &mut self.instances[tag.instance];
        if of.is_closed || of.is_killed || of.generation != tag.generation {
            return;
        }
        of.unlinked.push((name.to_owned(), now_ms));
        let mut logins = of.present_logins().clone();
        logins.remove(name);
        self.coverage.unlinkings += 1;
        let _changed = self.logins_change(tag.instance, logins, fetches);
    }

    /// A request reaches the service.
    pub(crate) fn judge_request(&mut self, tag: Tag, request: &Request, call: &Call, service: &Service) {
        let instance = tag.instance;
        let of = &self.instances[instance];
        let logins = &of.logins[usize::try_from(tag.generation).unwrap()];
        let mut wrong: Vec<&str> = Vec::new();
        if call.logins().is_some_and(|sent| sent != logins) {
            wrong.push("not with the logins of its generation");
        }
        if of.config.disable_guest_access && logins.is_empty() {
            wrong.push("for a guest, against the options");
        }
        if shows_secret(&wire::without_tokens(request)) {
            wrong.push("with a secret where none belongs");
        }
        // A job of before a clear may still be on its way.
        let is_known = |id: &str| of.given.contains_key(id) && of.disowned.as_deref() != Some(id);
        if tag.generation == of.generation && call.id().is_some_and(|id| !is_known(id)) {
            wrong.push("for an identity that is not this player's");
        }
        match call {
            Call::GetCredentials { custom_role, .. } => {
                let is_right = of.role(logins).is_none() && *custom_role == of.config.roles.custom;
                wrong.extend((!is_right).then_some("in the wrong flow, or with the wrong role"));
            }
            Call::AssumeRole { token, role } => {
                let is_right = of.role(logins) == Some(role) && is_own_token(tag, logins, token, service);
                wrong.extend((!is_right).then_some("with the wrong role, or someone else's token"));
                self.coverage.sessions += 1;
            }
            Call::GetOpenIdToken { logins, .. } if logins.contains_key(DEVELOPER) => {
                let is_wanted = self
                    .requests
                    .iter()
                    .any(|asked| asked.instance == instance && asked.want == Want::OpenIdToken);
                wrong.extend((!is_wanted).then_some("with a developer token"));
            }
            Call::GetOpenIdToken { .. } | Call::GetId(_) | Call::Unlink { .. } => {}
        }
        for wrong in wrong {
            self.violation(format!("p{instance}: sends {call:?} {wrong}"));
        }
    }

    /// A token of `GetOpenIdToken` in an answer: fetched for this provider, under logins that still counted.
    pub(crate) fn judge_token(&mut self, request: usize, completion: &Completion, service: &Service) {
        let Some(token) = &completion.open_id_token else { return };
        let asked = &self.requests[request];
        let instance = asked.instance;
        let least = asked.generation.max(self.instances[instance].drained.0);
        let open_id = open_id_of(token.expose()).and_then(|number| service.open_ids.get(number));
        let is_right = asked.want == Want::OpenIdToken
            && open_id.is_some_and(|open_id| {
                open_id.by.instance == instance
                    && open_id.by.generation >= least
                    && completion
                        .identity_id
                        .as_deref()
                        .is_some_and(|id| id.to_bytes() == open_id.identity_id.as_bytes())
            });
        self.coverage.open_id_tokens += 1;
        if !is_right {
            self.violation(format!(
                "r{request}: a token of other logins, another identity or nobody: {open_id:?}"
            ));
        }
    }

    /// Who is told that a login is unlinked can rely on it.
    pub(crate) fn judge_unlinking(&mut self, request: usize, completion: &Completion) {
        let asked = &self.requests[request];
        let Some(login) = asked.login.as_ref().filter(|_| completion.failure.is_none()) else { return };
        let is_done = self.instances[asked.instance]
            .unlinked
            .iter()
            .any(|(name, at_ms)| name == login && *at_ms >= asked.accepted_at_ms);
        if !is_done {
            self.violation(format!("r{request}: {login} was not unlinked"));
        }
    }

    /// Whoever signed out is not in the store any more.
    pub(crate) fn judge_removals(&mut self) {
        for instance in 0..self.instances.len() {
            let of = &self.instances[instance];
            let is_excused = of.is_killed || of.is_disturbed || of.has_store_trouble;
            if let Some(id) = of.must_remove.as_ref().filter(|_| !is_excused) {
                self.violation(format!("p{instance}: {id} was cleared, and is in the store all the same"));
            }
        }
    }
}

/// A developer's token goes to STS as it is; any other player's was fetched in the same generation.
fn is_own_token(tag: Tag, logins: &Logins, token: &str, service: &Service) -> bool {
    match logins.get(DEVELOPER) {
        Some(developer) => developer == token,
        None => open_id_of(token)
            .and_then(|number| service.open_ids.get(number))
            .is_some_and(|open_id| open_id.by == tag),
    }
}
