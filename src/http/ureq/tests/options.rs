//! Options that cannot be used are refused at once, with the way out and without their secrets.

use super::*;

fn refusal(config: TransportConfig) -> ConfigError {
    let shown = format!("{config:?}");
    assert!(!shown.contains("secret"), "{shown}");
    UreqTransport::new(config).expect_err("a refusal")
}

#[test]
fn defaults_are_the_documented_ones() {
    let config = TransportConfig::default();
    assert_eq!((config.connect_timeout.as_secs(), config.request_timeout.as_secs()), (5, 15));
    assert!(config.ca_pem.is_none() && config.proxy_url.is_none() && !config.proxy_from_environment);
}

#[test]
fn impossible_proxy_urls_are_refused() {
    let cases = [
        ("", "not the URL of an HTTP proxy"),
        ("http://", "not the URL of an HTTP proxy"),
        ("ftp://secret@proxy.test", "not the URL of an HTTP proxy"),
        ("http://user:secret%zz%ff@proxy.test", "not the URL of an HTTP proxy"),
        ("http://user:secret@proxy test", "not the URL of an HTTP proxy"),
        ("socks5://user:secret@proxy.test:1080", "not the URL of an HTTP proxy"),
        ("socks4://proxy.test", "not the URL of an HTTP proxy"),
        ("http://user:secret@proxy.test:99999", "port (1-65535)"),
        ("http://user:secret@proxy.test:0", "port (1-65535)"),
        ("http://user:secret@proxy.test:", "port (1-65535)"),
        ("http://user:secret@:8080", "host"),
        ("foo", "not the URL of an HTTP proxy"),
        ("proxy.test:3128", "not the URL of an HTTP proxy"),
        ("https://user:secret@proxy.test", "not the URL of an HTTP proxy"),
    ];
    for (url, text) in cases {
        let config = TransportConfig { proxy_url: Some(url.to_owned()), ..TransportConfig::default() };
        let error = refusal(config);
        assert_eq!(error.field, "proxy_url", "{url}");
        assert!(error.message.contains(text), "{url}: {error}");
        assert!(error.message.contains("http://host:port"), "{url}: {error}");
        assert!(!error.to_string().contains("secret"), "{url}: {error}");
    }
}

#[test]
fn possible_proxy_urls_are_taken() {
    for url in ["http://proxy.test:3128", "HTTP://proxy.test", "http://u:p@[::1]:3128"] {
        let config = TransportConfig { proxy_url: Some(url.to_owned()), ..TransportConfig::default() };
        assert!(UreqTransport::new(config).is_ok(), "{url}");
    }
}

#[test]
fn a_pem_without_certificates_is_refused() {
    for pem in ["", "not PEM", "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n"] {
        let error = refusal(TransportConfig { ca_pem: Some(pem.into()), ..TransportConfig::default() });
        assert_eq!(error.field, "ca_pem");
        assert!(error.message.contains("BEGIN CERTIFICATE"), "{error}");
    }
}

#[test]
fn a_user_agent_is_printable_ascii() {
    for user_agent in ["line\r\nbreak", "caf\u{e9}", "\u{7f}"] {
        let config = TransportConfig { user_agent: user_agent.to_owned(), ..TransportConfig::default() };
        assert_eq!(refusal(config).field, "user_agent");
    }
}
