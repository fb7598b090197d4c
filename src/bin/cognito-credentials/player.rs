//! A provider of the library, for a program that waits for its answers. Invariant: whoever asks is answered within the time
//! that they gave, whatever the network, the disk and the source of the logins do.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use cognito_native::clock::monotonic_ms;
use cognito_native::credentials::Credentials;
use cognito_native::error::{Failure, ResultCode};
use cognito_native::provider::open::open;
use cognito_native::provider::options::{Given, OfHost, check};
use cognito_native::provider::{CachedAnswers, LoginAnswer, LoginChange, Provider, Terms, Want};
use cognito_native::queue::{Completion, Queue};

use super::arguments::Common;
use super::logins::Logins;
use super::trouble::{Exit, Trouble};

/// Less than the library waits for a source of logins, so that a command that hangs is told as that.
const MAX_LOGIN_WAIT: Duration = Duration::from_secs(25);

/// One player.
pub(crate) struct Player {
    provider: Arc<Provider>,
    shown: Arc<Shown>,
    no_login: Arc<NoLogin>,
}

/// Why the last token that was wanted could not be read; `None` when it could.
type NoLogin = Mutex<Option<String>>;

/// What is in memory.
#[derive(Default)]
struct Shown(Mutex<Option<Arc<Completion>>>);

impl CachedAnswers for Shown {
    fn put(&self, _identity: Option<Arc<Completion>>, credentials: Option<Arc<Completion>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = credentials;
    }
}

impl Player {
    /// Reads what is stored; no network. A player who signs in is asked for the first tokens here.
    pub(crate) fn open(common: &Common, given: &Given) -> Result<Self, Trouble> {
        let limit = common.patience.min(MAX_LOGIN_WAIT);
        let logins = common.logins.read(limit)?;
        let refused = |failure: Failure| common.options.trouble(&failure);
        let (shown, no_login, queue) = (Arc::<Shown>::default(), Arc::<NoLogin>::default(), Queue::new());
        let cached_answers = Arc::clone(&shown) as Arc<dyn CachedAnswers>;
        let provider = check(given, OfHost::default())
            .and_then(|checked| open(checked, cached_answers, Arc::clone(&queue)))
            .map_err(refused)?
            .provider;
        if !logins.is_empty() {
            // Before anything is answered: what is stored is a guest's.
            provider
                .change_logins(LoginChange::Replace(logins))
                .map_err(|_| Trouble::new(Exit::Usage, ResultCode::TooManyLogins.text().to_string_lossy()))?;
            provider.wait_for_removal();
            ask_again(&provider, queue, common.logins.clone(), limit, Arc::clone(&no_login));
        }
        Ok(Self { provider, shown, no_login })
    }

    /// The credentials in memory, while a get would be answered with them and refresh nothing.
    pub(crate) fn fresh(&self) -> Option<Arc<Credentials>> {
        self.cached(|cached| cached.refresh_mono_ms)
    }

    /// The credentials in memory, until they expire.
    pub(crate) fn valid(&self) -> Option<Arc<Credentials>> {
        self.cached(|cached| cached.expires_mono_ms)
    }

    fn cached(&self, until_mono_ms: impl Fn(&Completion) -> u64) -> Option<Arc<Credentials>> {
        let shown = self.shown.0.lock().unwrap_or_else(PoisonError::into_inner);
        let cached = shown.as_ref().filter(|cached| monotonic_ms() < until_mono_ms(cached))?;
        cached.credentials.clone()
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&self, want: Want, patience: Duration) -> Result<Arc<Credentials>, Failure> {
        let closed = || Failure::local(ResultCode::Closed, "the program is about to end");
        // A queue of its own, so that any number of threads may wait.
        let queue = Queue::new();
        let (answer, answered) = mpsc::sync_channel(1);
        let completer = queue
            .accept(Box::new(move |completion| {
                let _received = answer.send(completion);
            }))
            .ok_or_else(closed)?;
        let terms = Terms { deadline: Some(patience), ..Terms::default() };
        self.provider.begin(want, terms, completer).map_err(|_| closed())?;
        let _ready = queue.wait(None);
        let _dispatched = queue.dispatch(0, Duration::ZERO);
        let completion = answered.recv().map_err(|_| closed())?;
        match (&completion.failure, &completion.credentials) {
            (None, Some(credentials)) => Ok(Arc::clone(credentials)),
            (Some(texts), _) => Err(texts.failure.clone()),
            (None, None) => {
                let code = completion.result;
                Err(Failure::local(code, code.text().to_string_lossy()))
            }
        }
    }

    /// Why there are no credentials. The library tells a game what its source of logins said; here it is the program's own.
    pub(crate) fn trouble(&self, failure: &Failure) -> Trouble {
        let no_login = self.no_login.lock().unwrap_or_else(PoisonError::into_inner);
        match &*no_login {
            Some(text) if failure.code == ResultCode::LoginRequired => Trouble::new(Exit::Login, text),
            _ => Trouble::of(failure),
        }
    }

    /// Until what is to be stored is stored.
    pub(crate) fn close(&self) {
        self.provider.close();
        self.provider.flush_store();
    }
}

/// Has every token read anew when one has expired. Each time on a thread of its own: a command may take long.
fn ask_again(
    provider: &Provider,
    queue: Arc<Queue>,
    logins: Logins,
    limit: Duration,
    no_login: Arc<NoLogin>,
) {
    let logins = Arc::new(logins);
    provider.set_login_source(Some(Arc::new(move |request| {
        let (logins, no_login) = (Arc::clone(&logins), Arc::clone(&no_login));
        thread::spawn(move || {
            let read = logins.read(limit).map_err(|trouble| trouble.to_string());
            *no_login.lock().unwrap_or_else(PoisonError::into_inner) = read.as_ref().err().cloned();
            request.answer(read.map(|logins| LoginAnswer { logins, developer_identity_id: None }));
        });
    })));
    thread::spawn(move || {
        loop {
            let _ready = queue.wait(None);
            if queue.dispatch(0, Duration::ZERO).is_err() {
                return;
            }
        }
    });
}
