//! What the library's options are called on the command line. Invariant: no text that people see here has an option's name
//! of C.

use cognito_native::provider::options::is_option;

/// `--auth-role-arn` for `auth_role_arn`; two have a name of their own.
pub(crate) fn argument(option: &str) -> String {
    match option {
        "identity_pool_id" => "--pool-id".to_owned(),
        "ca_pem" => "--ca-file".to_owned(),
        _ => format!("--{}", option.replace('_', "-")),
    }
}

/// The library's words, with the arguments in the place of the options. A name without `_` is a word like others.
pub(crate) fn in_arguments(text: &str) -> String {
    let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut spelled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_of_a_name) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_of_a_name(c)).unwrap_or(from.len()));
        spelled.push_str(before);
        if word.contains('_') && is_option(word) {
            spelled.push_str(&argument(word));
        } else {
            spelled.push_str(word);
        }
        rest = after;
    }
    spelled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_spelled_as_arguments_and_nothing_else_changes() {
        for (text, spelled) in [
            ("", ""),
            ("is proxy_url right?", "is --proxy-url right?"),
            ("(proxy_url)? ca_pem", "(--proxy-url)? --ca-file"),
            ("Check identity_pool_id.", "Check --pool-id."),
            (
                "the endpoint of my_proxy_url, für struct_size",
                "the endpoint of my_proxy_url, für struct_size",
            ),
        ] {
            assert_eq!(in_arguments(text), spelled);
        }
    }
}
