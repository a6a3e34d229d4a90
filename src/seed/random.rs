//! Values that nobody has to know, made with the operating system's generator.

use crate::parameter::charset::{UUID_DIGITS, uuid};
use crate::parameter::{Charset, Recipe};
use crate::secret::Secret;

/// Makes a value.
pub(crate) fn make(recipe: Recipe) -> Result<Secret, getrandom::Error> {
    if recipe.charset == Charset::Uuid {
        let digits = make(Recipe { length: UUID_DIGITS, charset: Charset::Hex })?;
        return Ok(Secret::new(uuid(digits.expose_secret())));
    }
    let letters = recipe.charset.letters();
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
