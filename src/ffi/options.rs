//! `cognito_provider_options`: what a provider is created with. Everything is checked here, before anything starts;
//! a refusal names the field and the fix.

mod given;

use std::ffi::c_char;
use std::ptr;
use std::time::Duration;

pub(super) use self::given::{Flags, Texts};
use super::argument::{Sized32, read_sized};
use super::classic;
use super::storage::{cognito_storage, storage_of};
use crate::cognito::{self, EndpointOptions, PoolId, Service, partition};
use crate::error::{Failure, ResultCode};
use crate::http::retry::RetryPolicy;
use crate::http::ureq::TransportConfig;
use crate::provider::Config;
use crate::provider::import::OtherSdk;
use crate::provider::refresh::WindowOptions;
use crate::store::location::Location;
use crate::store::{Key, aws_cpp_sdk};

/// How a provider is created. Set `struct_size`, zero the rest, fill in what you need: 0 and NULL always mean the
/// documented default. Strings are UTF-8 and are copied; an empty one is a value, and no good one but for
/// storage_directory and user_agent_suffix. Yes/no fields are 0 or 1. What contradicts itself is refused: a session's
/// options without a role of the classic flow, a region that is not the pool's.
#[allow(non_camel_case_types, reason = "the name in C")]
#[derive(Clone, Copy)]
#[repr(C)]
pub struct cognito_provider_options {
    /// sizeof(cognito_provider_options).
    pub struct_size: u32,
    /// HTTP attempts per operation, 1 to 10. Default 3.
    pub max_attempts: u32,
    /// Required: the identity pool, "us-east-1:GUID".
    pub identity_pool_id: *const c_char,
    /// The pool's region: the one its id begins with, which is the default.
    pub region: *const c_char,
    /// The AWS account that owns the pool, up to 15 digits. Default: none; pools made since 2015 need none.
    pub account_id: *const c_char,
    /// An identity id the host already has; used as is. Default: the stored one, else a new one.
    pub identity_id: *const c_char,
    /// Which of several players of this device; 1 to 64 characters. Players that are signed in at the same time need one
    /// each: the first keeps the record, the others are in memory. Default "default".
    pub profile: *const c_char,
    /// Directory of the stored identity; made if need be. Default: the platform's per-user data directory; "": keep
    /// in memory only. Unity: Application.persistentDataPath.
    pub storage_directory: *const c_char,
    /// Keeps the identity in the host's own store (cognito_storage_new()) instead of a directory. Default: none. The
    /// provider keeps it alive.
    pub storage: *const cognito_storage,
    /// Another URL of the Cognito identity service: https, or http to this machine (emulators). Default: the region's.
    pub endpoint: *const c_char,
    /// Another URL of the Security Token Service, for the classic flow; as endpoint. Default: the region's.
    pub sts_endpoint: *const c_char,
    /// Role for players with logins: the classic flow instead of the enhanced one. Default: none.
    pub auth_role_arn: *const c_char,
    /// Role for guests: the classic flow instead of the enhanced one. Default: none.
    pub unauth_role_arn: *const c_char,
    /// Role to ask for in the enhanced flow, one that the login's role rules offer. Default: the pool's choice.
    pub custom_role_arn: *const c_char,
    /// Session name of the classic flow, 2 to 64 of letters, digits and +=,.@-_. Default "cognito-native".
    pub role_session_name: *const c_char,
    /// Inline session policy of the classic flow: JSON of the characters U+0020 to U+00FF, tab, LF and CR, up to 2048
    /// of them together with the policy_arns. Default: none.
    pub session_policy: *const c_char,
    /// ARNs of managed session policies of the classic flow. Default: none.
    pub policy_arns: *const *const c_char,
    /// How many policy_arns, up to 10.
    pub policy_arn_count: u32,
    /// Session duration of the classic flow, 900 to 43200 seconds. Default 3600.
    pub session_duration_s: u32,
    /// PEM certificates of authorities to trust besides the public web's and the operating system's. Default: none.
    pub ca_pem: *const c_char,
    /// HTTP proxy, "http://[user:password@]host:port". Not together with proxy_from_environment. Default: none.
    pub proxy_url: *const c_char,
    /// Appended to the User-Agent header, printable ASCII, up to 128 characters. Default: nothing.
    pub user_agent_suffix: *const c_char,
    /// For making a connection, milliseconds. Default 5000.
    pub connect_timeout_ms: u32,
    /// For one whole HTTP exchange, milliseconds. Default 15000.
    pub request_timeout_ms: u32,
    /// Refresh if convenient, this many seconds before expiry. Default: by lifetime, 300, 900 or 3600.
    pub advisory_window_s: u32,
    /// Refresh before use, this many seconds before expiry. Default 60.
    pub mandatory_window_s: u32,
    /// 1: fail with LOGIN_REQUIRED rather than make a guest. Default 0.
    pub disable_guest_access: u32,
    /// 1: when the service forbids the stored guest identity, take a new one. Default 0: LOGIN_REQUIRED.
    pub recover_forbidden_guest: u32,
    /// 1: store the credentials too, readable by this user only; a `storage` is handed them as plain text and has to
    /// protect them. Default 0: only the identity id.
    pub persist_credentials: u32,
    /// 1: serve expired credentials when a refresh fails for a passing reason, or a deadline runs out before it ends:
    /// at once until the back-off is over, and marked (cognito_completion_is_stale()). Default 0.
    pub serve_expired: u32,
    /// 1: refresh in the background without being asked, so that no request ever waits. A failed attempt is repeated,
    /// always once more before the expiry, and every half a minute at least after it. Default 0.
    pub keep_fresh: u32,
    /// 1: start the first fetch at creation. Default 0.
    pub prefetch: u32,
    /// 1: use the FIPS 140 endpoint. Default 0.
    pub use_fips: u32,
    /// 1: use the dual-stack (IPv4 and IPv6) endpoint. Default 0.
    pub use_dual_stack: u32,
    /// 1: take the proxy from https_proxy, all_proxy and no_proxy, lower or upper case, as curl does. One that cannot be
    /// used (SOCKS) is passed over with a warning in the log. Default 0.
    pub proxy_from_environment: u32,
    /// How long the login source may take to answer, milliseconds. Default 30000.
    pub login_source_timeout_ms: u32,
    /// An identity id that another SDK kept for this player. Taken, as a hint, when nothing was ever stored for this pool
    /// and profile, and then stored. Give it at every launch: one that was cleared or signed out is not taken again
    /// (but for cognito_profile_delete() and storage_directory ""). Not together with identity_id. Default: none.
    pub initial_identity_id: *const c_char,
    /// 1: as initial_identity_id, take the identity id that the AWS SDK for C++ kept for this pool on a desktop:
    /// .aws/.identities in the home directory. Logins are not read; a file that is missing or damaged costs a line of
    /// the log. Default 0.
    pub import_cpp_sdk_identity: u32,
    /// 1: trust the bundled web roots and ca_pem alone. Default 0: the operating system's store of certificates too, where
    /// what an antivirus, a school or a company added is (iOS shows nobody its store).
    pub bundled_roots_only: u32,
}

// SAFETY: integers and pointers only, the first being struct_size.
unsafe impl Sized32 for cognito_provider_options {
    const FIRST_SIZE: usize = size_of::<Self>();

    fn zeroed() -> Self {
        Self {
            struct_size: 0,
            max_attempts: 0,
            identity_pool_id: ptr::null(),
            region: ptr::null(),
            account_id: ptr::null(),
            identity_id: ptr::null(),
            profile: ptr::null(),
            storage_directory: ptr::null(),
            storage: ptr::null(),
            endpoint: ptr::null(),
            sts_endpoint: ptr::null(),
            auth_role_arn: ptr::null(),
            unauth_role_arn: ptr::null(),
            custom_role_arn: ptr::null(),
            role_session_name: ptr::null(),
            session_policy: ptr::null(),
            policy_arns: ptr::null(),
            policy_arn_count: 0,
            session_duration_s: 0,
            ca_pem: ptr::null(),
            proxy_url: ptr::null(),
            user_agent_suffix: ptr::null(),
            connect_timeout_ms: 0,
            request_timeout_ms: 0,
            advisory_window_s: 0,
            mandatory_window_s: 0,
            disable_guest_access: 0,
            recover_forbidden_guest: 0,
            persist_credentials: 0,
            serve_expired: 0,
            keep_fresh: 0,
            prefetch: 0,
            use_fips: 0,
            use_dual_stack: 0,
            proxy_from_environment: 0,
            login_source_timeout_ms: 0,
            initial_identity_id: ptr::null(),
            import_cpp_sdk_identity: 0,
            bundled_roots_only: 0,
        }
    }
}

/// Options that were found good.
pub(super) struct Checked {
    pub(super) config: Config,
    pub(super) key: Key,
    pub(super) transport: TransportConfig,
    pub(super) storage: Location,
    pub(super) other_sdk: Option<OtherSdk>,
}

pub(super) fn refused(field: &str, fix: impl std::fmt::Display) -> Failure {
    Failure::of_option(field, fix)
}

/// Reads and checks what the host gave, if anything.
///
/// # Safety
/// `options` is NULL or as the header says of `cognito_provider_new`.
pub(super) unsafe fn check_given(options: *const cognito_provider_options) -> Result<Checked, Failure> {
    if options.is_null() {
        return Err(Failure::local(
            ResultCode::InvalidArgument,
            "options: NULL; at least identity_pool_id is needed",
        ));
    }
    // SAFETY: not NULL, and readable by the contract.
    unsafe { check(options) }
}

/// Reads and checks.
///
/// # Safety
/// As the header says of `cognito_provider_new`.
unsafe fn check(options: *const cognito_provider_options) -> Result<Checked, Failure> {
    // SAFETY: not NULL (checked by the caller) and readable for its struct_size, by the header.
    let options = unsafe { read_sized(options) }.map_err(|_| {
        let size = size_of::<cognito_provider_options>();
        refused(
            "struct_size",
            format!("set it to sizeof(cognito_provider_options), {size} in this version, and zero the rest"),
        )
    })?;
    // SAFETY: every string of the options is NULL or NUL-terminated, by the header.
    let texts = unsafe { Texts::read(&options) }?;
    let flags = Flags::read(&options)?;
    let pool = check_pool_id(texts.identity_pool_id)?;
    let endpoint = endpoint(&pool, &texts, &flags)?;
    let sts_endpoint = classic::sts_endpoint(&pool, &texts, &flags)?;
    let profile = check_profile(texts.profile.unwrap_or("default"))?;
    check_account_id(texts.account_id)?;
    check_identity_ids(&texts)?;
    if options.max_attempts > RetryPolicy::MOST_ATTEMPTS {
        return Err(refused("max_attempts", "1 to 10, or 0 for the default of 3"));
    }
    Ok(Checked {
        key: Key { identity_pool_id: pool.as_str().to_owned(), profile },
        transport: transport(&options, &texts, &flags)?,
        storage: location(options.storage, texts.storage_directory)?,
        other_sdk: flags.import_cpp_sdk_identity.then_some(aws_cpp_sdk::identity_id),
        config: Config {
            pool,
            endpoint,
            account_id: texts.account_id.map(str::to_owned),
            identity_id: texts.identity_id.map(str::to_owned),
            initial_identity_id: texts.initial_identity_id.map(str::to_owned),
            remembers_clear: flags.import_cpp_sdk_identity || texts.initial_identity_id.is_some(),
            disable_guest_access: flags.disable_guest_access,
            recover_forbidden_guest: flags.recover_forbidden_guest,
            persist_credentials: flags.persist_credentials,
            serve_expired: flags.serve_expired,
            keep_fresh: flags.keep_fresh,
            prefetch: flags.prefetch,
            windows: WindowOptions {
                advisory_ms: window_ms(options.advisory_window_s),
                mandatory_ms: window_ms(options.mandatory_window_s),
            },
            max_attempts: if options.max_attempts == 0 { 3 } else { options.max_attempts },
            login_source_timeout_ms: match options.login_source_timeout_ms {
                0 => 30_000,
                ms => ms.into(),
            },
            roles: classic::roles(&texts)?,
            session: classic::session(&options, &texts)?,
            sts_endpoint,
            has_own_endpoint: texts.endpoint.is_some(),
            has_own_sts_endpoint: texts.sts_endpoint.is_some(),
        },
    })
}

fn endpoint(pool: &PoolId, texts: &Texts<'_>, flags: &Flags) -> Result<String, Failure> {
    let options = EndpointOptions {
        custom: texts.endpoint.map(str::to_owned),
        use_fips: flags.use_fips,
        use_dual_stack: flags.use_dual_stack,
    };
    // The region is checked even when an endpoint makes it unnecessary: a typo is a typo.
    let region = texts.region.unwrap_or_else(|| pool.region());
    cognito::endpoint::resolve(Service::CognitoIdentity, region, &EndpointOptions::default()).map_err(
        |error| refused(if texts.region.is_some() { "region" } else { "identity_pool_id" }, error),
    )?;
    if texts.endpoint.is_none() && !partition::is_plausible(region) {
        let fix = format!(
            "unknown region {region:?}; a region looks like us-east-1 (if AWS has opened this one since, give its endpoint)"
        );
        return Err(refused(if texts.region.is_some() { "region" } else { "identity_pool_id" }, fix));
    }
    if region != pool.region() {
        let fix =
            format!("the pool is in {}, as its id says: give that, or leave the region out", pool.region());
        return Err(refused("region", fix));
    }
    let field = if texts.endpoint.is_some() { "endpoint" } else { "region" };
    cognito::endpoint::resolve(Service::CognitoIdentity, region, &options)
        .map_err(|error| refused(field, error))
}

pub(super) fn check_pool_id(pool: Option<&str>) -> Result<PoolId, Failure> {
    let pool = pool.ok_or_else(|| {
        refused(
            "identity_pool_id",
            "required; the Cognito console shows it, such as us-east-1:1699ebc0-7900-4099-b910-2df94f52a030",
        )
    })?;
    PoolId::parse(pool).map_err(|error| refused("identity_pool_id", error))
}

pub(super) fn check_profile(profile: &str) -> Result<String, Failure> {
    let length = profile.chars().count();
    if !(1..=64).contains(&length) || profile.chars().any(char::is_control) {
        return Err(refused("profile", "1 to 64 characters without control characters, such as \"player2\""));
    }
    Ok(profile.to_owned())
}

fn check_identity_ids(texts: &Texts<'_>) -> Result<(), Failure> {
    let check = |field: &str, text: Option<&str>| {
        text.map_or(Ok(()), cognito::check_identity_id).map_err(|error| refused(field, error))
    };
    check("identity_id", texts.identity_id)?;
    check("initial_identity_id", texts.initial_identity_id)?;
    if texts.identity_id.is_some() && texts.initial_identity_id.is_some() {
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

pub(super) fn location(
    of_host: *const cognito_storage,
    directory: Option<&str>,
) -> Result<Location, Failure> {
    if !of_host.is_null() {
        if directory.is_some() {
            return Err(refused(
                "storage",
                "give either storage or storage_directory, and NULL for the other",
            ));
        }
        return storage_of(of_host).map(Location::Host).map_err(|code| {
            Failure::local(code, "storage: not a storage, or one that was freed; give a living one")
        });
    }
    match directory {
        None => Ok(Location::PlatformDefault),
        Some("") => Ok(Location::Memory),
        Some(path) if path.len() > 4096 || path.chars().any(char::is_control) => {
            Err(refused("storage_directory", "a path of at most 4096 bytes without control characters"))
        }
        // Absolute from here on: a host that changes its working directory later must not move the player.
        Some(path) => std::path::absolute(path)
            .map(Location::Directory)
            .map_err(|error| refused("storage_directory", format!("give an absolute path ({error})"))),
    }
}

fn transport(
    options: &cognito_provider_options,
    texts: &Texts<'_>,
    flags: &Flags,
) -> Result<TransportConfig, Failure> {
    let defaults = TransportConfig::default();
    let or = |ms: u32, default: Duration| if ms == 0 { default } else { Duration::from_millis(ms.into()) };
    let suffix = texts.user_agent_suffix.unwrap_or("");
    if suffix.len() > 128 || !suffix.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(refused(
            "user_agent_suffix",
            "at most 128 printable ASCII characters, such as \"MyGame/1.2\"",
        ));
    }
    if texts.proxy_url.is_some() && flags.proxy_from_environment {
        return Err(refused("proxy_from_environment", "give either it or proxy_url, not both"));
    }
    let user_agent = [defaults.user_agent.as_str(), suffix].join(" ").trim_end().to_owned();
    Ok(TransportConfig {
        connect_timeout: or(options.connect_timeout_ms, defaults.connect_timeout),
        request_timeout: or(options.request_timeout_ms, defaults.request_timeout),
        ca_pem: texts.ca_pem.map(|pem| pem.as_bytes().to_vec()),
        bundled_roots_only: flags.bundled_roots_only,
        proxy_url: texts.proxy_url.map(str::to_owned),
        proxy_from_environment: flags.proxy_from_environment,
        user_agent,
    })
}

fn window_ms(seconds: u32) -> Option<u64> {
    (seconds != 0).then(|| u64::from(seconds) * 1000)
}
