//! Invariant: everything the service knows changes here and nowhere else, one operation at a time, with no
//! I/O and no clock of its own: input and time in, answer or refusal out.

use std::collections::BTreeMap;

use super::answer::Answer;
use super::identities::Identities;
use super::input::{Input, Logins, is_valid_id};
use super::mint::{Bearer, Mint};
use super::options::{InvalidOption, PoolOptions};
use super::service_error::ServiceError;

/// Every pool with its identities.
pub(super) struct Pools {
    options_by_id: BTreeMap<String, PoolOptions>,
    identities: Identities,
    mint: Mint,
}

impl Pools {
    pub(super) fn new() -> Self {
        Self { options_by_id: BTreeMap::new(), identities: Identities::default(), mint: Mint::new() }
    }

    /// Adds a pool, or replaces the settings of the pool with this id. Answers its id.
    pub(super) fn add(&mut self, mut options: PoolOptions) -> Result<String, InvalidOption> {
        let id = options.id.take().unwrap_or_else(|| format!("us-east-1:{}", self.mint.guid()));
        if !is_valid_id(&id) {
            return Err(InvalidOption(format!(
                "pool id {id:?} is not valid; use region:GUID with lower-case hex, at most 55 characters"
            )));
        }
        self.options_by_id.insert(id.clone(), options);
        Ok(id)
    }

    /// Adds a guest with this id, unless the pool has an identity of that id.
    pub(super) fn add_identity(&mut self, pool_id: &str, id: &str) -> Result<(), InvalidOption> {
        if !self.options_by_id.contains_key(pool_id) {
            return Err(InvalidOption(format!("pool {pool_id:?} is not known; add it first")));
        }
        if !is_valid_id(id) {
            return Err(InvalidOption(format!(
                "identity id {id:?} is not valid; use region:GUID with lower-case hex, at most 55 characters"
            )));
        }
        match self.identities.get(id) {
            None => self.identities.create(id, pool_id, Logins::new()),
            Some(identity) if identity.pool_id == pool_id => {}
            Some(identity) => {
                return Err(InvalidOption(format!("identity {id:?} belongs to pool {:?}", identity.pool_id)));
            }
        }
        Ok(())
    }

    /// Every identity.
    pub(super) fn identities(&mut self) -> &mut Identities {
        &mut self.identities
    }

    /// A new id for one answer, as in `x-amzn-requestid`.
    pub(super) fn request_id(&mut self) -> String {
        self.mint.guid()
    }

    /// Performs one operation.
    pub(super) fn answer(&mut self, input: Input, now_unix_ms: i64) -> Result<Answer, ServiceError> {
        match input {
            Input::GetId { pool_id, account_id, logins } => {
                self.get_id(&pool_id, account_id.as_deref(), &logins).map(Answer::identity)
            }
            Input::GetCredentialsForIdentity { identity_id, logins } => {
                let identity_id = self.authorize(&identity_id, &logins)?;
                let expiration_unix_ms = now_unix_ms.saturating_add(self.lifetime_ms(&identity_id));
                let credentials = self.mint.credentials(expiration_unix_ms);
                Ok(Answer::credentials(identity_id, credentials))
            }
            Input::GetOpenIdToken { identity_id, logins } => {
                let identity_id = self.authorize(&identity_id, &logins)?;
                let token = self.open_id_token(&identity_id, now_unix_ms);
                Ok(Answer::token(identity_id, token))
            }
            Input::UnlinkIdentity { identity_id, logins, to_remove } => {
                let identity_id = self.authorize(&identity_id, &logins)?;
                self.identities.unlink(&identity_id, &to_remove);
                Ok(Answer::nothing())
            }
        }
    }

    fn get_id(
        &mut self,
        pool_id: &str,
        account_id: Option<&str>,
        logins: &Logins,
    ) -> Result<String, ServiceError> {
        let pool = self.options_by_id.get(pool_id).ok_or_else(|| ServiceError::pool_not_found(pool_id))?;
        if pool.account_id.is_some() && account_id.is_some() && pool.account_id.as_deref() != account_id {
            return Err(ServiceError::pool_not_found(pool_id));
        }
        if logins.is_empty() && !pool.allow_guests {
            return Err(ServiceError::guests_not_supported());
        }
        let subjects = subjects(pool, logins)?;
        let owners = self.identities.owners(pool_id, &subjects);
        if let Some(survivor) = owners.first() {
            self.identities
                .absorb(survivor, &owners, &subjects)
                .map_err(|_| ServiceError::login_conflict())?;
            return Ok(survivor.clone());
        }
        let region = pool_id.split(':').next().unwrap_or_default();
        let id = format!("{region}:{}", self.mint.guid());
        self.identities.create(&id, pool_id, subjects);
        Ok(id)
    }

    /// Decides whether these logins may use this identity, linking and merging as they ask for. Answers the
    /// identity that counts from now on: the given one, or the one that took it over.
    fn authorize(&mut self, id: &str, logins: &Logins) -> Result<String, ServiceError> {
        let identity = self.identities.get(id).ok_or_else(|| ServiceError::identity_not_found(id))?;
        let pool_id = identity.pool_id.clone();
        let pool = self.options_by_id.get(&pool_id).ok_or_else(|| ServiceError::pool_not_found(&pool_id))?;
        if logins.is_empty() {
            return match () {
                () if identity.is_disabled || !identity.logins.is_empty() => Err(ServiceError::forbidden(id)),
                () if !pool.allow_guests => Err(ServiceError::guests_not_supported()),
                () => Ok(id.to_owned()),
            };
        }
        let subjects = subjects(pool, logins)?;
        let owners = self.identities.owners(&pool_id, &subjects);
        // A merged identity stands for its survivor: a client that missed the answer with the new id is not
        // lost.
        let current = self.identities.survivor(id).to_owned();
        let identity =
            self.identities.get(&current).ok_or_else(|| ServiceError::identity_not_found(&current))?;
        if identity.is_disabled {
            return Err(ServiceError::forbidden(id));
        }
        if !identity.logins.is_empty() && !owners.contains(&current) {
            return Err(ServiceError::logins_do_not_match());
        }
        let survivor = owners.first().unwrap_or(&current).clone();
        if self.identities.get(&survivor).is_some_and(|identity| identity.is_disabled) {
            return Err(ServiceError::forbidden(&survivor));
        }
        let mut others = owners;
        others.push(current);
        self.identities.absorb(&survivor, &others, &subjects).map_err(|_| ServiceError::login_conflict())?;
        Ok(survivor)
    }

    fn lifetime_ms(&self, identity_id: &str) -> i64 {
        let pool =
            self.identities.get(identity_id).and_then(|identity| self.options_by_id.get(&identity.pool_id));
        let seconds = pool.map_or(0, |pool| pool.credentials_lifetime.as_secs());
        i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)
    }

    fn open_id_token(&mut self, identity_id: &str, now_unix_ms: i64) -> String {
        let identity = self.identities.get(identity_id).cloned().unwrap_or_default();
        let providers = identity.logins.keys().map(String::as_str).collect();
        self.mint.open_id_token(&Bearer { pool_id: &identity.pool_id, identity_id, providers }, now_unix_ms)
    }
}

/// Who the logins say the player is: provider → subject. The one place that reads a token; for now its text
/// is the subject.
fn subjects(pool: &PoolOptions, logins: &Logins) -> Result<Logins, ServiceError> {
    if logins.keys().all(|provider| pool.login_providers.contains(provider)) {
        Ok(logins.clone())
    } else {
        Err(ServiceError::unsupported_provider())
    }
}

#[cfg(test)]
mod tests;
