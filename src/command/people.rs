//! Names and addresses as `list` and `retr` print them.

use crate::reader::Person;
use serde_json::{Value, json};

/// The name, and always the address too: a name may look like an address.
pub(super) fn line(person: &Person) -> String {
    match (&person.name, &person.address) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(name), None) => name.clone(),
        (None, address) => address.clone().unwrap_or_default(),
    }
}

/// Names and addresses as JSON.
pub(super) fn json(people: &[Person]) -> Value {
    people
        .iter()
        .map(|person| json!({ "name": person.name, "address": person.address }))
        .collect()
}
