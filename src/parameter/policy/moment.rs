//! The moment of an expiration.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

/// Reads what Java calls `ISO_INSTANT` and `ISO_OFFSET_DATE_TIME`, as AWS does, in milliseconds since the epoch.
///
/// Java takes small letters, leaves out seconds that are none, and knows seconds in an offset (AWS's own example has
/// them: `2019-11-01T22:13:48.87+10:30:00`), none of which RFC 3339 allows.
pub(super) fn milliseconds(text: &str) -> Option<i64> {
    if !text.is_ascii() {
        return None;
    }
    let mut text = text.to_ascii_uppercase();
    let later = take_offset_seconds(&mut text)?;
    let after_minutes = "2019-11-01T22:13".len();
    if matches!(text.as_bytes().get(after_minutes), Some(b'Z' | b'+' | b'-')) {
        text.insert_str(after_minutes, ":00");
    }
    let moment = DateTime::from_str(&text, Format::DateTimeWithOffset).ok()?;
    moment.to_millis().ok()?.checked_sub(later * 1000)
}

/// Takes the seconds from an offset that has them, and returns them with the offset's sign: how much later than UTC
/// the clock is that shows them.
fn take_offset_seconds(text: &mut String) -> Option<i64> {
    let start = text.len().saturating_sub("+10:30:00".len());
    let &[sign @ (b'+' | b'-'), _, _, b':', _, _, b':', tens, ones] = &text.as_bytes()[start..]
    else {
        return Some(0);
    };
    if !matches!(tens, b'0'..=b'5') || !ones.is_ascii_digit() {
        return None;
    }
    let seconds = i64::from(tens - b'0') * 10 + i64::from(ones - b'0');
    text.truncate(text.len() - ":00".len());
    Some(if sign == b'-' { -seconds } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2018-12-02T21:34:33Z.
    const THEN: i64 = 1_543_786_473_000;

    #[test]
    fn instants_and_offsets_are_read() {
        for text in [
            "2018-12-02T21:34:33.000Z",
            "2018-12-02T21:34:33Z",
            "2018-12-02t21:34:33z",
            "2018-12-03T08:04:33.0+10:30",
            "2018-12-03T08:04:33+10:30:00",
            "2018-12-03T08:04:50+10:30:17",
            "2018-12-02T20:34:16-01:00:17",
        ] {
            assert_eq!(milliseconds(text), Some(THEN), "{text}");
        }
        assert_eq!(milliseconds("2018-12-02T21:34:33.087654321Z"), Some(THEN + 87));
        assert_eq!(milliseconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(milliseconds("1969-12-31T23:59:59Z"), Some(-1000));
    }

    #[test]
    fn seconds_may_be_left_out() {
        for text in ["2018-12-02T21:34Z", "2018-12-02T22:34+01:00", "2018-12-02T20:34-01:00"] {
            assert_eq!(milliseconds(text), Some(THEN - 33_000), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_not_read() {
        for text in [
            "",
            "Z",
            "tomorrow",
            "2018-12-02",
            "2018-12-02T21:34:33",
            "2018-12-02T21:34",
            "2018-13-02T21:34:33Z",
            "2018-02-30T21:34:33Z",
            "2018-12-02T25:34:33Z",
            "2018-12-02T21:34:33+01:00:60",
            "2018-12-02T21:34:33+01:00:0x",
            "2018-12-02T21:34:33+xx:00:00",
            "1543786473",
            "+10:30:00",
            "é018-12-02T21:34:33Z",
        ] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
    }
}
