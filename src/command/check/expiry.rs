//! `--min-days`: whether the certificate lasts long enough.

use super::report::CheckReport;
use crate::exit::{Kind, Problem};

/// What is wrong with the days that the certificate has left; `None` when nothing is, or when no certificate was seen,
/// which has failed the session already.
pub(super) fn check(report: &CheckReport, min_days: u32) -> Option<Problem> {
    let host = report.host();
    let message = match (report.days_left(), report.not_after()) {
        (Some(left), _) if left >= i64::from(min_days) => return None,
        (Some(left @ ..0), Some(not_after)) => {
            format!(
                "{host}: the certificate expired {}, at {not_after}",
                days_ago(left)
            )
        }
        (Some(left), Some(not_after)) => format!(
            "{host}: the certificate expires in {}, at {not_after}, and --min-days asks for {min_days}",
            days(left)
        ),
        _ if report.has_certificate() => {
            format!("{host}: the certificate cannot be read, so --min-days cannot be checked")
        }
        _ => return None,
    };
    Some(Problem::new(Kind::Tls, message))
}

/// `-1` is within the last 24 hours.
fn days_ago(left: i64) -> String {
    match -left - 1 {
        0 => "less than a day ago".to_owned(),
        whole => format!("{} ago", days(whole)),
    }
}

fn days(count: i64) -> String {
    match count {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        more => format!("{more} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_words() {
        for (left, words) in [(0, "less than a day"), (1, "1 day"), (20, "20 days")] {
            assert_eq!(days(left), words);
        }
        for (left, words) in [
            (-1, "less than a day ago"),
            (-2, "1 day ago"),
            (-31, "30 days ago"),
        ] {
            assert_eq!(days_ago(left), words);
        }
    }
}
