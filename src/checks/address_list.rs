//! Address lists: no control octet gets in, and what was read prints and reads again as the same.

use super::knobs;
use crate::address::unseen::is_unseen;
use crate::address::{
    Address, Entry, MAX_DOMAIN_OCTETS, MAX_LOCAL_PART_OCTETS, Mailbox, Rules, parse_list,
};

/// Panics when a promise is broken.
pub fn check(data: &[u8]) {
    let Some(([flags], text)) = knobs(data) else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let rules = Rules {
        domain: (flags & 1 != 0).then_some("example.com"),
        field: flags & 2 != 0,
    };
    let list = match parse_list(text, rules) {
        Ok(list) => list,
        Err(error) => return drop(error.to_string()),
    };
    list.iter()
        .flat_map(Entry::mailboxes)
        .for_each(check_mailbox);
    let printed: Vec<String> = list.iter().map(print).collect();
    let printed = printed.join(", ");
    match parse_list(&printed, rules) {
        Ok(again) => assert_eq!(again, list, "{printed}"),
        Err(error) => assert!(list.is_empty(), "{printed}: {error}"),
    }
}

fn check_mailbox(mailbox: &Mailbox) {
    let address = &mailbox.address;
    let wire = address.wire();
    assert!(!wire.chars().any(char::is_control), "{wire}");
    assert!(!address.local().chars().any(is_unseen), "{wire}");
    assert!(address.domain().len() <= MAX_DOMAIN_OCTETS);
    assert!(address.local().len() <= MAX_LOCAL_PART_OCTETS);
    assert_eq!(Address::parse(&wire).as_ref(), Ok(address), "{wire}");
    if let Ok(ascii) = address.with_a_labels() {
        assert!(ascii.domain().is_ascii());
        assert_eq!(ascii.with_a_labels().as_ref(), Ok(&ascii), "{wire}");
    }
    assert!(mailbox.name.as_ref().is_none_or(|name| !name.is_empty()));
}

fn print(entry: &Entry) -> String {
    match entry {
        Entry::Mailbox(mailbox) => print_mailbox(mailbox),
        Entry::Group { name, members } => {
            let members: Vec<String> = members.iter().map(print_mailbox).collect();
            format!("{}: {};", quoted(name), members.join(", "))
        }
    }
}

fn print_mailbox(mailbox: &Mailbox) -> String {
    match &mailbox.name {
        Some(name) => format!("{} <{}>", quoted(name), mailbox.address),
        None => mailbox.address.wire(),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
