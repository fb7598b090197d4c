//! Which pointers may be NULL. The documentation decides, so that it and the header's annotations cannot disagree: a
//! parameter may be NULL when its `@param` says so, in the comment of its function or of the one whose parameters it says
//! to share ("as for `cognito_provider_get_identity_id()`"). What a function returns may be NULL unless its comment says
//! "never NULL".

use std::collections::BTreeMap;

use super::declarations::{Item, Kind};

const SHARES: &str = "as for ";

/// By function and parameter.
type Said = BTreeMap<(String, String), bool>;

pub(crate) fn decide(items: &mut [Item]) {
    let said = said(items);
    for item in items {
        let is_free = matches!(item.kind, Kind::Function(_)) && item.name.ends_with("_free");
        let text = item.documentation.join(" ");
        let functions: Vec<String> = std::iter::once(item.name.clone()).chain(shared_with(&text)).collect();
        let (Kind::Callback(signature) | Kind::Function(signature)) = &mut item.kind else { continue };
        signature.may_return_null = signature.returns.ends_with('*') && !text.contains("never NULL");
        for parameter in &mut signature.parameters {
            let name = parameter.name.as_str();
            let mut answers = functions.iter().filter_map(|one| said.get(&(one.clone(), name.to_owned())));
            let said = answers.next().copied().unwrap_or(false);
            let is_pointer = parameter.of.ends_with('*') || parameter.of.ends_with("_fn");
            parameter.may_be_null = is_pointer && (said || is_free || name == "user_data");
        }
    }
}

/// What is said of parameters, of each one that has a `@param`.
fn said(items: &[Item]) -> Said {
    let mut said = Said::new();
    for item in items {
        let Some(signature) = item.signature() else { continue };
        for parameter in &signature.parameters {
            let Some(text) = item.parameter_documentation(&parameter.name) else { continue };
            // An out-parameter that receives NULL is not one that may be NULL.
            let ways = ["may be NULL", "May be NULL", "NULL: ", "NULL for "];
            let may = ways.iter().any(|way| text.contains(way));
            said.insert((item.name.clone(), parameter.name.clone()), may);
        }
    }
    said
}

/// The functions whose parameters a comment says to share.
fn shared_with(text: &str) -> Vec<String> {
    let rest = text.split(SHARES).skip(1);
    rest.filter_map(|rest| Some(rest.split_once("()")?.0.to_owned())).collect()
}
