//! What a provider is created with: the options as the host gave them, in C or in JSON, and their checks. Everything is
//! checked here, before anything starts; a refusal names the option and the fix, and no secret.

mod classic;
mod json;
mod table;

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

pub use self::json::{is_option, read as from_json};
pub(crate) use self::table::provider_options;
use super::Config;
use super::host_transport::HostTransport;
use super::import::OtherSdk;
use super::refresh::WindowOptions;
use crate::cognito::{self, EndpointOptions, PoolId, Service, partition};
use crate::error::Failure;
use crate::http::TransportConfig;
use crate::runtime::HAS_THREADS;
use crate::store::host::HostStorage;
use crate::store::location::Location;
use crate::store::{Key, aws_cpp_sdk};

macro_rules! given_type {
    (text) => { Option<String> };
    (texts($($of:tt)*)) => { Vec<String> };
    (flag) => { bool };
    (number($range:expr, $default:expr)) => { u32 };
    (optional($range:expr)) => { Option<u32> };
    ($of_c:ident) => { () };
}

macro_rules! given_default {
    (number($range:expr, $default:expr)) => {
        $default
    };
    ($kind:ident $(($($args:tt)*))?) => {
        Default::default()
    };
}

macro_rules! given {
    ($(#[$about:meta])* $name:ident {
        $($(#[$doc:meta])* $field:ident: $kind:ident $(($($args:tt)*))?;)*
    }) => {
        /// The options as they were given: absent ones are `None`, false, or their default.
        #[allow(clippy::struct_excessive_bools, reason = "each is one yes/no option of the host")]
        #[allow(missing_docs, reason = "the table is the documentation")]
        pub struct Given {
            $(pub $field: given_type!($kind $(($($args)*))?),)*
        }

        impl Default for Given {
            fn default() -> Self {
                Self { $($field: given_default!($kind $(($($args)*))?),)* }
            }
        }
    };
}

provider_options!(given);

/// A number of the host's; 0 is the default.
///
/// # Errors
/// It is out of range.
pub fn in_range(field: &str, value: u64, range: &RangeInclusive<u32>) -> Result<Option<u32>, Failure> {
    match u32::try_from(value) {
        Ok(0) => Ok(None),
        Ok(value) if range.contains(&value) => Ok(Some(value)),
        _ => {
            let (from, to) = (range.start(), range.end());
            Err(refused(field, format!("{from} to {to}, or 0 for the default; not {value}")))
        }
    }
}

/// Options that were found good.
pub struct Checked {
    /// What the provider's decisions depend on.
    pub config: Config,
    /// Which record is the player's.
    pub key: Key,
    /// How requests are sent.
    pub http: TransportConfig,
    /// The host that sends them itself.
    pub transport: Option<Arc<HostTransport>>,
    /// The library starts threads of its own.
    pub has_threads: bool,
    /// Where the host wants the identity kept.
    pub storage: Location,
    /// Where another SDK may have kept one.
    pub other_sdk: Option<OtherSdk>,
}

fn refused(field: &str, fix: impl std::fmt::Display) -> Failure {
    Failure::of_option(field, fix)
}

/// What the host does itself.
#[derive(Default)]
pub struct OfHost {
    /// Keeping the players.
    pub storage: Option<Arc<HostStorage>>,
    /// Sending the requests.
    pub transport: Option<Arc<HostTransport>>,
}

/// Checks every option, and fills in the defaults.
///
/// # Errors
/// `INVALID_OPTIONS`, with the option and the fix.
pub fn check(given: &Given, of_host: OfHost) -> Result<Checked, Failure> {
    let OfHost { storage, transport } = of_host;
    let pool = check_pool_id(given.identity_pool_id.as_deref())?;
    let endpoint = endpoint(&pool, given)?;
    let sts_endpoint = classic::sts_endpoint(&pool, given)?;
    let profile = check_profile(given.profile.as_deref().unwrap_or("default"))?;
    check_account_id(given.account_id.as_deref())?;
    check_identity_ids(given)?;
    let http = http(given, transport.is_some())?;
    let storage = location(storage, given.storage_directory.as_deref())?;
    let has_threads = given.threads == 0 && HAS_THREADS;
    if !HAS_THREADS && matches!(storage, Location::Directory(_)) {
        let fix = "a browser has no directories: leave it out, or give \"\" to keep nothing";
        return Err(refused("storage_directory", fix));
    }
    if !has_threads {
        check_without_threads(transport.is_some(), &storage)?;
    }
    Ok(Checked {
        key: Key { identity_pool_id: pool.as_str().to_owned(), profile },
        http,
        transport,
        has_threads,
        storage,
        other_sdk: given.import_cpp_sdk_identity.then_some(aws_cpp_sdk::identity_id),
        config: Config {
            pool,
            endpoint,
            account_id: given.account_id.clone(),
            identity_id: given.identity_id.clone(),
            initial_identity_id: given.initial_identity_id.clone(),
            remembers_clear: given.import_cpp_sdk_identity || given.initial_identity_id.is_some(),
            disable_guest_access: given.disable_guest_access,
            recover_forbidden_guest: given.recover_forbidden_guest,
            persist_credentials: given.persist_credentials,
            serve_expired: given.serve_expired,
            keep_fresh: given.keep_fresh,
            prefetch: given.prefetch,
            windows: WindowOptions {
                advisory_ms: window_ms(given.advisory_window_s),
                mandatory_ms: window_ms(given.mandatory_window_s),
            },
            max_attempts: given.max_attempts,
            login_source_timeout_ms: given.login_source_timeout_ms.into(),
            roles: classic::roles(given)?,
            session: classic::session(given)?,
            sts_endpoint,
            has_own_endpoint: given.endpoint.is_some(),
            has_own_sts_endpoint: given.sts_endpoint.is_some(),
        },
    })
}

fn endpoint(pool: &PoolId, given: &Given) -> Result<String, Failure> {
    let options = EndpointOptions {
        custom: given.endpoint.clone(),
        use_fips: given.use_fips,
        use_dual_stack: given.use_dual_stack,
    };
    // The region is checked even when an endpoint makes it unnecessary: a typo is a typo.
    let region = given.region.as_deref().unwrap_or_else(|| pool.region());
    cognito::endpoint::resolve(Service::CognitoIdentity, region, &EndpointOptions::default()).map_err(
        |error| refused(if given.region.is_some() { "region" } else { "identity_pool_id" }, error),
    )?;
    if given.endpoint.is_none() && !partition::is_plausible(region) {
        let fix = format!(
            "unknown region {region:?}; a region looks like us-east-1 (if AWS has opened this one since, give its endpoint)"
        );
        return Err(refused(if given.region.is_some() { "region" } else { "identity_pool_id" }, fix));
    }
    if region != pool.region() {
        let fix =
            format!("the pool is in {}, as its id says: give that, or leave the region out", pool.region());
        return Err(refused("region", fix));
    }
    let field = if given.endpoint.is_some() { "endpoint" } else { "region" };
    cognito::endpoint::resolve(Service::CognitoIdentity, region, &options)
        .map_err(|error| refused(field, error))
}

/// The pool, which cannot be left out.
///
/// # Errors
/// `INVALID_OPTIONS`.
pub fn check_pool_id(pool: Option<&str>) -> Result<PoolId, Failure> {
    let pool = pool.ok_or_else(|| {
        refused(
            "identity_pool_id",
            "required; the Cognito console shows it, such as us-east-1:1699ebc0-7900-4099-b910-2df94f52a030",
        )
    })?;
    PoolId::parse(pool).map_err(|error| refused("identity_pool_id", error))
}

/// A profile's name.
///
/// # Errors
/// `INVALID_OPTIONS`.
pub fn check_profile(profile: &str) -> Result<String, Failure> {
    let length = profile.chars().count();
    if !(1..=64).contains(&length) || profile.chars().any(char::is_control) {
        return Err(refused("profile", "1 to 64 characters without control characters, such as \"player2\""));
    }
    Ok(profile.to_owned())
}

fn check_identity_ids(given: &Given) -> Result<(), Failure> {
    let check = |field: &str, text: Option<&str>| {
        text.map_or(Ok(()), cognito::check_identity_id).map_err(|error| refused(field, error))
    };
    check("identity_id", given.identity_id.as_deref())?;
    check("initial_identity_id", given.initial_identity_id.as_deref())?;
    if given.identity_id.is_some() && given.initial_identity_id.is_some() {
        let fix = "give either it or identity_id, and NULL for the other: identity_id is used in any case";
        return Err(refused("initial_identity_id", fix));
    }
    Ok(())
}

fn check_account_id(text: Option<&str>) -> Result<(), Failure> {
    let good = text
        .is_none_or(|text| (1..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()));
    if good { Ok(()) } else { Err(refused("account_id", "digits only, at most 15, such as 123456789012")) }
}

/// Where to keep the identity: in the host's own storage, or in a directory.
///
/// # Errors
/// `INVALID_OPTIONS`.
pub fn location(of_host: Option<Arc<HostStorage>>, directory: Option<&str>) -> Result<Location, Failure> {
    match (of_host, directory) {
        (Some(_), Some(_)) => {
            Err(refused("storage", "give either storage or storage_directory, and NULL for the other"))
        }
        (Some(storage), None) => Ok(Location::Host(storage)),
        (None, None) => Ok(Location::of_platform()),
        (None, Some("")) => Ok(Location::Memory),
        (None, Some(path)) if path.len() > 4096 || path.chars().any(char::is_control) => {
            Err(refused("storage_directory", "a path of at most 4096 bytes without control characters"))
        }
        // Absolute from here on: a host that changes its working directory later must not move the player.
        (None, Some(path)) => std::path::absolute(path)
            .map(Location::Directory)
            .map_err(|error| refused("storage_directory", format!("give an absolute path ({error})"))),
    }
}

/// Only a host that sends and keeps everything itself can do without threads of ours.
fn check_without_threads(has_transport: bool, storage: &Location) -> Result<(), Failure> {
    if !has_transport {
        return Err(refused(
            "threads",
            "without threads the host has to send the requests: give a transport",
        ));
    }
    if matches!(storage, Location::Host(_) | Location::Memory) {
        return Ok(());
    }
    let fix = "without threads no file is written: give a storage, or storage_directory \"\" to keep nothing";
    Err(refused("threads", fix))
}

/// What a transport of the host's decides itself.
fn check_for_transport(given: &Given) -> Result<(), Failure> {
    let is_given = [
        ("ca_pem", given.ca_pem.is_some()),
        ("proxy_url", given.proxy_url.is_some()),
        ("proxy_from_environment", given.proxy_from_environment),
        ("bundled_roots_only", given.bundled_roots_only),
    ];
    match is_given.into_iter().find(|(_, is_given)| *is_given) {
        Some((field, _)) => Err(refused(field, "the transport's own affair: leave it out here")),
        None => Ok(()),
    }
}

fn http(given: &Given, has_transport: bool) -> Result<TransportConfig, Failure> {
    if has_transport {
        check_for_transport(given)?;
    }
    let defaults = TransportConfig::default();
    let suffix = given.user_agent_suffix.as_deref().unwrap_or("");
    if suffix.len() > 128 || !suffix.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(refused(
            "user_agent_suffix",
            "at most 128 printable ASCII characters, such as \"MyGame/1.2\"",
        ));
    }
    if given.proxy_url.is_some() && given.proxy_from_environment {
        return Err(refused("proxy_from_environment", "give either it or proxy_url, not both"));
    }
    let user_agent = [defaults.user_agent.as_str(), suffix].join(" ").trim_end().to_owned();
    Ok(TransportConfig {
        connect_timeout: Duration::from_millis(given.connect_timeout_ms.into()),
        request_timeout: Duration::from_millis(given.request_timeout_ms.into()),
        ca_pem: given.ca_pem.as_deref().map(|pem| pem.as_bytes().to_vec()),
        bundled_roots_only: given.bundled_roots_only,
        proxy_url: given.proxy_url.clone(),
        proxy_from_environment: given.proxy_from_environment,
        user_agent,
    })
}

fn window_ms(seconds: Option<u32>) -> Option<u64> {
    seconds.map(|seconds| u64::from(seconds) * 1000)
}

#[cfg(test)]
mod tests;
