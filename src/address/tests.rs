//! Known answers, and addresses that are written and parsed again.

use super::unseen::is_unseen;
use super::{Address, AddressError, Entry, Mailbox, Rules, parse_field, parse_list, parse_mailbox};
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

#[test]
fn characters_that_nobody_sees_are_refused() {
    let invisible = |c| format!("it contains the invisible character {c}");
    let undecoded =
        || "it contains \\u{fffd}, which replaces octets that could not be decoded".to_owned();
    for (text, shown, why) in [
        (
            "bo\u{200b}b@lab.test",
            "bo\\u{200b}b@lab.test",
            invisible("\\u{200b}"),
        ),
        (
            "\u{feff}bob@lab.test",
            "\\u{feff}bob@lab.test",
            invisible("\\u{feff}"),
        ),
        (
            "bob\u{ad}@lab.test",
            "bob\\u{ad}@lab.test",
            invisible("\\u{ad}"),
        ),
        (
            "bob@lab.test\u{200b}",
            "bob@lab.test\\u{200b}",
            invisible("\\u{200b}"),
        ),
        (
            "bob@la\u{ad}b.test",
            "bob@la\\u{ad}b.test",
            invisible("\\u{ad}"),
        ),
        (
            "\"b \u{202e}\"@lab.test",
            "\\\"b \\u{202e}\\\"@lab.test",
            invisible("\\u{202e}"),
        ),
        (
            "\u{2028}b@lab.test",
            "\\u{2028}b@lab.test",
            invisible("\\u{2028}"),
        ),
        (
            "b\u{378}@lab.test",
            "b\\u{378}@lab.test",
            invisible("\\u{378}"),
        ),
        (
            "b\u{3164}@lab.test",
            "b\\u{3164}@lab.test",
            invisible("\\u{3164}"),
        ),
        (
            "b\u{200d}@lab.test",
            "b\\u{200d}@lab.test",
            invisible("\\u{200d}"),
        ),
        (
            "j\u{fffd}rgen@lab.test",
            "j\\u{fffd}rgen@lab.test",
            undecoded(),
        ),
        ("j@\u{fffd}.test", "j@\\u{fffd}.test", undecoded()),
    ] {
        let expected = format!("\"{shown}\" is not an address: {why}");
        for error in [Address::parse(text).err(), list(text).err()] {
            assert_eq!(
                error.map(|error| error.to_string()).as_deref(),
                Some(&*expected)
            );
        }
    }
    // A name may contain them: emoji and right-to-left names do.
    assert!(list("\u{1f468}\u{200d}\u{1f469} \u{feff} <bob@lab.test>").is_ok());
}

#[test]
fn joiners_in_a_domain_follow_the_rules_of_idna() {
    for (text, accepted) in [
        // Behind a virama, and between two Arabic letters that join (RFC 5892 appendix A.1 and A.2).
        ("a@\u{915}\u{94d}\u{200d}\u{937}.test", true),
        ("a@\u{915}\u{94d}\u{200c}\u{937}.test", true),
        (
            "a@\u{646}\u{627}\u{645}\u{647}\u{200c}\u{627}\u{6cc}.test",
            true,
        ),
        ("a@b\u{200d}.test", false),
        ("a@la\u{200c}b.test", false),
        ("\u{915}\u{94d}\u{200d}\u{937}@b.test", false),
    ] {
        assert_eq!(Address::parse(text).is_ok(), accepted, "{text:?}");
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

#[test]
fn the_hint_about_quotes_is_where_a_name_needs_them() {
    let quotes = "a name with , : @ [ ] needs quotes";
    for (text, hinted) in [
        ("Doe, John <a@x.example>", true),
        ("[JIRA] Bot <a@x.example>", true),
        ("Ops: night <a@x.example>", true),
        ("a@b via Tool <a@x.example>", true),
        ("a@x.example <a@x.example>", true),
        ("a@b@c <a@x.example>", true),
        ("root", false),
        ("a@b c@d", false),
        ("Ann <a@b> Bob", false),
        ("Team: a@b", false),
        ("a@@b", false),
    ] {
        let Err(error) = parse_list(text, Rules::default()) else {
            panic!("{text}");
        };
        assert_eq!(error.to_string().contains(quotes), hinted, "{error}");
    }
}

#[test]
fn an_ip_address_needs_brackets() {
    for (text, hint) in [
        ("a@192.0.2.1", "a@[192.0.2.1]"),
        ("\"a b\"@192.0.2.1", "\"a b\"@[192.0.2.1]"),
        ("a@2001:db8::1", "a@[IPv6:2001:db8::1]"),
        ("<a@2001:db8::1>", "a@[IPv6:2001:db8::1]"),
    ] {
        let Err(error) = parse_list(text, Rules::default()) else {
            panic!("{text}");
        };
        let end = format!("an IP address needs brackets: {hint}");
        assert!(error.to_string().ends_with(&end), "{error}");
    }
}

#[test]
fn fields_of_other_programs() {
    type Row<'a> = (&'a str, Option<(&'a [&'a str], Option<&'a str>)>);
    let table: &[Row<'_>] = &[
        ("a@b, Ann <c@d>", Some((&["-|a@b", "Ann|c@d"], None))),
        // An obsolete route is dropped.
        (
            "<@r.example,@q.example:a@x.example>",
            Some((&["-|a@x.example"], None)),
        ),
        ("Ann < @r.example , , @q : a@x>", Some((&["Ann|a@x"], None))),
        ("<@r.example>", None),
        ("<@r.example:>", None),
        // The address at the end goes before an unquoted name.
        ("Doe, John <a@x>", Some((&["-|a@x"], Some("Doe, John")))),
        (
            "[JIRA] Bot <a@x> (c)",
            Some((&["-|a@x"], Some("[JIRA] Bot"))),
        ),
        ("Ops: night <a@x>", Some((&["-|a@x"], Some("Ops: night")))),
        (
            "a@b via Tool <a@x>",
            Some((&["-|a@x"], Some("a@b via Tool"))),
        ),
        ("a@x <a@x>", Some((&["-|a@x"], Some("a@x")))),
        (
            "a@b, c@d <@r:e@f>",
            Some((&["-|a@b", "-|e@f"], Some("c@d"))),
        ),
        (
            "a@b, Doe, John <c@d>",
            Some((&["-|a@b", "-|c@d"], Some("Doe, John"))),
        ),
        // No address is left out.
        ("a@b c@d", None),
        ("a@b c@d <e@f>", None),
        ("<a@b> <c@d>", None),
        ("T: a@b, night <c@d>", None),
        ("Doe, John <a@x>, b@c", None),
        ("Doe, John <a@x> b@c", None),
        ("\"Doe, John <a@x>", None),
        ("bo\u{200b}b@x, Doe <a@x>", None),
        ("Doe, John <bo\u{200b}b@x>", None),
        ("Doe, John <a@x", None),
    ];
    for (text, expected) in table {
        let found = parse_field(text).ok();
        let found = found.map(|f| (shown(&f.entries), f.unquoted_name));
        let expected = expected.map(|(entries, name)| {
            (
                entries.iter().map(|e| (*e).to_owned()).collect(),
                name.map(str::to_owned),
            )
        });
        assert_eq!(found, expected, "{text:?}");
    }
}
