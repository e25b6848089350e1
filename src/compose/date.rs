//! The date of a message, as the user writes it.

use super::error::{Error, without_controls};
use crate::message::stamp::format_date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime, civil};

/// Parses a date of RFC 5322 or RFC 3339, a local date with or without time, or `@` and the seconds since 1970; returns
/// the RFC 5322 form.
///
/// # Errors
/// [`Error::Control`] or [`Error::Malformed`].
pub(crate) fn parse_date(value: &str) -> Result<String, Error> {
    without_controls("the date", value)?;
    let moment = parse(value.trim()).ok_or_else(|| Error::Malformed {
        what: "the date".to_owned(),
        value: value.to_owned(),
        expected: "2026-11-23, an RFC 3339 date, or the form of a Date field",
    })?;
    Ok(format_date(&moment))
}

fn parse(value: &str) -> Option<ZonedDateTime> {
    let zone = TimeZone::system();
    if let Some(seconds) = value.strip_prefix('@') {
        let moment = Timestamp::from_second(seconds.parse().ok()?).ok()?;
        return Some(moment.to_zoned_datetime(zone));
    }
    if let Ok(moment) = jiff::fmt::rfc2822::parse(value) {
        return Some(moment);
    }
    let offset = jiff::fmt::temporal::Pieces::parse(value).ok()?;
    match (offset.to_numeric_offset(), value.parse::<Timestamp>()) {
        (Some(offset), Ok(moment)) => Some(moment.to_zoned_datetime(TimeZone::fixed(offset))),
        _ => value
            .parse::<civil::DateTime>()
            .ok()?
            .to_zoned_datetime(zone)
            .ok(),
    }
}
