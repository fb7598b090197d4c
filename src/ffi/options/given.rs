//! The texts and the yes/no fields of the options, as Rust has them; what they say is checked above.

use std::ffi::c_char;

use super::super::argument::optional_text;
use super::super::classic;
use super::{cognito_provider_options, refused};
use crate::error::Failure;

pub(in crate::ffi) struct Texts<'a> {
    pub(in crate::ffi) identity_pool_id: Option<&'a str>,
    pub(in crate::ffi) region: Option<&'a str>,
    pub(in crate::ffi) account_id: Option<&'a str>,
    pub(in crate::ffi) identity_id: Option<&'a str>,
    pub(in crate::ffi) profile: Option<&'a str>,
    pub(in crate::ffi) storage_directory: Option<&'a str>,
    pub(in crate::ffi) endpoint: Option<&'a str>,
    pub(in crate::ffi) sts_endpoint: Option<&'a str>,
    pub(in crate::ffi) auth_role_arn: Option<&'a str>,
    pub(in crate::ffi) unauth_role_arn: Option<&'a str>,
    pub(in crate::ffi) custom_role_arn: Option<&'a str>,
    pub(in crate::ffi) role_session_name: Option<&'a str>,
    pub(in crate::ffi) session_policy: Option<&'a str>,
    pub(in crate::ffi) policy_arns: Vec<&'a str>,
    pub(in crate::ffi) ca_pem: Option<&'a str>,
    pub(in crate::ffi) proxy_url: Option<&'a str>,
    pub(in crate::ffi) user_agent_suffix: Option<&'a str>,
    pub(in crate::ffi) initial_identity_id: Option<&'a str>,
}

impl Texts<'_> {
    /// # Safety
    /// Every string of `options` is NULL or NUL-terminated.
    pub(super) unsafe fn read(options: &cognito_provider_options) -> Result<Self, Failure> {
        let read = |field: &str, text: *const c_char| {
            // SAFETY: by this function's contract.
            unsafe { optional_text(text) }.map_err(|_| refused(field, "not valid UTF-8; convert it first"))
        };
        Ok(Self {
            identity_pool_id: read("identity_pool_id", options.identity_pool_id)?,
            region: read("region", options.region)?,
            account_id: read("account_id", options.account_id)?,
            identity_id: read("identity_id", options.identity_id)?,
            profile: read("profile", options.profile)?,
            storage_directory: read("storage_directory", options.storage_directory)?,
            endpoint: read("endpoint", options.endpoint)?,
            sts_endpoint: read("sts_endpoint", options.sts_endpoint)?,
            auth_role_arn: read("auth_role_arn", options.auth_role_arn)?,
            unauth_role_arn: read("unauth_role_arn", options.unauth_role_arn)?,
            custom_role_arn: read("custom_role_arn", options.custom_role_arn)?,
            role_session_name: read("role_session_name", options.role_session_name)?,
            session_policy: read("session_policy", options.session_policy)?,
            // SAFETY: by this function's contract.
            policy_arns: unsafe { classic::read_policy_arns(options) }?,
            ca_pem: read("ca_pem", options.ca_pem)?,
            proxy_url: read("proxy_url", options.proxy_url)?,
            user_agent_suffix: read("user_agent_suffix", options.user_agent_suffix)?,
            initial_identity_id: read("initial_identity_id", options.initial_identity_id)?,
        })
    }
}

#[allow(clippy::struct_excessive_bools, reason = "each is one yes/no option of the host")]
pub(in crate::ffi) struct Flags {
    pub(in crate::ffi) disable_guest_access: bool,
    pub(in crate::ffi) recover_forbidden_guest: bool,
    pub(in crate::ffi) persist_credentials: bool,
    pub(in crate::ffi) serve_expired: bool,
    pub(in crate::ffi) keep_fresh: bool,
    pub(in crate::ffi) prefetch: bool,
    pub(in crate::ffi) use_fips: bool,
    pub(in crate::ffi) use_dual_stack: bool,
    pub(in crate::ffi) proxy_from_environment: bool,
    pub(in crate::ffi) import_cpp_sdk_identity: bool,
    pub(in crate::ffi) bundled_roots_only: bool,
}

impl Flags {
    pub(super) fn read(options: &cognito_provider_options) -> Result<Self, Failure> {
        let read = |field: &str, value: u32| match value {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(refused(field, "0 or 1; zero the struct before filling it in")),
        };
        Ok(Self {
            disable_guest_access: read("disable_guest_access", options.disable_guest_access)?,
            recover_forbidden_guest: read("recover_forbidden_guest", options.recover_forbidden_guest)?,
            persist_credentials: read("persist_credentials", options.persist_credentials)?,
            serve_expired: read("serve_expired", options.serve_expired)?,
            keep_fresh: read("keep_fresh", options.keep_fresh)?,
            prefetch: read("prefetch", options.prefetch)?,
            use_fips: read("use_fips", options.use_fips)?,
            use_dual_stack: read("use_dual_stack", options.use_dual_stack)?,
            proxy_from_environment: read("proxy_from_environment", options.proxy_from_environment)?,
            import_cpp_sdk_identity: read("import_cpp_sdk_identity", options.import_cpp_sdk_identity)?,
            bundled_roots_only: read("bundled_roots_only", options.bundled_roots_only)?,
        })
    }
}
