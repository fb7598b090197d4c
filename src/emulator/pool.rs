//! Invariant: everything the service knows changes here and nowhere else, one operation at a time, with no
//! I/O and no clock of its own: input and time in, answer or refusal out.

mod authorize;
mod classic;
mod issue;

use std::collections::BTreeMap;

use super::answer::Answer;
use super::cognito_token;
use super::identities::Identities;
use super::input::{Input, Logins, is_valid_id};
use super::jwt::Signer;
use super::ledger::{IssuedCredentials, Ledger};
use super::login_token;
use super::mint::{Credentials, Mint};
use super::options::InvalidOption;
use super::pool_options::PoolOptions;
use super::roles;
use super::service_error::ServiceError;

/// Every pool with its identities.
pub(super) struct Pools {
    options_by_id: BTreeMap<String, PoolOptions>,
    identities: Identities,
    mint: Mint,
    signer: Signer,
    /// Signs what is to look like a token of someone else.
    forger: Signer,
    ledger: Ledger,
}

impl Pools {
    pub(super) fn new() -> Self {
        let mut mint = Mint::new();
        Self {
            options_by_id: BTreeMap::new(),
            identities: Identities::default(),
            signer: mint.signer(),
            forger: mint.signer(),
            mint,
            ledger: Ledger::default(),
        }
    }

    /// Adds a pool, or replaces the settings of the pool with this id. Answers its id.
    pub(super) fn add(&mut self, mut options: PoolOptions) -> Result<String, InvalidOption> {
        let id = options.id.take().unwrap_or_else(|| format!("us-east-1:{}", self.mint.guid()));
        if !is_valid_id(&id) {
            return Err(InvalidOption(format!(
                "pool id {id:?} is not valid; use region:GUID with lower-case hex, at most 55 characters"
            )));
        }
        let is_role = |arn: &&String| roles::account_and_name(arn).is_some();
        if let Some(arn) = options.roles.iter().flat_map(roles::all).find(|arn| !is_role(arn)) {
            return Err(InvalidOption(format!(
                "role {arn:?} is not valid; use arn:aws:iam::ACCOUNT:role/NAME with the account's twelve digits"
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

    /// For whom credentials were issued.
    pub(super) fn issued(&self, access_key_id: &str) -> Option<IssuedCredentials> {
        self.ledger.get(access_key_id).cloned()
    }

    /// Performs one operation.
    pub(super) fn answer(&mut self, input: Input, now_unix_ms: i64) -> Result<Answer, ServiceError> {
        let now_unix_seconds = now_unix_ms / 1000;
        match input {
            Input::GetId { pool_id, account_id, logins } => {
                self.get_id(&pool_id, account_id.as_deref(), &logins, now_unix_seconds).map(Answer::identity)
            }
            Input::GetCredentialsForIdentity { identity_id, logins, custom_role_arn } => {
                let identity_id = self.authorize(&identity_id, &logins, now_unix_seconds)?;
                self.credentials(identity_id, custom_role_arn, now_unix_ms)
            }
            Input::GetOpenIdToken { identity_id, logins } => {
                let identity_id = self.authorize(&identity_id, &logins, now_unix_seconds)?;
                self.open_id_token(identity_id, now_unix_seconds)
            }
            Input::UnlinkIdentity { identity_id, logins, to_remove } => {
                let identity_id = self.authorize(&identity_id, &logins, now_unix_seconds)?;
                self.identities.unlink(&identity_id, &to_remove);
                Ok(Answer::nothing())
            }
            Input::AssumeRole(role) => self.assume_role(&role, now_unix_ms),
        }
    }

    fn get_id(
        &mut self,
        pool_id: &str,
        account_id: Option<&str>,
        logins: &Logins,
        now_unix_seconds: i64,
    ) -> Result<String, ServiceError> {
        let pool = self.pool(pool_id)?;
        if pool.account_id.is_some() && account_id.is_some() && pool.account_id.as_deref() != account_id {
            return Err(ServiceError::pool_not_found(pool_id));
        }
        if logins.is_empty() && !pool.allow_guests {
            return Err(ServiceError::guests_not_supported());
        }
        if logins.contains_key(cognito_token::provider_of(pool_id)) {
            // A developer's token comes with its identity id; there is none to get.
            return Err(ServiceError::invalid_parameter("Please provide a valid public provider"));
        }
        let subjects = login_token::subjects(pool, logins, &self.signer, now_unix_seconds)?;
        let owners = self.identities.owners(pool_id, &subjects);
        if let Some(survivor) = owners.first() {
            self.identities
                .absorb(survivor, &owners, &subjects)
                .map_err(|_| ServiceError::login_conflict())?;
            return Ok(survivor.clone());
        }
        Ok(self.create(pool_id, subjects))
    }

    fn create(&mut self, pool_id: &str, logins: Logins) -> String {
        let region = pool_id.split(':').next().unwrap_or_default();
        let id = format!("{region}:{}", self.mint.guid());
        self.identities.create(&id, pool_id, logins);
        id
    }

    fn pool(&self, pool_id: &str) -> Result<&PoolOptions, ServiceError> {
        self.options_by_id.get(pool_id).ok_or_else(|| ServiceError::pool_not_found(pool_id))
    }

    /// The credentials of the enhanced flow.
    fn credentials(
        &mut self,
        identity_id: String,
        custom_role_arn: Option<String>,
        now_unix_ms: i64,
    ) -> Result<Answer, ServiceError> {
        let identity = self.identities.get(&identity_id).cloned().unwrap_or_default();
        let pool = self.pool(&identity.pool_id)?;
        let role_arn = roles::choose(pool.roles.as_ref(), !identity.logins.is_empty(), custom_role_arn)?;
        let lifetime_s = i64::try_from(pool.credentials_lifetime.as_secs()).unwrap_or(i64::MAX);
        let issued = IssuedCredentials {
            identity_id: identity_id.clone(),
            role_arn,
            session_name: None,
            expiration_unix_ms: now_unix_ms.saturating_add(lifetime_s.saturating_mul(1000)),
        };
        Ok(Answer::credentials(identity_id, self.issue(issued)))
    }

    fn issue(&mut self, issued: IssuedCredentials) -> Credentials {
        let credentials = self.mint.credentials(issued.expiration_unix_ms);
        self.ledger.note(&credentials.access_key_id, issued);
        credentials
    }
}

#[cfg(test)]
mod tests;
