//! `--check` of both servers, in every way to connect.

use serde_json::Value;

use crate::tools::{Mailbox, Program, Ran};

/// Both commands as they log in, each with implicit TLS and with STARTTLS or STLS.
fn every_way(mailbox: &Mailbox) -> [(Program, &'static str, &'static str); 4] {
    let host = mailbox.host;
    let send = |port| {
        Program::new(["send", "--check", "--json"], port).login(&mailbox.address, &mailbox.password)
    };
    let stat = |program: Program| program.args(["--check", "--json"]);
    [
        (send(host.submissions()), "implicit", "Postfix"),
        (send(host.submission()), "starttls", "Postfix"),
        (
            stat(mailbox.pop3("stat").port(host.pop3s())),
            "implicit",
            "Dovecot",
        ),
        (stat(mailbox.pop3("stat")), "starttls", "Dovecot"),
    ]
}

fn has_seconds(report: &Value, names: &[&str]) {
    for (name, time) in report["seconds"].as_object().expect("seconds") {
        let gone = names.contains(&name.as_str()) || name == "total";
        assert_eq!(time.is_number(), gone, "{name} in {report}");
    }
}

/// What is known of the certificate of the servers, whoever looks.
fn has_certificate(report: &Value) {
    let tls = &report["tls"];
    assert_eq!(tls["version"], "TLSv1.3", "{report}");
    assert_eq!(tls["cipher"], "TLS_AES_256_GCM_SHA384", "{report}");
    let names = tls["names"].as_array().expect("names");
    assert!(names.iter().any(|name| name == "mail.lab.test"), "{report}");
    assert!(
        tls["days_left"].as_i64().is_some_and(|days| days >= 0),
        "{report}"
    );
    assert_eq!(tls["sha256"].as_str().map(str::len), Some(95), "{report}");
}

#[test]
fn a_server_that_is_verified() {
    let mailbox = Mailbox::new();
    for (program, how, software) in every_way(&mailbox) {
        let report = program.tls(mailbox.host, how).run().json(0);
        assert_eq!(report["server"]["software"], software, "{report}");
        assert_eq!(report["server"]["address"], "127.0.0.1", "{report}");
        assert_eq!(report["tls"]["verified"], true, "{report}");
        assert_eq!(report["tls"]["problem"], Value::Null, "{report}");
        has_certificate(&report);
        assert_eq!(report["login"]["mechanism"], "PLAIN", "{report}");
        assert_eq!(report["login"]["ok"], true, "{report}");
        let parts = [
            "connect",
            "tls",
            "greeting",
            "capabilities",
            "login",
            "noop",
        ];
        has_seconds(&report, &parts);
        let capabilities = report["capabilities"].as_array().expect("capabilities");
        let pipelines = capabilities
            .iter()
            .any(|capability| capability == "PIPELINING");
        assert!(pipelines, "{report}");
    }
    assert_eq!(mailbox.host.mail(&mailbox.address).len(), 0);
}

#[test]
fn a_server_that_is_not_trusted_is_looked_at() {
    let mailbox = Mailbox::new();
    for (program, how, _) in every_way(&mailbox) {
        let ran = program.tls_of_anyone(how).run();
        let report = ran.json(76);
        let problem = "the certificate is signed by a CA that is not trusted";
        assert_eq!(report["tls"]["verified"], false, "{report}");
        assert_eq!(report["tls"]["problem"], problem, "{report}");
        has_certificate(&report);
        assert_eq!(report["login"], Value::Null, "{report}");
        assert_eq!(ran.error()["kind"], "tls");
    }
}

#[test]
fn a_password_that_is_wrong() {
    let mailbox = Mailbox::new();
    let checks = |ran: Ran, mechanism: &str| {
        let report = ran.json(77);
        assert_eq!(report["login"]["mechanism"], mechanism, "{report}");
        assert_eq!(report["login"]["ok"], false, "{report}");
        assert_eq!(report["tls"], Value::Null, "{report}");
        has_seconds(&report, &["connect", "greeting", "capabilities", "login"]);
    };
    for mechanism in ["PLAIN", "CRAM-MD5"] {
        for (command, port) in [("send", mailbox.host.smtp()), ("stat", mailbox.host.pop3())] {
            let program = Program::new([command, "--check", "--json"], port);
            let program = program.login(&mailbox.address, "wrong");
            checks(
                program.args(["--auth", &mechanism.to_lowercase()]).run(),
                mechanism,
            );
        }
    }
}

#[test]
fn text_without_a_login() {
    let mailbox = Mailbox::new();
    let ran = Program::new(["send", "--check"], mailbox.host.smtp()).run();
    assert_eq!((ran.exit, ran.stderr.as_str()), (0, ""), "{ran:?}");
    let text = String::from_utf8(ran.stdout).expect("text");
    for line in [
        "software:   Postfix",
        "tls:        none",
        "capability: CHUNKING",
        "login:      none",
    ] {
        assert!(
            text.lines().any(|one| one == line),
            "no {line:?} in\n{text}"
        );
    }
}

#[test]
fn days_of_the_certificate() {
    let mailbox = Mailbox::new();
    let check = |days: &str| {
        let stat = mailbox
            .pop3("stat")
            .args(["--check", "-q", "--min-days", days]);
        stat.tls(mailbox.host, "starttls").run()
    };
    check("0").done("");
    let ran = check("1000000");
    assert_eq!((ran.exit, ran.stdout.as_slice()), (76, &b""[..]), "{ran:?}");
    assert!(
        ran.stderr.contains("and --min-days asks for 1000000"),
        "{ran:?}"
    );
}
