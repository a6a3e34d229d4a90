//! Values that nobody has to know, made with the operating system's generator.

use crate::parameter::{Charset, Recipe};
use crate::secret::Secret;

const HEX: &[u8] = b"0123456789abcdef";
const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const ASCII: &[u8] =
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#%&()*+,-./:;<=>?@[]^_|~";

/// Makes a value.
pub(crate) fn make(recipe: Recipe) -> Result<Secret, getrandom::Error> {
    let letters = match recipe.charset {
        Charset::Alphanumeric => ALPHANUMERIC,
        Charset::Ascii => ASCII,
        Charset::Hex => HEX,
        Charset::Base64 => BASE64,
        Charset::Uuid => return uuid(),
    };
    let mut text = String::with_capacity(recipe.length);
    // Bytes beyond the last whole multiple would make some letters more likely than others.
    let usable = 256 - 256 % letters.len();
    while text.len() < recipe.length {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes)?;
        let missing = recipe.length - text.len();
        let fits = bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < usable);
        text.extend(fits.take(missing).map(|byte| char::from(letters[byte % letters.len()])));
    }
    Ok(Secret::new(text))
}

/// Makes a UUID of version 4.
fn uuid() -> Result<Secret, getrandom::Error> {
    let digits = make(Recipe { length: 32, charset: Charset::Hex })?;
    let digits = digits.expose_secret();
    let variant = match digits.as_bytes()[16] {
        b'0' | b'4' | b'8' | b'c' => '8',
        b'1' | b'5' | b'9' | b'd' => '9',
        b'2' | b'6' | b'a' | b'e' => 'a',
        _ => 'b',
    };
    Ok(Secret::new(format!(
        "{}-{}-4{}-{variant}{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..]
    )))
}
