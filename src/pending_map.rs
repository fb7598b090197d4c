//! What is outstanding, by number: numbers are handed out in rising order and mostly come back in that order, so a
//! sorted double-ended queue serves better than a tree (no allocation per entry, and a fraction of the code).

use std::collections::VecDeque;

/// For how many there stays room when none is left; a herd's memory goes back to the system.
const ROOM_KEPT: usize = 1024;

/// Entries by rising number.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
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
        let taken = self.entries.remove(place);
        self.give_room_back();
        taken.map(|(_, entry)| entry)
    }

    /// Takes those out for which `stays` is false.
    pub fn retain(&mut self, mut stays: impl FnMut(u64, &T) -> bool) {
        self.entries.retain(|(number, entry)| stays(*number, entry));
        self.give_room_back();
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All entries with their numbers, lowest first.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (u64, &mut T)> {
        self.entries.iter_mut().map(|(number, entry)| (*number, entry))
    }

    /// All entries, lowest number first.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, entry)| entry)
    }

    /// All entries, lowest number first.
    pub fn into_values(self) -> impl Iterator<Item = T> {
        self.into_entries().map(|(_, entry)| entry)
    }

    /// All entries with their numbers, lowest first.
    pub fn into_entries(self) -> impl Iterator<Item = (u64, T)> {
        self.entries.into_iter()
    }

    fn give_room_back(&mut self) {
        if self.entries.is_empty() && self.entries.capacity() > ROOM_KEPT {
            self.entries = VecDeque::new();
        }
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

    #[test]
    fn a_herds_memory_goes_back_with_the_last_of_it_and_that_of_a_few_stays() {
        let herd = 2 * ROOM_KEPT as u64;
        let emptied: [fn(&mut PendingMap<u8>, u64); 2] = [
            |pending, count| pending.retain(|number, _| number >= count),
            |pending, count| {
                (0..count).for_each(|number| assert!(pending.remove(number).is_some()));
            },
        ];
        for empty in emptied {
            for (count, is_kept) in [(herd, false), (10, true)] {
                let mut pending = PendingMap::default();
                (0..count).for_each(|number| pending.insert(number, 0));
                empty(&mut pending, count);
                assert_eq!((pending.is_empty(), pending.entries.capacity() > 0), (true, is_kept));
            }
        }
    }

    proptest! {
        #[test]
        fn it_is_a_map(steps in prop::collection::vec((0_u8..8, 0_u64..20), 0..200)) {
            let (mut pending, mut map) = (PendingMap::default(), BTreeMap::new());
            for (step, (what, number)) in steps.into_iter().enumerate() {
                match what {
                    0 => {
                        pending.retain(|other, entry| other > number || entry % 2 == 0);
                        map.retain(|other, entry| *other > number || *entry % 2 == 0);
                    }
                    1..4 => prop_assert_eq!(pending.remove(number), map.remove(&number)),
                    _ => {
                        pending.insert(number, step);
                        map.insert(number, step);
                    }
                }
                prop_assert_eq!((pending.len(), pending.is_empty()), (map.len(), map.is_empty()));
                prop_assert!(pending.values().eq(map.values()));
            }
            for (number, entry) in pending.iter_mut() {
                *entry += usize::try_from(number).unwrap();
            }
            for (number, entry) in &mut map {
                *entry += usize::try_from(*number).unwrap();
            }
            prop_assert!(pending.into_entries().eq(map));
        }
    }
}
