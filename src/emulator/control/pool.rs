//! The command `add-pool`. Invariant: every member that is left out has the default of
//! [`PoolOptions`](crate::emulator::PoolOptions).

use std::time::Duration;

use serde_json::{Map, Value};

use super::{Command, InvalidOption, PoolOptions};
use crate::emulator::pool_options::{LoginProvider, PoolRoles};

impl Command<'_> {
    pub(super) fn pool(&self) -> Result<PoolOptions, InvalidOption> {
        Ok(PoolOptions {
            id: self.optional_text("id")?,
            allow_guests: self.flag("guests", true)?,
            allow_classic_flow: self.flag("classic_flow", true)?,
            credentials_lifetime: Duration::from_secs(self.number("lifetime_seconds", Some(3600))?),
            account_id: self.optional_text("account_id")?,
            login_providers: self.login_providers()?,
            roles: self.roles()?,
        })
    }

    fn login_providers(&self) -> Result<Vec<LoginProvider>, InvalidOption> {
        let wrong = || {
            let text = "\"login_providers\" must be a list of names or of objects with name and audience";
            InvalidOption(text.to_owned())
        };
        let Some(list) = self.object.get("login_providers") else { return Ok(Vec::new()) };
        let provider = |item: &Value| match item {
            Value::String(name) => Ok(LoginProvider::plain(name)),
            Value::Object(object) => {
                let provider = Command { object };
                let name = provider.text("name").map_err(|_| wrong())?.to_owned();
                Ok(LoginProvider { name, audience: provider.optional_text("audience")? })
            }
            _ => Err(wrong()),
        };
        list.as_array().ok_or_else(wrong)?.iter().map(provider).collect()
    }

    fn roles(&self) -> Result<Option<PoolRoles>, InvalidOption> {
        let read = |object: &Map<String, Value>| {
            let roles = Command { object };
            Ok(PoolRoles {
                authenticated: roles.optional_text("authenticated")?,
                unauthenticated: roles.optional_text("unauthenticated")?,
                custom: roles.texts("custom")?,
                denies_ambiguous: roles.flag("denies_ambiguous", false)?,
                max_session_seconds: roles.number("max_session_seconds", Some(43_200))?,
            })
        };
        match self.object.get("roles") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(object)) => read(object).map(Some),
            Some(_) => Err(InvalidOption("\"roles\" must be an object".to_owned())),
        }
    }
}
