//! `process`: what `credential_process` wants, at the price of no request whenever there is something valid.

use std::os::unix::fs::MetadataExt as _;
use std::time::Duration;

use cognito_native::emulator::{Fault, Operation, PoolOptions};

use super::program::{LOGIN, STORED, User, printed};

#[test]
fn a_guest_is_fetched_once_and_then_printed_from_the_disk() {
    let user = User::new();
    let first = printed(&user.process(&[]));
    assert_eq!(first["Version"], 1);
    assert!(first["AccessKeyId"].as_str().unwrap().starts_with("ASIA"), "{first}");
    assert!(first["SecretAccessKey"].is_string() && first["SessionToken"].is_string(), "{first}");
    assert!(first["Expiration"].as_str().unwrap().ends_with('Z'), "{first}");
    assert_eq!(first.as_object().unwrap().len(), 5);
    assert_eq!(user.asked(), [1, 1]);

    assert_eq!(printed(&user.process(&[])), first);
    assert_eq!(user.asked(), [1, 1], "what is stored and valid costs no request");

    let directory = user.place(".local/share/cognito-native");
    for entry in std::fs::read_dir(&directory).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().mode() & 0o777, 0o600, "{}", entry.path().display());
    }
    assert_eq!(std::fs::metadata(directory).unwrap().mode() & 0o777, 0o700);
}

#[test]
fn nothing_but_the_identity_is_stored_for_who_says_so() {
    let user = User::new();
    let arguments = ["--persist-credentials", "false"];
    let (first, second) = (printed(&user.process(&arguments)), printed(&user.process(&arguments)));
    assert_eq!(user.identity(&first), user.identity(&second));
    assert_ne!(first["AccessKeyId"], second["AccessKeyId"]);
    assert_eq!(user.asked(), [1, 2]);
}

#[test]
fn fifty_at_once_on_an_empty_store_fetch_once() {
    let user = User::new();
    let started: Vec<_> = (0..50).map(|_| user.command("process", &[]).spawn().unwrap()).collect();
    let all: Vec<_> = started.into_iter().map(|child| printed(&child.wait_with_output().unwrap())).collect();
    assert!(all.iter().all(|one| *one == all[0]), "{all:?}");
    assert_eq!(user.asked(), [1, 1]);
}

/// Nothing would go on in the background; and an outage is no reason to hold back what still works.
#[test]
fn what_expires_soon_is_refreshed_or_else_printed() {
    let user = User::new();
    let arguments = ["--max-attempts", "1"];
    user.has_stored_for(&user.pool_id, Duration::from_secs(600));
    user.emulator.inject(Fault::Reset, Operation::GetCredentialsForIdentity, 2);
    assert_eq!(printed(&user.process(&arguments))["AccessKeyId"], STORED, "there is no network");
    user.emulator.clear_faults();
    let refreshed = printed(&user.process(&arguments));
    assert_ne!(refreshed["AccessKeyId"], STORED);
    assert_eq!(printed(&user.process(&arguments)), refreshed);

    // The pool's word is final.
    let pool_id =
        user.emulator.add_pool(PoolOptions { allow_guests: false, ..PoolOptions::default() }).unwrap();
    user.has_stored_for(&pool_id, Duration::from_secs(600));
    let refused = user.command_of(&pool_id, "process", &arguments).output().unwrap();
    assert_eq!((refused.status.code(), refused.stdout.as_slice()), (Some(3), b"".as_slice()), "{refused:?}");
}

#[test]
fn a_player_is_who_the_token_says() {
    let user = User::new();
    let guest = printed(&user.process(&[]));
    std::fs::write(user.place("token"), user.token(3600)).unwrap();
    let file = format!("{LOGIN}={}", user.place("token").display());
    let of_file = printed(&user.process(&["--profile", "player", "--login-file", &file]));
    let mut command =
        user.command("process", &["--profile", "player", "--login-env", &format!("{LOGIN}=TOKEN")]);
    let of_variable = printed(&command.env("TOKEN", user.token(3600)).output().unwrap());
    let cat = format!("{LOGIN}=cat {}", user.place("token").display());
    let of_command = printed(&user.process(&["--profile", "player", "--login-command", &cat]));
    for player in [&of_variable, &of_command] {
        assert_eq!(user.identity(player), user.identity(&of_file));
    }
    assert_ne!(user.identity(&guest), user.identity(&of_file));
}

/// An emulator's keys are of no use for the service, and its identities unknown there.
#[test]
fn what_one_endpoint_gave_is_not_given_out_for_another() {
    let (user, other) = (User::new(), User::new());
    let pool = PoolOptions { id: Some(user.pool_id.clone()), ..PoolOptions::default() };
    other.emulator.add_pool(pool).unwrap();
    let first = printed(&user.process(&[]));
    let endpoint = other.emulator.endpoint();
    let mut command = user.command("process", &[]);
    let arguments: Vec<_> = command.get_args().map(std::ffi::OsStr::to_owned).collect();
    assert_eq!(arguments[3], "--endpoint");
    command = std::process::Command::new(command.get_program());
    command.args(&arguments[..4]).arg(endpoint).env_clear().env("HOME", user.place(""));
    let second = printed(&command.output().unwrap());
    assert_ne!(first["AccessKeyId"], second["AccessKeyId"]);
    assert_eq!([user.asked(), other.asked()], [[1, 1], [1, 1]]);
    assert_eq!(printed(&user.process(&[])), first);
}

/// A game on this machine has the same guest.
#[test]
fn a_login_takes_nothing_from_the_guest_and_signing_out_neither() {
    let user = User::new();
    let guest = printed(&user.process(&[]));
    std::fs::write(user.place("token"), user.token(3600)).unwrap();
    let file = format!("{LOGIN}={}", user.place("token").display());
    let player = || user.identity(&printed(&user.process(&["--login-file", &file])));
    assert_eq!(player(), player());
    assert_ne!(player(), user.identity(&guest));
    assert_eq!(user.asked(), [2, 4], "the identities of both are stored");
    assert_eq!(printed(&user.process(&[])), guest);

    let sign_out = |arguments: &[&str]| user.command("sign-out", arguments).output().unwrap();
    for arguments in [[].as_slice(), &["--profile", &user.profile()]] {
        assert_eq!(printed(&user.process(&[])), guest);
        for _again in 0..2 {
            let output = sign_out(arguments);
            assert!(
                output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(),
                "{output:?}"
            );
        }
    }
    player();
    assert_eq!(user.asked(), [3, 5], "what was stored of the player is gone");
    assert_ne!(user.identity(&printed(&user.process(&[]))), user.identity(&guest));
}

/// The guest's credentials are at hand, and must not be taken for the player's.
#[test]
fn a_guest_who_signs_in_is_not_served_as_a_guest() {
    let user = User::new();
    let guest = printed(&user.process(&[]));
    std::fs::write(user.place("token"), user.token(3600)).unwrap();
    let file = format!("{LOGIN}={}", user.place("token").display());
    let player = printed(&user.process(&["--profile", &user.profile(), "--login-file", &file]));
    assert_ne!(player["AccessKeyId"], guest["AccessKeyId"]);
    let issued = user.emulator.issued_credentials(player["AccessKeyId"].as_str().unwrap()).unwrap();
    assert_eq!(issued.identity_id, user.identity(&guest), "the login is linked to the guest's identity");
}

#[test]
fn a_token_that_has_expired_is_asked_for_once_more() {
    let user = User::new();
    std::fs::write(user.place("old"), user.token(-60)).unwrap();
    std::fs::write(user.place("new"), user.token(3600)).unwrap();
    let at = |name: &str| user.place(name).display().to_string();
    let command = format!("{LOGIN}=cat {}; mv {} {} || true", at("old"), at("new"), at("old"));
    printed(&user.process(&["--login-command", &command]));
    assert_eq!(user.asked(), [1, 1], "a token that says that it has expired is not sent");
}
