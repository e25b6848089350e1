//! Which addresses are connected to, and from which.

use crate::support::Test;

#[test]
fn from_an_address_of_this_host() {
    Test::new()
        .dialogue("pop3/stat")
        .words("stat --host 127.0.0.1 --port {port} --tls none --source 127.0.0.9")
        .by_joe()
        .stdout("2 320\n")
        .run();
}

#[test]
fn addresses_that_cannot_be_connected_from() {
    for (source, exit, what) in [
        (
            "192.0.2.1",
            75,
            "cannot connect from 192.0.2.1: Cannot assign requested address (os error 99) \
             (it is not an address of this host now)",
        ),
        (
            "[fe80::1%nonesuch0]",
            75,
            "cannot connect from fe80::1%nonesuch0: this host has no network interface nonesuch0 \
             (it is not an address of this host now)",
        ),
        (
            "::1",
            68,
            "127.0.0.1 has no IPv6 address to connect to from ::1",
        ),
        (
            "localhost",
            65,
            "invalid value for --source: \"localhost\": expected an IP address",
        ),
        ("", 64, "--source is given an empty value"),
    ] {
        Test::new()
            .words("stat --host 127.0.0.1 --port {port} --tls none --source")
            .args([source])
            .by_joe()
            .fails(exit, what)
            .once()
            .run();
    }
}

#[test]
fn families_that_exclude_each_other() {
    for (family, source) in [("-4", "::1"), ("-6", "127.0.0.1")] {
        let flag = family.replace('-', "--ipv");
        Test::new()
            .words("stat --host localhost --tls none --source")
            .args([source, family])
            .by_joe()
            .fails(
                64,
                format!("--source is not an address of the family that {flag} asks for"),
            )
            .once()
            .run();
    }
}

#[test]
fn a_family_that_the_host_has_not() {
    for (host, family, what) in [
        ("127.0.0.1", "-6", "127.0.0.1 has no IPv6 address"),
        ("::1", "-4", "::1 has no IPv4 address"),
    ] {
        Test::new()
            .words("stat --port {port} --tls none")
            .args(["--host", host, family])
            .by_joe()
            .fails(68, what)
            .once()
            .run();
    }
}

#[test]
fn an_interface_that_is_not_there() {
    Test::new()
        .words("stat --port {port} --host fe80::1%nonesuch0")
        .by_joe()
        .fails(
            68,
            "fe80::1%nonesuch0: this host has no network interface nonesuch0",
        )
        .once()
        .run();
}
