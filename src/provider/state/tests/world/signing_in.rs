//! The host's part in signing in: the logins it sets, the login source it may have, and the login tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::super::super::{Admission, LoginAnswer, LoginChange, WaiterId};
use super::{Config, HOUR_MS, ID_A, World};
use crate::cognito::identity::Login;
use crate::provider::Input;
use crate::secret::Secret;

pub(in super::super) const FACEBOOK: &str = "graph.facebook.com";
pub(in super::super) const GOOGLE: &str = "accounts.google.com";
pub(in super::super) const DEVELOPER: &str = "cognito-identity.amazonaws.com";

pub(in super::super) fn login(name: &str, token: &str) -> Login {
    (name.to_owned(), Secret::new(token).unwrap())
}

fn logins(pairs: &[(&str, &str)]) -> Vec<Login> {
    pairs.iter().map(|(name, token)| login(name, token)).collect()
}

/// A JWT that says it expires then.
pub(in super::super) fn jwt(expiry_unix_ms: i64) -> String {
    let claims = format!(r#"{{"exp":{}}}"#, expiry_unix_ms / 1000);
    format!("eyJhbGciOiJub25lIn0.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

impl World {
    /// A provider with a login source that was not asked yet.
    pub(in super::super) fn with_source(config: Config) -> Self {
        let mut world = Self::new(config);
        world.feed(Input::LoginSource(true));
        world
    }

    /// A player signed in with Facebook (token `f1`) as `ID_A`, with an hour's credentials.
    pub(in super::super) fn with_player(config: Config) -> (Self, String) {
        let mut world = Self::new(config);
        world.set_login(FACEBOOK, "f1");
        world.get(super::Creds);
        world.answer_get_id(ID_A);
        let key = world.answer_credentials(HOUR_MS);
        world.take_events();
        world.said.clear();
        world.sent = 0;
        (world, key)
    }

    pub(in super::super) fn set_login(&mut self, name: &str, token: &str) {
        self.feed(Input::Logins(LoginChange::Set(login(name, token))));
    }

    pub(in super::super) fn remove_login(&mut self, name: &str) {
        self.feed(Input::Logins(LoginChange::Remove(name.to_owned())));
    }

    pub(in super::super) fn replace_logins(&mut self, pairs: &[(&str, &str)]) {
        self.feed(Input::Logins(LoginChange::Replace(logins(pairs))));
    }

    /// The login source answers the oldest question.
    pub(in super::super) fn answer_logins(&mut self, pairs: &[(&str, &str)]) {
        self.answer_source(Ok(LoginAnswer { logins: logins(pairs), developer_identity_id: None }));
    }

    pub(in super::super) fn answer_developer(&mut self, identity_id: &str, token: &str) {
        self.answer_source(Ok(LoginAnswer {
            logins: logins(&[(DEVELOPER, token)]),
            developer_identity_id: Some(identity_id.to_owned()),
        }));
    }

    pub(in super::super) fn fail_logins(&mut self, words: &str) {
        self.answer_source(Err(words.to_owned()));
    }

    fn answer_source(&mut self, answer: Result<LoginAnswer, String>) {
        let ask = self.asks.pop_front().expect("nobody asks the login source");
        self.feed(Input::LoginAnswer(ask, answer));
    }

    pub(in super::super) fn unlink(&mut self, name: &str) -> WaiterId {
        self.unlink_until(name, None)
    }

    pub(in super::super) fn unlink_within(&mut self, name: &str, deadline_ms: u64) -> WaiterId {
        self.unlink_until(name, Some(self.mono_ms + deadline_ms))
    }

    fn unlink_until(&mut self, name: &str, deadline_mono_ms: Option<u64>) -> WaiterId {
        self.last_waiter += 1;
        let waiter = self.last_waiter;
        let admission = Admission { deadline_mono_ms, ..Admission::to_unlink(name.to_owned()) };
        self.feed(Input::Get(waiter, admission));
        waiter
    }

    /// The present logins, in short.
    pub(in super::super) fn logins(&self) -> String {
        let pairs =
            self.state.identity.logins().iter().map(|(name, token)| format!("{name}={}", token.expose()));
        pairs.collect::<Vec<_>>().join(" ")
    }

    /// The logins that go with the call under way, as written; empty when there are none.
    pub(in super::super) fn sent_logins(&self) -> String {
        let body = self.body();
        let Some((_, logins)) = body.split_once(r#""Logins":{"#) else { return String::new() };
        logins.split_once('}').unwrap().0.to_owned()
    }
}
