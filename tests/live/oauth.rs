//! The README's recipe for OAuth: a helper keeps the tokens, and mailcall runs it.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use tempfile::TempDir;

use crate::tools::{Mailbox, Program, Ran};

/// Stands in for oama: it prints the token that it has, or asks the token server for one; `renew` asks always.
const OAMA: &str = r#"#!/bin/bash
if [ "$1" = renew ] || [ ! -e "$0.token" ]; then
    exec 3<> /dev/tcp/127.0.0.1/PORT
    printf 'GET /token/%s HTTP/1.0\r\n\r\n' "$2" >&3
    sed '1,/^\r$/d' <&3 > "$0.token"
fi
[ "$1" = renew ] || cat "$0.token"
"#;

/// A folder for PATH with the helper in it.
fn helper(port: u16) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let oama = folder.path().join("oama");
    fs::write(&oama, OAMA.replace("PORT", &port.to_string())).expect("a script");
    fs::set_permissions(&oama, Permissions::from_mode(0o755)).expect("a script that can be run");
    folder
}

#[test]
fn a_token_that_has_expired_is_refused_and_a_new_one_works() {
    let mailbox = Mailbox::new();
    let user = mailbox.address.as_str();
    let tokens = mailbox.host.tokens();
    let folder = helper(tokens.port());
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let access = format!("oama access {user}");
    for word in ["xoauth2", "oauthbearer"] {
        let with = |program: Program| {
            let program = program.env("PATH", &path);
            let login = [
                "--user",
                user,
                "--auth",
                word,
                "--password-command",
                &access,
            ];
            program.args(login).args(["-q"]).run()
        };
        let send = || with(mailbox.send().args(["--body", "text"]));
        let stat = || with(Program::new(["stat"], mailbox.host.pop3()));
        send().done("");
        stat().done("");
        // The helper does not know that its token has expired.
        tokens.expire(user);
        for (ran, reply) in [(send(), "535 5.7.8 "), (stat(), "-ERR [AUTH] ")] {
            is_refused(&ran, reply);
        }
        let renewed = std::process::Command::new(folder.path().join("oama"))
            .args(["renew", user])
            .status();
        assert!(renewed.expect("the helper can be run").success());
        send().done("");
        stat().done("");
    }
}

fn is_refused(ran: &Ran, reply: &str) {
    let begin = format!("mailcall: login refused by 127.0.0.1: {reply}");
    let says = "; the server says of the token: status ";
    let hint =
        " (the token may have expired, or be for another user or another scope: get a new one)\n";
    assert_eq!((ran.exit, &*ran.stdout), (77, &b""[..]), "{ran:?}");
    assert!(ran.stderr.starts_with(&begin), "{}", ran.stderr);
    assert!(ran.stderr.contains(says), "{}", ran.stderr);
    assert!(ran.stderr.ends_with(hint), "{}", ran.stderr);
    // The token is not in the JSON that was decoded, nor anywhere else.
    assert!(!ran.stderr.contains("ya29"), "{}", ran.stderr);
}
