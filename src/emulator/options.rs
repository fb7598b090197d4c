//! Invariant: every setting of the emulator itself is here, with a default that works offline at once; those of a
//! pool are in `pool_options`.

/// A setting that cannot be used: the text names it and says what would be valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidOption(pub String);

pub(super) fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, InvalidOption> {
    value.parse().map_err(|_| InvalidOption(format!("{name} needs a whole number in range, not {value:?}")))
}

/// How the emulator listens and what its clock says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmulatorOptions {
    /// TCP port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Serve HTTPS with a certificate of a certificate authority made at start.
    pub https: bool,
    /// Answer `POST /control` (see [`control`](super::control)).
    pub control: bool,
    /// How many days the HTTPS certificate is valid, 397 being what public authorities give at most; `None`: for ever.
    pub certificate_days: Option<u32>,
    /// How far from now its validity begins, in seconds; negative when it has begun. Counts with `certificate_days` only.
    pub certificate_start_seconds: i64,
    /// Write a line to standard error for each request.
    pub verbose: bool,
    /// How far the service's clock is ahead of this machine's, in seconds; negative when it is behind.
    pub clock_offset_seconds: i64,
    /// How `Expiration` is written.
    pub expiration_format: ExpirationFormat,
}

/// The forms of a JSON number in which the service gives `Expiration`, in seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExpirationFormat {
    /// `1515115602`
    Integer,
    /// `1515115602.250`
    Decimal,
    /// `1.515115602E9`, as the service itself writes it.
    #[default]
    Exponent,
}

impl ExpirationFormat {
    /// The format of this name: `integer`, `decimal` or `exponent`.
    ///
    /// # Errors
    /// Any other name.
    pub fn from_name(name: &str) -> Result<Self, InvalidOption> {
        match name {
            "integer" => Ok(Self::Integer),
            "decimal" => Ok(Self::Decimal),
            "exponent" => Ok(Self::Exponent),
            _ => Err(InvalidOption(format!(
                "expiration format {name:?} is not known; use integer, decimal or exponent"
            ))),
        }
    }

    /// The JSON number for this time, in milliseconds since 1970 (times before 1970 count as 1970).
    pub(super) fn write(self, unix_ms: i64) -> String {
        let unix_ms = unix_ms.max(0);
        let seconds = unix_ms / 1000;
        match self {
            Self::Integer => seconds.to_string(),
            Self::Decimal => format!("{seconds}.{:03}", unix_ms % 1000),
            Self::Exponent => {
                let digits = seconds.to_string();
                let (first, rest) = digits.split_at(1);
                let rest = rest.trim_end_matches('0');
                let fraction = if rest.is_empty() { "0" } else { rest };
                format!("{first}.{fraction}E{}", digits.len() - 1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expirations_are_the_same_number_in_every_format() {
        let table = [
            (1_515_115_602_250, "1515115602", "1515115602.250", "1.515115602E9"),
            (1_700_000_000_000, "1700000000", "1700000000.000", "1.7E9"),
            (1_000_000_000_007, "1000000000", "1000000000.007", "1.0E9"),
            (5_000, "5", "5.000", "5.0E0"),
            (-5_000, "0", "0.000", "0.0E0"),
        ];
        for (unix_ms, integer, decimal, exponent) in table {
            assert_eq!(ExpirationFormat::Integer.write(unix_ms), integer);
            assert_eq!(ExpirationFormat::Decimal.write(unix_ms), decimal);
            assert_eq!(ExpirationFormat::Exponent.write(unix_ms), exponent);
            let exponent: f64 = exponent.parse().unwrap();
            assert_eq!(format!("{exponent}"), integer);
        }
    }
}
