//! The environment as curl reads it, row by row, and rules that hold for any.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};

use proptest::prelude::*;

use super::*;

const P: &str = "http://proxy.test:3128";
/// On this machine.
const L: &str = "http://localhost:3128";
const Q: &str = "http://other.test:8080";

type Environment<'a> = &'a [(&'a str, &'a str)];

fn proxies(environment: Environment) -> (Proxies, Vec<String>) {
    let environment: HashMap<_, _> = environment.iter().copied().collect();
    Proxies::from_environment(|name| environment.get(name).map(OsString::from))
}

/// `host:port` of the proxy for a URL.
fn asked(environment: Environment, url: &str) -> Option<String> {
    let (proxies, _) = proxies(environment);
    proxies.of(&url.parse().unwrap()).map(|proxy| format!("{}:{}", proxy.host(), proxy.port()))
}

#[test]
fn the_variables_go_in_curls_order() {
    let (https, http) = ("https://service.test/", "http://service.test/");
    let p = Some("proxy.test:3128");
    let rows: [(Environment, &str, Option<&str>); 19] = [
        (&[], https, None),
        (&[("https_proxy", P), ("HTTPS_PROXY", Q), ("all_proxy", Q)], https, p),
        (&[("HTTPS_PROXY", P), ("all_proxy", Q)], https, p),
        (&[("all_proxy", P), ("ALL_PROXY", Q)], https, p),
        (&[("ALL_PROXY", P)], https, p),
        (&[("http_proxy", P)], https, None),
        (&[("https_proxy", P)], http, None),
        (&[("http_proxy", L), ("all_proxy", Q)], http, Some("localhost:3128")),
        (&[("HTTP_PROXY", P), ("all_proxy", L)], http, Some("localhost:3128")),
        (&[("http_proxy", P)], http, None),
        (&[("http_proxy", "http://[::1]:1")], http, Some("[::1]:1")),
        (&[("HTTP_PROXY", P)], http, None),
        (&[("https_proxy", ""), ("HTTPS_PROXY", P)], https, p),
        (&[("https_proxy", "socks5://proxy.test:1"), ("HTTPS_PROXY", P)], https, p),
        (&[("https_proxy", "proxy.test:3128")], https, p),
        (&[("https_proxy", "proxy.test")], https, Some("proxy.test:1080")),
        (&[("https_proxy", "http://user:password@proxy.test")], https, Some("proxy.test:1080")),
        (&[("https_proxy", "https://proxy.test")], https, Some("proxy.test:443")),
        (&[("https_proxy", "HTTP://proxy.test:3128/path")], https, p),
    ];
    for (environment, url, expected) in rows {
        assert_eq!(asked(environment, url).as_deref(), expected, "{environment:?} {url}");
    }
}

#[test]
fn quotes_around_a_value_are_taken_off() {
    for value in [format!("\"{P}\""), format!("'{P}'"), format!(" {P} ")] {
        assert_eq!(asked(&[("https_proxy", &value)], "https://service.test/").unwrap(), "proxy.test:3128");
    }
}

#[test]
fn an_unusable_value_is_passed_over_with_a_warning_that_does_not_repeat_it() {
    let unusable = [
        "http://",
        "http://user:secret@",
        "http://user:secret@:3128",
        "http://user:secret@proxy.test:99999",
        "http://user:secret@proxy.test:0",
        "http://user:secret%ff@proxy.test",
        "ftp://user:secret@proxy.test",
        "socks5://user:secret@proxy.test:1080",
        "socks5h://user:secret@proxy.test",
        "socks://user:secret@proxy.test:7890/",
        "\"http://user:secret@proxy.test",
        "user:secret@proxy test",
        "\"\"",
    ];
    for value in unusable {
        let (none, warnings) = proxies(&[("all_proxy", value)]);
        assert!(none == Proxies { not_for: none.not_for.clone(), ..Proxies::default() }, "{value}");
        assert_eq!(warnings.len(), 1, "{value}: {warnings:?}");
        assert!(
            warnings[0].contains("all_proxy") && !warnings[0].contains("secret"),
            "{value}: {warnings:?}"
        );
        let (some, warnings) = proxies(&[("https_proxy", value), ("ALL_PROXY", P)]);
        assert!(some.for_https.is_some(), "{value}");
        assert_eq!(warnings.len(), 1, "{value}: {warnings:?}");
    }
    let (_, warnings) = proxies(&[("https_proxy", P), ("all_proxy", "socks5://127.0.0.1:7890")]);
    assert!(warnings.is_empty(), "what is not needed is not read: {warnings:?}");
}

#[test]
fn no_proxy_covers_what_curl_says() {
    let rows = [
        ("*", "anything.test", true),
        (" * ", "anything.test", true),
        ("", "service.test", false),
        ("service.test", "service.test", true),
        ("SERVICE.test", "service.TEST", true),
        ("service.test", "a.service.test", true),
        (".service.test", "service.test", true),
        (".service.test", "a.b.service.test", true),
        ("service.test.", "service.test", true),
        ("service.test", "service.test.", true),
        ("service.test", "xservice.test", false),
        ("xservice.test", "service.test", false),
        ("a.service.test", "service.test", false),
        ("localhost, .service.test", "a.service.test", true),
        ("localhost .service.test", "a.service.test", true),
        ("localhost\t,,  service.test,", "service.test", true),
        (".", "service.test", false),
        ("*.test", "service.test", false),
        ("service.test:443", "service.test", false),
        ("127.0.0.1", "127.0.0.1", true),
        ("127.0.0.1", "127.0.0.2", false),
        ("0.0.1", "127.0.0.1", false),
        ("10.0.0.0/8", "10.200.3.4", true),
        ("10.0.0.0/8", "11.0.0.1", false),
        ("10.0.0.0/33", "10.0.0.0", false),
        ("10.0.0.0/x", "10.0.0.0", false),
        ("10.0.0.1/0", "10.0.0.1", true),
        ("0.0.0.0/0", "10.0.0.1", false),
        ("192.168.1.130/25", "192.168.1.129", true),
        ("192.168.1.130/25", "192.168.1.127", false),
        ("::1", "[::1]", true),
        ("[::1]", "[::1]", true),
        ("0:0:0:0:0:0:0:1", "[::1]", true),
        ("fd00::/8", "[fd12::1]", true),
        ("fd00::/8", "[fe80::1]", false),
        ("fd00::/129", "[fd00::]", false),
        ("::ffff:10.0.0.1", "10.0.0.1", false),
    ];
    for (list, host, expected) in rows {
        let url = format!("https://{host}:8443/");
        let direct = asked(&[("https_proxy", P), ("no_proxy", list)], &url).is_none();
        assert_eq!(direct, expected, "{list:?} {host}");
    }
}

#[test]
fn no_proxy_goes_before_its_upper_case_unless_it_is_empty() {
    let rows = [
        ("service.test", "other.test", true),
        ("other.test", "service.test", false),
        ("", "service.test", true),
        ("service.test", "", true),
    ];
    for (lower, upper, expected) in rows {
        let environment = [("https_proxy", P), ("no_proxy", lower), ("NO_PROXY", upper)];
        assert_eq!(asked(&environment, "https://service.test/").is_none(), expected, "{lower:?} {upper:?}");
    }
}

proptest! {
    #[test]
    fn any_environment_is_read_without_a_panic_and_without_its_text_in_a_warning(
        values in prop::collection::vec("\\PC{0,40}", 6),
        host in "[a-z0-9.-]{1,30}",
    ) {
        let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "http_proxy", "no_proxy", "NO_PROXY"];
        let environment: Vec<(&str, &str)> = names.iter().copied().zip(values.iter().map(String::as_str)).collect();
        let (proxies, warnings) = proxies(&environment);
        if let Ok(uri) = format!("https://{host}/").parse() {
            let _ = proxies.of(&uri);
        }
        for value in values.iter().filter(|value| value.len() > 12) {
            prop_assert!(warnings.iter().all(|warning| !warning.contains(value.as_str())), "{warnings:?}");
        }
    }

    #[test]
    fn a_domain_covers_itself_and_what_is_below_it_and_nothing_else(
        domain in "[a-z][a-z0-9]{0,8}(\\.[a-z]{1,6}){0,2}",
        below in "[a-z0-9]{1,8}",
        others in prop::collection::vec("[a-z]{1,8}\\.elsewhere", 0..4),
    ) {
        let list = [others.join(", "), domain.clone()].join(" ");
        let not_for = NotFor::read(&list);
        let (subdomain, longer) = (format!("{below}.{domain}"), format!("{below}{domain}"));
        prop_assert!(not_for.has(&domain) && not_for.has(&subdomain));
        prop_assert!(!not_for.has(&longer));
    }

    #[test]
    fn an_address_is_in_a_network_when_its_first_bits_are_the_networks(
        network in any::<u32>(), address in any::<u32>(), bits in 1_u32..=32,
    ) {
        let mask = u32::MAX << (32 - bits);
        let (low, v4) = (network & mask == address & mask, |bits: u32| IpAddr::V4(Ipv4Addr::from_bits(bits)));
        prop_assert_eq!(is_in(v4(address), v4(network), bits), low);
        let v6 = |bits: u32| IpAddr::V6(Ipv6Addr::from_bits(u128::from(bits)));
        prop_assert_eq!(is_in(v6(address), v6(network), 96 + bits), low);
    }
}
