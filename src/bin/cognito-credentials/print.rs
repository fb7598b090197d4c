//! `process`: credentials on standard output. Invariant: processes that start at once on an empty store fetch once; valid
//! stored credentials are printed without any network.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use cognito_native::credentials::Credentials;
use cognito_native::error::{Failure, ResultCode};
use cognito_native::provider::Want;
use cognito_native::provider::options::Checked;
use cognito_native::store::file::FileStore;
use cognito_native::store::location::Location;
use cognito_native::store::{Key, Lock, Store as _};
use zeroize::Zeroizing;

use super::arguments::Common;
use super::document;
use super::player::Player;
use super::trouble::Trouble;

/// How long a refresh may take while what is there still works.
const REFRESH_PATIENCE: Duration = Duration::from_secs(5);
/// How long the others of one moment wait for the one that fetches. It may have been stopped.
const TURN_PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at a lock that another process holds.
const PAUSE: Duration = Duration::from_millis(10);

/// What to print.
pub(crate) fn run(common: &Common) -> Result<Zeroizing<String>, Trouble> {
    let until = Instant::now() + common.patience;
    let left = || until.saturating_duration_since(Instant::now());
    let given = common.options.given(true)?;
    // Only a guest's credentials are ever stored.
    let is_stored = common.logins.is_empty() && given.persist_credentials;
    if is_stored && let Some(stored) = Player::open(common, &given)?.fresh() {
        return Ok(document::of_process(&stored));
    }
    let turn = if is_stored { wait_for_turn(common.options.check()?, left()) } else { None };
    let player = Player::open(common, &given)?;
    let fetched = fetch(&player, left());
    player.close();
    drop(turn); // what was fetched is stored by now, for the next one
    fetched.map(|credentials| document::of_process(&credentials)).map_err(|failure| player.trouble(&failure))
}

fn fetch(player: &Player, patience: Duration) -> Result<Arc<Credentials>, Failure> {
    if let Some(fresh) = player.fresh() {
        return Ok(fresh); // of whoever had the turn before
    }
    let Some(valid) = player.valid() else { return player.ask(Want::Credentials, patience) };
    // Nothing goes on after this program: what a game would do in the background is waited for.
    match player.ask(Want::FreshCredentials, patience.min(REFRESH_PATIENCE)) {
        Err(failure) if failure.is_retryable || failure.code == ResultCode::DeadlineExceeded => Ok(valid),
        result => result,
    }
}

/// The right to fetch, which one process has at a time. Without it too one goes on: two fetches are better than none.
fn wait_for_turn(checked: Checked, patience: Duration) -> Option<Box<dyn Lock>> {
    let store = match checked.storage {
        Location::Directory(directory) => FileStore::new(directory),
        Location::PlatformDefault => FileStore::in_default_directory()?,
        // Nothing that another process could use.
        Location::Memory | Location::Host(_) => return None,
    };
    // No profile has such a name, and the record's own lock is the provider's.
    let turn = Key { profile: format!("{}\u{1}", checked.key.profile), ..checked.key };
    let until = Instant::now() + patience.min(TURN_PATIENCE);
    loop {
        match store.try_lock(&turn) {
            Ok(None) if Instant::now() < until => thread::sleep(PAUSE),
            taken => return taken.ok().flatten(),
        }
    }
}
