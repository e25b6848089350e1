//! What another session finds of the messages that the first one has found.

use super::*;

fn listing(rows: &[(u32, Option<&str>)]) -> Listing {
    Listing {
        size: None,
        entries: rows
            .iter()
            .map(|(number, id)| entry(*number, *id))
            .collect(),
        has_unique_ids: rows.iter().any(|(_, id)| id.is_some()),
    }
}

fn entry(number: u32, unique_id: Option<&str>) -> Entry {
    Entry {
        number,
        octets: Some(10),
        unique_id: unique_id.map(str::to_owned),
    }
}

fn wanted(messages: &[&str]) -> Wanted {
    let messages: Vec<String> = messages.iter().map(|text| (*text).to_owned()).collect();
    let all = messages.is_empty();
    let selection = Selection::parse(&messages, &[], all, None, false).expect("a selection");
    Wanted::new(selection, true)
}

/// The number in the present session and in the first one, of each message.
fn numbers(here: &Here) -> Vec<(u32, u32)> {
    let found = here.found.iter();
    found
        .map(|found| (found.entry.number, found.named))
        .collect()
}

#[test]
fn numbers_mean_the_messages_of_the_first_session() {
    let mut wanted = wanted(&["2-3", "9"]);
    assert_eq!(wanted.numbers(), None);
    let first = listing(&[(1, Some("a")), (2, Some("b")), (3, Some("c"))]);
    let here = wanted.choose(&first).expect("found");
    assert_eq!(numbers(&here), [(2, 2), (3, 3)]);
    assert_eq!(here.missing, [9]);
    // Somebody has removed the first message, and new ones have come.
    let second = listing(&[(1, Some("b")), (2, Some("c")), (3, Some("d"))]);
    let here = wanted.choose(&second).expect("found");
    assert_eq!(numbers(&here), [(1, 2), (2, 3)]);
    assert_eq!((here.missing.len(), here.gone.len()), (0, 0));
    // One is done, the other is gone.
    wanted.is_done_with(2);
    let third = listing(&[(1, Some("b")), (2, Some("d"))]);
    let here = wanted.choose(&third).expect("found");
    assert_eq!(numbers(&here), []);
    assert_eq!(here.gone, [(3, "c".to_owned())]);
    assert!(!wanted.is_done());
    wanted.is_done_with(3);
    assert!(wanted.is_done());
    // Nothing is left, which must never mean everything.
    assert_eq!(numbers(&wanted.choose(&third).expect("found")), []);
}

#[test]
fn all_messages_are_those_of_the_first_session() {
    let mut wanted = wanted(&[]);
    let none = wanted.choose(&listing(&[])).expect("found");
    assert_eq!(numbers(&none), []);
    let later = listing(&[(1, Some("a"))]);
    assert_eq!(numbers(&wanted.choose(&later).expect("found")), []);
}

#[test]
fn without_unique_ids_they_are_not_found_again() {
    for rows in [
        &[(1, None), (2, None)][..],
        &[(1, Some("a")), (2, None)],
        &[(1, Some("a")), (2, Some("a"))],
    ] {
        let mut wanted = wanted(&["1", "2"]);
        assert!(wanted.is_found_again());
        wanted.choose(&listing(rows)).expect("found");
        assert!(!wanted.is_found_again(), "{rows:?}");
        assert!(!wanted.is_done());
    }
}

#[test]
fn a_server_that_has_changed_is_an_error() {
    let mut wanted = wanted(&["1"]);
    wanted.choose(&listing(&[(1, Some("a"))])).expect("found");
    let without = wanted.choose(&listing(&[(1, None)]));
    assert_eq!(without, Err(Error::NoUniqueIds));
    let twice = wanted.choose(&listing(&[(1, Some("a")), (2, Some("a"))]));
    assert_eq!(twice, Err(Error::AmbiguousUniqueId("a".into())));
}

#[test]
fn numbers_are_used_as_they_are_where_no_other_session_follows() {
    let selection = Selection::parse(&["3".into()], &[], false, None, false).expect("one");
    assert_eq!(Wanted::new(selection, false).numbers(), Some(vec![3]));
}
