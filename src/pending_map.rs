//! What is outstanding, by number: numbers are handed out in rising order and mostly come back in that order, so a
//! sorted double-ended queue serves better than a tree (no allocation per entry, and a fraction of the code).

use std::collections::VecDeque;

/// Entries by rising number.
#[derive(Debug)]
pub struct PendingMap<T> {
    entries: VecDeque<(u64, T)>,
}

impl<T> Default for PendingMap<T> {
    fn default() -> Self {
        Self { entries: VecDeque::new() }
    }
}

impl<T> PendingMap<T> {
    /// Enters `entry` under a number above all that are there; another number is entered at its place, and replaces
    /// what is there.
    pub fn insert(&mut self, number: u64, entry: T) {
        match self.place(number) {
            Ok(place) => {
                self.entries.remove(place);
                self.entries.insert(place, (number, entry));
            }
            Err(place) => self.entries.insert(place, (number, entry)),
        }
    }

    /// Takes the entry out.
    pub fn remove(&mut self, number: u64) -> Option<T> {
        let place = self.place(number).ok()?;
        self.entries.remove(place).map(|(_, entry)| entry)
    }

    /// All entries, lowest number first.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// All entries, lowest number first.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.entries.into_iter().map(|(_, entry)| entry)
    }

    fn place(&self, number: u64) -> Result<usize, usize> {
        match self.entries.front() {
            Some((first, _)) if *first == number => Ok(0), // nearly always
            _ => self.entries.binary_search_by_key(&number, |(other, _)| *other),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_map(steps in prop::collection::vec((any::<bool>(), 0_u64..20), 0..200)) {
            let (mut pending, mut map) = (PendingMap::default(), BTreeMap::new());
            for (step, (insert, number)) in steps.into_iter().enumerate() {
                if insert {
                    pending.insert(number, step);
                    map.insert(number, step);
                } else {
                    prop_assert_eq!(pending.remove(number), map.remove(&number));
                }
            }
            prop_assert!(pending.into_values().eq(map.into_values()));
        }
    }
}
