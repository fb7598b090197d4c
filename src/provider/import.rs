//! The identity that another SDK kept of this player: asked for only when nothing was ever stored here, and never a
//! reason to fail.

use crate::cognito::check_identity_id;
use crate::queue::log::{Level, log};
use crate::store::Key;

/// Where another SDK kept the identity id of a pool: the id, none, or what is wrong there.
pub type OtherSdk = fn(identity_pool_id: &str) -> Result<Option<String>, String>;

pub(super) fn identity_id(other_sdk: OtherSdk, key: &Key) -> Option<String> {
    let pool = &key.identity_pool_id;
    match other_sdk(pool) {
        Ok(Some(identity_id)) if check_identity_id(&identity_id).is_ok() => {
            log(
                Level::Info,
                format_args!("{pool}: took the identity id {identity_id} of the AWS SDK for C++"),
            );
            Some(identity_id)
        }
        Ok(_) => {
            log(Level::Info, format_args!("{pool}: the AWS SDK for C++ kept no identity id"));
            None
        }
        Err(reason) => {
            log(Level::Warning, format_args!("{pool}: no identity id of the AWS SDK for C++: {reason}"));
            None
        }
    }
}
