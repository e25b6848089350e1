//! What follows from a mail address alone, and what goes before it.

use super::account_of;
use crate::account::Account;

/// The account as one line: server, protection, user, author.
fn shown(account: &Account) -> String {
    let server = account.server().expect("a server");
    let user = account.login.as_ref().map(|login| &login.user.value);
    let from = account.from.as_ref();
    let from = from.map(|from| format!(" from {}", from.value.address));
    format!(
        "{} {} {}{}",
        server.endpoint,
        server.security.name(),
        user.map_or("nobody", |user| user),
        from.unwrap_or_default()
    )
}

#[test]
fn an_address_is_all_that_a_known_provider_needs() {
    for (line, variables, expected) in [
        (
            &["stat", "-u", "someone@qq.com"][..],
            &[][..],
            "pop.qq.com:995 implicit someone@qq.com",
        ),
        (
            &["send", "-u", "someone@qq.com"],
            &[],
            "smtp.qq.com:465 implicit someone@qq.com",
        ),
        (
            &["send", "-f", "Some One <someone@qq.com>"],
            &[],
            "smtp.qq.com:465 implicit someone@qq.com",
        ),
        (
            &["stat"],
            &[("MAILCALL_USER", "someone@126.com")],
            "pop.126.com:995 implicit someone@126.com",
        ),
        (
            &["send"],
            &[("MAILCALL_FROM", "someone@sina.com")],
            "smtp.sina.com:465 implicit someone@sina.com from someone@sina.com",
        ),
        (
            &["send", "-u", "someone@outlook.com"],
            &[],
            "smtp-mail.outlook.com:587 starttls someone@outlook.com",
        ),
        (
            &["send", "-f", "someone@proton.me"],
            &[],
            "127.0.0.1:1025 starttls someone@proton.me",
        ),
        // The user goes before the author; a user that is not an address leaves it to the author.
        (
            &["send", "-u", "me@qq.com", "-f", "me@126.com"],
            &[],
            "smtp.qq.com:465 implicit me@qq.com",
        ),
        (
            &["send", "-u", "me", "-f", "me@126.com"],
            &[],
            "smtp.126.com:465 implicit me",
        ),
        (
            &["send", "-f", "me@126.com", "--auth", "none"],
            &[],
            "smtp.126.com:465 implicit nobody",
        ),
    ] {
        let account = account_of(line, variables).expect("an account");
        assert_eq!(shown(&account), expected, "{line:?} {variables:?}");
    }
}

#[test]
fn what_is_given_goes_before_the_preset() {
    for (line, variables, expected) in [
        (
            &["stat", "-u", "someone@qq.com", "--host", "h.test"][..],
            &[][..],
            "h.test:995 implicit someone@qq.com",
        ),
        (
            &["stat", "-u", "someone@qq.com"],
            &[("MAILCALL_POP3_HOST", "h.test")],
            "h.test:995 implicit someone@qq.com",
        ),
        // A relay that trusts the network: the author is not a user.
        (
            &["send", "-f", "someone@qq.com", "--host", "h.test"],
            &[],
            "h.test:465 implicit nobody",
        ),
        // The port and the protection follow from each other.
        (
            &["stat", "-u", "someone@qq.com", "--port", "110"],
            &[],
            "pop.qq.com:110 starttls someone@qq.com",
        ),
        (
            &["stat", "-u", "someone@qq.com", "--tls", "none"],
            &[],
            "pop.qq.com:110 none someone@qq.com",
        ),
        (
            &["send", "-u", "someone@outlook.com", "--tls", "implicit"],
            &[],
            "smtp-mail.outlook.com:465 implicit someone@outlook.com",
        ),
        (
            &["send", "-u", "someone@qq.com"],
            &[("MAILCALL_SMTP_PORT", "587")],
            "smtp.qq.com:587 starttls someone@qq.com",
        ),
        // What belongs to the other protocol's server.
        (
            &["send", "-u", "someone@qq.com"],
            &[("MAILCALL_POP3_HOST", "h.test")],
            "smtp.qq.com:465 implicit someone@qq.com",
        ),
    ] {
        let account = account_of(line, variables).expect("an account");
        assert_eq!(shown(&account), expected, "{line:?} {variables:?}");
    }
}

#[test]
fn a_provider_may_want_another_user_than_the_address() {
    for (line, expected) in [
        (
            &["stat", "-u", "someone@web.de"][..],
            "pop3.web.de:995 implicit someone",
        ),
        (&["stat", "-u", "someone"], "h.test:995 implicit someone"),
        (
            &["send", "-u", "someone@web.de"],
            "smtp.web.de:465 implicit someone from someone@web.de",
        ),
        (
            &["send", "-f", "someone@web.de"],
            "smtp.web.de:465 implicit someone",
        ),
        // Another host may want it as it was given.
        (
            &["stat", "-u", "someone@web.de", "--host", "h.test"],
            "h.test:995 implicit someone@web.de",
        ),
    ] {
        let given = [("MAILCALL_POP3_HOST", "h.test")];
        let variables = if expected.starts_with("h.test") {
            &given[..]
        } else {
            &[]
        };
        let account = account_of(line, variables).expect("an account");
        assert_eq!(shown(&account), expected, "{line:?}");
    }
}

#[test]
fn what_does_not_follow_from_an_address() {
    for (line, expected) in [
        (
            &["stat", "-u", "someone@example.org"][..],
            "the POP3 server of example.org is not known: use --host HOST, set MAILCALL_POP3_HOST, or describe it as an \
             account in the configuration file",
        ),
        (
            &["send", "-f", "someone@mail.qq.com"],
            "the SMTP server of mail.qq.com is not known: use --host HOST, set MAILCALL_SMTP_HOST, or describe it as an \
             account in the configuration file",
        ),
        (
            &["stat", "-u", "someone@icloud.com"],
            "iCloud Mail has no POP3 server, so its mailboxes cannot be read",
        ),
        (
            &["stat", "-u", "someone@proton.me"],
            "Proton Mail has no POP3 server, so its mailboxes cannot be read",
        ),
        (
            &["stat", "-u", "someone"],
            "no server is given: use --host HOST, or set MAILCALL_POP3_HOST",
        ),
    ] {
        let account = account_of(line, &[]).expect("an account");
        let error = account.server().expect_err("none");
        assert_eq!(error.to_string(), expected);
    }
}
