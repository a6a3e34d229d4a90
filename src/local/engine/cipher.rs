//! What a SecureString looks like to somebody who does not ask for its decryption.

use aws_smithy_types::base64;

/// How every text begins that KMS has encrypted with a symmetric key.
const BEGINNING: [u8; 5] = [1, 2, 2, 0, 0x78];

/// How many bytes follow. The real number grows with the value; here it tells nothing about it.
const LENGTH: usize = 160;

/// Returns a text that looks encrypted. It is made of the ARN and the version alone, never of the value: it is the
/// same for the same version, and there is nothing in it to decrypt.
pub(super) fn text(arn: &str, version: u64) -> String {
    let mut state = version;
    let mut next = || {
        // SplitMix64: spreads a counter over all bits. It need not be hard to guess.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    // FNV-1a over the ARN, begun at a place that depends on the version.
    let seed = arn.bytes().fold(next() ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let noise = std::iter::repeat_with(|| next() ^ seed.rotate_left(17)).flat_map(u64::to_be_bytes);
    base64::encode(BEGINNING.into_iter().chain(noise).take(LENGTH).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_looks_like_what_kms_encrypts_and_differs_from_version_to_version() {
        let arn = "arn:aws:ssm:eu-west-1:000000000000:parameter/a";

        assert!(text(arn, 1).starts_with("AQICAHh") || text(arn, 1).starts_with("AQICAHg"));
        assert_eq!(text(arn, 1), text(arn, 1));
        assert_ne!(text(arn, 1), text(arn, 2));
        assert_ne!(text(arn, 1), text(&format!("{arn}b"), 1));
    }
}
