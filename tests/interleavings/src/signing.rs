//! Nobody signs here; the copies only name the types.

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct KeyCache;

#[derive(Debug)]
pub(crate) struct SignedRequest;
