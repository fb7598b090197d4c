//! The outermost layer of every export: no panic crosses into the host.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::result::cognito_result;
use crate::error::ResultCode;

/// Runs an export's body; a panic becomes `COGNITO_ERROR_INTERNAL`.
pub(super) fn guard(body: impl FnOnce() -> Result<(), ResultCode>) -> cognito_result {
    // Whatever was half done is behind locks that tolerate it, or dropped here.
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => ResultCode::Ok as cognito_result,
        Ok(Err(code)) => code as cognito_result,
        Err(_panic) => ResultCode::Internal as cognito_result,
    }
}

/// Runs a getter's body; a panic becomes `otherwise`.
pub(super) fn guard_or<T>(otherwise: T, body: impl FnOnce() -> Option<T>) -> T {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Some(value)) => value,
        Ok(None) | Err(_) => otherwise,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_result() {
        assert_eq!(guard(|| panic!("defect")), ResultCode::Internal as i32);
        assert_eq!(guard_or(7, || panic!("defect")), 7);
    }

    #[test]
    fn results_pass_through() {
        assert_eq!(guard(|| Ok(())), 0);
        assert_eq!(guard(|| Err(ResultCode::Busy)), ResultCode::Busy as i32);
        assert_eq!(guard_or(7, || Some(8)), 8);
    }
}
