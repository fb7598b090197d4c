//! Several processes on one directory. The children are this test binary itself, running [`child`] in a role given by
//! the environment.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use super::*;

const ROLE: &str = "COGNITO_NATIVE_TEST_ROLE";
const DIRECTORY: &str = "COGNITO_NATIVE_TEST_DIRECTORY";
const START: &str = "COGNITO_NATIVE_TEST_START";
/// How often to kill the writer; 100 times unless it says otherwise.
const KILLS: &str = "COGNITO_STORE_KILLS";
const COUNTING_TURNS: u32 = 50;

/// Not a test by itself: what the other tests' children run.
#[test]
fn child() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let directory = PathBuf::from(std::env::var_os(DIRECTORY).unwrap());
    let store = FileStore::new(directory.clone());
    match role.as_str() {
        "save for ever" => save_for_ever(&store),
        "hold the lock" => {
            say(if store.try_lock(&key("default")).unwrap().is_some_and(|_| wait_for_stdin("held")) {
                "freed"
            } else {
                "busy"
            });
        }
        "count under the lock" => count_under_the_lock(&store, &directory),
        "save once" => say(&match store.save(&key("default"), &record(49)) {
            Ok(()) => "saved".to_owned(),
            Err(error) => error.to_string(),
        }),
        "say the default directory" => say(&format!("{:?}", default_directory())),
        role => panic!("no role {role}"),
    }
}

fn say(line: &str) {
    // Past the test harness, whose own output has no line breaks where we need them.
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "\nchild: {line}").unwrap();
    stdout.flush().unwrap();
}

fn wait_for_stdin(line: &str) -> bool {
    say(line);
    std::io::stdin().lines().next().is_none()
}

fn save_for_ever(store: &FileStore) {
    for number in std::env::var(START).unwrap().parse().unwrap().. {
        store.save(&key("default"), &record(number)).unwrap();
        say(&number.to_string());
    }
}

/// Adds to a number in a file, which loses counts whenever two do it at once.
fn count_under_the_lock(store: &FileStore, directory: &Path) {
    let path = directory.join("count");
    let mut turns = 0;
    while turns < COUNTING_TURNS {
        let Some(_guard) = store.try_lock(&key("default")).unwrap() else {
            std::thread::yield_now();
            continue;
        };
        let count: u32 = fs::read_to_string(&path).unwrap().parse().unwrap();
        fs::write(&path, (count + 1).to_string()).unwrap();
        turns += 1;
    }
}

/// `program` runs this test binary, as its last arguments.
fn start(mut program: Command, role: &str, directory: &Path) -> Child {
    let this_module = module_path!().split_once("::").unwrap().1;
    program
        .args(["--exact", &format!("{this_module}::child"), "--nocapture"])
        .env(ROLE, role)
        .env(DIRECTORY, directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn this_binary() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

/// A shell that runs `setup`, then becomes this test binary.
#[cfg(unix)]
fn under_shell(setup: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{setup}; exec \"$0\" \"$@\"")]).arg(std::env::current_exe().unwrap());
    shell
}

/// The lines the child says until its end.
fn lines_of(child: &mut Child) -> impl Iterator<Item = String> + use<> {
    BufReader::new(child.stdout.take().unwrap())
        .lines()
        .filter_map(|line| line.unwrap().strip_prefix("child: ").map(str::to_owned))
}

fn only_line_of(mut child: Child) -> String {
    drop(child.stdin.take());
    // All of them, since a child cannot end well when nobody reads its output.
    let lines: Vec<String> = lines_of(&mut child).collect();
    assert!(child.wait().unwrap().success());
    assert_eq!(lines.len(), 1, "{lines:?}");
    lines.into_iter().next().unwrap()
}

#[test]
fn a_killed_writer_leaves_the_old_record_or_the_new_one() {
    let kills: u64 = std::env::var(KILLS).map_or(100, |kills| kills.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    let mut next = 0_u64;
    for kill in 0..kills {
        let mut program = this_binary();
        program.env(START, next.to_string());
        let mut writer = start(program, "save for ever", directory.path());
        let mut lines = lines_of(&mut writer);
        // Killed at any instant of the next save: reading the line takes as long as it takes.
        let enough = usize::try_from(kill % 4).unwrap();
        let mut last_said: u64 = lines.nth(enough).unwrap().parse().unwrap();
        writer.kill().unwrap();
        writer.wait().unwrap();
        if let Some(line) = lines.last() {
            last_said = line.parse().unwrap();
        }

        let found = store.load(&key("default")).unwrap().unwrap();
        assert!(
            found == record(last_said) || found == record(last_said + 1),
            "after save {last_said}, kill {kill} left {:?}",
            found.identity_id
        );
        next = last_said + 2;
    }
    store.save(&key("default"), &record(0)).unwrap();
    assert_eq!(names_in(directory.path()), [Names::of(&key("default")).record()], "leftovers are swept");
}

#[test]
fn a_lock_keeps_other_processes_out_until_its_holder_ends() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    let guard = store.try_lock(&key("default")).unwrap().unwrap();
    assert_eq!(only_line_of(start(this_binary(), "hold the lock", directory.path())), "busy");
    drop(guard);

    for killed in [true, false] {
        let mut holder = start(this_binary(), "hold the lock", directory.path());
        let mut lines = lines_of(&mut holder);
        assert_eq!(lines.next().as_deref(), Some("held"));
        assert!(store.try_lock(&key("default")).unwrap().is_none());
        if killed {
            holder.kill().unwrap();
        } else {
            drop(holder.stdin.take());
            assert_eq!(lines.next().as_deref(), Some("freed"));
        }
        holder.wait().unwrap();
        assert!(store.try_lock(&key("default")).unwrap().is_some(), "killed: {killed}");
    }
}

#[test]
fn processes_racing_for_the_lock_take_turns() {
    const PROCESSES: u32 = 3;
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("count"), "0").unwrap();
    let children: Vec<Child> =
        (0..PROCESSES).map(|_| start(this_binary(), "count under the lock", directory.path())).collect();
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    let count = fs::read_to_string(directory.path().join("count")).unwrap();
    assert_eq!(count, (PROCESSES * COUNTING_TURNS).to_string());
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_even_under_umask_0() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    let inside = directory.path().join("a").join("b");
    assert_eq!(only_line_of(start(under_shell("umask 0"), "save once", &inside)), "saved");
    let mut locker = start(under_shell("umask 0"), "hold the lock", &inside);
    drop(locker.stdin.take());
    assert!(locker.wait_with_output().unwrap().status.success());

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!([mode(&inside), mode(inside.parent().unwrap())], [0o700, 0o700]);
    let files = names_in(&inside);
    assert_eq!(files.len(), 2, "{files:?}");
    for name in files {
        assert_eq!(mode(&inside.join(&name)), 0o600, "{name}");
    }
}

/// A limit on file sizes stops the write midway, as a full disk does.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_the_old_record() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    store.save(&key("default"), &record(1)).unwrap();
    let limited = under_shell("trap '' XFSZ; ulimit -f 1");
    let said = only_line_of(start(limited, "save once", directory.path()));
    assert!(said.starts_with("cannot write "), "{said}");
    assert_eq!(store.load(&key("default")), Ok(Some(record(1))));
    assert_eq!(names_in(directory.path()), [Names::of(&key("default")).record()]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_default_directory_is_the_platforms_own() {
    for (home, xdg_data_home, expected) in [
        ("/home/p", None, r#"Some("/home/p/.local/share/cognito-native")"#),
        ("/home/p", Some("/data"), r#"Some("/data/cognito-native")"#),
        ("relative", None, "None"),
    ] {
        let mut program = this_binary();
        program.env_remove("XDG_DATA_HOME").env("HOME", home);
        program.envs(xdg_data_home.map(|path| ("XDG_DATA_HOME", path)));
        assert_eq!(only_line_of(start(program, "say the default directory", Path::new("/"))), expected);
    }
}
