//! Every partition × FIPS × dual-stack for both services, and every custom endpoint rule.

use super::*;

fn host(service: Service, region: &str, use_fips: bool, use_dual_stack: bool) -> String {
    let options = EndpointOptions { custom: None, use_fips, use_dual_stack };
    let url = resolve(service, region, &options).unwrap();
    url.strip_prefix("https://").and_then(|rest| rest.strip_suffix('/')).unwrap().to_owned()
}

fn custom(url: &str) -> Result<String, EndpointError> {
    let options = EndpointOptions { custom: Some(url.to_owned()), ..EndpointOptions::default() };
    let cognito = resolve(Service::CognitoIdentity, "", &options);
    assert_eq!(cognito, resolve(Service::Sts, "not a region", &options), "the region is not looked at");
    cognito
}

/// Region; host without either, with FIPS, with dual-stack, with both.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
const COGNITO: &[Row] = &[
    ("us-east-1", "cognito-identity.us-east-1.amazonaws.com", "cognito-identity-fips.us-east-1.amazonaws.com",
        "cognito-identity.us-east-1.amazonaws.com", "cognito-identity-fips.us-east-1.amazonaws.com"),
    ("us-east-2", "cognito-identity.us-east-2.amazonaws.com", "cognito-identity-fips.us-east-2.amazonaws.com",
        "cognito-identity.us-east-2.amazonaws.com", "cognito-identity-fips.us-east-2.amazonaws.com"),
    ("us-west-1", "cognito-identity.us-west-1.amazonaws.com", "cognito-identity-fips.us-west-1.amazonaws.com",
        "cognito-identity.us-west-1.amazonaws.com", "cognito-identity-fips.us-west-1.amazonaws.com"),
    ("us-west-2", "cognito-identity.us-west-2.amazonaws.com", "cognito-identity-fips.us-west-2.amazonaws.com",
        "cognito-identity.us-west-2.amazonaws.com", "cognito-identity-fips.us-west-2.amazonaws.com"),
    ("eu-west-1", "cognito-identity.eu-west-1.amazonaws.com", "cognito-identity-fips.eu-west-1.amazonaws.com",
        "cognito-identity.eu-west-1.amazonaws.com", "cognito-identity-fips.eu-west-1.api.aws"),
    ("xx-unknown-9", "cognito-identity.xx-unknown-9.amazonaws.com", "cognito-identity-fips.xx-unknown-9.amazonaws.com",
        "cognito-identity.xx-unknown-9.amazonaws.com", "cognito-identity-fips.xx-unknown-9.api.aws"),
    ("cn-north-1", "cognito-identity.cn-north-1.amazonaws.com.cn", "cognito-identity-fips.cn-north-1.amazonaws.com.cn",
        "cognito-identity.cn-north-1.api.amazonwebservices.com.cn", "cognito-identity-fips.cn-north-1.api.amazonwebservices.com.cn"),
    ("us-gov-west-1", "cognito-identity.us-gov-west-1.amazonaws.com", "cognito-identity-fips.us-gov-west-1.amazonaws.com",
        "cognito-identity.us-gov-west-1.api.aws", "cognito-identity-fips.us-gov-west-1.api.aws"),
    ("eusc-de-east-1", "cognito-identity.eusc-de-east-1.amazonaws.eu", "cognito-identity-fips.eusc-de-east-1.amazonaws.eu",
        "cognito-identity.eusc-de-east-1.api.amazonwebservices.eu", "cognito-identity-fips.eusc-de-east-1.api.amazonwebservices.eu"),
    ("us-iso-east-1", "cognito-identity.us-iso-east-1.c2s.ic.gov", "cognito-identity-fips.us-iso-east-1.c2s.ic.gov",
        "cognito-identity.us-iso-east-1.api.aws.ic.gov", "cognito-identity-fips.us-iso-east-1.api.aws.ic.gov"),
    ("us-isob-east-1", "cognito-identity.us-isob-east-1.sc2s.sgov.gov", "cognito-identity-fips.us-isob-east-1.sc2s.sgov.gov",
        "cognito-identity.us-isob-east-1.api.aws.scloud", "cognito-identity-fips.us-isob-east-1.api.aws.scloud"),
    ("eu-isoe-west-1", "cognito-identity.eu-isoe-west-1.cloud.adc-e.uk", "cognito-identity-fips.eu-isoe-west-1.cloud.adc-e.uk",
        "cognito-identity.eu-isoe-west-1.api.cloud-aws.adc-e.uk", "cognito-identity-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk"),
    ("us-isof-south-1", "cognito-identity.us-isof-south-1.csp.hci.ic.gov", "cognito-identity-fips.us-isof-south-1.csp.hci.ic.gov",
        "cognito-identity.us-isof-south-1.api.aws.hci.ic.gov", "cognito-identity-fips.us-isof-south-1.api.aws.hci.ic.gov"),
];

#[rustfmt::skip]
const STS: &[Row] = &[
    ("us-east-1", "sts.us-east-1.amazonaws.com", "sts-fips.us-east-1.amazonaws.com",
        "sts.us-east-1.api.aws", "sts-fips.us-east-1.api.aws"),
    ("ap-south-1", "sts.ap-south-1.amazonaws.com", "sts-fips.ap-south-1.amazonaws.com",
        "sts.ap-south-1.api.aws", "sts-fips.ap-south-1.api.aws"),
    ("xx-unknown-9", "sts.xx-unknown-9.amazonaws.com", "sts-fips.xx-unknown-9.amazonaws.com",
        "sts.xx-unknown-9.api.aws", "sts-fips.xx-unknown-9.api.aws"),
    ("cn-north-1", "sts.cn-north-1.amazonaws.com.cn", "sts-fips.cn-north-1.amazonaws.com.cn",
        "sts.cn-north-1.api.amazonwebservices.com.cn", "sts-fips.cn-north-1.api.amazonwebservices.com.cn"),
    ("us-gov-west-1", "sts.us-gov-west-1.amazonaws.com", "sts.us-gov-west-1.amazonaws.com",
        "sts.us-gov-west-1.api.aws", "sts-fips.us-gov-west-1.api.aws"),
    ("us-gov-east-1", "sts.us-gov-east-1.amazonaws.com", "sts.us-gov-east-1.amazonaws.com",
        "sts.us-gov-east-1.api.aws", "sts-fips.us-gov-east-1.api.aws"),
    ("eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu", "sts-fips.eusc-de-east-1.amazonaws.eu",
        "sts.eusc-de-east-1.api.amazonwebservices.eu", "sts-fips.eusc-de-east-1.api.amazonwebservices.eu"),
    ("us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov", "sts-fips.us-iso-east-1.c2s.ic.gov",
        "sts.us-iso-east-1.api.aws.ic.gov", "sts-fips.us-iso-east-1.api.aws.ic.gov"),
    ("us-isob-east-1", "sts.us-isob-east-1.sc2s.sgov.gov", "sts-fips.us-isob-east-1.sc2s.sgov.gov",
        "sts.us-isob-east-1.api.aws.scloud", "sts-fips.us-isob-east-1.api.aws.scloud"),
    ("eu-isoe-west-1", "sts.eu-isoe-west-1.cloud.adc-e.uk", "sts-fips.eu-isoe-west-1.cloud.adc-e.uk",
        "sts.eu-isoe-west-1.api.cloud-aws.adc-e.uk", "sts-fips.eu-isoe-west-1.api.cloud-aws.adc-e.uk"),
    ("us-isof-south-1", "sts.us-isof-south-1.csp.hci.ic.gov", "sts-fips.us-isof-south-1.csp.hci.ic.gov",
        "sts.us-isof-south-1.api.aws.hci.ic.gov", "sts-fips.us-isof-south-1.api.aws.hci.ic.gov"),
];

#[test]
fn every_partition_with_and_without_fips_and_dual_stack() {
    for (service, rows) in [(Service::CognitoIdentity, COGNITO), (Service::Sts, STS)] {
        for (region, plain, fips, dual_stack, both) in rows {
            assert_eq!(host(service, region, false, false), *plain);
            assert_eq!(host(service, region, true, false), *fips);
            assert_eq!(host(service, region, false, true), *dual_stack);
            assert_eq!(host(service, region, true, true), *both);
        }
    }
}

#[test]
fn the_global_name_is_for_sts_alone() {
    assert_eq!(host(Service::Sts, "aws-global", false, false), "sts.amazonaws.com");
    let options = EndpointOptions::default();
    let refused = Err(EndpointError::UnknownRegion("aws-global".to_owned()));
    assert_eq!(resolve(Service::CognitoIdentity, "aws-global", &options), refused);
}

#[test]
fn regions_are_required_and_checked() {
    let options = EndpointOptions::default();
    for service in [Service::CognitoIdentity, Service::Sts] {
        let missing = resolve(service, "", &options).unwrap_err();
        assert!(missing.to_string().starts_with("Invalid Configuration: Missing Region"));
        for region in ["us-east-1.evil.example/", "us-east-1@x", "us east 1", "US-EAST-1", "us-east-1a"] {
            let text = resolve(service, region, &options).unwrap_err().to_string();
            assert!(text.starts_with("unknown region") && text.contains("us-east-1"), "{text}");
        }
    }
}

#[test]
fn a_custom_endpoint_goes_with_neither_fips_nor_dual_stack() {
    let table = [
        (true, false, "Invalid Configuration: FIPS and custom endpoint are not supported"),
        (true, true, "Invalid Configuration: FIPS and custom endpoint are not supported"),
        (false, true, "Invalid Configuration: Dualstack and custom endpoint are not supported"),
    ];
    for (use_fips, use_dual_stack, text) in table {
        let options =
            EndpointOptions { custom: Some("https://example.com".to_owned()), use_fips, use_dual_stack };
        for region in ["us-east-1", ""] {
            let error = resolve(Service::CognitoIdentity, region, &options).unwrap_err();
            assert!(error.to_string().starts_with(text), "{error}");
        }
    }
}

#[test]
fn custom_endpoints_are_used_as_they_are() {
    let table = [
        ("https://example.com", "https://example.com/"),
        ("https://example.com/", "https://example.com/"),
        ("HTTPS://example.com:8443/cognito/x", "https://example.com:8443/cognito/x"),
        ("https://my_host", "https://my_host/"),
        ("https://[2001:db8::1]:99", "https://[2001:db8::1]:99/"),
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566/"),
        ("http://127.255.0.9", "http://127.255.0.9/"),
        ("http://localhost:80/a", "http://localhost:80/a"),
        ("http://LocalHost", "http://LocalHost/"),
        ("http://[::1]:5000", "http://[::1]:5000/"),
    ];
    for (url, expected) in table {
        assert_eq!(custom(url).as_deref(), Ok(expected), "{url}");
    }
}

#[test]
fn bad_custom_endpoints_are_refused_with_the_reason() {
    let table = [
        ("", EndpointError::NotAbsolute),
        ("example.com", EndpointError::NotAbsolute),
        ("/path", EndpointError::NotAbsolute),
        ("//example.com", EndpointError::NotAbsolute),
        ("ftp://example.com", EndpointError::NotAbsolute),
        (" https://example.com", EndpointError::NotAbsolute),
        ("http://example.com", EndpointError::PlainHttp),
        ("http://10.0.0.1", EndpointError::PlainHttp),
        ("http://127.0.0.1.example.com", EndpointError::PlainHttp),
        ("http://128.0.0.1", EndpointError::PlainHttp),
        ("http://localhost.example.com", EndpointError::PlainHttp),
        ("http://[::2]", EndpointError::PlainHttp),
        ("http://0x7f000001", EndpointError::PlainHttp),
        ("https://user:hunter2@example.com", EndpointError::UserInfo),
        ("http://localhost@example.com", EndpointError::UserInfo),
        ("https://example.com?x=1", EndpointError::QueryOrFragment),
        ("https://example.com/#x", EndpointError::QueryOrFragment),
        ("https://exa mple.com", EndpointError::BadCharacter),
        ("https://example.com/\r\nx: y", EndpointError::BadCharacter),
        ("https://example.com\\@x", EndpointError::BadCharacter),
        ("https://exämple.com", EndpointError::BadCharacter),
        ("https://", EndpointError::BadHost),
        ("https:///path", EndpointError::BadHost),
        ("https://.example.com", EndpointError::BadHost),
        ("https://a..b", EndpointError::BadHost),
        ("https://-a", EndpointError::BadHost),
        ("https://[::1", EndpointError::BadHost),
        ("https://[::1]x", EndpointError::BadHost),
        ("https://[gg::]", EndpointError::BadHost),
        ("https://::1", EndpointError::BadHost),
        ("https://example.com:", EndpointError::BadPort),
        ("https://example.com:0", EndpointError::BadPort),
        ("https://example.com:65536", EndpointError::BadPort),
        ("https://example.com:+80", EndpointError::BadPort),
        ("https://example.com:80:80", EndpointError::BadPort),
    ];
    for (url, expected) in table {
        let error = custom(url).unwrap_err();
        assert_eq!(error, expected, "{url}");
        assert!(!error.to_string().contains("hunter2"));
    }
    // RFC 1035: 253 characters are a name's most.
    assert!(custom(&format!("https://{}a", "a.".repeat(126))).is_ok());
    for labels in [127, 400] {
        assert_eq!(custom(&format!("https://{}", "a.".repeat(labels))), Err(EndpointError::BadHost));
    }
}
