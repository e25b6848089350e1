//! The date of a message, as the user writes it.

use super::error::{Error, without_controls};
use crate::message::stamp::format_date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime, civil};

/// The first year of a Date field (RFC 5322 section 3.3).
const FIRST_YEAR: i16 = 1900;

/// Parses a date of RFC 5322 or RFC 3339, a local date with or without time, or `@` and the seconds since 1970; returns
/// the RFC 5322 form.
///
/// # Errors
/// [`Error::Control`] or [`Error::Malformed`].
pub(crate) fn parse_date(value: &str) -> Result<String, Error> {
    without_controls("the date", value)?;
    let moment = parse(value.trim()).filter(|moment| moment.year() >= FIRST_YEAR);
    let moment = moment.ok_or_else(|| Error::Malformed {
        what: "the date".to_owned(),
        value: value.to_owned(),
        expected: "2026-11-23, an RFC 3339 date, or the form of a Date field, from the year 1900 on",
    })?;
    Ok(format_date(&moment))
}

fn parse(value: &str) -> Option<ZonedDateTime> {
    let zone = TimeZone::system();
    if let Some(seconds) = value.strip_prefix('@') {
        let moment = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        return Some(in_minutes(moment.to_zoned_datetime(zone)));
    }
    if let Ok(moment) = jiff::fmt::rfc2822::parse(value) {
        return Some(moment);
    }
    let pieces = jiff::fmt::temporal::Pieces::parse(value).ok()?;
    if pieces.time_zone_annotation().is_some() {
        return None;
    }
    match pieces.to_numeric_offset() {
        Some(offset) => {
            let moment: Timestamp = value.parse().ok()?;
            has_minutes(offset).then(|| moment.to_zoned_datetime(TimeZone::fixed(offset)))
        }
        None => {
            let local: civil::DateTime = value.parse().ok()?;
            local.to_zoned_datetime(zone).ok().map(in_minutes)
        }
    }
}

/// Whether four digits can write the offset (RFC 5322 section 3.3).
fn has_minutes(offset: Offset) -> bool {
    offset.seconds() % SECONDS_PER_MINUTE == 0
}

const SECONDS_PER_MINUTE: i32 = 60;

/// The same moment with an offset of whole minutes. Many zones had seconds before they had a standard time.
fn in_minutes(moment: ZonedDateTime) -> ZonedDateTime {
    let seconds = moment.offset().seconds();
    match Offset::from_seconds(seconds - seconds % SECONDS_PER_MINUTE) {
        Ok(offset) if !has_minutes(moment.offset()) => {
            moment.with_time_zone(TimeZone::fixed(offset))
        }
        _ => moment,
    }
}

#[cfg(test)]
mod tests {
    use super::{in_minutes, parse_date};

    #[test]
    fn zones_have_four_digits_and_years_begin_at_1900() {
        for (value, expected) in [
            (
                "2026-11-23T10:00:00+08:00",
                Some("Mon, 23 Nov 2026 10:00:00 +0800"),
            ),
            (
                "2026-11-23T10:00:00-03:30",
                Some("Mon, 23 Nov 2026 10:00:00 -0330"),
            ),
            (
                "2026-11-23 10:00:00Z",
                Some("Mon, 23 Nov 2026 10:00:00 +0000"),
            ),
            (
                "Mon, 23 Nov 2026 10:00:00 +0800",
                Some("Mon, 23 Nov 2026 10:00:00 +0800"),
            ),
            (
                "23 Nov 2026 10:00 GMT",
                Some("Mon, 23 Nov 2026 10:00:00 +0000"),
            ),
            (
                "1900-01-02T00:00:00Z",
                Some("Tue, 02 Jan 1900 00:00:00 +0000"),
            ),
            ("1899-12-31T00:00:00Z", None),
            ("Sun, 31 Dec 1899 00:00:00 +0000", None),
            ("0026-11-23T10:00:00Z", None),
            ("@-3000000000", None),
            ("2026-11-23T10:00:00+08:00:30", None),
            ("Mon, 23 Nov 2026 10:00:00 +08", None),
            ("Mon, 23 Nov 2026 10:00:00 +080030", None),
            ("Mon, 23 Nov 2026 10:00:00 +9999", None),
            ("Mon, 23 Nov 2026 10:00:00 +0860", None),
            ("2026-11-23+08:00", None),
            ("2026-11-23T10:00[Asia/Tokyo]", None),
            ("2026-02-30", None),
            ("x", None),
        ] {
            assert_eq!(parse_date(value).ok().as_deref(), expected, "{value:?}");
        }
    }

    #[test]
    fn an_old_local_zone_is_written_in_whole_minutes() {
        let Ok(moment) = "1900-06-01T10:00:00[Asia/Shanghai]".parse() else {
            panic!("no such time zone here");
        };
        let written = crate::message::stamp::format_date(&in_minutes(moment));
        assert_eq!(written, "Fri, 01 Jun 1900 09:59:17 +0805");
    }
}
