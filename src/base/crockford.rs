//! Crockford's base 32: codes that people read aloud and type. No I, L, O or U, so nothing is taken for 1 or
//! 0.

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS_OF_A_DIGIT: u32 = 5;

/// The bytes as digits, five bits each from the first bit on; the last digit is filled up with zero bits.
pub fn encode(bytes: &[u8]) -> String {
    let mut digits = String::new();
    let mut waiting: u32 = 0;
    let mut waiting_bits = 0;
    for byte in bytes {
        waiting = (waiting << 8) | u32::from(*byte);
        waiting_bits += 8;
        while waiting_bits >= BITS_OF_A_DIGIT {
            waiting_bits -= BITS_OF_A_DIGIT;
            digits.push(digit(waiting >> waiting_bits));
            waiting &= (1 << waiting_bits) - 1;
        }
    }
    if waiting_bits > 0 {
        digits.push(digit(waiting << (BITS_OF_A_DIGIT - waiting_bits)));
    }
    digits
}

/// The digit a person meant by a character: case is ignored, O is 0, I and L are 1. `None` for anything else.
pub fn read_digit(character: char) -> Option<char> {
    let meant = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    DIGITS.iter().copied().map(char::from).find(|digit| *digit == meant)
}

/// The five bits of a digit as written by [`encode`].
pub fn value(digit: char) -> Option<u8> {
    let position = DIGITS.iter().position(|candidate| char::from(*candidate) == digit)?;
    u8::try_from(position).ok()
}

/// The digits in groups of four with dashes between, as people read them.
pub fn group(digits: &str) -> String {
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && position % 4 == 0 {
            grouped.push('-');
        }
        grouped.push(digit);
    }
    grouped
}

fn digit(bits: u32) -> char {
    let position = usize::try_from(bits & 0x1f).unwrap_or_default();
    DIGITS.get(position).copied().map_or('0', char::from)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_bytes_give_known_digits() {
        assert_eq!(encode(&[]), "");
        assert_eq!(encode(&[0xff]), "ZW");
        assert_eq!(encode(&[0, 0, 0, 0, 0]), "00000000");
        assert_eq!(encode(&[0xff; 5]), "ZZZZZZZZ");
        assert_eq!(encode(b"foobar"), "CSQPYRK1E8");
    }

    #[test]
    fn look_alikes_are_read_as_digits_and_u_is_refused() {
        assert_eq!(read_digit('o'), Some('0'));
        assert_eq!(read_digit('I'), Some('1'));
        assert_eq!(read_digit('l'), Some('1'));
        assert_eq!(read_digit('z'), Some('Z'));
        assert_eq!(read_digit('u'), None);
        assert_eq!(read_digit('中'), None);
    }

    #[test]
    fn groups_have_four_digits_and_the_last_may_be_shorter() {
        assert_eq!(group("ABCDEFGHJK"), "ABCD-EFGH-JK");
        assert_eq!(group("ABCD"), "ABCD");
        assert_eq!(group(""), "");
    }

    proptest! {
        #[test]
        fn the_digits_hold_every_bit(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let digits = encode(&bytes);
            prop_assert_eq!(digits.len(), (bytes.len() * 8).div_ceil(5));
            let bits: Vec<u8> =
                digits.chars().flat_map(|digit| (0..5).rev().map(move |bit| (value(digit).unwrap() >> bit) & 1)).collect();
            let read: Vec<u8> =
                bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| (sum << 1) | bit)).collect();
            prop_assert_eq!(read, bytes.clone());
            prop_assert!(bits.iter().skip(bytes.len() * 8).all(|bit| *bit == 0));
        }
    }
}
