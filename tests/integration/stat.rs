//! The size of the maildrop.

use serde_json::json;

use crate::support::Test;

#[test]
fn count_and_octets() {
    Test::mailbox("stat", "stat")
        .stdout("2 320\n")
        .round_trips(5)
        .run();
    Test::mailbox("stat", "stat-one-at-a-time")
        .stdout("2 320\n")
        .run();
    Test::mailbox("stat", "stat-long-ago")
        .stdout("2 320\n")
        .run();
    Test::mailbox("stat", "stat-old").stdout("0 0\n").run();
}

#[test]
fn as_json() {
    Test::mailbox("stat", "stat")
        .words("--json")
        .stdout_json([json!({"count": 2, "octets": 320})])
        .run();
}

#[test]
fn quiet_prints_nothing() {
    Test::mailbox("stat", "stat").words("-q").run();
}

#[test]
fn octets_above_32_bits() {
    Test::mailbox("stat", "stat-answered")
        .with("reply", "+OK 4000000000 18446744073709551615")
        .stdout("4000000000 18446744073709551615\n")
        .run();
}

#[test]
fn refused_or_cut() {
    Test::mailbox("stat", "stat-answered")
        .with("reply", "-ERR no")
        .fails(69, "127.0.0.1: STAT was refused: -ERR no")
        .run();
    Test::mailbox("stat", "stat-answered")
        .with("reply", "-ERR [SYS/TEMP] later")
        .fails(75, "127.0.0.1: STAT was refused: -ERR [SYS/TEMP] later")
        .run();
    Test::mailbox("stat", "stat-cut")
        .fails(
            75,
            "127.0.0.1: STAT: the server closed the connection while waiting for a reply",
        )
        .run();
}

#[test]
fn a_size_is_printed_although_the_server_closes() {
    Test::mailbox("stat", "stat-then-close")
        .stdout("2 320\n")
        .run();
}

#[test]
fn the_environment_describes_the_server() {
    Test::new()
        .dialogue("pop3/stat")
        .words("stat")
        .env("MAILCALL_POP3_HOST", "127.0.0.1")
        .env("MAILCALL_POP3_PORT", "{port}")
        .env("MAILCALL_POP3_TLS", "none")
        .env("MAILCALL_USER", "joe")
        .env("MAILCALL_PASSWORD", crate::support::PASSWORD)
        .stdout("2 320\n")
        .run();
}
