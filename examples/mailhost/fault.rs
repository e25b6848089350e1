//! The faults that can be ordered, by name.

use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The faults. [`TABLE`] describes each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    CutOnConnect,
    Busy,
    Slow,
    RefuseStarttls,
    InjectStarttls,
    RefuseLogin,
    TempLogin,
    CutOnQuit,
    RejectMail,
    TempMail,
    RejectRcpt,
    TempRcpt,
    RejectData,
    TempData,
    CutInContent,
    CutAfterDot,
    CutAfterStore,
    StallAfterDot,
    GarbageAfterDot,
    InUse,
    RefuseRetr,
    CutInRetr,
    RefuseDele,
    RefuseQuit,
    CutAfterQuit,
    SameUids,
}

/// The kind of value after `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Value {
    None,
    /// The fault happens only there; without it, everywhere.
    Address,
    /// The fault happens only there; without it, everywhere.
    Number,
    /// The fault happens only there; without it, everywhere.
    Protocol,
    Seconds,
}

#[rustfmt::skip] // one row a line
const TABLE: &[(&str, Fault, Value, &str)] = &[
    ("cut-on-connect", Fault::CutOnConnect, Value::None, "no greeting: the connection is closed"),
    ("busy", Fault::Busy, Value::None, "greeting 421, or -ERR [SYS/TEMP]"),
    ("slow", Fault::Slow, Value::Seconds, "every reply is delayed"),
    ("refuse-starttls", Fault::RefuseStarttls, Value::None, "offered, then 454 or -ERR"),
    ("inject-starttls", Fault::InjectStarttls, Value::None, "an unencrypted reply after the go-ahead"),
    ("refuse-login", Fault::RefuseLogin, Value::None, "every login 535, or -ERR [AUTH]"),
    ("temp-login", Fault::TempLogin, Value::None, "every login 454, or -ERR [SYS/TEMP]"),
    ("cut-on-quit", Fault::CutOnQuit, Value::Protocol, "no answer to QUIT, nothing is deleted"),
    ("reject-mail", Fault::RejectMail, Value::Address, "sender 553"),
    ("temp-mail", Fault::TempMail, Value::Address, "sender 451"),
    ("reject-rcpt", Fault::RejectRcpt, Value::Address, "recipient 550"),
    ("temp-rcpt", Fault::TempRcpt, Value::Address, "recipient 451"),
    ("reject-data", Fault::RejectData, Value::None, "554 after the whole message"),
    ("temp-data", Fault::TempData, Value::None, "451 after the whole message"),
    ("cut-in-content", Fault::CutInContent, Value::None, "closed at the first content"),
    ("cut-after-dot", Fault::CutAfterDot, Value::None, "closed, the message is lost"),
    ("cut-after-store", Fault::CutAfterStore, Value::None, "closed, the message is stored"),
    ("stall-after-dot", Fault::StallAfterDot, Value::None, "no answer, the message is lost"),
    ("garbage-after-dot", Fault::GarbageAfterDot, Value::None, "the answer is not an SMTP reply"),
    ("in-use", Fault::InUse, Value::None, "maildrop login -ERR [IN-USE]"),
    ("refuse-retr", Fault::RefuseRetr, Value::Number, "RETR -ERR"),
    ("cut-in-retr", Fault::CutInRetr, Value::Number, "closed in the middle of a message"),
    ("refuse-dele", Fault::RefuseDele, Value::Number, "DELE -ERR"),
    ("refuse-quit", Fault::RefuseQuit, Value::None, "POP3 QUIT -ERR, nothing is deleted"),
    ("cut-after-quit", Fault::CutAfterQuit, Value::None, "messages are deleted, no answer"),
    ("same-uids", Fault::SameUids, Value::None, "all messages have the same unique-id"),
];

/// The table for `--help`.
pub fn table() -> String {
    let mut text =
        String::from("Faults (with a value, only for that address, message or protocol):\n");
    for (name, _, value, about) in TABLE {
        let name = match value {
            Value::None => (*name).to_owned(),
            Value::Address => format!("{name}[=ADDR]"),
            Value::Number => format!("{name}[=MSG]"),
            Value::Protocol => format!("{name}[=PROTO]"),
            Value::Seconds => format!("{name}=SECONDS"),
        };
        let _ = writeln!(text, "  {name:<21} {about}");
    }
    text
}

/// One fault that was ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    fault: Fault,
    value: Option<String>,
}

impl FromStr for Order {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        let (_, fault, kind, _) = TABLE
            .iter()
            .find(|row| row.0 == name)
            .ok_or("unknown fault; --help lists them")?;
        let fits = match (kind, &value) {
            (Value::None, value) => value.is_none(),
            (Value::Address, value) => value.as_ref().is_none_or(|value| !value.is_empty()),
            (Value::Number, value) => value.as_ref().is_none_or(|v| v.parse::<usize>().is_ok()),
            (Value::Protocol, value) => value.as_ref().is_none_or(|v| v == "smtp" || v == "pop3"),
            (Value::Seconds, value) => value.as_ref().and_then(|v| seconds(v)).is_some(),
        };
        if !fits {
            return Err(format!("{name}: the value is malformed"));
        }
        Ok(Order {
            fault: *fault,
            value,
        })
    }
}

fn seconds(value: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(value.parse().ok()?).ok()
}

/// The faults that were ordered, and how often each may still happen.
#[derive(Debug)]
pub struct Faults(Vec<(Order, AtomicUsize)>);

impl Faults {
    pub fn new(orders: &[Order], times: Option<usize>) -> Self {
        let times = times.unwrap_or(usize::MAX);
        let each = orders.iter().cloned();
        Faults(each.map(|order| (order, AtomicUsize::new(times))).collect())
    }

    /// Whether this fault happens now; it is counted.
    pub fn strikes(&self, fault: Fault) -> bool {
        self.strikes_at(fault, None)
    }

    /// Whether this fault happens for this address or message number now; it is counted.
    pub fn strikes_at(&self, fault: Fault, target: Option<&str>) -> bool {
        self.0.iter().any(|(order, left)| {
            let aimed = order.value.as_deref().is_none_or(|value| {
                target.is_some_and(|target| value.to_lowercase() == target.to_lowercase())
            });
            order.fault == fault
                && aimed
                && left
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| {
                        left.checked_sub(1)
                    })
                    .is_ok()
        })
    }

    /// The delay of every reply.
    pub fn delay(&self) -> Duration {
        let slow = self.0.iter().find(|(order, _)| order.fault == Fault::Slow);
        slow.and_then(|(order, _)| seconds(order.value.as_deref()?))
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strikes_where_and_as_often_as_ordered() {
        let orders = ["reject-rcpt=Bob@example.test", "temp-data"].map(|o| o.parse().expect(o));
        let faults = Faults::new(&orders, Some(1));
        assert!(!faults.strikes_at(Fault::RejectRcpt, Some("alice@example.test")));
        assert!(faults.strikes_at(Fault::RejectRcpt, Some("bob@EXAMPLE.test")));
        assert!(!faults.strikes_at(Fault::RejectRcpt, Some("bob@example.test")));
        assert!(faults.strikes(Fault::TempData));
        assert!(!faults.strikes(Fault::TempData));
        assert!(!faults.strikes(Fault::Busy));
    }

    #[test]
    fn a_value_has_to_fit() {
        for good in [
            "slow=0.5",
            "refuse-dele",
            "refuse-dele=3",
            "busy",
            "temp-mail",
        ] {
            assert!(good.parse::<Order>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "slow",
            "slow=x",
            "slow=-1",
            "busy=1",
            "refuse-dele=x",
            "temp-mail=",
            "no",
        ] {
            assert!(bad.parse::<Order>().is_err(), "{bad}");
        }
    }
}
