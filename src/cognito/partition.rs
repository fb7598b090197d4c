//! The partitions of AWS: which DNS suffix a region's endpoints end in. A region string that could change the host
//! name (a dot, a slash, a space) never gets past [`of_region`].
//!
//! Source: the public endpoint rules of the AWS SDKs (`partitions.json`).

/// A group of regions with their own DNS suffixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// e.g. `aws-cn`.
    pub name: &'static str,
    /// Suffix of IPv4 endpoints.
    pub dns_suffix: &'static str,
    /// Suffix of endpoints that answer over IPv4 and IPv6.
    pub dual_stack_suffix: &'static str,
}

const fn partition(
    name: &'static str,
    dns_suffix: &'static str,
    dual_stack_suffix: &'static str,
) -> Partition {
    Partition { name, dns_suffix, dual_stack_suffix }
}

/// The commercial partition, and the one that an unknown region is taken to be in.
pub const AWS: Partition = partition("aws", "amazonaws.com", "api.aws");

/// The start of the region, up to its last two parts, and its partition.
pub const BY_PREFIX: [(&str, Partition); 7] = [
    ("cn", partition("aws-cn", "amazonaws.com.cn", "api.amazonwebservices.com.cn")),
    ("us-gov", partition("aws-us-gov", "amazonaws.com", "api.aws")),
    ("eusc-de", partition("aws-eusc", "amazonaws.eu", "api.amazonwebservices.eu")),
    ("us-iso", partition("aws-iso", "c2s.ic.gov", "api.aws.ic.gov")),
    ("us-isob", partition("aws-iso-b", "sc2s.sgov.gov", "api.aws.scloud")),
    ("eu-isoe", partition("aws-iso-e", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk")),
    ("us-isof", partition("aws-iso-f", "csp.hci.ic.gov", "api.aws.hci.ic.gov")),
];

/// The regions that have a name for people, as the AWS SDKs call them, in the order of their names. Any other that has
/// the form of a region works as well; these are what the bindings' lists of regions are made of (`bindings/regions.rs`).
pub const NAMED: [(&str, &str); 48] = [
    ("af-south-1", "Africa (Cape Town)"),
    ("ap-east-1", "Asia Pacific (Hong Kong)"),
    ("ap-east-2", "Asia Pacific (Taipei)"),
    ("ap-northeast-1", "Asia Pacific (Tokyo)"),
    ("ap-northeast-2", "Asia Pacific (Seoul)"),
    ("ap-northeast-3", "Asia Pacific (Osaka)"),
    ("ap-south-1", "Asia Pacific (Mumbai)"),
    ("ap-south-2", "Asia Pacific (Hyderabad)"),
    ("ap-southeast-1", "Asia Pacific (Singapore)"),
    ("ap-southeast-2", "Asia Pacific (Sydney)"),
    ("ap-southeast-3", "Asia Pacific (Jakarta)"),
    ("ap-southeast-4", "Asia Pacific (Melbourne)"),
    ("ap-southeast-5", "Asia Pacific (Malaysia)"),
    ("ap-southeast-6", "Asia Pacific (New Zealand)"),
    ("ap-southeast-7", "Asia Pacific (Thailand)"),
    ("ca-central-1", "Canada (Central)"),
    ("ca-west-1", "Canada West (Calgary)"),
    ("cn-north-1", "China (Beijing)"),
    ("cn-northwest-1", "China (Ningxia)"),
    ("eu-central-1", "Europe (Frankfurt)"),
    ("eu-central-2", "Europe (Zurich)"),
    ("eu-isoe-west-1", "EU ISOE West"),
    ("eu-north-1", "Europe (Stockholm)"),
    ("eu-south-1", "Europe (Milan)"),
    ("eu-south-2", "Europe (Spain)"),
    ("eu-west-1", "Europe (Ireland)"),
    ("eu-west-2", "Europe (London)"),
    ("eu-west-3", "Europe (Paris)"),
    ("eusc-de-east-1", "EU (Germany)"),
    ("il-central-1", "Israel (Tel Aviv)"),
    ("me-central-1", "Middle East (UAE)"),
    ("me-south-1", "Middle East (Bahrain)"),
    ("me-west-1", "Middle East (Saudi Arabia)"),
    ("mx-central-1", "Mexico (Central)"),
    ("sa-east-1", "South America (Sao Paulo)"),
    ("sa-west-1", "South America (Chile)"),
    ("us-east-1", "US East (N. Virginia)"),
    ("us-east-2", "US East (Ohio)"),
    ("us-gov-east-1", "AWS GovCloud (US-East)"),
    ("us-gov-west-1", "AWS GovCloud (US-West)"),
    ("us-iso-east-1", "US ISO East"),
    ("us-iso-west-1", "US ISO West"),
    ("us-isob-east-1", "US ISOB East (Ohio)"),
    ("us-isob-west-1", "US ISOB West"),
    ("us-isof-east-1", "US ISOF East"),
    ("us-isof-south-1", "US ISOF South"),
    ("us-west-1", "US West (N. California)"),
    ("us-west-2", "US West (Oregon)"),
];

/// What the names of commercial regions begin with.
const AWS_PREFIXES: [&str; 9] = ["us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx"];

/// Longer than any region; a DNS label holds 63 bytes.
const MAX_REGION_BYTES: usize = 40;

/// The partition of a region, or `None` when the text does not have the form of a region (`us-east-1`).
#[must_use]
pub fn of_region(region: &str) -> Option<Partition> {
    let (rest, number) = region.rsplit_once('-')?;
    let (prefix, place) = rest.rsplit_once('-')?;
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let has_form = region.len() <= MAX_REGION_BYTES
        && prefix.len() >= 2
        && prefix.split('-').all(letters)
        && letters(place)
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit());
    let known = || BY_PREFIX.iter().find(|(start, _)| *start == prefix).map_or(AWS, |(_, found)| *found);
    has_form.then(known)
}

/// Whom a role's trust policy has to name so that the region's identity pools may assume it, and what its condition keys
/// begin with. In the partitions whose documentation is not public it is taken to be formed as in the newer regions.
///
/// Sources: Amazon Cognito developer guide, "Role trust and permissions"; AWS `GovCloud` (US) user guide, "Amazon Cognito".
#[must_use]
pub fn identity_principal(region: &str) -> String {
    match of_region(region) {
        Some(partition) if region == "us-gov-west-1" => {
            format!("cognito-identity-us-gov.{}", partition.dns_suffix)
        }
        Some(partition) if partition.name != AWS.name => {
            format!("cognito-identity.{region}.{}", partition.dns_suffix)
        }
        _ => "cognito-identity.amazonaws.com".to_owned(),
    }
}

/// Whether a region's name is like those of the partition it would be in. `mars-north-1` has the form of a region, and
/// the endpoint rules would send it to the commercial partition; it is far likelier a typing mistake than a new
/// continent.
#[must_use]
pub fn is_plausible(region: &str) -> bool {
    let prefix = region.rsplitn(3, '-').nth(2).unwrap_or_default();
    of_region(region).is_some()
        && (AWS_PREFIXES.contains(&prefix) || BY_PREFIX.iter().any(|(start, _)| *start == prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_partition_is_found() {
        let table = [
            ("us-east-1", "aws"),
            ("ap-southeast-7", "aws"),
            ("mx-central-1", "aws"),
            ("il-central-1", "aws"),
            ("xx-newplace-12", "aws"),
            ("cn-north-1", "aws-cn"),
            ("cn-northwest-1", "aws-cn"),
            ("us-gov-west-1", "aws-us-gov"),
            ("eusc-de-east-1", "aws-eusc"),
            ("us-iso-east-1", "aws-iso"),
            ("us-isob-east-1", "aws-iso-b"),
            ("eu-isoe-west-1", "aws-iso-e"),
            ("us-isof-south-1", "aws-iso-f"),
        ];
        for (region, name) in table {
            assert_eq!(of_region(region).map(|found| found.name), Some(name), "{region}");
        }
    }

    #[test]
    fn roles_trust_the_principal_of_the_pools_region() {
        let table = [
            ("us-east-1", "cognito-identity.amazonaws.com"),
            ("ap-southeast-7", "cognito-identity.amazonaws.com"),
            ("", "cognito-identity.amazonaws.com"),
            ("us-gov-west-1", "cognito-identity-us-gov.amazonaws.com"),
            ("us-gov-east-1", "cognito-identity.us-gov-east-1.amazonaws.com"),
            ("cn-north-1", "cognito-identity.cn-north-1.amazonaws.com.cn"),
            ("us-iso-east-1", "cognito-identity.us-iso-east-1.c2s.ic.gov"),
            ("us-isob-east-1", "cognito-identity.us-isob-east-1.sc2s.sgov.gov"),
        ];
        for (region, principal) in table {
            assert_eq!(identity_principal(region), principal, "{region}");
        }
    }

    #[test]
    fn a_region_of_no_known_continent_is_not_plausible() {
        for region in
            ["us-east-1", "ap-southeast-7", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "eu-isoe-west-1"]
        {
            assert!(is_plausible(region), "{region}");
        }
        for region in ["mars-north-1", "xx-newplace-12", "use-east-1", "us-easy", "", "us-foo-east-1"] {
            assert!(!is_plausible(region), "{region}");
        }
    }

    #[test]
    fn every_named_region_is_one_and_in_its_place() {
        for (region, name) in NAMED {
            assert!(is_plausible(region) && !name.is_empty(), "{region}");
        }
        assert!(NAMED.is_sorted(), "not in the order of their names");
    }

    #[test]
    fn what_is_not_a_region_is_refused() {
        let long = format!("us-{}-1", "e".repeat(MAX_REGION_BYTES));
        let table = [
            "",
            "us",
            "us-east",
            "east-1",
            "us-east-1a",
            "US-EAST-1",
            "us-east-1.evil",
            "us-east-1/",
            "us east-1",
            "us--1",
            "us-east-",
            "-us-east-1",
            "us-east-1 ",
            "u-east-1",
            "us_east_1",
            "aws-global",
            "us-1-1",
            "us-east-１",
            &long,
        ];
        for region in table {
            assert_eq!(of_region(region), None, "{region:?}");
        }
    }
}
