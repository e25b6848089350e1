//! Known answers, and addresses that are written and parsed again.

mod mistaken;
mod unseen;

use super::unseen::is_unseen;
use super::{Address, AddressError, Entry, Mailbox, Rules, parse_list, parse_mailbox};
use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

fn list(text: &str) -> Result<Vec<Entry>, AddressError> {
    parse_list(text, Rules::default())
}

#[test]
fn single_addresses() {
    /// Local part, domain, form on the wire.
    type Parts<'a> = (&'a str, &'a str, &'a str);
    let long_label = format!("a@{}.org", "x".repeat(63));
    let table: &[(&str, Option<Parts<'_>>)] = &[
        ("a@b", Some(("a", "b", "a@b"))),
        ("a.b+c@x-y.org", Some(("a.b+c", "x-y.org", "a.b+c@x-y.org"))),
        ("\"a b\"@c", Some(("a b", "c", "\"a b\"@c"))),
        ("\"ab\"@c", Some(("ab", "c", "ab@c"))),
        (
            "\"a\\\"b\\\\\"@c",
            Some(("a\"b\\", "c", "\"a\\\"b\\\\\"@c")),
        ),
        ("\"a@b\"@c", Some(("a@b", "c", "\"a@b\"@c"))),
        ("\"\"@c", Some(("", "c", "\"\"@c"))),
        ("-oX/tmp/f@c", Some(("-oX/tmp/f", "c", "-oX/tmp/f@c"))),
        ("|cmd@c", Some(("|cmd", "c", "|cmd@c"))),
        ("a@[192.0.2.1]", Some(("a", "[192.0.2.1]", "a@[192.0.2.1]"))),
        ("a@[IPv6:::1]", Some(("a", "[IPv6:::1]", "a@[IPv6:::1]"))),
        (
            "用户@例子.中国",
            Some(("用户", "例子.中国", "用户@例子.中国")),
        ),
        (&long_label, Some(("a", &long_label[2..], &long_label))),
        ("", None),
        ("a", None),
        ("@b", None),
        ("a@", None),
        ("a@b@c", None),
        ("a b@c", None),
        ("a@b c", None),
        ("a@b.", None),
        ("a@.b", None),
        ("a@b..c", None),
        ("a@-b", None),
        ("a@b-", None),
        (".a@b", None),
        ("a.@b", None),
        ("a..b@c", None),
        ("<a@b>", None),
        ("\"a@b", None),
        ("\"a\"b@c", None),
        ("a\r\n@b", None),
        ("a@b\r\n", None),
        ("a@b\0", None),
        ("a\u{85}@b", None),
        ("a\u{3000}b@c", None),
        ("a@b\u{ff0c}c@d", None),
        ("a@192.0.2.1", None),
        ("a@2001:db8::1", None),
        ("a@[192.0.2.300]", None),
        ("a@[IPv6:zz]", None),
        ("a@[x", None),
        ("a@b>x", None),
    ];
    for (text, expected) in table {
        let address = Address::parse(text).ok();
        let parts = address.as_ref().map(|a| (a.local(), a.domain(), a.wire()));
        let expected = expected.map(|(local, domain, wire)| (local, domain, wire.to_owned()));
        assert_eq!(parts, expected, "{text:?}");
    }
}

#[test]
fn limits_of_length() {
    let local = |octets: usize| format!("{}@b", "a".repeat(octets));
    assert!(Address::parse(&local(64)).is_ok());
    assert!(Address::parse(&local(65)).is_err());
    // Quotes count: 62 characters and a blank among them make 64 octets.
    assert!(Address::parse(&format!("\"{} {}\"@b", "a".repeat(30), "a".repeat(31))).is_ok());
    assert!(Address::parse(&format!("\"{} {}\"@b", "a".repeat(30), "a".repeat(32))).is_err());
    assert!(Address::parse(&format!("a@{}.org", "x".repeat(64))).is_err());
    let domain = |octets: usize| {
        let labels = ["x".repeat(63), "x".repeat(63), "x".repeat(63)].join(".");
        format!("{labels}.{}", "y".repeat(octets - labels.len() - 1))
    };
    // The whole path is at most 256 octets, its brackets and the @ included.
    assert!(Address::parse(&format!("a@{}", domain(252))).is_ok());
    assert!(Address::parse(&format!("a@{}", domain(253))).is_err());
    assert!(Address::parse(&format!("{}@{}", "a".repeat(64), domain(200))).is_err());
}

#[test]
fn internationalized_domains_become_a_labels() {
    for (text, sent, smtputf8) in [
        ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s", false),
        ("a@BÜCHER.example", "a@xn--bcher-kva.example", false),
        ("a@Example.COM", "a@Example.COM", false),
        ("用户@例子.中国", "用户@例子.中国", true),
    ] {
        let Ok(address) = Address::parse(text) else {
            panic!("{text}");
        };
        assert_eq!(address.needs_smtputf8(), smtputf8);
        assert_eq!(address.for_sending().map(|a| a.wire()).as_deref(), Ok(sent));
    }
}

fn shown(entries: &[Entry]) -> Vec<String> {
    let mailbox = |m: &Mailbox| format!("{}|{}", m.name.as_deref().unwrap_or("-"), m.address);
    entries
        .iter()
        .map(|entry| match entry {
            Entry::Mailbox(m) => mailbox(m),
            Entry::Group { name, members } => {
                let members: Vec<String> = members.iter().map(mailbox).collect();
                format!("{name}:{}", members.join(";"))
            }
        })
        .collect()
}

#[test]
fn lists() {
    let table: &[(&str, &[&str])] = &[
        ("a@b", &["-|a@b"]),
        ("a@b,c@d", &["-|a@b", "-|c@d"]),
        (" a@b , <c@d> ", &["-|a@b", "-|c@d"]),
        ("Chen <a@b>", &["Chen|a@b"]),
        ("Chen  Da Wen<a@b>", &["Chen Da Wen|a@b"]),
        ("陈大文 <a@b>", &["陈大文|a@b"]),
        ("John Q. Public <a@b>", &["John Q. Public|a@b"]),
        ("\"Doe, John\" <a@b>, c@d", &["Doe, John|a@b", "-|c@d"]),
        ("\"say \\\"hi\\\"\" <a@b>", &["say \"hi\"|a@b"]),
        ("\"a@b\" <c@d>", &["a@b|c@d"]),
        ("\"\" <c@d>", &["-|c@d"]),
        ("=?utf-8?q?x?= <c@d>", &["=?utf-8?q?x?=|c@d"]),
        ("a@b (Ann (nested \\) comment))", &["-|a@b"]),
        ("(c) Ann (c) <a@b> (c)", &["Ann|a@b"]),
        ("\"a b\"@c", &["-|a b@c"]),
        ("Team: a@b, Ann <c@d>;", &["Team:-|a@b;Ann|c@d"]),
        ("Team:;", &["Team:"]),
        ("\"A, B\": a@b; , c@d", &["A, B:-|a@b", "-|c@d"]),
        ("用户@例子.中国", &["-|用户@例子.中国"]),
    ];
    for (text, expected) in table {
        let list = list(text);
        let got = list.as_deref().map(shown);
        let expected: Vec<String> = expected
            .iter()
            .map(|entry| entry.replace("a b@c", "\"a b\"@c"))
            .collect();
        assert_eq!(got, Ok(expected), "{text:?}");
    }
}

#[test]
fn bad_lists() {
    for text in [
        "",
        " ",
        ",",
        "a@b,",
        ",a@b",
        "a@b,,c@d",
        "a@b c@d",
        "a@b;c@d",
        "root",
        "Ann",
        "Doe, John <a@b>",
        "a@b <c@d>",
        "<a@b",
        "a@b>",
        "<>",
        "<a@b> x",
        "Team: a@b",
        "Team: a@b;;",
        "A: B: c@d;;",
        "\"x <a@b>",
        "(x a@b",
        "a@b@c",
        "<@x:a@b>",
        "a@b\r\nRCPT TO:<c@d>",
        "A\u{7f} <a@b>",
        "a@b\t,c@d",
        "Ann <root>",
        ":a@b;",
        "a@[1.2.3.4",
    ] {
        assert!(list(text).is_err(), "{text:?}");
    }
    assert!(parse_mailbox("a@b, c@d").is_err());
    assert!(parse_mailbox("T: a@b;").is_err());
}

#[test]
fn rules_of_domain_and_field() {
    let completed = Rules {
        domain: Some("example.com"),
        field: false,
    };
    let list = parse_list("root, Ann <ann>, x@y", completed);
    let expected = ["-|root@example.com", "Ann|ann@example.com", "-|x@y"];
    assert_eq!(
        list.as_deref().map(shown),
        Ok(expected.map(str::to_owned).to_vec())
    );
    let field = Rules {
        domain: None,
        field: true,
    };
    for (text, expected) in [
        ("", 0),
        (", a@b,, c@d ,", 2),
        ("a@b,\t<c@d>", 2),
        ("T: a@b,;", 1),
    ] {
        assert_eq!(
            parse_list(text, field).map(|l| l.len()),
            Ok(expected),
            "{text:?}"
        );
    }
}

#[test]
fn an_error_shows_the_value_harmlessly() {
    let Err(error) = Address::parse("a\r\n\u{1b}[2J@b") else {
        panic!("taken");
    };
    assert!(!error.to_string().chars().any(char::is_control));
    assert!(error.to_string().contains("\\r\\n"));
}

proptest! {
    #[test]
    fn what_is_written_reads_back(
        local in "[^\\p{Cc}]{0,20}",
        domain in "[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\\.[a-z]{1,10}){0,3}",
    ) {
        let escaped = local.replace('\\', "\\\\").replace('"', "\\\"");
        let address = Address::parse(&format!("\"{escaped}\"@{domain}"));
        let Ok(address) = address else {
            prop_assert!(escaped.len() > 62 || local.chars().any(is_unseen), "{:?}", address);
            return Ok(());
        };
        prop_assert!(!local.chars().any(is_unseen));
        prop_assert_eq!(address.local(), local.as_str());
        prop_assert_eq!(Address::parse(&address.wire()), Ok(address.clone()));
        let list = list(&format!("<{0}>, {0}", address.wire()));
        let entry = Entry::Mailbox(address.into());
        prop_assert_eq!(list, Ok(vec![entry.clone(), entry]));
    }

    #[test]
    fn nothing_that_parses_can_end_a_command(text in "\\PC*|[ -~\\r\\n\\x00<>@,:;\"]{0,30}") {
        for entry in list(&text).unwrap_or_default() {
            for mailbox in entry.mailboxes() {
                let wire = mailbox.address.wire();
                prop_assert!(!wire.bytes().any(|octet| octet.is_ascii_control()));
                prop_assert_eq!(Address::parse(&wire), Ok(mailbox.address.clone()));
            }
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in prop::string::string_regex("(?s).{0,40}")
        .unwrap_or_else(|error| panic!("{error}")))
    {
        let _ = list(&text);
        let _ = Address::parse(&text);
    }
}
