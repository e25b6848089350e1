//! Through a proxy: the scripted server is the proxy first, and then the mail server behind it.

use std::fmt::Display;

use serde_json::json;

use crate::support::{NOTE, PASSWORD, Silent, Test};

/// The opening of SOCKS 5 without a login, up to the request.
const SOCKS: &str = "C| \\x05\\x01\\x00\nS| \\x05\\x00\n";

/// The same with user and password.
const SOCKS_LOGIN: &str = "C| \\x05\\x02\\x00\\x02\nS| \\x05\\x02\n\
    C| \\x01\\x03joe\\x16correct-horse-7battery\nS| \\x01\\x00\n";

/// The request for mail.example.org:995.
const REQUEST: &str = "C| \\x05\\x01\\x00\\x03\\x10mail.example.org\\x03\\xe3\n";

/// The answer that the tunnel is there.
const DONE: &str = "S| \\x05\\x00\\x00\\x01\\x7f\\x00\\x00\\x01\\x04\\x38\n";

/// A session of POP3 that certifies the host.
const STAT: &str =
    "== tls wildcard\n<< pop3/parts/logged-in\nC: STAT\nC: QUIT\nS: +OK 2 320\nS: +OK bye\n";

/// `CONNECT` of HTTP, up to the header's end.
const CONNECT: &str = "C: CONNECT mail.example.org:995 HTTP/1.1\nC: Host: mail.example.org:995\n";

fn stat(script: impl Into<String>) -> Test {
    Test::new()
        .script(script)
        .words("stat --host mail.example.org --ca-file {ca}")
        .by_joe()
}

fn through_socks(script: impl Into<String>) -> Test {
    stat(script).words("--proxy socks5://127.0.0.1:{port}")
}

fn through_http(script: impl Into<String>) -> Test {
    stat(script).words("--proxy http://127.0.0.1:{port}")
}

/// A note through an HTTP proxy, over STARTTLS.
fn note(script: impl Into<String>) -> Test {
    Test::new()
        .script(script)
        .words("send -m note.eml -f joe@example.org ann@example.net --ca-file {ca}")
        .words("--host mail.example.org --tls starttls --proxy http://127.0.0.1:{port}")
        .file("note.eml", NOTE)
        .content("note", NOTE)
        .by_joe()
}

#[test]
fn socks5() {
    let script = format!("{SOCKS}{REQUEST}{DONE}{STAT}");
    through_socks(&*script).stdout("2 320\n").run();
    // curl's word for the same.
    stat(&*script)
        .words("--proxy socks5h://127.0.0.1:{port}/")
        .stdout("2 320\n")
        .run();
    // What is said of addresses is about those of the proxy.
    through_socks(script)
        .words("-4 --source 127.0.0.9 -v -q")
        .stderr(
            "** connected to mail.example.org:995 through the proxy \
             socks5://127.0.0.1:{port} (127.0.0.1)\n** TLS begins\n\
             <~ +OK POP3 server ready\n~> CAPA\n<~ +OK\n<~ TOP\n<~ UIDL\n<~ PIPELINING\n\
             <~ RESP-CODES\n<~ AUTH-RESP-CODE\n<~ USER\n<~ SASL PLAIN LOGIN CRAM-MD5\n<~ .\n\
             ~> AUTH PLAIN ********\n<~ +OK Logged in.\n~> STAT\n~> QUIT\n<~ +OK 2 320\n",
        )
        .run();
}

#[test]
fn socks5_with_a_login() {
    stat(format!("{SOCKS_LOGIN}{REQUEST}{DONE}{STAT}"))
        .env(
            "MAILCALL_PROXY",
            &format!("socks5://joe:{PASSWORD}@127.0.0.1:{{port}}"),
        )
        .stdout("2 320\n")
        .run();
}

#[test]
fn socks5_with_a_login_from_netrc() {
    let script = format!("{SOCKS_LOGIN}{REQUEST}{DONE}{STAT}");
    let entry = |host: &str| format!("machine {host} login joe password {PASSWORD}\n");
    stat(&*script)
        .words("--proxy socks5://joe@127.0.0.1:{port}")
        .private_file(".netrc", entry("127.0.0.1"))
        .stdout("2 320\n")
        .run();
    // The entry of the mail server is not one of the proxy.
    stat(script)
        .nobody()
        .words("--proxy socks5://joe@127.0.0.1:{port}")
        .private_file(".netrc", entry("mail.example.org"))
        .fails(
            78,
            "no password is given for the proxy socks5://joe@127.0.0.1:{port}: MAILCALL_PROXY or the \
             key proxy can hold it, as in socks5://joe:PASSWORD@127.0.0.1:{port}, and so can ~/.netrc",
        )
        .run();
}

#[test]
fn http() {
    let done = "C: \nS: HTTP/1.1 200 Connection established\nS: \n";
    through_http(format!("{CONNECT}{done}{STAT}"))
        .stdout("2 320\n")
        .run();
    let login = "C: Proxy-Authorization: Basic am9lOmNvcnJlY3QtaG9yc2UtN2JhdHRlcnk=\n";
    stat(format!("{CONNECT}{login}{done}{STAT}"))
        .env(
            "MAILCALL_PROXY",
            &format!("http://joe:{PASSWORD}@127.0.0.1:{{port}}"),
        )
        .stdout("2 320\n")
        .run();
}

/// The proxy's header and the server's greeting may share a segment.
#[test]
fn a_greeting_right_behind_the_header() {
    let connect = "C: CONNECT mail.example.org:587 HTTP/1.1\nC: Host: mail.example.org:587\nC: \n\
        S| HTTP/1.1 200 OK\\r\\nVia: 1.1 proxy\\r\\n\\r\\n220 mail.example.org ESMTP\\r\\n\n";
    note(format!(
        "{connect}C: EHLO [127.0.0.1]\nS: 250-mail.example.org\nS: 250 STARTTLS\nC: STARTTLS\n\
         S: 220 go\n== tls wildcard\nC: EHLO [127.0.0.1]\nS: 250-mail.example.org\n\
         S: 250-PIPELINING\nS: 250-SIZE 52428800\nS: 250-8BITMIME\nS: 250 AUTH PLAIN\n\
         C: AUTH PLAIN AGpvZQBjb3JyZWN0LWhvcnNlLTdiYXR0ZXJ5\nS: 235 2.7.0 ok\n\
         << smtp/parts/sent\n"
    ))
    .stdout("<note@example.org>\tnote.eml\n")
    .run();
    // Before implicit TLS nobody has anything to say.
    through_http(format!(
        "{CONNECT}C: \nS| HTTP/1.1 200 OK\\r\\n\\r\\n+OK POP3 server ready\\r\\n\n== discard\n"
    ))
    .fails(
        76,
        "TLS handshake with mail.example.org:995 failed: the server does not speak TLS on this port \
         (if it is a port for STARTTLS or STLS: --tls starttls)",
    )
    .run();
}

#[test]
fn names_go_to_the_proxy_as_a_labels() {
    let request = "C| \\x05\\x01\\x00\\x03\\x19xn--bcher-kva.example.org\\x03\\xe3\n";
    Test::new()
        .script(format!("{SOCKS}{request}{DONE}{STAT}").replace(
            "== tls wildcard\n",
            "== tls wildcard\n== sni xn--bcher-kva.example.org\n",
        ))
        .words("stat --host bücher.example.org --ca-file {ca}")
        .words("--proxy socks5://127.0.0.1:{port}")
        .by_joe()
        .stdout("2 320\n")
        .run();
}

/// A connection through a proxy is never loopback, whatever its addresses are: the proxy may be the end of a tunnel.
#[test]
fn a_login_in_clear_never_leaves() {
    let address = "C| \\x05\\x01\\x00\\x01\\x7f\\x00\\x00\\x01\\x00\\x6e\n";
    let name = "C| \\x05\\x01\\x00\\x03\\x09localhost\\x00\\x6e\n";
    for (host, request) in [("127.0.0.1", address), ("localhost", name)] {
        let script = format!("{SOCKS}{request}{DONE}<< pop3/parts/offers\n");
        for (mechanism, shown) in [("plain", "PLAIN"), ("login", "LOGIN"), ("user", "USER")] {
            Test::new()
                .script(format!("{script}C: QUIT\n"))
                .words("stat --tls none --proxy socks5://127.0.0.1:{port} -q --host")
                .args([host, "--auth", mechanism])
                .by_joe()
                .fails(
                    76,
                    format!(
                        "{host}: {shown} would send the password in clear text: the connection is not \
                         encrypted (use --tls implicit or --tls starttls; --cleartext-auth \
                         sends it unencrypted)"
                    ),
                )
                .run();
        }
    }
}

#[test]
fn a_connection_in_clear_is_warned_of() {
    let name = "C| \\x05\\x01\\x00\\x03\\x09localhost\\x00\\x6e\n";
    Test::new()
        .script(format!(
            "{SOCKS}{name}== may-leave\nS| \\x05\\x05\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\n== discard\n"
        ))
        .words("stat --tls none --proxy socks5://127.0.0.1:{port} --host localhost")
        .by_joe()
        .stderr(
            "mailcall: warning: the connection to localhost:110 is not encrypted (--tls none)\n\
             mailcall: the proxy socks5://127.0.0.1:{port} does not connect to localhost:110: \
             the connection was refused\n",
        )
        .exit(75)
        .run();
}

#[track_caller]
fn fails(test: Test, exit: i32, what: impl Display) {
    test.fails(exit, what).run();
}

#[test]
fn socks5_proxies_that_do_not_connect() {
    let proxy = "the proxy socks5://127.0.0.1:{port}";
    for (reply, why) in [
        (2, "its rules do not allow it"),
        (4, "the host is unreachable or does not exist"),
        (5, "the connection was refused"),
        (0x99, "reply code 153"),
    ] {
        let script = format!(
            "{SOCKS}{REQUEST}== may-leave\nS| \\x05\\x{reply:02x}\\x00\\x01\\x00\\x00\\x00\\x00\\x00\\x00\n== discard\n"
        );
        let what = format!("{proxy} does not connect to mail.example.org:995: {why}");
        fails(through_socks(script), 75, what);
    }
    for (script, exit, what) in [
        (
            "C| \\x05\\x01\\x00\nS| \\x05\\xff\n== discard\n".to_owned(),
            77,
            format!(
                "{proxy} requires a login (give it as SCHEME://USER:PASSWORD@HOST:PORT in MAILCALL_PROXY or the key proxy)"
            ),
        ),
        (
            "C| \\x05\\x01\\x00\n== may-leave\nS: HTTP/1.1 400 Bad Request\n== discard\n".into(),
            76,
            format!(
                "{proxy} does not speak SOCKS 5 (is it the right port, and socks5:// or http:// as the proxy wants it?)"
            ),
        ),
        (
            format!("{SOCKS}{REQUEST}S| \\x05\\x00\\x00\n== close\n"),
            75,
            format!("{proxy} closed the connection"),
        ),
    ] {
        fails(through_socks(script), exit, what);
    }
    // Silence, wherever it begins.
    for script in [
        "C< 3\n".to_owned(),
        format!("{SOCKS}{REQUEST}"),
        format!("{SOCKS}{REQUEST}S| \\x05\\x00\n"),
    ] {
        let test = through_socks(format!("{script}== discard\n")).once();
        let what = "127.0.0.1:{port}: no answer within 0.3 s while waiting for the proxy";
        fails(test.words("--timeout 0.3"), 75, what);
    }
}

#[test]
fn http_proxies_that_do_not_connect() {
    let proxy = "the proxy http://127.0.0.1:{port}";
    for (answer, exit, what) in [
        (
            "S: HTTP/1.1 403 Filtered\nS: Content-Length: 3\nS: \nS| no!\n",
            75,
            format!("{proxy} does not connect to mail.example.org:995: 403 Filtered"),
        ),
        (
            "S| HTTP/1.0 503 \\x1b[2Jdown\\r\\n\\r\\n\n",
            75,
            format!("{proxy} does not connect to mail.example.org:995: 503 \\x1b[2Jdown"),
        ),
        (
            "S: HTTP/1.1 407 Proxy Authentication Required\nS: Proxy-Authenticate: Basic\nS: \n",
            77,
            format!(
                "{proxy} requires a login (give it as SCHEME://USER:PASSWORD@HOST:PORT in MAILCALL_PROXY or the key proxy)"
            ),
        ),
        (
            "S: 220 mail.example.org ESMTP\n",
            76,
            format!(
                "{proxy} does not speak HTTP/1 (is it the right port, and socks5:// or http:// as the proxy wants it?)"
            ),
        ),
    ] {
        fails(
            through_http(format!("{CONNECT}C: \n== may-leave\n{answer}== discard\n")),
            exit,
            what,
        );
    }
    fails(
        through_http(format!("{CONNECT}C: \nS* 2000 X-Header: y\\r\\n\n")),
        76,
        format!(
            "{proxy} does not speak HTTP/1 (is it the right port, and socks5:// or http:// as the proxy wants it?)"
        ),
    );
    fails(
        through_http(format!(
            "{CONNECT}C: \nS: HTTP/1.1 200 OK\nS* 2000 X-Header: y\\r\\n\n"
        )),
        76,
        format!(
            "{proxy} sent a header without an end (is it the right port, and socks5:// or http:// as the proxy wants it?)"
        ),
    );
}

#[test]
fn logins_that_a_proxy_refuses() {
    let refused = "C| \\x05\\x02\\x00\\x02\nS| \\x05\\x02\n\
        C| \\x01\\x03joe\\x16correct-horse-7battery\nS| \\x01\\x01\n== discard\n";
    let hint = "(this is the proxy's own login, not that of the mail account)";
    stat(refused)
        .env(
            "MAILCALL_PROXY",
            &format!("socks5://joe:{PASSWORD}@127.0.0.1:{{port}}"),
        )
        .words("-vv")
        .fails(
            77,
            format!("the proxy socks5://joe@127.0.0.1:{{port}} refused the login {hint}"),
        )
        .run();
    // One that repeats what it was told, in each form.
    let login = "C: Proxy-Authorization: Basic am9lOmNvcnJlY3QtaG9yc2UtN2JhdHRlcnk=\nC: \n\
        S: HTTP/1.1 407 no: correct-horse-7battery am9lOmNvcnJlY3QtaG9yc2UtN2JhdHRlcnk=\nS: \n";
    stat(format!("{CONNECT}{login}== discard\n"))
        .env(
            "MAILCALL_PROXY",
            &format!("http://joe:{PASSWORD}@127.0.0.1:{{port}}"),
        )
        .words("--json")
        .stdout_json([json!({"count": null, "octets": null})])
        .stderr_json([json!({"error": {
            "kind": "auth",
            "message": "the proxy http://joe@127.0.0.1:{port} refused the login: \
                        407 no: ******** ********",
            "exit": 77,
            "stage": null,
            "server": null,
            "hint": "this is the proxy's own login, not that of the mail account",
        }})])
        .exit(77)
        .run();
}

#[test]
fn a_proxy_that_is_not_there() {
    for (proxy, says) in [
        (
            "socks5://127.0.0.1:1",
            "cannot connect to 127.0.0.1:1; 127.0.0.1: Connection refused (os error 111)",
        ),
        ("http://proxy.invalid:3128", "proxy.invalid: no such host"),
        ("http://127.0.0.1:3128 -6", "127.0.0.1 has no IPv6 address"),
    ] {
        let (url, _) = proxy.split_once(' ').unwrap_or((proxy, ""));
        Test::new()
            .words("stat --host mail.example.org")
            .words(&format!("--proxy {proxy}"))
            .by_joe()
            .fails(75, format!("cannot reach the proxy {url}: {says}"))
            .once()
            .run();
    }
    let silent = Silent::start();
    Test::new()
        .words("stat --host mail.example.org --timeout 0.3 --proxy")
        .args([&*format!("http://127.0.0.1:{}", silent.port())])
        .by_joe()
        .fails(
            75,
            format!(
                "127.0.0.1:{}: no answer within 0.3 s while connecting",
                silent.port()
            ),
        )
        .once()
        .run();
}

#[test]
fn values_that_are_refused() {
    for (value, exit, what) in [
        (
            "socks5://joe:secret@127.0.0.1:{port}",
            64,
            "invalid value for --proxy: a flag cannot hold a password, because every process can \
             read it; MAILCALL_PROXY and the key proxy can (the value is not shown)",
        ),
        (
            "127.0.0.1:{port}",
            65,
            "invalid value for --proxy: \"127.0.0.1:{port}\": expected socks5://[USER@]HOST:PORT, \
             http://[USER@]HOST:PORT, or none",
        ),
        ("", 64, "--proxy is given an empty value"),
        (
            "socks5://joe@127.0.0.1:{port}",
            78,
            "no password is given for the proxy socks5://joe@127.0.0.1:{port}: MAILCALL_PROXY or the \
             key proxy can hold it, as in socks5://joe:PASSWORD@127.0.0.1:{port}, and so can ~/.netrc",
        ),
    ] {
        Test::new()
            .words("stat --host mail.example.org --proxy")
            .args([value])
            .by_joe()
            .fails(exit, what)
            .once()
            .run();
    }
    Test::new()
        .words("stat --host mail.example.org")
        .env("MAILCALL_PROXY", "https://joe:secret@127.0.0.1:1")
        .by_joe()
        .fails(
            78,
            "invalid value for MAILCALL_PROXY: expected socks5://[USER@]HOST:PORT, \
             http://[USER@]HOST:PORT, or none (the value is not shown: it may contain a password)",
        )
        .once()
        .run();
    Test::new()
        .words("stat --host fe80::1%lo --proxy socks5://127.0.0.1:{port}")
        .by_joe()
        .fails(
            64,
            "[fe80::1%lo]:995 is a link-local address, which cannot be reached through the proxy \
             socks5://127.0.0.1:{port}",
        )
        .once()
        .run();
}

#[test]
fn no_other_variable_names_a_proxy() {
    let mut test = Test::stat_tls("implicit-tls", "implicit").with("certificate", "good");
    for name in [
        "ALL_PROXY",
        "all_proxy",
        "http_proxy",
        "https_proxy",
        "HTTPS_PROXY",
    ] {
        test = test.env(name, "socks5://127.0.0.1:1");
    }
    test.stdout("2 320\n").run();
    Test::stat_tls("implicit-tls", "implicit")
        .with("certificate", "good")
        .env("MAILCALL_PROXY", "socks5://127.0.0.1:1")
        .words("--proxy none")
        .stdout("2 320\n")
        .run();
}

#[test]
fn a_proxy_of_an_account() {
    let config = format!(
        "[accounts.work]\nuser = \"joe\"\npop3 = {{ host = \"mail.example.org\", ca-file = \"{{ca}}\" }}\n\
         proxy = \"socks5://joe:{PASSWORD}@127.0.0.1:{{port}}\"\npassword = \"{PASSWORD}\"\n"
    );
    Test::new()
        .config(&config)
        .words("stat -A work")
        .script(format!("{SOCKS_LOGIN}{REQUEST}{DONE}{STAT}"))
        .stdout("2 320\n")
        .run();
    // A proxy's password is one that others must not read, too.
    Test::new()
        .words("stat -A work")
        .file(
            ".config/mailcall/config.toml",
            "[accounts.work]\nproxy = \"http://joe:secret@proxy.test:3128\"\n",
        )
        .mode(".config/mailcall/config.toml", 0o644)
        .fails(
            78,
            "{dir}/.config/mailcall/config.toml holds a password, and other users can read it: \
             run chmod 600 {dir}/.config/mailcall/config.toml",
        )
        .once()
        .run();
}

/// A child that runs mailcall itself connects through the proxy, or fails; it does not inherit the password.
#[test]
fn what_a_child_inherits() {
    Test::new()
        .words("send --print -f joe@example.org ann@example.net --message-id <a@b>")
        .args([
            "--date",
            "2026-11-23T10:00:00Z",
            "--body-command",
            "echo $MAILCALL_PROXY",
        ])
        .env(
            "MAILCALL_PROXY",
            &format!("socks5://joe:{PASSWORD}@proxy.test:1080"),
        )
        .stdout(
            "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nFrom: <joe@example.org>\r\n\
             To: <ann@example.net>\r\nMessage-ID: <a@b>\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\
             socks5://joe@proxy.test:1080\r\n",
        )
        .once()
        .run();
}
