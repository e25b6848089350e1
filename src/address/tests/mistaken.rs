//! What people mistype, and what other programs write.

use super::shown;
use crate::address::{Rules, parse_field, parse_list};

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
