//! Which URL a call goes to. Plain HTTP never leaves the machine, and no part of a region can change the host.
//!
//! Source: the public endpoint rules of the AWS SDKs for Cognito Identity and STS; the error texts that start with
//! "Invalid Configuration" are theirs.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::partition::{self, AWS, Partition};

/// The two services this library calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// Amazon Cognito identity pools.
    CognitoIdentity,
    /// AWS Security Token Service, for the classic flow.
    Sts,
}

impl Service {
    /// The option by which the host chooses the service's endpoint itself.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Self::CognitoIdentity => "endpoint",
            Self::Sts => "sts_endpoint",
        }
    }

    /// What its endpoint is called, with an article.
    #[must_use]
    pub fn an_endpoint(self) -> &'static str {
        match self {
            Self::CognitoIdentity => "a Cognito endpoint",
            Self::Sts => "an AWS STS endpoint",
        }
    }
}

/// What the host may choose about an endpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointOptions {
    /// An absolute URL to use instead of the region's endpoint: `https://`, or `http://` to a loopback address.
    pub custom: Option<String>,
    /// Use the endpoint validated under FIPS 140.
    pub use_fips: bool,
    /// Use the endpoint that answers over IPv4 and IPv6.
    pub use_dual_stack: bool,
}

/// Why there is no URL, and what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Neither region nor custom endpoint.
    #[error("Invalid Configuration: Missing Region; set the region, such as us-east-1")]
    MissingRegion,
    /// The region does not have the form of one.
    #[error("unknown region {0:?}; a region looks like us-east-1, without a letter for the zone")]
    UnknownRegion(String),
    /// A custom endpoint together with FIPS.
    #[error("Invalid Configuration: FIPS and custom endpoint are not supported; unset one of the two")]
    FipsWithCustom,
    /// A custom endpoint together with dual-stack.
    #[error("Invalid Configuration: Dualstack and custom endpoint are not supported; unset one of the two")]
    DualStackWithCustom,
    /// The custom endpoint does not start with `https://` or `http://`.
    #[error(
        "the endpoint is not an absolute URL; write it as https://host or https://host:port, or for a server on this machine http://127.0.0.1:port"
    )]
    NotAbsolute,
    /// The custom endpoint is plain HTTP to another machine.
    #[error(
        "the endpoint uses http:// to a host that is not this machine; use https:// \
         (http:// is allowed for 127.0.0.1, [::1] and localhost only)"
    )]
    PlainHttp,
    /// The custom endpoint has a user name or password.
    #[error("the endpoint has a user name or password before an '@'; remove it")]
    UserInfo,
    /// The custom endpoint has a `?` or `#` part.
    #[error("the endpoint has a '?' or '#' part; remove it, and write https://host/path")]
    QueryOrFragment,
    /// The custom endpoint has a space, a control, a backslash or a character outside ASCII.
    #[error("the endpoint has a character that no URL has (a space, a backslash, a letter outside ASCII)")]
    BadCharacter,
    /// The custom endpoint has no host name, or a bad one.
    #[error("the endpoint's host is empty or not a host name; write it as https://host or https://host:port")]
    BadHost,
    /// The custom endpoint's port is not a number from 1 to 65535.
    #[error("the endpoint's port is not a number from 1 to 65535")]
    BadPort,
}

/// The URL of `service` in `region`: absolute, with a path (`/` unless a custom endpoint has its own). With a custom
/// endpoint the region may be empty and is not looked at.
///
/// # Errors
/// [`EndpointError`], whose text says what to change.
pub fn resolve(service: Service, region: &str, options: &EndpointOptions) -> Result<String, EndpointError> {
    if let Some(custom) = &options.custom {
        if options.use_fips {
            return Err(EndpointError::FipsWithCustom);
        }
        if options.use_dual_stack {
            return Err(EndpointError::DualStackWithCustom);
        }
        return custom_url(custom);
    }
    if region.is_empty() {
        return Err(EndpointError::MissingRegion);
    }
    let host = match (service, partition::of_region(region)) {
        (Service::CognitoIdentity, Some(found)) => cognito_host(region, found, options),
        (Service::Sts, Some(found)) => sts_host(region, found, options),
        // Not a region but the name of the one endpoint that older STS clients share.
        (Service::Sts, None) if region == "aws-global" && !options.use_fips && !options.use_dual_stack => {
            "sts.amazonaws.com".to_owned()
        }
        (_, None) => return Err(EndpointError::UnknownRegion(region.chars().take(64).collect())),
    };
    Ok(format!("https://{host}/"))
}

/// The host of an endpoint's URL, with the port if it has one.
#[must_use]
pub fn host(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or_default();
    rest.split('/').next().unwrap_or_default()
}

fn cognito_host(region: &str, found: Partition, options: &EndpointOptions) -> String {
    // These answered over IPv6 under their old names before the dual-stack names existed, and still do.
    let old_name_is_dual_stack = if options.use_fips {
        matches!(region, "us-east-1" | "us-east-2" | "us-west-1" | "us-west-2")
    } else {
        found == AWS
    };
    let suffix = if options.use_dual_stack && !old_name_is_dual_stack {
        found.dual_stack_suffix
    } else {
        found.dns_suffix
    };
    let fips = if options.use_fips { "-fips" } else { "" };
    format!("cognito-identity{fips}.{region}.{suffix}")
}

fn sts_host(region: &str, found: Partition, options: &EndpointOptions) -> String {
    let suffix = if options.use_dual_stack { found.dual_stack_suffix } else { found.dns_suffix };
    // In GovCloud the plain name is the FIPS endpoint.
    let plain_is_fips = found.name == "aws-us-gov" && !options.use_dual_stack;
    let fips = if options.use_fips && !plain_is_fips { "-fips" } else { "" };
    format!("sts{fips}.{region}.{suffix}")
}

fn custom_url(url: &str) -> Result<String, EndpointError> {
    let (is_https, rest) = match url.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (true, rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => (false, rest),
        _ => return Err(EndpointError::NotAbsolute),
    };
    if !rest.bytes().all(|byte| byte.is_ascii_graphic() && !br#"\"<>^`{|}"#.contains(&byte)) {
        return Err(EndpointError::BadCharacter);
    }
    if rest.contains(['?', '#']) {
        return Err(EndpointError::QueryOrFragment);
    }
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authority.contains('@') {
        return Err(EndpointError::UserInfo);
    }
    let is_loopback = check_authority(authority)?;
    if !is_https && !is_loopback {
        return Err(EndpointError::PlainHttp);
    }
    let scheme = if is_https { "https" } else { "http" };
    Ok(format!("{scheme}://{authority}/{path}"))
}

/// Whether the host, which has the form of one, is this machine.
fn check_authority(authority: &str) -> Result<bool, EndpointError> {
    let (host, port) = match authority.find(']') {
        Some(end) => authority.split_at(end + 1),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let is_loopback = is_loopback_host(host)?;
    check_port(port)?;
    Ok(is_loopback)
}

fn check_port(port: &str) -> Result<(), EndpointError> {
    if !port.is_empty() {
        let digits = port.strip_prefix(':').ok_or(EndpointError::BadHost)?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || digits.parse::<u16>().unwrap_or(0) == 0 {
            return Err(EndpointError::BadPort);
        }
    }
    Ok(())
}

fn is_loopback_host(host: &str) -> Result<bool, EndpointError> {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let address: Ipv6Addr = inner.parse().map_err(|_| EndpointError::BadHost)?;
        return Ok(address == Ipv6Addr::LOCALHOST);
    }
    let label = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if host.len() > 253 || !host.strip_suffix('.').unwrap_or(host).split('.').all(label) {
        return Err(EndpointError::BadHost);
    }
    let is_loopback_address = host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback());
    Ok(is_loopback_address || host.eq_ignore_ascii_case("localhost"))
}

#[cfg(test)]
mod tests;
