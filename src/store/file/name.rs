//! File names. Invariant: different keys have different names, also on disks that ignore case, and every name is
//! legal on every file system we run on: lower-case ASCII without separators, at most 143 bytes (the shortest limit
//! in use, eCryptfs), no reserved Windows device name, no trailing dot or space.
//!
//! `us-east-1_1699ebc0-….default.identity`: the pool with `:` as `_`, a dot, the profile, the kind. Bytes of other
//! characters are written `%xx`. What would be too long is cut and ends in `%h` and a hash of the whole instead.
//! The kinds have endings of their own, so no file of one key can be taken for another kind of another key.

use std::fmt::Write as _;

use super::super::Key;

/// With the longest ending (`.identity.unreadable-9`, 22 bytes) a name stays within 143 bytes.
const MAX_STEM_BYTES: usize = 120;
const HASH_MARK: &str = "%h";
const HASH_DIGITS: usize = 32;

const RECORD_END: &str = ".identity";
const TEMPORARY_END: &str = ".tmp";
/// How many random letters and digits make a temporary name.
pub(super) const TEMPORARY_RANDOM: usize = 6;

/// The names of one key's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Names {
    stem: String,
}

/// What a file name in the directory says to one who looks for the profiles of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// The record of this profile.
    Profile(String),
    /// A record whose name was shortened: only its contents say whose it is.
    Shortened,
    /// No record of this pool.
    Other,
}

impl Names {
    pub(in crate::store) fn of(key: &Key) -> Self {
        let mut stem = String::new();
        for byte in key.identity_pool_id.bytes() {
            match byte {
                b':' => stem.push('_'),
                b'a'..=b'z' | b'0'..=b'9' | b'-' => stem.push(char::from(byte)),
                _ => push_escaped(&mut stem, byte),
            }
        }
        if is_windows_device(&stem) {
            stem = escape_first(&stem);
        }
        stem.push('.');
        for byte in key.profile.bytes() {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => stem.push(char::from(byte)),
                _ => push_escaped(&mut stem, byte),
            }
        }
        Self { stem: shortened(stem) }
    }

    /// The key in a host's storage ends so too.
    pub(in crate::store) fn stem(&self) -> &str {
        &self.stem
    }

    pub(super) fn record(&self) -> String {
        format!("{}{RECORD_END}", self.stem)
    }

    pub(super) fn lock(&self) -> String {
        format!("{}.lock", self.stem)
    }

    pub(super) fn unreadable(&self, number: u32) -> String {
        format!("{}{RECORD_END}.unreadable-{number}", self.stem)
    }

    /// What comes before and after the random part of a temporary name.
    pub(super) fn temporary(&self) -> (String, &'static str) {
        (format!("{}.", self.stem), TEMPORARY_END)
    }

    /// Whether a file of this name is a temporary one of this key.
    pub(super) fn is_temporary(&self, name: &str) -> bool {
        let (start, end) = self.temporary();
        name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(end)).is_some_and(|random| {
            random.len() == TEMPORARY_RANDOM && random.bytes().all(|b| b.is_ascii_alphanumeric())
        })
    }
}

/// Reads a name found in the directory.
pub(super) fn read(name: &str, identity_pool_id: &str) -> Listed {
    let Some(stem) = name.strip_suffix(RECORD_END) else { return Listed::Other };
    if stem.contains(HASH_MARK) {
        return Listed::Shortened;
    }
    let profile = stem.split_once('.').and_then(|(_pool, profile)| unescape(profile));
    match profile {
        // Making the name anew compares the pool, and refuses names we would not have written.
        Some(profile) if is_name_of(name, identity_pool_id, &profile) => Listed::Profile(profile),
        _ => Listed::Other,
    }
}

fn is_name_of(name: &str, identity_pool_id: &str, profile: &str) -> bool {
    let key = Key { identity_pool_id: identity_pool_id.to_owned(), profile: profile.to_owned() };
    Names::of(&key).record() == name
}

fn push_escaped(text: &mut String, byte: u8) {
    // Writing into a String cannot fail.
    let _ = write!(text, "%{byte:02x}");
}

fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        bytes.push(u8::from_str_radix(escaped.get(..2)?, 16).ok()?);
        rest = escaped.get(2..)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok()
}

/// Windows opens a device for these names, whatever follows their first dot (Microsoft, "Naming Files, Paths, and
/// Namespaces"). Its other reserved names hold characters that are escaped anyway.
fn is_windows_device(base: &str) -> bool {
    matches!(base, "con" | "prn" | "aux" | "nul")
        || (base.len() == 4
            && (base.starts_with("com") || base.starts_with("lpt"))
            && base.ends_with(|c: char| c.is_ascii_digit()))
}

fn escape_first(text: &str) -> String {
    let mut escaped = String::new();
    let mut bytes = text.bytes();
    if let Some(first) = bytes.next() {
        push_escaped(&mut escaped, first);
    }
    escaped.extend(bytes.map(char::from));
    escaped
}

fn shortened(stem: String) -> String {
    if stem.len() <= MAX_STEM_BYTES {
        return stem;
    }
    let kept = stem.get(..MAX_STEM_BYTES - HASH_MARK.len() - HASH_DIGITS).unwrap_or_default();
    format!("{kept}{HASH_MARK}{:032x}", fnv1a_128(stem.as_bytes()))
}

/// FNV-1a (draft-eastlake-fnv): the same in every release, unlike the standard library's hasher. Nobody gains by a
/// collision here: the record inside names its key, so it would be refused, not mistaken.
fn fnv1a_128(bytes: &[u8]) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u128::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POOL: &str = "us-east-1:1699ebc0-7900-4099-b910-2df94f52a030";

    fn key(identity_pool_id: &str, profile: &str) -> Key {
        Key { identity_pool_id: identity_pool_id.to_owned(), profile: profile.to_owned() }
    }

    fn record_name(identity_pool_id: &str, profile: &str) -> String {
        Names::of(&key(identity_pool_id, profile)).record()
    }

    #[test]
    fn names_are_readable_and_frozen() {
        let start = "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030";
        for (profile, name) in [
            ("default", "default"),
            ("player.two_3-x", "player.two_3-x"),
            ("..", ".."),
            ("../../etc/passwd", "..%2f..%2fetc%2fpasswd"),
            ("CON", "%43%4f%4e"),
            ("Ann", "%41nn"),
            ("ann", "ann"),
            ("a b:c", "a%20b%3ac"),
            ("é", "%c3%a9"),
            ("100%", "100%25"),
            ("", ""),
        ] {
            assert_eq!(record_name(POOL, profile), format!("{start}.{name}.identity"));
        }
        assert_eq!(record_name("con", "x"), "%63on.x.identity");
        assert_eq!(record_name("lpt9", "x"), "%6cpt9.x.identity");
        assert_eq!(record_name("abc9", "x"), "abc9.x.identity");
        assert_eq!(record_name("com10", "x"), "com10.x.identity");
        assert_eq!(record_name("a_b.C:d", "x"), "a%5fb%2e%43_d.x.identity");
        assert_eq!(
            record_name(POOL, &"é".repeat(64)),
            format!(
                "{start}.{}%h840eac19b67f472a34265b096bc9236f.identity",
                "%c3%a9%c3%a9%c3%a9%c3%a9%c3%a9%c3%a9%c3"
            )
        );
    }

    /// Test vector of the FNV authors' reference code.
    #[test]
    fn the_hash_is_fnv1a() {
        assert_eq!(fnv1a_128(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(fnv1a_128(b"foobar"), 0x343e_1662_793c_64bf_6f0d_3597_ba44_6f18);
    }

    #[test]
    fn only_names_we_write_are_listed() {
        for name in [
            "default.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.default.lock",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.%4.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.%4é.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.%FF.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.%+1.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.%61.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.Ann.identity",
            "us-east-1_1699ebc0-7900-4099-b910-2df94f52a030.x.identity.unreadable-1",
            "eu-west-1_1699ebc0-7900-4099-b910-2df94f52a030.default.identity",
        ] {
            assert_eq!(read(name, POOL), Listed::Other, "{name}");
        }
    }

    #[test]
    fn a_record_is_never_taken_for_a_temporary_file() {
        let names = Names::of(&key(POOL, "x"));
        let (start, end) = names.temporary();
        assert!(names.is_temporary(&format!("{start}aB3dE6{end}")));
        for profile in ["x.aB3dE6.tmp", "x.abcdef.tmp", "x.abcdef", "x"] {
            assert!(!names.is_temporary(&record_name(POOL, profile)), "{profile}");
        }
        for random in ["", "short", "longer1", "a.b.c.", "é1234"] {
            assert!(!names.is_temporary(&format!("{start}{random}{end}")), "{random}");
        }
    }

    fn any_profile() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC{1,64}", "[a-zA-Z._%:/-]{1,64}", "[aA.]{1,3}", "(con|COM1|\\.\\.|nul)"]
    }

    fn any_pool() -> impl Strategy<Value = String> {
        prop_oneof![
            Just(POOL.to_owned()),
            "[a-z]{2}-[a-z]{4,9}-[1-9]:[0-9a-f-]{36}",
            "\\PC{0,64}",
            "[aA._:%]{0,3}",
            "(con|com1|lpt0|nul|aux)"
        ]
    }

    proptest! {
        #[test]
        fn different_keys_have_different_names(
            (pool, profile) in (any_pool(), any_profile()),
            (other_pool, other_profile) in (any_pool(), any_profile()),
        ) {
            let (one, other) = (key(&pool, &profile), key(&other_pool, &other_profile));
            prop_assert_eq!(one == other, Names::of(&one).stem == Names::of(&other).stem);
        }

        #[test]
        fn every_name_is_legal_everywhere(pool in any_pool(), profile in any_profile()) {
            let names = Names::of(&key(&pool, &profile));
            let (start, end) = names.temporary();
            let temporary = format!("{start}abcdef{end}");
            for name in [names.record(), names.lock(), names.unreadable(9), temporary] {
                prop_assert!(name.len() <= 143, "{}", name);
                prop_assert!(name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' | b'%')));
                prop_assert!(!is_windows_device(name.split('.').next().unwrap()), "{}", name);
            }
        }

        #[test]
        fn a_listed_name_gives_its_profile_back(pool in any_pool(), profile in any_profile()) {
            let name = record_name(&pool, &profile);
            let expected =
                if name.contains(HASH_MARK) { Listed::Shortened } else { Listed::Profile(profile.clone()) };
            prop_assert_eq!(read(&name, &pool), expected);
        }
    }
}
