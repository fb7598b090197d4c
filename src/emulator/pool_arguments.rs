//! Arguments about pools and their players. Invariant: they are the same for every pool of the command line, wherever
//! they stand in it.

use std::time::Duration;

use super::login_token::LoginToken;
use super::options::{InvalidOption, number};
use super::pool_options::{LoginProvider, PoolOptions, PoolRoles};

/// What the arguments so far say.
#[derive(Default)]
pub(super) struct PoolArguments {
    pool: PoolOptions,
    ids: Vec<String>,
}

impl PoolArguments {
    /// Reads one argument; false when it is not about pools.
    pub(super) fn read(
        &mut self,
        name: &str,
        value: impl FnOnce() -> Result<String, InvalidOption>,
    ) -> Result<bool, InvalidOption> {
        let pool = &mut self.pool;
        match name {
            "--no-guests" => pool.allow_guests = false,
            "--no-classic-flow" => pool.allow_classic_flow = false,
            "--pool-id" => self.ids.push(value()?),
            "--login-provider" => pool.login_providers.push(login_provider(&value()?)),
            "--account-id" => pool.account_id = Some(value()?),
            "--lifetime" => pool.credentials_lifetime = Duration::from_secs(number(name, &value()?)?),
            "--auth-role" => self.roles().authenticated = Some(value()?),
            "--unauth-role" => self.roles().unauthenticated = Some(value()?),
            "--custom-role" => self.roles().custom.push(value()?),
            "--deny-ambiguous-role" => self.roles().denies_ambiguous = true,
            "--max-session" => self.roles().max_session_seconds = number(name, &value()?)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A pool for each id, or one with an id of its own.
    pub(super) fn pools(self) -> Vec<PoolOptions> {
        if self.ids.is_empty() {
            return vec![self.pool];
        }
        self.ids.into_iter().map(|id| PoolOptions { id: Some(id), ..self.pool.clone() }).collect()
    }

    fn roles(&mut self) -> &mut PoolRoles {
        self.pool.roles.get_or_insert_default()
    }
}

/// `NAME`, or `NAME=AUDIENCE` for one whose tokens are checked.
fn login_provider(text: &str) -> LoginProvider {
    text.split_once('=')
        .map_or_else(|| LoginProvider::plain(text), |(name, audience)| LoginProvider::checked(name, audience))
}

/// `PROVIDER,SUBJECT,AUDIENCE`, and how many seconds the token is valid if not an hour.
pub(super) fn login_token(text: &str) -> Result<LoginToken, InvalidOption> {
    let parts: Vec<&str> = text.split(',').collect();
    match *parts.as_slice() {
        [provider, subject, audience] => Ok(LoginToken::new(provider, subject, audience)),
        [provider, subject, audience, seconds] => Ok(LoginToken {
            expires_in_seconds: number("--login-token", seconds)?,
            ..LoginToken::new(provider, subject, audience)
        }),
        _ => Err(InvalidOption(format!(
            "--login-token needs PROVIDER,SUBJECT,AUDIENCE[,SECONDS], not {text:?}"
        ))),
    }
}
