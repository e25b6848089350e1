//! The lines of `--check` that depend on when and how fast the test runs.

/// How the text of a report begins the line of its seconds, and that of the days of a certificate.
const TEXT: [&str; 2] = ["seconds:    ", "days left:  "];

/// How the JSON of a report begins them.
const JSON: [&str; 2] = ["\"seconds\":{", "\"days_left\":"];

/// More days than these change with the date of the run: the test has a certificate that is valid for centuries.
const FAR_DAYS: i64 = 1000;

/// The line with each second as 0.0 and, for a certificate whose end is far from now, the days as 99999 or -99999; `None`
/// for a line that is not of a report.
pub fn steady(line: &[u8]) -> Option<Vec<u8>> {
    let line = std::str::from_utf8(line).ok()?;
    let [seconds, days] = TEXT;
    if let Some(times) = line.strip_prefix(seconds) {
        return Some(format!("{seconds}{}", without_times(times)).into_bytes());
    }
    if let Some(left) = line.strip_prefix(days) {
        return Some(format!("{days}{}", far(left)).into_bytes());
    }
    let [seconds, days] = JSON;
    let (before, times) = line.split_once(seconds)?;
    let times = format!("{seconds}{}", without_times(times));
    let before = match before.split_once(days) {
        Some((before, left)) => format!("{before}{days}{}", far(left)),
        None => before.to_owned(),
    };
    Some((before + &times).into_bytes())
}

/// Each number with a fraction as 0.0.
fn without_times(text: &str) -> String {
    let is_number = |c: char| c.is_ascii_digit() || c == '.';
    let words: Vec<String> = text
        .split_inclusive(|c| !is_number(c))
        .map(|word| {
            let number = word.trim_end_matches(|c| !is_number(c));
            match number.split_once('.') {
                Some((whole, fraction)) if !whole.is_empty() && !fraction.is_empty() => {
                    word.replacen(number, "0.0", 1)
                }
                _ => word.to_owned(),
            }
        })
        .collect();
    words.concat()
}

/// The text with the days that it begins with, if they are many, as 99999.
fn far(text: &str) -> String {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '-')
        .unwrap_or(text.len());
    match text[..end].parse::<i64>() {
        Ok(days) if days.abs() > FAR_DAYS => format!("{}{}", days.signum() * 99_999, &text[end..]),
        _ => text.to_owned(),
    }
}

#[test]
fn only_what_depends_on_the_run_is_replaced() {
    for (line, expected) in [
        (
            "seconds:    connect 0.012, total 12.300\n",
            Some("seconds:    connect 0.0, total 0.0\n"),
        ),
        ("days left:  12345\n", Some("days left:  99999\n")),
        ("days left:  -2000\n", Some("days left:  -99999\n")),
        ("days left:  10\n", Some("days left:  10\n")),
        (
            "{\"days_left\":755000,\"sha256\":\"1.5\"},\"seconds\":{\"connect\":0.001,\"tls\":null}}\n",
            Some(
                "{\"days_left\":99999,\"sha256\":\"1.5\"},\"seconds\":{\"connect\":0.0,\"tls\":null}}\n",
            ),
        ),
        ("greeting:   1.5\n", None),
    ] {
        let steady = steady(line.as_bytes());
        let steady = steady.map(|line| String::from_utf8(line).expect("text"));
        assert_eq!(steady.as_deref(), expected, "{line}");
    }
}
