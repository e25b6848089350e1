//! URLs of proxies: what they mean, and that none that may hold a password is shown.

use super::*;

fn parsed(value: &str) -> ProxyUrl {
    of_store(value).expect(value).expect("a proxy")
}

#[test]
fn urls() {
    for (value, url, password) in [
        ("socks5://127.0.0.1:9050", "socks5://127.0.0.1:9050", None),
        ("SOCKS5H://localhost", "socks5://localhost:1080", None),
        (
            "http://proxy.example:3128/",
            "http://proxy.example:3128",
            None,
        ),
        ("http://[::1]:3128", "http://[::1]:3128", None),
        (
            "socks5://[fe80::1%25eth0]:1080",
            "socks5://[fe80::1%eth0]:1080",
            None,
        ),
        (
            "socks5://[fe80::1%eth0]",
            "socks5://[fe80::1%eth0]:1080",
            None,
        ),
        (
            "http://joe@proxy.example:80",
            "http://joe@proxy.example:80",
            None,
        ),
        (
            "socks5://joe:se:c%40ret@h:1",
            "socks5://joe@h:1",
            Some("se:c@ret"),
        ),
        ("socks5://a%40b:p@q@h:1", "socks5://a%40b@h:1", Some("p@q")),
        ("socks5://a%3Ab:@h:1", "socks5://a%3Ab@h:1", Some("")),
        ("http://陈:密@h:1", "http://陈@h:1", Some("密")),
    ] {
        let parsed = parsed(value);
        assert_eq!(parsed.proxy.to_string(), url);
        assert_eq!(parsed.password, password.map(Secret::new), "{value}");
    }
    assert_eq!(of_store("none"), Ok(None));
    assert_eq!(of_flag("None"), Ok(None));
}

#[test]
fn not_urls() {
    let long = format!("socks5://{}@h:1", "x".repeat(256));
    for value in [
        "",
        "localhost:1080",
        "127.0.0.1",
        "socks4://h:1080",
        "https://h:443",
        "://h:1",
        "socks5://",
        "socks5://:1080",
        "socks5://h:0",
        "socks5://h:65536",
        "socks5://h:1080/path",
        "socks5://h:",
        "socks5://::1:1080",
        "socks5://[::1",
        "socks5://[::1]x:1",
        "socks5://a b:1",
        "http://h",
        "http://h/",
        "http://@h:1",
        "http://:p@h:1",
        "http://a%3Ab:p@h:1",
        "http://a%0d%0ab:p@h:1",
        "socks5://joe:p%@h:1",
        "socks5://joe:p%4@h:1",
        "socks5://joe:%+1@h:1",
        "socks5://%ff:p@h:1",
        &long,
    ] {
        let problem = of_store(value).expect_err(value);
        let Problem::Malformed { shown, .. } = &problem else {
            panic!("{problem:?}");
        };
        assert_eq!(shown.is_some(), !value.contains('@'), "{value}");
    }
}

#[test]
fn a_flag_with_a_password_is_refused_unread() {
    for value in [
        "socks5://joe:secret@h:1080",
        "socks5://joe:@h:1080",
        "SOCKS5://joe:secret@h",
        "joe:secret@h:1080",
        "socks4://joe:secret@h:1080",
        "socks5://joe:sec/ret@h:1080",
        "socks5://joe:secret@h:1080@x",
        "socks5:/joe:secret@h",
    ] {
        assert_eq!(of_flag(value), Err(Problem::PasswordInFlag), "{value}");
    }
    assert!(of_flag("socks5://joe@[::1]:1080").is_ok());
    let text = Problem::PasswordInFlag.to_string();
    assert!(text.contains("MAILCALL_PROXY"), "{text}");
}

#[test]
fn a_child_inherits_the_url_without_the_password() {
    let given = |origin, value| Given::new(origin, of_store(value).expect("a URL"));
    let variable = Origin::Variable("MAILCALL_PROXY");
    let flag = given(Origin::Flag("--proxy"), "socks5://h:1");
    for (proxies, hidden) in [
        (
            vec![given(variable.clone(), "socks5://h:1")],
            Hidden::default(),
        ),
        (vec![flag.clone()], Hidden::default()),
        // Whether it is used or not.
        (
            vec![flag, given(variable, "socks5://joe:secret@h:2")],
            Hidden::default().and_replace("MAILCALL_PROXY", "socks5://joe@h:2".into()),
        ),
    ] {
        assert_eq!(Proxies(proxies).hide(Hidden::default()), hidden);
    }
}
