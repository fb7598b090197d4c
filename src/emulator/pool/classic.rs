//! The classic flow: a token for an identity, and a role for the token. Invariant: STS believes the token alone, not
//! what has become of the identity since.

use super::super::answer::AssumedRole;
use super::super::assume_role::AssumeRole;
use super::super::jwt::Jwt;
use super::super::pool_options::PoolRoles;
use super::{Answer, IssuedCredentials, Pools, ServiceError, cognito_token, roles};

/// How long a session lasts when the request does not say (`AssumeRoleWithWebIdentity`, API reference).
const DEFAULT_SESSION_SECONDS: u32 = 3600;

impl Pools {
    pub(super) fn open_id_token(
        &self,
        identity_id: String,
        now_unix_seconds: i64,
    ) -> Result<Answer, ServiceError> {
        let pool_id = self.identities.get(&identity_id).map_or("", |identity| &identity.pool_id);
        if !self.pool(pool_id)?.allow_classic_flow {
            return Err(ServiceError::invalid_parameter(
                "Basic (classic) flow is not enabled, please use enhanced flow.",
            ));
        }
        let token = self.bearer_token(&identity_id, cognito_token::LIFETIME_SECONDS, now_unix_seconds);
        Ok(Answer::token(identity_id, token))
    }

    pub(super) fn assume_role(
        &mut self,
        request: &AssumeRole,
        now_unix_ms: i64,
    ) -> Result<Answer, ServiceError> {
        let jwt = self.web_identity(&request.web_identity_token, now_unix_ms / 1000)?;
        let pool_id = jwt.text("aud").unwrap_or_default().to_owned();
        let roles_of_pool =
            self.trusted_roles(&request.role_arn, &pool_id, cognito_token::is_authenticated(&jwt))?;
        let duration_s = request.duration_s.unwrap_or(DEFAULT_SESSION_SECONDS);
        if roles_of_pool.is_some_and(|roles| duration_s > roles.max_session_seconds) {
            return Err(ServiceError::sts_validation(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
            ));
        }
        let packed_policy_percent = request.policy.packed_percent()?;
        let subject = jwt.text("sub").unwrap_or_default().to_owned();
        let credentials = self.issue(IssuedCredentials {
            identity_id: subject.clone(),
            role_arn: Some(request.role_arn.clone()),
            session_name: Some(request.session_name.clone()),
            expiration_unix_ms: now_unix_ms.saturating_add(i64::from(duration_s).saturating_mul(1000)),
        });
        let assumed_role = AssumedRole {
            arn: session_arn(request),
            id: format!("{}:{}", self.mint.role_id(), request.session_name),
            provider: cognito_token::provider_of(&pool_id).to_owned(),
            audience: pool_id,
            subject,
            packed_policy_percent,
        };
        Ok(Answer::assumed_role(assumed_role, credentials))
    }

    /// A token that STS believes.
    fn web_identity(&self, token: &str, now_unix_seconds: i64) -> Result<Jwt, ServiceError> {
        let invalid = ServiceError::invalid_identity_token;
        let jwt = self.signer.read(token).ok_or_else(|| {
            invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
        })?;
        if !cognito_token::is_issuer(jwt.issuer()) {
            let issuer = jwt.text("iss").unwrap_or_default();
            return Err(invalid(&format!("No OpenIDConnect provider found in your account for {issuer}")));
        }
        if !jwt.has_good_signature {
            return Err(invalid("The signature of the web identity token could not be verified."));
        }
        if let Some(expired) = jwt.expired_at(now_unix_seconds) {
            return Err(ServiceError::expired_web_identity(now_unix_seconds, expired));
        }
        let has_pool = jwt.text("aud").is_some_and(|pool_id| self.options_by_id.contains_key(pool_id));
        if has_pool { Ok(jwt) } else { Err(invalid("Incorrect token audience")) }
    }

    /// The roles of the pool, if it names any, when this one trusts the pool (`aud`) and the state (`amr`).
    fn trusted_roles(
        &self,
        role_arn: &str,
        pool_id: &str,
        is_authenticated: bool,
    ) -> Result<Option<&PoolRoles>, ServiceError> {
        let own = self.pool(pool_id)?.roles.as_ref();
        let is_trusted = match own {
            Some(own) => roles::trust(own, role_arn, is_authenticated),
            // A role that another pool names trusts that pool, not this one.
            None => !self
                .options_by_id
                .values()
                .flat_map(|pool| &pool.roles)
                .flat_map(roles::all)
                .any(|arn| arn == role_arn),
        };
        if is_trusted { Ok(own) } else { Err(ServiceError::role_not_trusting()) }
    }
}

/// The ARN of a session: the role's, without its path, and the session's name.
fn session_arn(request: &AssumeRole) -> String {
    let partition = request.role_arn.split(':').nth(1).unwrap_or("aws");
    let (account, name) = roles::account_and_name(&request.role_arn).unwrap_or_default();
    format!("arn:{partition}:sts::{account}:assumed-role/{name}/{}", request.session_name)
}
