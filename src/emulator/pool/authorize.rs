//! Invariant: an identity with logins is only ever used by someone who proves one of them; linking and merging happen
//! here or not at all, and a refusal changes nothing.

use super::{
    Logins, PoolOptions, Pools, ServiceError, cognito_token,
    login_token::{self, check_validity},
};

impl Pools {
    /// Decides whether these logins may use this identity, linking and merging as they ask for. Answers the
    /// identity that counts from now on: the given one, or the one that took it over.
    pub(super) fn authorize(
        &mut self,
        id: &str,
        logins: &Logins,
        now_unix_seconds: i64,
    ) -> Result<String, ServiceError> {
        let identity = self.identities.get(id).ok_or_else(|| ServiceError::identity_not_found(id))?;
        let pool_id = identity.pool_id.clone();
        let pool = self.pool(&pool_id)?;
        let subjects = self.subjects(id, &pool_id, pool, logins, now_unix_seconds)?;
        if subjects.is_empty() {
            return match () {
                () if identity.is_disabled || !identity.logins.is_empty() => Err(ServiceError::forbidden(id)),
                () if !pool.allow_guests => Err(ServiceError::guests_not_supported()),
                () => Ok(id.to_owned()),
            };
        }
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

    /// What the logins prove: subjects at their providers, and, by a token of the service itself, everything that the
    /// identity it names has.
    fn subjects(
        &self,
        id: &str,
        pool_id: &str,
        pool: &PoolOptions,
        logins: &Logins,
        now_unix_seconds: i64,
    ) -> Result<Logins, ServiceError> {
        let mut public = logins.clone();
        let own = public.remove(cognito_token::provider_of(pool_id));
        let mut subjects = login_token::subjects(pool, &public, &self.signer, now_unix_seconds)?;
        if let Some(token) = own {
            for (provider, subject) in self.logins_of_bearer(id, pool_id, &token, now_unix_seconds)? {
                if subjects.insert(provider, subject.clone()).is_some_and(|other| other != subject) {
                    return Err(ServiceError::login_conflict());
                }
            }
        }
        Ok(subjects)
    }

    fn logins_of_bearer(
        &self,
        id: &str,
        pool_id: &str,
        token: &str,
        now_unix_seconds: i64,
    ) -> Result<Logins, ServiceError> {
        let jwt = self.signer.read(token).ok_or_else(ServiceError::not_an_id_token)?;
        if jwt.issuer() != cognito_token::provider_of(pool_id) {
            return Err(ServiceError::wrong_issuer());
        }
        check_validity(&jwt, now_unix_seconds)?;
        if jwt.text("aud") != Some(pool_id) {
            return Err(ServiceError::unsupported_provider());
        }
        if jwt.text("sub") != Some(id) {
            return Err(ServiceError::logins_do_not_match());
        }
        match self.identities.get(id) {
            Some(identity) if !identity.is_disabled => Ok(identity.logins.clone()),
            _ => Err(ServiceError::forbidden(id)),
        }
    }
}
