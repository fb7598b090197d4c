//! The operations: what each one sends, and what its answer brings.

use std::ffi::CStr;
use std::sync::Arc;

use super::flight::{Flight, Operation};
use super::{Effect, State};
use crate::clock::Now;
use crate::cognito::{self, Asked, CallError, Service, identity, sts};
use crate::http::{Request, Response, retry};
use crate::queue::c_text;
use crate::secret::Secret;

impl State {
    /// The next operation on the way to credentials, once the identity is known.
    pub(super) fn towards_credentials(&self, flight: &Flight) -> Operation {
        if !self.is_classic() {
            Operation::GetCredentials
        } else if self.developer_token().is_some() || flight.open_id_token().is_some() {
            Operation::AssumeRole
        } else {
            Operation::GetOpenIdToken
        }
    }

    /// Whether a role is set for who the player is now; with only the other state's role the flow is enhanced.
    pub(super) fn is_classic(&self) -> bool {
        self.role_arn().is_some()
    }

    fn role_arn(&self) -> Option<&str> {
        let roles = &self.config.roles;
        if self.identity.is_guest() {
            roles.unauthenticated.as_deref()
        } else {
            roles.authenticated.as_deref()
        }
    }

    pub(super) fn call(&mut self, operation: Operation, now: Now, out: &mut Vec<Effect>) {
        let call = self.next_call();
        let mut request = self.request(operation);
        let Some(flight) = self.flight.as_mut() else { return };
        request.headers.push(flight.call(call, operation, now));
        request.headers.push(retry::attempt_header(flight.attempts(), self.policy));
        self.counters.http_requests += 1;
        out.push(Effect::Send(call, request));
    }

    fn request(&self, operation: Operation) -> Request {
        let config = &self.config;
        let (endpoint, logins) = (config.endpoint.as_str(), self.identity.logins());
        let identity_id = self.identity.id();
        let identity_id = identity_id.as_deref().map(CStr::to_string_lossy).unwrap_or_default();
        match operation {
            Operation::GetId => {
                identity::get_id(endpoint, config.pool.as_str(), config.account_id.as_deref(), logins)
            }
            Operation::GetCredentials => {
                let role_arn = config.roles.custom.as_deref();
                identity::get_credentials_for_identity(endpoint, &identity_id, logins, role_arn)
            }
            Operation::GetOpenIdToken => identity::get_open_id_token(endpoint, &identity_id, logins),
            Operation::AssumeRole => self.assume_role(),
            Operation::UnlinkIdentity => {
                let name = self.login_being_unlinked().unwrap_or_default();
                identity::unlink_identity(endpoint, &identity_id, logins, &[name])
            }
        }
    }

    fn assume_role(&self) -> Request {
        let config = &self.config;
        let nothing = Secret::default();
        sts::assume_role_with_web_identity(
            &config.sts_endpoint,
            &sts::AssumeRole {
                role_arn: self.role_arn().unwrap_or_default(),
                session_name: &config.session.name,
                web_identity_token: self.web_identity_token().unwrap_or(&nothing),
                duration_s: config.session.duration_s,
                policy: config.session.policy.as_deref(),
                policy_arns: &config.session.policy_arns,
            },
        )
    }

    /// What an error of this operation is to be explained by.
    pub(super) fn asked(&self, operation: Operation) -> Asked<'_> {
        let config = &self.config;
        let (service, url, is_own_endpoint) = match operation {
            Operation::AssumeRole => (Service::Sts, &config.sts_endpoint, config.has_own_sts_endpoint),
            _ => (Service::CognitoIdentity, &config.endpoint, config.has_own_endpoint),
        };
        let attempts = self.flight.as_ref().map_or(0, Flight::attempts);
        let (region, had_logins) = (config.pool.region(), !self.identity.is_guest());
        Asked { service, url, is_own_endpoint, region, had_logins, attempts }
    }

    /// A developer's token goes to STS as it is; any other player's is the one from `GetOpenIdToken`.
    fn web_identity_token(&self) -> Option<&Secret> {
        let fetched = || self.flight.as_ref()?.open_id_token().map(Arc::as_ref);
        self.developer_token().or_else(fetched)
    }

    /// Whatever of it was sent: none may come back in an error.
    pub(super) fn secrets_sent(&self) -> Vec<&Secret> {
        let open_id_token = self.flight.as_ref().and_then(Flight::open_id_token).map(Arc::as_ref);
        self.identity.logins().iter().map(|(_, token)| token).chain(open_id_token).collect()
    }

    pub(super) fn take_response(
        &mut self,
        operation: Operation,
        response: &Response,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<(), CallError> {
        match operation {
            Operation::GetId => {
                let identity_id = identity::parse_get_id(response, self.identity.logins())?;
                self.adopt(&c_text(&identity_id), now, out);
                self.confirm_identity(out);
                Ok(())
            }
            Operation::GetCredentials => {
                let credentials = cognito::parse_credentials(response, self.identity.logins())?;
                self.accept(credentials, response, now, out)
            }
            Operation::GetOpenIdToken => {
                let answer = identity::parse_open_id_token(response, self.identity.logins())?;
                if let Some(identity_id) = &answer.identity_id {
                    self.adopt(&c_text(identity_id), now, out);
                }
                self.confirm_identity(out);
                if let Some(flight) = self.flight.as_mut() {
                    flight.brings_open_id_token(answer.token);
                }
                Ok(())
            }
            Operation::AssumeRole => {
                let nothing = Secret::default();
                let token = self.web_identity_token().unwrap_or(&nothing);
                let credentials = sts::parse_assume_role(response, token)?;
                self.accept(credentials, response, now, out)
            }
            Operation::UnlinkIdentity => {
                identity::parse_unlink(response, self.identity.logins())?;
                self.login_was_unlinked(out);
                Ok(())
            }
        }
    }
}
