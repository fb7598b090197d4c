//! What the quickstart prints. Invariant: no secret is in it.

use std::fmt;
use std::time::{Duration, SystemTime};

use cognito_native::store::file::FileStore;
use cognito_native::store::{Key, Store};

const UNSTORED: &str = "memory only: the storage directory cannot be written";

pub(crate) struct Report {
    pub(crate) service: String,
    pub(crate) pool_id: String,
    pub(crate) identity_id: String,
    /// What an earlier run left.
    pub(crate) stored_identity_id: Option<String>,
    /// `None`: the store failed, and the identity lives as long as this program.
    pub(crate) stored_in: Option<String>,
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key_characters: usize,
    pub(crate) session_token_characters: usize,
    pub(crate) expiration_unix_ms: i64,
    pub(crate) cached_call: Duration,
    pub(crate) begin_and_dispatch: Duration,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let build =
            if cfg!(debug_assertions) { " (debug build; add --release for the real figures)" } else { "" };
        writeln!(out, "service            {}", self.service)?;
        writeln!(out, "identity pool      {}", self.pool_id)?;
        writeln!(out, "identity id        {}", self.identity_id)?;
        writeln!(out, "                   {}", self.whose_identity())?;
        writeln!(out, "stored in          {}", self.stored_in.as_deref().unwrap_or(UNSTORED))?;
        writeln!(out, "access key id      {}", self.access_key_id)?;
        writeln!(out, "secret access key  redacted, {} characters", self.secret_access_key_characters)?;
        writeln!(out, "session token      redacted, {} characters", self.session_token_characters)?;
        writeln!(out, "expires            {}", expiry(self.expiration_unix_ms))?;
        writeln!(
            out,
            "a second call      {} ns: cognito_provider_cached_credentials",
            self.cached_call.as_nanos()
        )?;
        writeln!(
            out,
            "                   {} ns: begin and dispatch{build}",
            self.begin_and_dispatch.as_nanos()
        )
    }
}

impl Report {
    fn whose_identity(&self) -> &'static str {
        match &self.stored_identity_id {
            None if self.stored_in.is_none() => "a new guest",
            None => "a new guest; run this again and it will be the same one",
            Some(stored) if *stored == self.identity_id => "the same guest as last time",
            Some(_) => "a new guest: the service no longer has the one of last time",
        }
    }
}

/// Where the library keeps this pool's player. Only for people: the C interface does not say, and no program needs it.
pub(crate) fn place_in_store(directory: &str, pool_id: &str) -> String {
    let key = Key { identity_pool_id: pool_id.to_owned(), profile: "default".to_owned() };
    let path = FileStore::new(directory.into()).location(&key);
    path.map_or_else(String::new, |path| path.display().to_string())
}

fn expiry(unix_ms: i64) -> String {
    let at = Duration::from_millis(u64::try_from(unix_ms).unwrap_or_default());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let minutes = at.saturating_sub(now).as_secs() / 60;
    format!("{}, {minutes} minutes from now", iso_8601(at.as_secs()))
}

/// Days are counted in a year that begins in March, so that a leap day is its last one (400 such years are 146,097 days).
fn iso_8601(unix_seconds: u64) -> String {
    let (days, second) = (unix_seconds / 86_400 + 719_468, unix_seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}
