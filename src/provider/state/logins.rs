//! Who the player is signed in as. A login change counts at once: what was fetched for the old logins is forgotten, a
//! flight under way counts no longer, and the identity id becomes a hint that the next call must confirm.

use std::ffi::CStr;

use super::flight::Flight;
use super::{CallId, Effect, LoginAnswer, LoginChange, LoginQuestion, LoginReason, State};
use crate::clock::Now;
use crate::cognito::identity::Login;
use crate::error::{Failure, ResultCode};
use crate::provider::jwt;
use crate::queue::{IdentityChange, c_text};
use crate::secret::Secret;

/// A token that is about to expire would reach the service expired.
const TOKEN_MARGIN_MS: i64 = 30_000;

impl State {
    /// The names of the logins.
    pub fn login_names(&self) -> impl Iterator<Item = &str> {
        self.identity.logins().iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn change_logins(&mut self, change: LoginChange, now: Now, out: &mut Vec<Effect>) {
        let mut logins = self.identity.logins().to_vec();
        match change {
            LoginChange::Set((name, token)) => {
                logins.retain(|(other, _)| *other != name);
                logins.push((name, token));
            }
            LoginChange::Remove(name) => logins.retain(|(other, _)| *other != name),
            LoginChange::Replace(all) => logins = all,
        }
        let is_unasked = self.flight.as_ref().is_some_and(Flight::is_unasked);
        if self.take_logins(logins, out) {
            self.cache.forget_failures();
            self.restart_flight(now, out);
            if is_unasked {
                self.start_unasked(now, out);
                if let Some(flight) = self.flight.as_mut() {
                    flight.counts_as_unasked();
                }
            }
        }
    }

    /// The player leaves: logins, credentials and identity, in the store too.
    pub(super) fn sign_out(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.identity.forget_logins();
        self.clear_identity(now, out);
    }

    /// Replaces the logins, if they are others; what was fetched for the old ones is forgotten.
    pub(super) fn take_logins(&mut self, logins: Vec<Login>, out: &mut Vec<Effect>) -> bool {
        if !self.identity.replace_logins(logins) {
            return false;
        }
        self.cache.clear();
        if self.persistence.holds_credentials() {
            self.store(out);
        }
        self.forget_flights_haul();
        self.next_generation(out);
        true
    }

    /// The key under which developer tokens go (China has its own).
    #[must_use]
    pub fn developer_login_name(&self) -> &'static CStr {
        developer_login_name(self.config.pool.region())
    }

    pub(super) fn developer_token(&self) -> Option<&Secret> {
        self.identity.login(self.developer_login_name().to_str().ok()?)
    }

    /// Guests are not allowed, and nobody could say who the player is.
    pub(super) fn lacks_logins(&self) -> bool {
        self.config.disable_guest_access && self.identity.is_guest() && !self.identity.has_login_source()
    }

    /// Why nothing may be sent with what there is.
    pub(super) fn refusal(&self) -> Option<Failure> {
        if self.config.disable_guest_access && self.identity.is_guest() {
            return Some(Self::guests_not_allowed());
        }
        self.lacks_developer_identity().then(|| {
            let text = "there is a developer's token, but not the identity id it was made for";
            Failure::local(ResultCode::LoginRequired, text).with_hint(
                "Give both from a login source, or the identity id in the options: GetId cannot find it.",
            )
        })
    }

    fn lacks_developer_identity(&self) -> bool {
        self.identity.present().is_none() && self.developer_token().is_some()
    }

    /// Whether the host should be asked before anything is sent: something is missing, or a token has expired.
    pub(super) fn should_ask(&self, now: Now) -> bool {
        self.identity.has_login_source()
            && (self.lacks_something() || self.expired_logins(now).next().is_some())
    }

    fn lacks_something(&self) -> bool {
        self.identity.is_guest() || self.lacks_developer_identity()
    }

    /// The names of the logins whose tokens say that they have expired.
    fn expired_logins(&self, now: Now) -> impl Iterator<Item = &str> {
        let service_unix_ms = self.clock.unix_ms(now).saturating_add(TOKEN_MARGIN_MS);
        let expired = move |(_, token): &&Login| {
            jwt::expiry_unix_ms(token.expose()).is_some_and(|expiry| expiry <= service_unix_ms)
        };
        self.identity.logins().iter().filter(expired).map(|(name, _)| name.as_str())
    }

    fn login_question(&self, now: Now) -> LoginQuestion {
        let mut expired: Vec<String> = self.expired_logins(now).map(str::to_owned).collect();
        let reason = if self.flight.as_ref().is_some_and(Flight::has_renewed_logins) {
            if let [(only, _)] = self.identity.logins() {
                expired = vec![only.clone()]; // the service does not say which, but there is no other
            }
            LoginReason::Refused
        } else if self.lacks_something() {
            LoginReason::Missing
        } else {
            LoginReason::Expired
        };
        LoginQuestion { reason, expired }
    }

    pub(super) fn ask_for_logins(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.release_lock(out); // another process need not wait until this player has signed in
        let ask = self.next_call();
        let question = self.login_question(now);
        let until_mono_ms = now.mono_ms.saturating_add(self.config.login_source_timeout_ms);
        if let Some(flight) = self.flight.as_mut() {
            flight.ask_for_logins(ask, until_mono_ms);
            out.push(Effect::AskForLogins(ask, question));
        }
    }

    pub(super) fn set_login_source(&mut self, present: bool, now: Now, out: &mut Vec<Effect>) {
        self.identity.set_login_source(present);
        if present {
            self.cache.forget_failures(); // it may have the logins that were missing
        }
        let asking = self.flight.as_mut().filter(|flight| flight.is_asking());
        let Some(flight) = asking else { return };
        if present {
            self.ask_for_logins(now, out); // the one that was asked is gone
        } else {
            flight.stops_asking();
            self.advance(now, out);
        }
    }

    pub(super) fn on_login_answer(
        &mut self,
        ask: CallId,
        answer: Result<LoginAnswer, String>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let current = self.flight.as_ref().is_some_and(|flight| flight.asks(ask));
        if !current {
            return; // too late, or for logins that were changed meanwhile
        }
        match answer {
            Ok(answer) => {
                self.take_logins(answer.logins, out);
                if let Some(identity_id) = &answer.developer_identity_id {
                    self.adopt_developer_identity(identity_id, now, out);
                }
                self.advance(now, out);
            }
            Err(message) => self.login_source_failed(&message, now, out),
        }
    }

    fn adopt_developer_identity(&mut self, identity_id: &str, now: Now, out: &mut Vec<Effect>) {
        let identity_id = c_text(identity_id);
        let is_another = !self.identity.is(&identity_id);
        if is_another {
            self.identity.doubt(); // until it is stored, the one of before is not to be seen
        }
        self.adopt(&identity_id, now, out);
        if is_another {
            self.identity.set_change_cause(IdentityChange::Developer);
            self.publish(out);
        }
        self.confirm_identity(out);
    }

    pub(super) fn login_source_was_silent(&mut self, now: Now, out: &mut Vec<Effect>) {
        let timeout_ms = self.config.login_source_timeout_ms;
        self.login_source_failed(&format!("it did not answer within {timeout_ms} ms"), now, out);
    }

    fn login_source_failed(&mut self, message: &str, now: Now, out: &mut Vec<Effect>) {
        let failure =
            Failure::local(ResultCode::LoginRequired, format!("the login source gave no logins: {message}"))
                .with_hint(
                    "The source has to answer each request, with logins or with the reason why not; the next call asks again.",
                );
        self.fail(Failure { is_retryable: true, ..failure }, now, out);
    }
}

const DEVELOPER: &CStr = c"cognito-identity.amazonaws.com";
const DEVELOPER_IN_CHINA: &CStr = c"cognito-identity.cn-north-1.amazonaws.com.cn";

/// The login name of developer-authenticated identities (Amazon Cognito developer guide, "Developer-authenticated
/// identities").
#[must_use]
pub fn developer_login_name(region: &str) -> &'static CStr {
    if region.starts_with("cn-") { DEVELOPER_IN_CHINA } else { DEVELOPER }
}

/// Whether a login is that of a developer-authenticated identity, in any region.
#[must_use]
pub fn is_developer_login_name(name: &str) -> bool {
    [DEVELOPER, DEVELOPER_IN_CHINA].iter().any(|one| one.to_bytes() == name.as_bytes())
}
