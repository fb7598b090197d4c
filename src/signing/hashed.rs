//! A text that is hashed as it is made, and is nowhere as a whole.

use super::digest::Sha256;
use super::key::Hex;

/// Takes a piece of the canonical request, and the one byte that ends it.
pub(super) type Push<'a> = dyn FnMut(&[u8], u8) + 'a;

/// A text of which there will be the hash alone. Short pieces are gathered: each update of a hash costs as much as copying a
/// line.
struct Hashed<'a> {
    gathered: [u8; 256],
    len: usize,
    hash: &'a mut Sha256,
}

/// The hash of what `push` pushes.
pub(super) fn hash(push: impl FnOnce(&mut Push<'_>)) -> Hex {
    let mut hash = Sha256::new();
    let mut text = Hashed { gathered: [0; 256], len: 0, hash: &mut hash };
    push(&mut |piece, end| text.push(piece, end));
    text.flush();
    Hex::new(hash.finish().as_ref())
}

impl Hashed<'_> {
    fn push(&mut self, piece: &[u8], end: u8) {
        let behind = self.len + piece.len() + 1;
        if let Some([room @ .., last]) = self.gathered.get_mut(self.len..behind) {
            room.copy_from_slice(piece);
            *last = end;
            self.len = behind;
        } else {
            self.flush();
            self.hash.update(piece);
            self.push(&[], end);
        }
    }

    fn flush(&mut self) {
        self.hash.update(self.gathered.get(..self.len).unwrap_or_default());
        self.len = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_hash_is_that_of_all_pieces_in_a_row(
            pieces in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..600), any::<u8>()), 0..10),
        ) {
            let hash = hash(|push| pieces.iter().for_each(|(piece, end)| push(piece, *end)));
            let whole: Vec<u8> = pieces.iter().flat_map(|(piece, end)| [piece.as_slice(), &[*end]].concat()).collect();
            prop_assert_eq!(hash, Hex::sha256(&whole));
        }
    }
}
