//! What is not readable is kept aside, said once, and then out of the way.

use std::time::{Duration, SystemTime};

use super::*;

struct Room {
    directory: tempfile::TempDir,
    store: FileStore,
}

fn room() -> Room {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::new(directory.path().to_path_buf());
    Room { directory, store }
}

impl Room {
    fn put(&self, bytes: &[u8]) {
        fs::write(self.store.record_path(&key("default")), bytes).unwrap();
    }

    fn unreadable(&self) -> Vec<String> {
        names_in(self.directory.path()).into_iter().filter(|name| name.contains("unreadable")).collect()
    }

    /// Loads, expects the file set aside with its bytes, and nothing left for the next load.
    fn expect_set_aside(&self, reason: &str) {
        let bytes = fs::read(self.store.record_path(&key("default"))).unwrap();
        match self.store.load(&key("default")) {
            Err(StoreError::Unreadable { reason: said, kept }) => {
                assert!(said.contains(reason), "{said}");
                assert_eq!(fs::read(kept).unwrap(), bytes);
            }
            other => panic!("expected Unreadable, got {other:?}"),
        }
        assert_eq!(self.store.load(&key("default")), Ok(None));
    }
}

#[test]
fn damaged_newer_foreign_and_oversize_files_are_kept_aside() {
    let mut oversize = record::encode(&key("default"), &record(1)).to_vec();
    oversize.resize(record::MAX_BYTES + 1, b' ');
    let foreign = record::encode(&key("someone else"), &record(1));
    for (bytes, reason) in [
        (&b""[..], "does not begin as a record"),
        (b"\0\0\0\0", "does not begin as a record"),
        (b"cognito-native-record 1 cred", "checksum"),
        (b"cognito-native-record 7 x\ny", "version 7"),
        (&foreign, "someone else"),
        (&oversize, "larger than 65536 bytes"),
    ] {
        let room = room();
        room.put(bytes);
        assert!(!room.store.has_kept_aside(&key("default")));
        room.expect_set_aside(reason);
        assert!(room.store.has_kept_aside(&key("default")) && !room.store.has_kept_aside(&key("other")));
        room.store.save(&key("default"), &record(2)).unwrap();
        assert_eq!(room.store.load(&key("default")), Ok(Some(record(2))));
        assert_eq!(room.unreadable().len(), 1);
        room.store.remove(&key("default")).unwrap();
        assert_eq!(names_in(room.directory.path()), [""; 0], "removing a player removes all of it");
    }
}

#[test]
fn a_directory_under_the_records_name_is_moved_away() {
    let room = room();
    fs::create_dir(room.store.record_path(&key("default"))).unwrap();
    let error = room.store.load(&key("default")).unwrap_err();
    assert!(error.to_string().contains("not a file"), "{error}");
    assert_eq!(room.store.load(&key("default")), Ok(None));
}

#[test]
fn truncated_anywhere_it_is_set_aside_or_loses_only_the_credentials() {
    let room = room();
    let bytes = record::encode(&key("default"), &record(1));
    let identity_only = Record { credentials: None, ..record(1) };
    let head_bytes = record::encode(&key("default"), &identity_only).len();
    for length in 0..bytes.len() {
        room.put(&bytes[..length]);
        if length < head_bytes {
            room.expect_set_aside("it ");
        } else {
            assert_eq!(room.store.load(&key("default")), Ok(Some(identity_only.clone())), "{length} bytes");
        }
    }
}

#[test]
fn the_newest_unreadable_files_are_kept_in_bounded_number() {
    let room = room();
    let path = room.store.record_path(&key("default"));
    for number in 0..6 {
        room.put(format!("bad {number}").as_bytes());
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 + number);
        File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        room.expect_set_aside("it ");
    }
    let mut kept: Vec<String> = room
        .unreadable()
        .iter()
        .map(|name| fs::read_to_string(room.directory.path().join(name)).unwrap())
        .collect();
    kept.sort();
    assert_eq!(kept, ["bad 3", "bad 4", "bad 5"]);
}

/// Another process saved between our reading the damaged file and our moving it.
#[test]
fn a_good_record_taken_by_mistake_is_put_back() {
    let room = room();
    room.store.save(&key("default"), &record(1)).unwrap();
    assert_eq!(room.store.set_aside(&key("default"), "was bad".to_owned()), Ok(Some(record(1))));
    assert_eq!(room.store.load(&key("default")), Ok(Some(record(1))));
    assert_eq!(room.unreadable(), [""; 0]);
}

/// … and a third one saved before we put it back.
#[test]
fn a_record_is_never_put_back_over_a_newer_one() {
    let room = room();
    let path = room.store.record_path(&key("default"));
    let kept = room.store.place_for_unreadable(&key("default"));
    room.store.save(&key("default"), &record(1)).unwrap();
    fs::rename(&path, &kept).unwrap();
    room.store.save(&key("default"), &record(2)).unwrap();
    put_back(&kept, &path).unwrap();
    assert_eq!(room.store.load(&key("default")), Ok(Some(record(2))));
    assert_eq!(room.unreadable(), [""; 0]);
}

#[test]
fn a_record_that_cannot_be_put_back_stays_where_it_is() {
    let room = room();
    let kept = room.store.place_for_unreadable(&key("default"));
    fs::write(&kept, "good").unwrap();
    let nowhere = room.directory.path().join("missing").join("record");
    assert_eq!(put_back(&kept, &nowhere).unwrap_err().kind(), io::ErrorKind::NotFound);
    assert_eq!(fs::read(&kept).unwrap(), b"good");
}

#[test]
fn a_damaged_file_that_is_gone_by_then_is_no_error() {
    assert_eq!(room().store.set_aside(&key("default"), "was bad".to_owned()), Ok(None));
}
