//! `sign-out`: the player is gone from this machine, and nothing is sent.

use cognito_native::error::{Failure, ResultCode};

use super::arguments::Common;
use super::trouble::Trouble;

/// What the library's own sign-out leaves behind is left behind: a mark where an old identity would be taken again.
pub(crate) fn run(common: &Common) -> Result<(), Trouble> {
    let checked = common.options.check()?;
    checked.storage.delete(&checked.key, checked.config.remembers_clear).map_err(|error| {
        Trouble::of(&Failure::local(ResultCode::Storage, error.to_string()).with_hint(error.hint()))
    })
}
