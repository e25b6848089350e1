//! Selections against listings.

use super::{Error, Selection, Selector};
use crate::maildrop::Entry;

fn listing(entries: &[(u32, &str)]) -> Vec<Entry> {
    entries
        .iter()
        .map(|(number, uid)| Entry {
            number: *number,
            octets: Some(10),
            unique_id: Some(uid.to_string()),
        })
        .collect()
}

fn parse(
    messages: &[&str],
    uids: &[&str],
    all: bool,
    last: Option<u32>,
) -> Result<Selection, Error> {
    let owned = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| text.to_string())
            .collect::<Vec<_>>()
    };
    Selection::parse(&owned(messages), &owned(uids), all, last, false)
}

#[test]
fn selectors() {
    for (text, expected) in [
        ("3", Selector::Number(3)),
        ("2-5", Selector::Range(2, 5)),
        ("7-", Selector::From(7)),
        ("4-4", Selector::Range(4, 4)),
    ] {
        assert_eq!(Selector::parse(text), Ok(expected));
    }
    for bad in [
        "",
        "0",
        "x",
        "5-2",
        "-3",
        "1-2-3",
        "1.5",
        "+1",
        " 1",
        "0-2",
        "99999999999",
        "1\n",
        "-",
    ] {
        assert_eq!(
            Selector::parse(bad),
            Err(Error::Selector(bad.into())),
            "{bad:?}"
        );
    }
}

#[test]
fn an_empty_selection_never_means_everything() {
    assert_eq!(parse(&[], &[], false, None), Err(Error::Nothing));
    assert_eq!(
        parse(&[""], &[], false, None),
        Err(Error::Selector(String::new()))
    );
    assert_eq!(parse(&[], &[""], false, None), Err(Error::EmptyUniqueId));
    assert_eq!(parse(&["1"], &[], true, None), Err(Error::AllAndNamed));
}

#[test]
fn unique_ids_that_no_server_can_send() {
    let control = "contains a control character; a unique-id cannot contain one";
    let blank = "begins or ends with a blank; a unique-id cannot do that";
    for (unique_id, expected) in [
        ("a\nb", format!("--uid \"a\\nb\" {control}")),
        ("a\t", format!("--uid \"a\\t\" {control}")),
        (" a", format!("--uid \" a\" {blank}")),
        ("a ", format!("--uid \"a \" {blank}")),
        (" ", format!("--uid \" \" {blank}")),
    ] {
        let error = parse(&[], &[unique_id], false, None).expect_err("refused");
        assert!(matches!(error, Error::UniqueIdControl(_)));
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn unique_ids_with_blanks_inside() {
    let listing = listing(&[(1, "a"), (2, "a  b")]);
    let selection = parse(&[], &["a  b"], false, None).expect("a selection");
    let chosen = selection.choose(&listing, true).expect("chosen");
    assert_eq!(chosen.entries, listing[1..]);
}

#[test]
fn choices() {
    let listing = listing(&[(1, "a"), (2, "b"), (4, "c"), (5, "d")]);
    for (messages, uids, last, numbers, missing) in [
        (&["2", "1", "2"][..], &[][..], None, &[1, 2][..], &[][..]),
        (&["1-4"], &[], None, &[1, 2, 4], &[3]),
        (&["4-"], &[], None, &[4, 5], &[]),
        (&["9-"], &[], None, &[], &[]),
        (&["9", "5"], &[], None, &[5], &[9]),
        (&["1"], &["d"], None, &[1, 5], &[]),
        (&["1-5"], &[], Some(2), &[4, 5], &[3]),
        (&[], &[], Some(3), &[2, 4, 5], &[]),
        (&[], &[], Some(9), &[1, 2, 4, 5], &[]),
    ] {
        let chosen = parse(messages, uids, false, last)
            .and_then(|selection| selection.choose(&listing, true))
            .expect("a choice");
        let got: Vec<u32> = chosen.entries.iter().map(|entry| entry.number).collect();
        assert_eq!(
            (&got[..], &chosen.missing[..]),
            (numbers, missing),
            "{messages:?} {uids:?} {last:?}"
        );
    }
}

#[test]
fn unique_ids_are_exact_and_unique() {
    let listing = listing(&[(1, "a"), (2, "twin"), (3, "twin")]);
    let choose = |uid, has| {
        parse(&[], &[uid], false, None).and_then(|selection| selection.choose(&listing, has))
    };
    assert_eq!(choose("A", true), Err(Error::NoSuchUniqueId("A".into())));
    assert_eq!(
        choose("twin", true),
        Err(Error::AmbiguousUniqueId("twin".into()))
    );
    assert_eq!(choose("a", false), Err(Error::NoUniqueIds));
}

#[test]
fn what_needs_no_listing() {
    for (messages, expected) in [
        (&["3", "1-2"][..], Some(vec![1, 2, 3])),
        (&["7-"], None),
        (&["1-1000000"], None),
    ] {
        assert_eq!(
            parse(messages, &[], false, None).expect("parsed").numbers(),
            expected
        );
    }
    assert!(
        !parse(&["3"], &[], false, None)
            .expect("parsed")
            .may_hold_several()
    );
    assert!(
        !parse(&[], &[], false, Some(1))
            .expect("parsed")
            .may_hold_several()
    );
    assert!(
        parse(&["3-3"], &[], false, None)
            .expect("parsed")
            .may_hold_several()
    );
}
