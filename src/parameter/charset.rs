//! Values that are made at random: of which characters, how long, and what such a value may look like.

/// How a value is made that nobody has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Recipe {
    /// In characters; the charset [`Charset::Uuid`] has its own.
    pub(crate) length: usize,
    pub(crate) charset: Charset,
}

/// Of which characters a random value is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Alphanumeric,
    /// What can be typed on a keyboard, without spaces and without what Parameter Store reads as a reference.
    Ascii,
    Hex,
    Base64,
    Uuid,
}

const HEX: &[u8] = b"0123456789abcdef";
const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const ASCII: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#%&()*+,-./:;<=>?@[]^_|~";

/// How many hexadecimal digits a UUID is made of.
pub(crate) const UUID_DIGITS: usize = 32;

impl Charset {
    /// Returns the characters; those of a UUID are its digits.
    pub(crate) const fn letters(self) -> &'static [u8] {
        match self {
            Self::Alphanumeric => ALPHANUMERIC,
            Self::Ascii => ASCII,
            Self::Hex | Self::Uuid => HEX,
            Self::Base64 => BASE64,
        }
    }
}

impl Recipe {
    /// Returns a value as it might be made, always the same for the same number. It is no secret.
    pub(crate) fn sample(self, number: u64) -> String {
        let letters = self.charset.letters();
        let is_uuid = self.charset == Charset::Uuid;
        let length = if is_uuid { UUID_DIGITS } else { self.length };
        let mut state = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut letter = || {
            // The middle of a product is as good as any for what is only looked at.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let position = (state >> 33) % letters.len() as u64;
            char::from(letters[usize::try_from(position).unwrap_or_default()])
        };
        let text: String = (0..length).map(|_| letter()).collect();
        if is_uuid { uuid(&text) } else { text }
    }
}

/// Makes a UUID of version 4 of 32 hexadecimal digits.
pub(crate) fn uuid(digits: &str) -> String {
    let variant = match digits.as_bytes()[16] {
        b'0' | b'4' | b'8' | b'c' => '8',
        b'1' | b'5' | b'9' | b'd' => '9',
        b'2' | b'6' | b'a' | b'e' => 'a',
        _ => 'b',
    };
    format!(
        "{}-{}-4{}-{variant}{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..]
    )
}
