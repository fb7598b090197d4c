mod damage;
mod process;
mod threads;

use std::fs;
use std::path::Path;

use super::*;
use crate::secret::Secret;
use crate::store::StoredCredentials;
use crate::store::memory::MemoryStore;

const POOL: &str = "us-east-1:1699ebc0-7900-4099-b910-2df94f52a030";

fn key(profile: &str) -> Key {
    Key { identity_pool_id: POOL.to_owned(), profile: profile.to_owned() }
}

/// Records that differ in every part, and in size (up to 20 KB).
fn record(number: u64) -> Record {
    let text = format!("{number:08}").repeat(1 + usize::try_from(number % 50).unwrap() * 50);
    let milliseconds = i64::try_from(number).unwrap();
    Record {
        identity_id: Some(format!("us-east-1:{number}")),
        credentials: Some(StoredCredentials {
            access_key_id: Secret::new(&format!("ASIA{number}")).unwrap(),
            secret_access_key: Secret::new(&format!("secret{number}")).unwrap(),
            session_token: Secret::new(&text).unwrap(),
            expiration_unix_ms: milliseconds,
            fetched_unix_ms: -milliseconds,
            clock_offset_ms: milliseconds * 2,
            clock_doubt_ms: number,
        }),
    }
}

fn names_in(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_record_lives_through_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let inside = directory.path().join("made/by/us");
    let store = FileStore::new(inside.clone());
    assert_eq!(store.load(&key("default")), Ok(None));
    assert_eq!(store.profiles(POOL), Ok(vec![]));
    store.remove(&key("default")).unwrap();
    assert!(!inside.exists(), "reading, listing and removing make nothing");

    for number in [1, 2] {
        store.save(&key("default"), &record(number)).unwrap();
    }
    let after_restart = FileStore::new(inside);
    assert_eq!(after_restart.load(&key("default")), Ok(Some(record(2))));
    assert_eq!(after_restart.load(&key("other")), Ok(None));
    assert!(store.location(&key("default")).unwrap().is_file());

    after_restart.remove(&key("default")).unwrap();
    after_restart.remove(&key("default")).unwrap();
    assert_eq!(store.load(&key("default")), Ok(None));
}

#[test]
fn profiles_are_listed_by_their_own_names() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    let mut profiles: Vec<String> =
        ["default", "Default", "..", "CON", "a/b", "x.identity", "é"].map(str::to_owned).to_vec();
    profiles.extend(["é".repeat(64), "ü".repeat(64)]); // too long for a name
    profiles.sort();
    for profile in &profiles {
        store.save(&key(profile), &record(1)).unwrap();
        drop(store.try_lock(&key(profile)).unwrap());
    }
    let other_pool = Key { identity_pool_id: "eu-west-1:p".to_owned(), profile: "ß".repeat(64) };
    store.save(&other_pool, &record(1)).unwrap();
    fs::write(directory.path().join("stranger.identity"), "x").unwrap();

    assert_eq!(store.profiles(POOL), Ok(profiles.clone()));
    assert_eq!(store.profiles("eu-west-1:p"), Ok(vec![other_pool.profile]));
    for profile in &profiles {
        store.remove(&key(profile)).unwrap();
    }
    assert_eq!(store.profiles(POOL), Ok(vec![]));
}

#[cfg(unix)]
#[test]
fn an_existing_directory_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    FileStore::new(directory.path().to_path_buf()).save(&key("default"), &record(1)).unwrap();
    assert_eq!(fs::metadata(directory.path()).unwrap().permissions().mode() & 0o777, 0o755);
}

#[test]
fn a_directory_that_cannot_be_used_is_an_error_that_names_it() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "in the way").unwrap();
    let mut unusable = vec![file.clone(), file.join("below"), PathBuf::from("nul\0inside")];
    if cfg!(target_os = "linux") {
        // Not writable even by root: one that is there, and one that cannot be made.
        unusable.extend(["/proc/self", "/proc/self/cognito-native"].map(PathBuf::from));
    }
    for path in unusable {
        let store = FileStore::new(path.clone());
        for (action, result) in [
            ("write", store.save(&key("default"), &record(1))),
            ("lock", store.try_lock(&key("default")).map(|_| ())),
        ] {
            let error = result.unwrap_err();
            assert!(matches!(&error, StoreError::Io { action: a, .. } if *a == action), "{error}");
            assert!(error.to_string().starts_with(&format!("cannot {action} {}", path.display())), "{error}");
        }
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "in the way");
}

#[test]
fn a_record_no_load_would_accept_is_not_saved() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    let largest = record::tests::of_size(&key("default"), record::MAX_BYTES);
    store.save(&key("default"), &largest).unwrap();
    let too_large = record::tests::of_size(&key("default"), record::MAX_BYTES + 1);
    let error = store.save(&key("default"), &too_large).unwrap_err();
    assert!(error.to_string().contains("larger than 65536 bytes"), "{error}");
    assert_eq!(store.load(&key("default")), Ok(Some(largest)));
}

/// "Nothing is there" would be taken for a new player.
#[cfg(unix)]
#[test]
fn what_cannot_be_looked_at_is_an_error_and_not_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "in the way").unwrap();
    for path in [file, PathBuf::from("nul\0inside")] {
        let store = FileStore::new(path.clone());
        for (action, result) in [
            ("read", store.load(&key("default")).map(|_| ())),
            ("remove", store.remove(&key("default"))),
            ("list", store.profiles(POOL).map(|_| ())),
        ] {
            let error = result.unwrap_err().to_string();
            assert!(error.starts_with(&format!("cannot {action} {}", path.display())), "{error}");
        }
    }
    // A file whose bytes cannot be read: this one says so even to root.
    if cfg!(target_os = "linux") {
        let store = FileStore::new(directory.path().to_path_buf());
        std::os::unix::fs::symlink("/proc/self/mem", store.record_path(&key("default"))).unwrap();
        let error = store.load(&key("default")).unwrap_err();
        assert!(matches!(error, StoreError::Io { action: "read", .. }), "{error}");
    }
}

#[test]
fn only_a_disk_may_hang_and_the_default_is_the_platforms_directory() {
    let default = FileStore::in_default_directory();
    assert_eq!(default.as_ref().map(|store| store.directory.clone()), default_directory());
    assert!(FileStore::new(PathBuf::new()).can_hang());
}

#[test]
fn dead_writers_files_are_swept_and_others_stay() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    let (start, end) = Names::of(&key("default")).temporary();
    let (other_start, _) = Names::of(&key("other")).temporary();
    let abandoned = format!("{start}aaaaaa{end}");
    let stays = [
        format!("{start}bbbbbb{end}"),
        format!("{other_start}aaaaaa{end}"),
        format!("{start}toolong{end}"),
        "aaaaaa.tmp".to_owned(),
    ];
    for name in stays.iter().chain([&abandoned]) {
        fs::write(directory.path().join(name), "half a rec").unwrap();
    }
    let live_writer = File::open(directory.path().join(&stays[0])).unwrap();
    assert!(lock::try_exclusive(&live_writer).unwrap());

    store.save(&key("default"), &record(1)).unwrap();
    let mut expected = stays.to_vec();
    expected.push(Names::of(&key("default")).record());
    expected.sort();
    assert_eq!(names_in(directory.path()), expected);

    // Not by closing: a child another test is just starting may have it open too.
    lock::unlock(&live_writer);
    store.remove(&key("default")).unwrap();
    assert!(!names_in(directory.path()).contains(&stays[0]));
}

#[test]
fn a_temporary_file_that_a_sweeper_has_is_not_the_writers() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("half");
    let writer = File::create(&path).unwrap();
    let sweeper = File::open(&path).unwrap();
    assert!(lock::try_exclusive(&sweeper).unwrap());
    assert_eq!(atomic::claim(&writer, &path).unwrap_err().kind(), io::ErrorKind::NotFound);
    lock::unlock(&sweeper);
    assert!(atomic::claim(&writer, &path).is_ok());
    fs::remove_file(&path).unwrap();
    assert_eq!(atomic::claim(&writer, &path).unwrap_err().kind(), io::ErrorKind::NotFound);
}

#[test]
fn a_cleared_identity_is_remembered_but_is_no_profile_and_what_was_kept_aside_is_gone() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    store.save(&key("default"), &record(1)).unwrap();
    fs::write(store.location(&key("default")).unwrap(), "damaged").unwrap();
    assert!(store.load(&key("default")).is_err());
    assert_eq!(names_in(directory.path()).len(), 1, "kept aside");
    store.save(&key("default"), &Record::default()).unwrap();
    assert_eq!(names_in(directory.path()), [Names::of(&key("default")).record()]);
    assert_eq!(store.load(&key("default")), Ok(Some(Record::default())));
    let long = "\u{e4}".repeat(64); // its name is shortened
    store.save(&key(&long), &Record::default()).unwrap();
    store.save(&key("player2"), &record(2)).unwrap();
    assert_eq!(store.profiles(POOL), Ok(vec!["player2".to_owned()]));
}

#[test]
fn an_identity_is_replaced_only_by_who_knows_of_it() {
    let directory = tempfile::tempdir().unwrap();
    let (file, memory) = (FileStore::new(directory.path().to_path_buf()), MemoryStore::new());
    let stores: [&dyn Store; 2] = [&file, &memory];
    let key = key("default");
    for store in stores {
        assert_eq!(store.replace(&key, Some(&record(1)), &[]), Ok(None), "nothing is there");
        assert_eq!(store.replace(&key, Some(&record(1)), &[]), Ok(None), "its own is there");
        assert_eq!(store.replace(&key, Some(&record(2)), &[]), Ok(Some(record(1))));
        assert_eq!(store.replace(&key, None, &["another".to_owned()]), Ok(Some(record(1))));
        assert_eq!(store.load(&key), Ok(Some(record(1))));
        let known = record(1).identity_id.unwrap();
        assert_eq!(store.replace(&key, Some(&record(2)), &[known]), Ok(None));
        assert_eq!(store.load(&key), Ok(Some(record(2))));
        let known = record(2).identity_id.unwrap();
        assert_eq!(store.replace(&key, Some(&Record::default()), &[known]), Ok(None));
        assert_eq!(store.replace(&key, Some(&record(3)), &[]), Ok(None), "a cleared one is nobody's");
    }
    assert_eq!(names_in(directory.path()), [Names::of(&key).record()]);
}

#[test]
fn a_temporary_file_that_was_swept_is_made_again_a_few_times_and_another_fault_is_told_at_once() {
    let directory = tempfile::tempdir().unwrap();
    let attempts = |kind: io::ErrorKind, failures: u32| {
        let mut attempts = 0;
        let replaced = atomic::replace(directory.path(), &Names::of(&key("swept")), b"bytes", || {
            attempts += 1;
            if attempts <= failures { Err(kind.into()) } else { Ok(true) }
        });
        (attempts, replaced.map_err(|error| error.kind()))
    };
    let (swept, refused) = (io::ErrorKind::NotFound, io::ErrorKind::PermissionDenied);
    assert_eq!(attempts(swept, 1), (2, Ok(())));
    assert_eq!(attempts(swept, 3), (4, Ok(())));
    assert_eq!(attempts(swept, 4), (4, Err(swept)));
    assert_eq!(attempts(refused, 1), (1, Err(refused)));
}
